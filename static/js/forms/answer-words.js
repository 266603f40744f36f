// One answer as a person reads it, from its question and what is stored: choices by their labels, times by the reader's clock. Pure. The
// twin of in_words in fieldform/record/report.py: tests/cases/reports.json holds the two together. Public: inWords.

import { isInk } from "./strokes.js";
import { toText } from "./values.js";
import { plainOf } from "./wording.js";

/** @typedef {Record<string, Record<string, string>[]>} Lists the rows of attached lists, by name */

const HOUR = 3_600_000;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d\d):(\d\d)/;
const MONTHS = "January February March April May June July August September October November December".split(" ");

/**
 * @param {any} question as the definition has it
 * @param {any} value
 * @param {any} definition
 * @param {string} zone
 * @param {Lists} [lists] the rows of attached lists, as far as they are at hand
 * @returns {string} "" for no answer
 */
export function inWords(question, value, definition, zone, lists = {}) {
  if (value === undefined || value === null) return "";
  const said = typeof value === "string" ? SAID[question.type] : undefined;
  if (said) return said(value);
  const timed = typeof value === "string" ? timeWords(question, value, zone) : "";
  if (timed) return timed;
  const labelOf = labelsOf(question, definition, lists);
  if (Array.isArray(value)) return value.map(labelOf).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? toText(value) : labelOf(value);
}

/**
 * @param {any} question
 * @param {any} definition
 * @param {Lists} lists
 * @returns {(name: unknown) => string}
 */
function labelsOf({ list, parameters = {} }, definition, lists) {
  if (list && !Object.hasOwn(definition.choices, list)) {
    const { value = "name", label = "label" } = parameters;
    const rows = Object.hasOwn(lists, list) ? (lists[list] ?? []) : [];
    return (name) => plainOf(rows.find((row) => row[value] === String(name))?.[label] || String(name));
  }
  const labels = new Map(list ? definition.choices[list] : []);
  return (name) => (labels.has(String(name)) ? plainOf(String(labels.get(String(name)))) : String(name));
}

/** @param {any} question @param {string} value @param {string} zone @returns {string} "" where it is no time */
function timeWords({ type, appearance = "" }, value, zone) {
  if (type === "dateTime") return momentWords(new Date(value), zone);
  if (type === "date") return dayWords(value, appearance.split(/\s+/));
  const clock = type === "time" && TIME.exec(value);
  return clock ? `${clock[1]}:${clock[2]}` : "";
}

/** @param {string} value @param {string[]} looks @returns {string} */
function dayWords(value, looks) {
  const found = DATE.exec(value);
  if (!found) return "";
  if (looks.includes("year")) return String(Number(found[1]));
  const month = `${MONTHS[Number(found[2]) - 1]} ${Number(found[1])}`;
  return looks.includes("month-year") ? month : `${Number(found[3])} ${month}`;
}

/** @param {Date} at @param {string} zone @returns {string} "Monday 23 November 2026, 09:00", and "… 01:30 EST" in the hour that comes twice */
function momentWords(at, zone) {
  if (Number.isNaN(at.getTime())) return "";
  const words = wallWords(at, zone);
  const comesTwice = [-HOUR, HOUR].some((away) => wallWords(new Date(at.getTime() + away), zone) === words);
  return comesTwice ? `${words} ${zoneName(at, zone)}` : words;
}

/** @param {Date} at @param {string} zone @returns {string} */
function zoneName(at, zone) {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** @param {Date} at @param {string} zone @returns {string} */
function wallWords(at, zone) {
  const options = /** @type {const} */ ({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
  const parts = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone, hourCycle: "h23" }).formatToParts(at);
  const part = (/** @type {string} */ name) => parts.find(({ type }) => type === name)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")}`;
}

/** What some types say otherwise than they are kept. @type {Record<string, (value: string) => string>} */
const SAID = {
  geopoint: placeWords,
  signature: (value) => (isInk(value) ? "signed by hand" : value),
  acknowledge: () => "confirmed",
};

/** @param {string} value @returns {string} */
function placeWords(value) {
  const [latitude = "", longitude = "", , accuracy = "0"] = value.split(/\s+/);
  return `${latitude} ${longitude}${Number(accuracy) > 0 ? `, within ${Math.round(Number(accuracy))} m` : ""}`;
}
