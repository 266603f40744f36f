// Answers, line by line, what the browser's form logic makes of a question in JSON: {"tree", "answers", "own", "now", "zone", "labels"}
// for an expression, {"definition", "now", "zone", "answers", "steps"} for a form, {"definition", "answers", "missing", "walls", "zone"}
// for a report in words. The other half is tests/forms/browser.py.

import { createInterface } from "node:readline";
import { compileTree, toText } from "../../static/js/forms/expression.js";
import { FUNCTIONS } from "../../static/js/forms/functions.js";
import { createLogic } from "../../static/js/forms/logic.js";
import { sections } from "../../static/js/forms/report.js";
import { clockAt, zoneOf } from "../../static/js/forms/moments.js";
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
function report({ definition, answers, missing, walls, zone }) {
  return sections(definition, answers, { walls: new Set(walls), zone, missing });
}

/** @param {any} question */
function form({ definition, now, zone, answers, steps = [] }) {
  const surroundings = answers === null ? { now, zone } : { now, zone, answers };
  const logic = createLogic(definition, surroundings);
  for (const [path, answer] of steps) logic.set(path, answer);
  const paths = [...pathsOf(definition.children)];
  return {
    answers: logic.answers(),
    entered: logic.entered(),
    relevant: paths.filter((path) => logic.relevant(path)),
    missing: logic.missing(),
    missing_essential: logic.missingEssential(),
    problems: logic.problems().map(({ path, code, message }) => [path, code, message]),
    changed: [...logic.changed].sort(),
  };
}

/** @param {any[]} children @returns {Generator<string>} */
function* pathsOf(children) {
  for (const child of children) {
    yield child.path;
    yield* pathsOf(child.children ?? []);
  }
}
