// XPath's three kinds of value and how one becomes another, as ODK reads them. Unanswered is ""; text that is a date or a time counts as
// days where a number is wanted. Pure: no page, no system clock. The twin of fieldform/forms/expression/values.py.
// Public: toText, toNumber, toBoolean, words, rounded, equal, less, atMost, minus.

import { daysOf, isMoment, millisecondsOf } from "./moments.js";

/** @typedef {string | number | boolean} Value unanswered is "" */
/** @typedef {import("./moments.js").Clock} Clock */

const NUMBER = /^[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*$/;

/** @param {Value} value @returns {string} XPath 1.0 §4.2: whole numbers without a point, never an exponent */
export function toText(value) {
  return typeof value === "number" ? numberText(value) : String(value);
}

/** @param {Value} value @param {Clock} clock @returns {number} XPath 1.0 §4.4, and days for dates; "" is NaN */
export function toNumber(value, clock) {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === "") return NaN;
  const found = NUMBER.exec(value);
  return found ? Number(found[1]) + 0 : daysOf(value, clock);
}

/** @param {Value} value @returns {boolean} any text but "" is true */
export function toBoolean(value) {
  return Boolean(value);
}

/** @param {Value} value @returns {string[]} the names in the text of a select_multiple */
export function words(value) {
  return toText(value).split(/[ \t\r\n]+/).filter((word) => word !== "");
}

/** @param {number} number @returns {number} halves go up, towards plus infinity */
export function rounded(number) {
  return Math.round(number) + 0;
}

/** @param {Value} left @param {Value} right @param {Clock} clock @returns {boolean} */
export function equal(left, right, clock) {
  if (typeof left === "boolean" || typeof right === "boolean") return toBoolean(left) === toBoolean(right);
  if (typeof left === "string" && typeof right === "string") return left === right || sameMoment(left, right, clock);
  return toNumber(left, clock) === toNumber(right, clock);
}

/** @param {Value} left @param {Value} right @param {Clock} clock @returns {boolean} as numbers; two dates with time as instants */
export function less(left, right, clock) {
  const instants = instantsOf(left, right, clock);
  return instants ? instants[0] < instants[1] : toNumber(left, clock) < toNumber(right, clock);
}

/** @param {Value} left @param {Value} right @param {Clock} clock @returns {boolean} */
export function atMost(left, right, clock) {
  const instants = instantsOf(left, right, clock);
  return instants ? instants[0] <= instants[1] : toNumber(left, clock) <= toNumber(right, clock);
}

/** @param {Value} left @param {Value} right @param {Clock} clock @returns {number} two dates with time give the days that really passed */
export function minus(left, right, clock) {
  const instants = instantsOf(left, right, clock);
  return instants ? (instants[0] - instants[1]) / 86_400_000 : toNumber(left, clock) - toNumber(right, clock);
}

/** @param {string} left @param {string} right @param {Clock} clock @returns {boolean} */
function sameMoment(left, right, clock) {
  const instants = instantsOf(left, right, clock);
  if (instants) return instants[0] === instants[1];
  return isMoment(left) && isMoment(right) && daysOf(left, clock) === daysOf(right, clock);
}

/** @param {Value} left @param {Value} right @param {Clock} clock @returns {[number, number] | null} */
function instantsOf(left, right, clock) {
  if (typeof left !== "string" || typeof right !== "string" || !left.includes("T") || !right.includes("T")) return null;
  const [one, other] = [millisecondsOf(left, clock), millisecondsOf(right, clock)];
  return one === null || other === null ? null : [one, other];
}

/** @param {number} number @returns {string} */
function numberText(number) {
  const text = String(number + 0);
  const [digits = "", exponent] = text.split("e");
  return exponent === undefined ? text : withoutExponent(digits, Number(exponent));
}

/** @param {string} written such as "-1.5" @param {number} exponent @returns {string} */
function withoutExponent(written, exponent) {
  const sign = written.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = written.replace("-", "").split(".");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${whole}${fraction}`;
  return `${sign}${whole}${fraction.padEnd(exponent, "0")}`;
}
