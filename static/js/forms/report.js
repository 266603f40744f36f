// A report in words, from its form's definition and its answers, and the plain text of it that other systems take. Pure: no page.
// The twin of fieldform/record/report.py: tests/cases/reports.json holds the two together. What stands behind a wall that is not the
// reader's is named by that wall alone, whether it was answered or not. Public: sections, inWords, saidOf, narrativeOf, onePage.

import { toText } from "./expression.js";
import { isInk } from "./strokes.js";
import { plainOf } from "./wording.js";

/**
 * @typedef {object} Line
 * @property {string} path with the numbers of repeats: /house/person[1]/age
 * @property {string} label
 * @property {string} words
 * @property {boolean} missing
 * @property {boolean} long running text
 * @property {boolean} heading stands above the lines of a repeat's row
 * @property {string} ink the value of a drawn signature
 */
/** @typedef {{title: string, lines: Line[], kept: string[]}} Section */
/** @typedef {Record<string, any>} Answers nested, groups as objects */
/** @typedef {{walls: Set<string>, zone: string, missing?: string[]}} Reader which walls they see behind, and the IANA zone of their clock */

const HOUR = 3_600_000;
const MOST_ROWS = 200;
const SILENT = new Set("note hidden calculate start end today deviceid username".split(" "));
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
  const drawn = partsOf(definition).map(([title, children]) => section(title, children, definition, answers, reader));
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
  const said = typeof value === "string" ? SAID[question.type] : undefined;
  if (said) return said(value);
  const timed = typeof value === "string" ? timeWords(question.type, value, zone) : "";
  if (timed) return timed;
  const labels = new Map(question.list && Object.hasOwn(definition.choices, question.list) ? definition.choices[question.list] : []);
  const labelOf = (/** @type {unknown} */ name) => (labels.has(String(name)) ? plainOf(String(labels.get(String(name)))) : String(name));
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
  const said = lines
    .filter(({ words, heading }) => words || heading)
    .map(({ label, words, long, heading }) => (heading ? `– ${label}` : `${label}${label.endsWith("?") ? "" : ":"}${long ? "\n" : " "}${words}`));
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
  /** @type {[string, any[]][]} */
  const parts = groups.map((/** @type {any} */ group) => [plainOf(group.label ?? ""), [group]]);
  return loose.length > 0 ? [["", loose], ...parts] : parts;
}

/** @param {any} group @returns {any[]} */
function questionsOf(group) {
  return group.children.flatMap((/** @type {any} */ child) => (child.children ? questionsOf(child) : [child]));
}

/**
 * @param {string} title
 * @param {any[]} children
 * @param {any} definition
 * @param {Answers} answers
 * @param {Reader} reader
 * @returns {Section}
 */
function section(title, children, definition, answers, { walls, zone, missing = [] }) {
  const wallOf = (/** @type {any} */ node) => node.wall ?? DEFAULT_WALL;
  const spoken = children.flatMap((child) => (child.children ? questionsOf(child) : [child])).filter(({ type }) => !SILENT.has(type));
  const lines = [...everyRow(children, answers, "")].filter(({ node }) => walls.has(wallOf(node)) && !SILENT.has(node.type)).map((row) => line(row, definition, zone, missing));
  const kept = [...new Set(spoken.map(wallOf))].filter((wall) => !walls.has(wall)).sort();
  return { title, lines: withHeadings(lines.filter(({ words, missing: open, heading }) => words || open || heading)), kept };
}

/**
 * @param {Row} row
 * @param {any} definition
 * @param {string} zone
 * @param {string[]} missing
 * @returns {Line}
 */
function line({ node, path, value, number }, definition, zone, missing) {
  const label = plainOf(node.label ?? "");
  const said = { path, missing: false, long: false, heading: false, ink: "" };
  if (number) return { ...said, label: `${label} ${number}`.trim(), words: "", heading: true };
  const long = (node.appearance ?? "").split(/\s+/).includes("multiline");
  return { ...said, label, words: inWords(node, value, definition, zone), missing: missing.includes(path), long, ink: isInk(value) ? value : "" };
}

/** @typedef {{node: any, path: string, value: any, number: number}} Row `number`: of a repeat's row, from 1; 0 for a question */

/**
 * Every question, and before those of a repeat's row the repeat itself.
 * @param {any[]} children
 * @param {any} answers
 * @param {string} at
 * @returns {Generator<Row>}
 */
function* everyRow(children, answers, at) {
  for (const node of children) {
    const [path, value] = [`${at}/${node.name}`, inner(answers, node.name)];
    if (!node.children) yield { node, path, value, number: 0 };
    else if (!node.repeat) yield* everyRow(node.children, value, path);
    else {
      for (const [place, row] of (Array.isArray(value) ? value.slice(0, MOST_ROWS) : []).entries()) {
        yield { node, path: `${path}[${place}]`, value: row, number: place + 1 };
        yield* everyRow(node.children, row, `${path}[${place}]`);
      }
    }
  }
}

/** A row's heading stands where anything stands in the row. @param {Line[]} lines @returns {Line[]} */
function withHeadings(lines) {
  const isAbove = (/** @type {Line} */ heading, /** @type {Line} */ other) => !other.heading && other.path.startsWith(`${heading.path}/`);
  return lines.filter((one) => !one.heading || lines.some((other) => isAbove(one, other)));
}

/** @param {any} value @param {string} name @returns {any} */
function inner(value, name) {
  return value !== null && typeof value === "object" && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** @param {Answers} answers @param {string} path @returns {any} */
function valueAt(answers, path) {
  return path.split("/").slice(1).reduce(inner, answers);
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
