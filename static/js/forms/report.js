// A report in words, from its form's definition and its answers, and the plain text of it that other systems take. Pure: no page.
// The twin of fieldform/record/report.py: tests/cases/reports.json holds the two together. What stands behind a wall that is not the
// reader's is named by that wall alone, whether it was answered or not. Public: sections, saidOf, narrativeOf, onePage, numbered,
// nodesByPath.

import { inWords } from "./answer-words.js";
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
/** @typedef {import("./answer-words.js").Lists} Lists */
/** @typedef {{walls: Set<string>, zone: string, missing?: string[], lists?: Lists}} Reader which walls they see behind, and the IANA zone of their clock */
/** @typedef {Required<Reader> & {definition: any, answers: Answers, nodes: Map<string, any>}} Telling `nodes` by their paths */

const MOST_ROWS = 200;
const SILENT = new Set("note hidden calculate start end today deviceid username".split(" "));
const DEFAULT_WALL = "police";

/**
 * @param {any} definition what `Form.definition()` gives
 * @param {Answers} answers
 * @param {Reader} reader
 * @returns {Section[]} those that have anything to say
 */
export function sections(definition, answers, reader) {
  const telling = { missing: [], lists: {}, ...reader, definition, answers, nodes: nodesByPath(definition) };
  const drawn = partsOf(definition).map(([title, children]) => section(title, children, telling));
  return drawn.filter(({ lines, kept }) => lines.length > 0 || kept.length > 0);
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
 * @param {Telling} telling
 * @returns {Section}
 */
function section(title, children, telling) {
  const spoken = questionsOf({ children }).filter(({ type }) => !SILENT.has(type));
  const kept = [...new Set(spoken.map(wallOf))].filter((wall) => !telling.walls.has(wall)).sort();
  return { title, lines: linesOf(children, "", "", telling), kept };
}

/**
 * A row's own answers stand before the rows inside it: what follows a heading belongs to it. The heading stands where anything does.
 * @param {any[]} children
 * @param {string} at
 * @param {string} heading
 * @param {Telling} telling
 * @returns {Line[]}
 */
function linesOf(children, at, heading, telling) {
  const { questions, repeats } = partsOfRow(children, at);
  const own = questions.flatMap(({ node, path }) => line(node, path, telling));
  const inside = repeats.flatMap(({ node, path }) =>
    rowsAt(telling.answers, path).flatMap((_, number) => {
      const row = `${labelAt(node, path, telling)} ${number + 1}`.trim();
      return linesOf(node.children, `${path}[${number}]`, heading ? `${heading} · ${row}` : row, telling);
    }),
  );
  const above = own.length > 0 && heading ? [{ path: at, label: heading, words: "", missing: false, long: false, heading: true, ink: "" }] : [];
  return [...above, ...own, ...inside];
}

/** @typedef {{node: any, path: string}} Placed */

/** Groups are opened. @param {any[]} children @param {string} at @returns {{questions: Placed[], repeats: Placed[]}} */
function partsOfRow(children, at) {
  const parts = children.map((node) => {
    const path = `${at}/${node.name}`;
    if (!node.children) return { questions: [{ node, path }], repeats: [] };
    return node.repeat ? { questions: [], repeats: [{ node, path }] } : partsOfRow(node.children, path);
  });
  return { questions: parts.flatMap(({ questions }) => questions), repeats: parts.flatMap(({ repeats }) => repeats) };
}

/**
 * @param {any} node
 * @param {string} path
 * @param {Telling} telling
 * @returns {Line[]} none where there is nothing to say
 */
function line(node, path, telling) {
  if (!telling.walls.has(wallOf(node)) || SILENT.has(node.type)) return [];
  const value = valueAt(telling.answers, path);
  const words = inWords(node, value, telling.definition, telling.zone, telling.lists);
  const missing = telling.missing.includes(path);
  if (!words && !missing) return [];
  const long = (node.appearance ?? "").split(/\s+/).includes("multiline");
  return [{ path, label: labelAt(node, path, telling), words, missing, long, heading: false, ink: isInk(value) ? value : "" }];
}

/** Another answer in a label is said where this reader may read it. @param {any} node @param {string} at @param {Telling} telling */
function labelAt(node, at, { definition, answers, walls, zone, lists, nodes }) {
  return plainOf(node.label ?? "", (path) => {
    const shown = nodes.get(path);
    if (!shown || shown.children || !walls.has(wallOf(shown))) return "";
    return inWords(shown, valueAt(answers, numbered(path, at, nodes)), definition, zone, lists);
  });
}

/**
 * @param {string} path of the definition
 * @param {string} at where it is said, such as /house/person[1]
 * @param {Map<string, any>} nodes by their paths
 * @returns {string} with the numbers of the rows that both stand in; of other rows the first
 */
export function numbered(path, at, nodes) {
  const around = at.split("/").slice(1);
  let [found, plain, shared] = ["", "", true];
  for (const [place, name] of path.split("/").slice(1).entries()) {
    plain += `/${name}`;
    const step = around[place] ?? "";
    shared &&= step.replace(/\[\d+\]$/, "") === name;
    found += shared ? `/${step}` : nodes.get(plain)?.repeat ? `/${name}[0]` : `/${name}`;
  }
  return found;
}

/** @param {any} definition @returns {Map<string, any>} every group and question */
export function nodesByPath(definition) {
  return new Map(nodesOf(definition).map((node) => [node.path, node]));
}

/** @param {any} group @returns {any[]} */
function nodesOf(group) {
  return group.children.flatMap((/** @type {any} */ child) => [child, ...(child.children ? nodesOf(child) : [])]);
}

/** @param {Answers} answers @param {string} path @returns {any[]} */
function rowsAt(answers, path) {
  const rows = valueAt(answers, path);
  return Array.isArray(rows) ? rows.slice(0, MOST_ROWS) : [];
}

/** @param {any} node @returns {string} */
function wallOf(node) {
  return node.wall ?? DEFAULT_WALL;
}

/** @param {any} value @param {string} name @returns {any} */
function inner(value, name) {
  return value !== null && typeof value === "object" && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** @param {Answers} answers @param {string} path @returns {any} */
function valueAt(answers, path) {
  return path.split(/[/[]/).slice(1).reduce((value, name) => (name.endsWith("]") ? rowOf(value, name) : inner(value, name)), answers);
}

/** @param {any} rows @param {string} number such as "1]" @returns {any} */
function rowOf(rows, number) {
  return Array.isArray(rows) ? rows[Number.parseInt(number, 10)] : undefined;
}
