// One answer, from whatever came in to the value that is stored; or the words for what is wrong with it. Pure. The twin of
// fieldform/forms/answers.py, messages included. Public: readAnswer, storedOf, seen, isBlank, problemAt, asObject, isName.

import { toText, words } from "./values.js";
import { isDate, isTime, normalMoment } from "./moments.js";

/** @typedef {import("./values.js").Value} Value */
/** @typedef {import("./moments.js").Clock} Clock */
/** @typedef {any} Stored an answer as JSON: text, number, boolean (calculated only) or a list of names */
/** @typedef {{path: string, code: string, message: string}} Problem `code`: type, choice, constraint, readonly, limit or unknown */
/** @typedef {{type: string, choices: ReadonlyMap<string, string>, parameters: Record<string, string>}} Asked what of a question says how its answer is read */

const MAX_TEXT = 20_000;
const MAX_NAME = 255;
const LARGEST = 2 ** 53;
const UNREADABLE = "This could not be read.";
const MESSAGES = new Map([
  ["text", "Shorten this text to 20,000 characters."],
  ["integer", "Enter a whole number, such as 12."],
  ["decimal", "Enter a number, such as 2.5."],
  ["date", "Enter a date, such as 2026-11-20."],
  ["time", "Enter a time, such as 21:04."],
  ["dateTime", "Enter a date and a time, such as 2026-11-20 21:04."],
  ["select_one", "Choose one of the answers shown."],
  ["select_multiple", "Choose from the answers shown."],
  ["range", "Choose a number from the range shown."],
  ["acknowledge", "Confirm this."],
  ["geopoint", "Enter latitude and longitude, such as 42.32 -83.40."],
  ["phone_number", "Enter a phone number, such as 734-555-0142."],
  ["email", "Enter an e-mail address, such as name@example.org."],
  ["signature", "Sign again: this could not be read."],
  ["group", "This part could not be read."],
  ["readonly", "Take this answer away: the form gives it, and nobody else."],
  ["constraint", "Check this answer: it does not fit."],
  ["choice", "Choose again: this does not go with the other answers."],
  ["limit", "There are more entries here than this form can take (200)."],
  ["answers", "There are more answers than this form can take (5,000)."],
  ["unknown", "This form has no such question."],
]);
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
const DECIMAL = /^-?[0-9]{1,16}(\.[0-9]{1,20})?$/;
const GEOPOINT = /^(-?[0-9]{1,3}(?:\.[0-9]{1,20})?)(?:,[ ]*|[ ]+)(-?[0-9]{1,3}(?:\.[0-9]{1,20})?)((?:[ ]+-?[0-9]{1,6}(?:\.[0-9]{1,20})?){0,2})$/;
const PHONE = /^[+(]*[0-9][0-9A-Za-z+()./#*, -]{1,39}$/;
const EMAIL = /^[^@ \t\r\n]{1,64}@[^@ \t\r\n.]+(\.[^@ \t\r\n.]+)+$/u;
const TEXTS = new Set("text select_one geopoint phone_number email signature image acknowledge deviceid username".split(" "));

/** @param {string} path @param {string} code @param {string} words of MESSAGES, or a type @returns {Problem} */
export function problemAt(path, code, words) {
  return { path, code, message: MESSAGES.get(words) ?? UNREADABLE };
}

/** @param {string} name @returns {boolean} whether a question may be called so */
export function isName(name) {
  return NAME.test(name);
}

/**
 * @param {Asked} node
 * @param {unknown} raw
 * @param {Clock} clock
 * @returns {[Stored | undefined, string]} the stored value, or the code of what is wrong with it
 */
export function readAnswer(node, raw, clock) {
  if (isBlank(raw)) return [undefined, ""];
  switch (node.type) {
    case "text":
    case "hidden":
    case "signature":
      return judged(typeof raw === "string" && lengthOf(raw) <= MAX_TEXT ? raw : undefined);
    case "integer":
      return judged(numberOf(raw, /^-?[0-9]{1,16}$/, Number.isInteger));
    case "decimal":
      return judged(numberOf(raw, DECIMAL, Number.isFinite));
    case "range":
      return judged(ranged(node.parameters, raw));
    case "calculate":
      return judged(scalar(raw));
    case "select_one":
      if (node.choices.size === 0) return judged(typeof raw === "string" && lengthOf(raw) <= MAX_NAME ? raw : undefined);
      return typeof raw === "string" ? (node.choices.has(raw) ? [raw, ""] : [undefined, "choice"]) : [undefined, "type"];
    case "select_multiple":
      return several(node, raw);
    default:
      return judged(typeof raw === "string" ? spelled(node.type, trimmed(raw), clock) : undefined);
  }
}

/** @param {Asked} node @param {Value} value @param {Clock} clock @returns {Stored | undefined} what a calculation or a default leaves */
export function storedOf(node, value, clock) {
  if (node.type === "select_multiple") return readAnswer(node, words(value), clock)[0];
  if (TEXTS.has(node.type)) return readAnswer(node, toText(value), clock)[0];
  if (node.type === "calculate" || node.type === "hidden") return calculated(value);
  return readAnswer(node, value, clock)[0];
}

/**
 * Two calculations that double each other's text would otherwise fill the memory.
 * @param {Value} value
 * @returns {Stored | undefined}
 */
function calculated(value) {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.length <= MAX_TEXT) return value === "" ? undefined : value;
  return lengthOf(value) <= MAX_TEXT ? value : Array.from(value).slice(0, MAX_TEXT).join("");
}

/** @param {Stored} value @returns {Value} as expressions see it */
export function seen(value) {
  return Array.isArray(value) ? value.join(" ") : value;
}

/** @param {unknown} raw @returns {boolean} */
export function isBlank(raw) {
  return raw === undefined || raw === null || (Array.isArray(raw) && raw.length === 0) || (typeof raw === "string" && trimmed(raw) === "");
}

/** @param {Stored | undefined} value @returns {[Stored | undefined, string]} */
function judged(value) {
  return [value, value === undefined ? "type" : ""];
}

/** @param {unknown} raw @param {RegExp} spelling @param {(number: unknown) => boolean} fits @returns {number | undefined} */
function numberOf(raw, spelling, fits) {
  const number = typeof raw === "string" && spelling.test(trimmed(raw)) ? Number(trimmed(raw)) : raw;
  return typeof number === "number" && fits(number) && Math.abs(number) < LARGEST ? number + 0 : undefined;
}

/** @param {Asked} node @param {unknown} raw @returns {[Stored | undefined, string]} in the form's order, each once */
function several(node, raw) {
  if (!Array.isArray(raw) || !raw.every((name) => typeof name === "string")) return [undefined, "type"];
  if (node.choices.size === 0) return judged(raw.length <= MAX_NAME && raw.every((name) => name && lengthOf(name) <= MAX_NAME) ? [...new Set(raw)] : undefined);
  const names = [...node.choices.keys()].filter((name) => raw.includes(name));
  return names.length === new Set(raw).size ? [names, ""] : [undefined, "choice"];
}

/** @param {string} type @param {string} text @param {Clock} clock @returns {string | undefined} */
function spelled(type, text, clock) {
  switch (type) {
    case "date":
    case "today":
      return isDate(text) ? text : undefined;
    case "time":
      return isTime(text) ? text.slice(0, 5) : undefined;
    case "geopoint":
      return geopoint(text);
    case "phone_number":
      return PHONE.test(text) && text.replace(/[^0-9]/g, "").length >= 3 ? text : undefined;
    case "email":
      return lengthOf(text) <= MAX_NAME && EMAIL.test(text) ? text : undefined;
    case "acknowledge":
      return text === "OK" ? text : undefined;
    case "image":
    case "deviceid":
    case "username":
      return lengthOf(text) <= MAX_NAME ? text : undefined;
    default:
      return normalMoment(text[10] === " " ? `${text.slice(0, 10)}T${text.slice(11)}` : text, clock) || undefined;
  }
}

/** @param {string} text @returns {string | undefined} latitude, longitude, height and accuracy in metres, as far as they are known */
function geopoint(text) {
  const [, latitude, longitude, rest] = GEOPOINT.exec(text) ?? [];
  if (latitude === undefined || Math.abs(Number(latitude)) > 90 || Math.abs(Number(longitude)) > 180) return undefined;
  return [latitude, longitude, ...words(rest ?? "")].join(" ");
}

/** @param {Record<string, string>} parameters @param {unknown} raw @returns {number | undefined} from start to end; whole where all three are */
function ranged({ start = "0", end = "10", step = "1" }, raw) {
  const [first, last, by] = [start, end, step].map((bound) => numberOf(bound, DECIMAL, Number.isFinite));
  const whole = [first, last, by].every(Number.isInteger);
  const number = whole ? numberOf(raw, /^-?[0-9]{1,16}$/, Number.isInteger) : numberOf(raw, DECIMAL, Number.isFinite);
  const [low = 0, high = 10] = [first ?? 0, last ?? 10].sort((one, other) => one - other);
  return number !== undefined && low <= number && number <= high ? number : undefined;
}

/** @param {unknown} raw @returns {Stored | undefined} what a calculation that keeps its value may have left */
function scalar(raw) {
  if (typeof raw === "string") return lengthOf(raw) <= MAX_TEXT ? raw : undefined;
  return typeof raw === "boolean" || (typeof raw === "number" && Number.isFinite(raw)) ? raw : undefined;
}

/** @param {string} text @returns {number} in characters; not counted where it is short anyhow */
function lengthOf(text) {
  return text.length <= MAX_NAME ? text.length : [...text].length;
}

/** @param {string} text @returns {string} */
function trimmed(text) {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
}

/** @param {unknown} value @returns {Record<string, unknown> | null} */
export function asObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? /** @type {Record<string, unknown>} */ (value) : null;
}
