// The functions that few forms call: of node sets, of chance, checklists, powers, times, places. Loaded for those alone: importing it enters them
// where functions.js looks. The twin of rarer.py and ground.py in fieldform/forms/expression/. Public: nothing.

import { enter } from "./functions.js";
import { dateText, momentOfDays, momentText } from "./moments.js";
import { rounded, toNumber, words } from "./values.js";

/** @typedef {import("./values.js").Value} Value */
/** @typedef {import("./moments.js").Clock} Clock */

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const DAY = 86_400_000;
const MOST_ADDED = 1e7;
/** Of the earth, in meters, as ODK has it. */
const RADIUS = 6_378_100;
const DEGREES = /^-?[0-9]{1,3}(?:\.[0-9]{1,20})?$/;

/** @type {[string, (number: number) => number][]} */
const MATHEMATICS = [
  ["sin", Math.sin],
  ["cos", Math.cos],
  ["tan", Math.tan],
  ["asin", Math.asin],
  ["acos", Math.acos],
  ["atan", Math.atan],
  ["exp", Math.exp],
  ["exp10", (number) => 10 ** number],
  ["log", Math.log],
  ["log10", Math.log10],
];

enter([
  ["count", "nodes", (/** @type {Value[]} */ found) => found.length],
  ["count-non-empty", "nodes", (/** @type {Value[]} */ found) => found.filter((value) => value !== "").length],
  ["sum", "number*", (/** @type {number[]} */ ...numbers) => numbers.reduce((sum, number) => sum + number, 0)],
  ["checklist", "number number any*", checklist],
  ["weighted-checklist", "number number any* clock", weightedChecklist],
  ["pow", "number number", pow],
  ["sqrt", "number", (/** @type {number} */ number) => Math.sqrt(number) + 0],
  ...MATHEMATICS.map(mathematical),
  ["atan2", "number number", (/** @type {number} */ y, /** @type {number} */ x) => tenDigits(Math.atan2(y, x))],
  ["pi", "", () => Math.PI],
  ["distance", "text*", distance],
  ["area", "text*", area],
  ["time", "any clock", time],
  ["difference-in-days", "any any clock", differenceInDays],
  ["difference-in-weeks", "any any clock", (/** @type {Value} */ from, /** @type {Value} */ to, /** @type {Clock} */ clock) => Math.trunc(differenceInDays(from, to, clock) / 7) + 0],
  ["difference-in-months", "any any clock", differenceInMonths],
  ["difference-in-years", "any any clock", (/** @type {Value} */ from, /** @type {Value} */ to, /** @type {Clock} */ clock) => Math.trunc(differenceInMonths(from, to, clock) / 12) + 0],
  ["add-date", "any number? number? number? number? number? clock", addDate],
  ["parse-timestamp-to-date", "number clock", (/** @type {number} */ instant, /** @type {Clock} */ clock) => (Math.abs(instant) < 1e15 ? momentText(Math.trunc(instant), clock) : "")],
  ["decimal-time", "any clock", decimalTime],
  ["random", "chance", (/** @type {() => number} */ draw) => draw()],
  ["uuid", "number? chance", uuid],
]);

/** @param {[string, (number: number) => number]} entry @returns {[string, string, (number: number) => number]} */
function mathematical([name, call]) {
  return [name, "number", (number) => tenDigits(call(number))];
}

/** @param {number} least @param {number} most @param {Value[]} responses @returns {boolean} -1 sets no limit */
function checklist(least, most, ...responses) {
  return within(least, most, responses.filter(isYes).length);
}

/** @param {number} least @param {number} most @param {any[]} given response, weight, response, weight …, and the clock @returns {boolean} */
function weightedChecklist(least, most, ...given) {
  const clock = given.pop();
  let weight = 0;
  for (let place = 0; place + 1 < given.length; place += 2) if (isYes(given[place])) weight += toNumber(given[place + 1], clock);
  return within(least, most, weight);
}

/** @param {number} least @param {number} most @param {number} count */
function within(least, most, count) {
  return (least < 0 || count >= least) && (most < 0 || count <= most);
}

/** @param {Value | undefined} response */
function isYes(response) {
  return response === true || response === "yes";
}

/** @param {number} base @param {number} exponent whole ones by multiplying, so that every machine gives the same; others to 10 digits */
function pow(base, exponent) {
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 1024) {
    let power = 1;
    for (let left = Math.abs(exponent); left > 0; left--) power *= base;
    return (exponent >= 0 ? power : 1 / power) + 0;
  }
  return base >= 0 ? tenDigits(base ** exponent) : NaN;
}

/** @param {number} number @returns {number} what two machines' libraries agree on */
function tenDigits(number) {
  return Number(number.toPrecision(10)) + 0;
}

/** @param {Value} from @param {Value} to @param {Clock} clock @returns {number} NaN where one is no date */
function differenceInDays(from, to, clock) {
  const [first, last] = [from, to].map((value) => dateText(toNumber(value, clock)));
  return first && last ? (Date.parse(last) - Date.parse(first)) / DAY : NaN;
}

/**
 * An amount that is not given adds nothing, and where none is given nothing follows; rarer.py says more.
 * @param {Value} value @param {any[]} given years, months, days, hours, minutes, and the clock @returns {string}
 */
function addDate(value, ...given) {
  /** @type {Clock} */
  const clock = given.pop();
  const fromDay = toNumber(value, clock);
  if ((given.length > 0 && given.every(Number.isNaN)) || given.some((amount) => Math.abs(amount) > MOST_ADDED)) return "";
  const [years = 0, months = 0, days = 0, hours = 0, minutes = 0] = given.map((amount) => Math.trunc(amount) || 0);
  const day = monthsLater(dateText(fromDay), years * 12 + months);
  if (day === null) return "";
  if (!hours && !minutes && !(typeof value === "string" && value.includes("T"))) return dateText(day + days);
  const sinceMidnight = Math.floor((fromDay - Math.floor(fromDay)) * DAY + 0.5);
  return momentOfDays(day + days + (sinceMidnight + (hours * 60 + minutes) * 60_000) / DAY, clock);
}

/** @param {string} start a date @param {number} months @returns {number | null} days since 1970; null outside the calendar */
function monthsLater(start, months) {
  if (!start) return null;
  const [year = 0, month = 0, day = 0] = start.split("-").map(Number);
  const total = year * 12 + month - 1 + months;
  const [then, place] = [Math.floor(total / 12), ((total % 12) + 12) % 12];
  if (then < 1000 || then > 9999) return null;
  return Date.UTC(then, place, Math.min(day, new Date(Date.UTC(then, place + 1, 0)).getUTCDate())) / DAY;
}

/** @param {Value} from @param {Value} to @param {Clock} clock @returns {number} whole months, NaN where one is no date */
function differenceInMonths(from, to, clock) {
  const [first, last] = [from, to].map((value) => dateText(toNumber(value, clock)).split("-").map(Number));
  const [year = NaN, month = NaN, day = NaN] = first ?? [];
  const [toYear = NaN, toMonth = NaN, toDay = NaN] = last ?? [];
  const months = (toYear - year) * 12 + toMonth - month;
  if (months > 0 && toDay < day) return months - 1;
  return months < 0 && toDay > day ? months + 1 : months;
}

/** @param {Value} value @param {Clock} clock @returns {string} "21:04", or "" where it is no time */
function time(value, clock) {
  const days = toNumber(value, clock);
  if (!(Math.abs(days) < 1e7)) return "";
  const rest = Math.floor(days * DAY + 0.5) % DAY;
  const minutes = Math.floor((rest < 0 ? rest + DAY : rest) / 60_000);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** @param {Value} value @param {Clock} clock @returns {number} a part of a day: noon is 0.5 */
function decimalTime(value, clock) {
  const days = toNumber(value, clock);
  return Number.isFinite(days) ? days - Math.floor(days) : NaN;
}

/** @param {any[]} given a length, and how to draw @returns {string} RFC 9562 version 4; with a length, so many letters and digits */
function uuid(...given) {
  const draw = given.pop();
  if (given.length > 0) {
    const length = Math.trunc(Math.min(Math.max(given[0] || 0, 0), 200));
    return Array.from({ length }, () => LETTERS[Math.trunc(draw() * 62)]).join("");
  }
  const digits = Array.from({ length: 32 }, () => Math.trunc(draw() * 16));
  digits[12] = 4;
  digits[16] = 8 + ((digits[16] ?? 0) % 4);
  const text = digits.map((digit) => digit.toString(16)).join("");
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

/** @param {string[]} places @returns {number} meters along the points, one after the other; ground.py says more */
function distance(...places) {
  const points = pointsOf(places);
  if (!points) return NaN;
  return toCentimeters(points.slice(1).reduce((sum, point, place) => sum + between(/** @type {Point} */ (points[place]), point), 0));
}

/** @param {string[]} places @returns {number} square meters inside the points */
function area(...places) {
  const points = pointsOf(places);
  if (!points) return NaN;
  const next = (/** @type {number} */ place) => /** @type {Point} */ (points[(place + 1) % points.length]);
  const sum = points.reduce((whole, one, place) => whole + (next(place)[1] - one[1]) * (2 + Math.sin(one[0]) + Math.sin(next(place)[0])), 0);
  return toCentimeters((Math.abs(sum) * RADIUS * RADIUS) / 2);
}

/** @typedef {[latitude: number, longitude: number]} Point in radians */

/** @param {string[]} places @returns {Point[] | null} null where one is no place */
function pointsOf(places) {
  const written = places.flatMap((place) => place.split(";")).map(words).filter((numbers) => numbers.length > 0);
  if (!written.every(([latitude = "", longitude = ""]) => DEGREES.test(latitude) && DEGREES.test(longitude))) return null;
  return written.map(([latitude, longitude]) => [(Number(latitude) * Math.PI) / 180, (Number(longitude) * Math.PI) / 180]);
}

/** @param {Point} one @param {Point} other @returns {number} by the haversine formula */
function between(one, other) {
  const half = Math.sin((other[0] - one[0]) / 2) ** 2 + Math.cos(one[0]) * Math.cos(other[0]) * Math.sin((other[1] - one[1]) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.sqrt(Math.min(half, 1)));
}

/** @param {number} meters @returns {number} */
function toCentimeters(meters) {
  return rounded(tenDigits(meters) * 100) / 100;
}
