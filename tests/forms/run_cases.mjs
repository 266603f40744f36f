// Answers, line by line, what the browser's form logic makes of a question in JSON: {"tree", "answers", "own", "now", "zone", "labels"}
// for an expression, {"definition", "now", "zone", "answers", "steps"} for a form, {"definition", "answers", "missing", "walls", "zone", "lists"}
// for a report in words. The other half is tests/forms/browser.py.

import { createInterface } from "node:readline";
import { compileTree } from "../../static/js/forms/expression.js";
import { FUNCTIONS } from "../../static/js/forms/functions.js";
import { createLogic } from "../../static/js/forms/logic.js";
import { sections } from "../../static/js/forms/report.js";
import { clockAt, zoneOf } from "../../static/js/forms/moments.js";
import { toText } from "../../static/js/forms/values.js";
import "../../static/js/forms/nodesets.js";
import "../../static/js/forms/rarer.js";

/** @type {Map<string, (instant: number) => number>} */
const zones = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const answer = question.tree ? expression(question) : question.walls ? report(question) : form(question);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** @param {any} question */
function expression({ tree, answers, own, now, zone, labels }) {
  if (!zones.has(zone)) zones.set(zone, zoneOf(zone));
  const visible = new Map(Object.entries(answers));
  const scope = {
    visible,
    relevant: new Set(visible.keys()),
    own,
    up: null,
    outer: null,
    place: 0,
    nth: 0,
    last: 0,
    inside: new Map(),
    row: {},
    rows: new Map(),
    chance: () => 0.25,
    drew: false,
    clock: clockAt(now, /** @type {(instant: number) => number} */ (zones.get(zone))),
    labels: new Map(Object.entries(labels).map(([path, named]) => [path, new Map(Object.entries(named))])),
  };
  const value = compileTree(tree, FUNCTIONS)(scope);
  return typeof value === "number" ? { number: toText(value) } : value;
}

/** @param {any} question */
function report({ definition, answers, missing, walls, zone, lists }) {
  return sections(definition, answers, { walls: new Set(walls), zone, missing, lists });
}

/** @param {any} question `steps`: [path, answer], or ["add" | "remove" | "insert", path, …] */
function form({ definition, now, zone, answers, lists = {}, about = {}, steps = [] }) {
  const surroundings = { now, zone, lists, chance: () => 0.25, ...about };
  const logic = createLogic(definition, answers === null ? surroundings : { ...surroundings, answers });
  /** @type {Map<string, any>} */
  const gone = new Map();
  const repeat = (/** @type {string} */ path) => path.replace(/\[\d+\]/g, "");
  for (const [what, ...rest] of steps) {
    if (what === "add") logic.add(rest[0]);
    else if (what === "remove") gone.set(repeat(rest[0]), logic.remove(rest[0], rest[1]));
    else if (what === "insert") logic.insert(rest[0], rest[1], gone.get(repeat(rest[0])) ?? {});
    else logic.set(what, rest[0]);
  }
  const whole = createLogic(definition, { ...surroundings, answers: logic.entered() });
  return { ...told(logic, definition), changed: [...logic.changed].sort(), whole: told(whole, definition) };
}

/** @param {ReturnType<typeof createLogic>} logic @param {any} definition */
function told(logic, definition) {
  const paths = [...pathsOf(definition.children, "", "", logic)];
  return {
    answers: logic.answers(),
    entered: logic.entered(),
    relevant: paths.filter((path) => logic.relevant(path)),
    locked: paths.filter((path) => logic.locked(path)),
    missing: logic.missing(),
    missing_essential: logic.missingEssential(),
    problems: logic.problems().map(({ path, code, message }) => [path, code, message]),
    choices: Object.fromEntries(paths.map((path) => [path, logic.choices(path).map(({ name }) => name)]).filter(([, names]) => names?.length)),
  };
}

/** @param {any[]} children @param {string} above @param {string} here @param {ReturnType<typeof createLogic>} logic @returns {Generator<string>} */
function* pathsOf(children, above, here, logic) {
  for (const child of children) {
    const path = here + child.path.slice(above.length);
    yield path;
    if (!child.repeat) yield* pathsOf(child.children ?? [], above, here, logic);
    for (let place = 0; child.repeat && place < logic.count(path); place++) {
      yield `${path}[${place}]`;
      yield* pathsOf(child.children, child.path, `${path}[${place}]`, logic);
    }
  }
}
