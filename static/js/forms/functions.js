// Every function that a form's rules may call: one registry, one small pure function each; the twin of
// fieldform/forms/expression/functions.py, name for name and signature for signature (its docstring says how a signature reads).
// `if`, `coalesce` and `once` evaluate only what they need, so their bodies stand in expression.js. What few forms call is in rarer.js.
// Public: FUNCTIONS, enter.

import { rounded, toNumber, words } from "./values.js";
import { dateText, formatted, isMoment, localDate, momentOfDays, momentText, normalMoment } from "./moments.js";

/** @typedef {import("./values.js").Value} Value */
/** @typedef {import("./moments.js").Clock} Clock */
/** @typedef {import("./expression.js").Labels} Labels */
/** @typedef {(...values: any[]) => Value} Call */

/** @type {[name: string, signature: string, call: Call][]} */
const ALL = [
  ["if", "boolean part part", (condition, then, otherwise) => (condition ? then : otherwise)],
  ["coalesce", "any+", (...values) => values.find((value) => value !== "") ?? ""],
  ["once", "any", (value) => value],

  // Truth
  ["true", "", () => true],
  ["false", "", () => false],
  ["not", "boolean", (/** @type {boolean} */ value) => !value],
  ["boolean", "boolean", (/** @type {boolean} */ value) => value],
  ["boolean-from-string", "text", (/** @type {string} */ text) => text === "true" || text === "1"],

  // Text
  ["string", "text", (/** @type {string} */ text) => text],
  ["concat", "text*", (/** @type {string[]} */ ...parts) => parts.join("")],
  ["join", "text text*", (/** @type {string} */ separator, /** @type {string[]} */ ...parts) => parts.join(separator)],
  ["contains", "text text", (/** @type {string} */ text, /** @type {string} */ part) => text.includes(part)],
  ["starts-with", "text text", (/** @type {string} */ text, /** @type {string} */ part) => text.startsWith(part)],
  ["ends-with", "text text", (/** @type {string} */ text, /** @type {string} */ part) => text.endsWith(part)],
  ["substring", "text number number?", substring],
  ["substr", "text number number?", substr],
  ["substring-before", "text text", substringBefore],
  ["substring-after", "text text", substringAfter],
  ["string-length", "text", (/** @type {string} */ text) => [...text].length],
  ["normalize-space", "text", (/** @type {string} */ text) => words(text).join(" ")],
  ["translate", "text text text", translate],
  ["upper-case", "text", (/** @type {string} */ text) => text.replace(/[a-zà-öø-þ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 32))],
  ["lower-case", "text", (/** @type {string} */ text) => text.replace(/[A-ZÀ-ÖØ-Þ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))],

  // Choices
  ["selected", "text text", (/** @type {string} */ chosen, /** @type {string} */ name) => words(chosen).includes(name.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""))],
  ["selected-at", "text number", (/** @type {string} */ chosen, /** @type {number} */ index) => (index >= 0 ? words(chosen)[Math.trunc(index)] : "") ?? ""],
  ["count-selected", "text", (/** @type {string} */ chosen) => words(chosen).length],
  ["jr:choice-name", "text text labels", choiceName],

  // Numbers
  ["number", "number", (/** @type {number} */ number) => number],
  ["int", "number", (/** @type {number} */ number) => Math.trunc(number) + 0],
  ["round", "number number?", round],
  ["floor", "number", (/** @type {number} */ number) => Math.floor(number) + 0],
  ["ceiling", "number", (/** @type {number} */ number) => Math.ceil(number) + 0],
  ["abs", "number", (/** @type {number} */ number) => Math.abs(number)],
  ["min", "number*", (/** @type {number[]} */ ...numbers) => (numbers.length > 0 ? Math.min(...numbers) : NaN)],
  ["max", "number*", (/** @type {number[]} */ ...numbers) => (numbers.length > 0 ? Math.max(...numbers) : NaN)],

  // Dates
  ["today", "clock", (/** @type {Clock} */ clock) => momentText(clock.now, clock).slice(0, 10)],
  ["now", "clock", (/** @type {Clock} */ clock) => momentText(clock.now, clock)],
  ["date", "any clock", date],
  ["date-time", "any clock", dateTime],
  ["decimal-date-time", "number", (/** @type {number} */ days) => days],
  ["format-date", "any text clock", formatDate],
  ["format-date-time", "any text clock", formatDateTime],
];

/** @type {Map<string, import("./expression.js").XFunction>} */
export const FUNCTIONS = new Map();

enter(ALL);

/** @param {[name: string, signature: string, call: Call][]} functions entered under their names */
export function enter(functions) {
  for (const [name, signature, call] of functions) {
    const named = signature.split(" ").filter((word) => word !== "");
    const isGiven = (/** @type {string} */ word) => word === "clock" || word === "labels" || word === "chance";
    const kinds = named.filter((word) => !isGiven(word)).map((word) => word.replace(/[?+*]$/, ""));
    FUNCTIONS.set(name, { kinds, given: named.filter(isGiven), spreads: signature.includes("*"), call });
  }
}

/** @param {string} text @param {number} start the first character is number 1 @param {number} [length] @returns {string} XPath 1.0 §4.2 */
function substring(text, start, length = Infinity) {
  const first = rounded(start);
  return slice(text, first - 1, first + rounded(length) - 1);
}

/** @param {string} text @param {number} start the first character is number 0 @param {number} [end] @returns {string} */
function substr(text, start, end = Infinity) {
  const size = [...text].length;
  const [first, after] = [Math.trunc(start), Math.trunc(end)];
  return slice(text, first < 0 ? first + size : first, after < 0 ? after + size : after);
}

/** @param {string} text @param {string} part @returns {string} */
function substringBefore(text, part) {
  const place = text.indexOf(part);
  return place > 0 ? text.slice(0, place) : "";
}

/** @param {string} text @param {string} part @returns {string} */
function substringAfter(text, part) {
  const place = text.indexOf(part);
  return place < 0 ? "" : text.slice(place + part.length);
}

/** @param {string} text @param {string} letters @param {string} others @returns {string} */
function translate(text, letters, others) {
  const replacements = [...others];
  /** @type {Map<string, string>} */
  const table = new Map();
  for (const [index, letter] of [...letters].entries()) if (!table.has(letter)) table.set(letter, replacements[index] ?? "");
  return Array.from(text, (letter) => table.get(letter) ?? letter).join("");
}

/** @param {string} chosen @param {string} path @param {Labels} labels @returns {string} */
function choiceName(chosen, path, labels) {
  const named = labels.get(path);
  return words(chosen).map((name) => named?.get(name)).filter((label) => label !== undefined).join(", ");
}

/** @param {number} number @param {number} [digits] after the point, -15 to 15 @returns {number} halves go up */
function round(number, digits = 0) {
  if (!(digits >= -15 && digits <= 15)) return NaN;
  const power = Number(`1e${Math.abs(Math.trunc(digits))}`);
  const scaled = digits >= 0 ? rounded(number * power) / power : rounded(number / power) * power;
  return Number.isFinite(scaled) ? scaled : number;
}

/** @param {Value} value @param {Clock} clock @returns {string} the date of a date, a date with time or a number of days */
function date(value, clock) {
  return typeof value === "string" && isMoment(value) ? localDate(value, clock) : dateText(toNumber(value, clock));
}

/** @param {Value} value @param {Clock} clock @returns {string} a date with time of the same, of a date or of a number of days */
function dateTime(value, clock) {
  return (typeof value === "string" && normalMoment(value, clock)) || momentOfDays(toNumber(value, clock), clock);
}

/** @param {Value} value @param {string} layout @param {Clock} clock @returns {string} */
function formatDate(value, layout, clock) {
  return formatted(typeof value === "string" && isMoment(value) ? value : dateText(toNumber(value, clock)), layout, clock);
}

/** @param {Value} value @param {string} layout @param {Clock} clock @returns {string} */
function formatDateTime(value, layout, clock) {
  return formatted(typeof value === "string" && isMoment(value) ? value : momentOfDays(toNumber(value, clock), clock), layout, clock);
}

/** @param {string} text @param {number} first counted from 0, in code points @param {number} after @returns {string} "" where either is NaN */
function slice(text, first, after) {
  const characters = [...text];
  if (Number.isNaN(first) || Number.isNaN(after)) return "";
  return characters.slice(Math.max(first, 0), Math.max(after, 0)).join("");
}
