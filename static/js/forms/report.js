// A report in words, from its form's definition and its answers, and the plain text of it that other systems take. Pure: no page.
// The twin of fieldform/record/report.py: tests/cases/reports.json holds the two together. What stands behind a wall that is not the
// reader's is named by that wall alone, whether it was answered or not. Public: sections, inWords, saidOf, narrativeOf, onePage.

import { toText } from "./expression.js";

/** @typedef {{path: string, label: string, words: string, missing: boolean, long: boolean}} Line */
/** @typedef {{title: string, lines: Line[], kept: string[]}} Section */
/** @typedef {Record<string, any>} Answers nested, groups as objects */
/** @typedef {{walls: Set<string>, zone: string, missing?: string[]}} Reader which walls they see behind, and the IANA zone of their clock */

const HOUR = 3_600_000;
const SILENT = new Set(["note", "hidden", "calculate"]);
const DEFAULT_WALL = "police";
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d\d):(\d\d)/;
const MONTHS = "January February March April May June July August September October November December".split(" ");

/**
 * @param {any} definition what `Form.definition()` gives
 * @param {Answers} answers
 * @param {Reader} reader
 * @returns {Section[]} those that have anything to say
 */
export function sections(definition, answers, reader) {
  const drawn = partsOf(definition).map(([title, questions]) => section(title, questions, definition, answers, reader));
  return drawn.filter(({ lines, kept }) => lines.length > 0 || kept.length > 0);
}

/**
 * @param {any} question as the definition has it
 * @param {any} value
 * @param {any} definition
 * @param {string} zone
 * @returns {string} "" for no answer
 */
export function inWords(question, value, definition, zone) {
  if (value === undefined || value === null) return "";
  const timed = typeof value === "string" ? timeWords(question.type, value, zone) : "";
  if (timed) return timed;
  const labels = new Map(question.list && Object.hasOwn(definition.choices, question.list) ? definition.choices[question.list] : []);
  const labelOf = (/** @type {unknown} */ name) => String(labels.get(String(name)) ?? name);
  if (Array.isArray(value)) return value.map(labelOf).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" ? toText(value) : labelOf(value);
}

/**
 * @param {any} definition
 * @param {Answers} answers
 * @param {string} role such as `person.name`
 * @param {string} zone
 * @returns {string} the answer to the question with this role; "" where there is none
 */
export function saidOf(definition, answers, role, zone) {
  const question = questionsOf(definition).find((one) => one.role === role);
  return question ? inWords(question, valueAt(answers, question.path), definition, zone).trim() : "";
}

/** @param {any} definition @param {Answers} answers @returns {string} the officer's own words */
export function narrativeOf(definition, answers) {
  return saidOf(definition, answers, "contact.narrative", "UTC");
}

/**
 * One page of plain text for a records system: what was answered, section by section, and what is not in it.
 * @param {any} definition
 * @param {Answers} answers
 * @param {Reader} reader
 * @param {[string, string][]} facts what stands above it: (name, words); those without words are left out
 * @param {string} foot
 * @returns {string}
 */
export function onePage(definition, answers, reader, facts, foot) {
  const drawn = sections(definition, answers, reader);
  const kept = [...new Set(drawn.flatMap((section) => section.kept))].sort();
  const open = drawn.flatMap(({ lines }) => lines).filter(({ missing }) => missing).length;
  const notes = [
    ...(open > 0 ? [`Not answered yet: ${open} ${open === 1 ? "question" : "questions"}.`] : []),
    ...(kept.length > 0 ? [`Not included, if any: answers kept for ${kept.map(keeper).join(" and ")}.`] : []),
    foot,
  ];
  return [
    [definition.title.toUpperCase(), ...facts.filter(([, words]) => words).map(([name, words]) => `${name}: ${words}`)],
    ...drawn.map(({ title, lines }) => sectionText(title, lines)).filter((lines) => lines.length > 0),
    notes,
  ]
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** @param {string} title @param {Line[]} lines @returns {string[]} none where nothing is answered */
function sectionText(title, lines) {
  const said = lines.filter(({ words }) => words).map(({ label, words, long }) => `${label}${label.endsWith("?") ? "" : ":"}${long ? "\n" : " "}${words}`);
  return said.length > 0 && title ? [title.toUpperCase(), ...said] : said;
}

/** @param {string} wall */
function keeper(wall) {
  return { advocate: "the advocate", health: "health staff" }[wall] ?? "others";
}

/** @param {any} definition @returns {[string, any[]][]} loose questions first, then each group at the top */
function partsOf(definition) {
  const loose = definition.children.filter((/** @type {any} */ child) => !child.children);
  const groups = definition.children.filter((/** @type {any} */ child) => child.children);
  return [...(loose.length > 0 ? [/** @type {[string, any[]]} */ (["", loose])] : []), ...groups.map((/** @type {any} */ group) => [group.label ?? "", questionsOf(group)])];
}

/** @param {any} group @returns {any[]} */
function questionsOf(group) {
  return group.children.flatMap((/** @type {any} */ child) => (child.children ? questionsOf(child) : [child]));
}

/**
 * @param {string} title
 * @param {any[]} questions
 * @param {any} definition
 * @param {Answers} answers
 * @param {Reader} reader
 * @returns {Section}
 */
function section(title, questions, definition, answers, { walls, zone, missing = [] }) {
  const spoken = questions.filter(({ type }) => !SILENT.has(type));
  const wallOf = (/** @type {any} */ question) => question.wall ?? DEFAULT_WALL;
  const lines = spoken
    .filter((question) => walls.has(wallOf(question)))
    .map((question) => ({
      path: question.path,
      label: question.label ?? "",
      words: inWords(question, valueAt(answers, question.path), definition, zone),
      missing: missing.includes(question.path),
      long: (question.appearance ?? "").includes("multiline"),
    }));
  const kept = [...new Set(spoken.map(wallOf))].filter((wall) => !walls.has(wall)).sort();
  return { title, lines: lines.filter(({ words, missing: open }) => words || open), kept };
}

/** @param {Answers} answers @param {string} path @returns {any} */
function valueAt(answers, path) {
  /** @type {any} */
  let value = answers;
  for (const name of path.split("/").slice(1)) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** @param {string} type @param {string} value @param {string} zone @returns {string} "" where it is no time */
function timeWords(type, value, zone) {
  if (type === "dateTime") return momentWords(new Date(value), zone);
  if (type === "date") return dayWords(value);
  const clock = type === "time" && TIME.exec(value);
  return clock ? `${clock[1]}:${clock[2]}` : "";
}

/** @param {string} value @returns {string} */
function dayWords(value) {
  const found = DATE.exec(value);
  return found ? `${Number(found[3])} ${MONTHS[Number(found[2]) - 1]} ${Number(found[1])}` : "";
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
