// Node sets: the answers of several instances of a repeat, or a column of a list, and how XPath compares them (XPath 1.0 §3.4). Loaded
// for the forms alone that have any: importing it enters what it knows where expression.js looks. The twin of nodesets.py in
// fieldform/forms/expression/. Public: nothing.

import { FURTHER, yieldsNodes } from "./expression.js";
import { isMoment } from "./moments.js";
import { toBoolean, toNumber, toText } from "./values.js";

/** @typedef {import("./values.js").Value} Value */
/** @typedef {import("./expression.js").Scope} Scope */
/** @typedef {import("./expression.js").Part} Part */
/** @typedef {import("./expression.js").Tree} Tree */
/** @typedef {import("./expression.js").Row} Row */
/** @typedef {import("./moments.js").Clock} Clock */
/** @typedef {(tree: Tree) => Part} Compile */
/** @typedef {(frames: Scope[], scope: Scope) => Scope[]} Step */

/** Rows of lists by what stands in a column. @type {WeakMap<readonly Row[], Map<string, Map<string, Row[]>>>} */
const INDEXES = new WeakMap();

FURTHER.set("nodes", nodes);
FURTHER.set("list", rows);
FURTHER.set("outer", outer);
FURTHER.set("position", (/** @type {Tree} */ [, up]) => (scope) => out(scope, up).place + 1);
FURTHER.set("nth", () => (scope) => scope.nth);
FURTHER.set("last", () => (scope) => scope.last);
FURTHER.set("first", (/** @type {Part} */ part) => (scope) => listed(part(scope))[0] ?? "");
FURTHER.set("exists", (/** @type {Part} */ part) => (scope) => truth(part(scope)));
FURTHER.set("compared", compared);
FURTHER.set("spread", spread);

/** @param {Tree} tree ["nodes", up, path, step, …] @param {Compile} compile @returns {Part} the relevant answers; "" where one is not given */
function nodes([, up, path, ...written], compile) {
  const steps = written.map((step) => (step[0] === "at" ? at(step, compile) : into(step, compile)));
  return (scope) => {
    let frames = [out(scope, up)];
    for (const step of steps) frames = step(frames, scope);
    return frames.filter((frame) => frame.relevant.has(path)).map((frame) => frame.visible.get(path) ?? "");
  };
}

/** @param {Tree} tree ["list", name, column, predicate, …] @param {Compile} compile @returns {Part} */
function rows([, name, column, ...predicates], compile) {
  const tests = predicates.map((predicate) => test(compile(predicate)));
  const [key, value] = keyOf(predicates[0] ?? []);
  const wanted = value ? compile(value) : null;
  return (scope) => {
    const { row: before, nth, last } = scope;
    const text = wanted?.(scope);
    const isLookedUp = typeof text === "string" && !isMoment(text);
    let kept = scope.rows.get(name) ?? [];
    if (isLookedUp) kept = indexOf(kept, key).get(text) ?? [];
    for (const holds of isLookedUp ? tests.slice(1) : tests) {
      scope.last = kept.length;
      kept = kept.filter((row, index) => {
        scope.row = row;
        scope.nth = index + 1;
        return holds(scope);
      });
    }
    Object.assign(scope, { row: before, nth, last });
    return kept.map((row) => cell(row, column));
  };
}

/**
 * Of a first condition that asks for a text in a column, whatever the row: such rows are looked up, not searched.
 * @param {Tree} tree @returns {[string, Tree | null]} the column, and what is to stand there
 */
function keyOf([operator, column, value]) {
  const isKey = operator === "=" && column[0] === "column" && !/"(column|nth|last)"/.test(JSON.stringify(value)) && !yieldsNodes(value);
  return isKey ? [column[1], value] : ["", null];
}

/** @param {readonly Row[]} rows @param {string} column @returns {Map<string, Row[]>} by what stands there, made when it is first asked for */
function indexOf(rows, column) {
  const known = INDEXES.get(rows) ?? new Map();
  INDEXES.set(rows, known);
  const index = known.get(column) ?? new Map();
  for (const row of known.has(column) ? [] : rows) {
    const same = index.get(cell(row, column));
    if (same) same.push(row);
    else index.set(cell(row, column), [row]);
  }
  known.set(column, index);
  return index;
}

/** @param {Row} row @param {string} column @returns {string} */
function cell(row, column) {
  return Object.hasOwn(row, column) ? (row[column] ?? "") : "";
}

/** @param {Tree} tree @param {Compile} compile @returns {Part} */
function outer([, tree], compile) {
  const part = compile(tree);
  return (scope) => part(scope.outer ?? scope);
}

/**
 * Whether any of the one side and any of the other compare so; beside a truth value a node set counts as whether there is one.
 * @param {(left: Value, right: Value, clock: Clock) => boolean} compare
 * @param {Part} left
 * @param {Part} right
 * @returns {Part}
 */
function compared(compare, left, right) {
  return (scope) => {
    const [one, other] = [left(scope), right(scope)];
    if (typeof one === "boolean" || typeof other === "boolean") return compare(truth(one), truth(other), scope.clock);
    return listed(one).some((value) => listed(other).some((against) => compare(value, against, scope.clock)));
  };
}

/**
 * A call whose arguments may be node sets: each value of one is an argument.
 * @param {(...values: any[]) => Value} call
 * @param {[Part, string][]} parts and what their values become
 * @param {Part[]} handed
 * @returns {Part}
 */
function spread(call, parts, handed) {
  return (scope) => {
    const given = parts.flatMap(([part, kind]) => listed(part(scope)).map((value) => turn(kind, value, scope)));
    return call(...given, ...handed.map((hand) => hand(scope)));
  };
}

/** @param {string} kind @param {Value} value @param {Scope} scope */
function turn(kind, value, scope) {
  if (kind === "text") return toText(value);
  if (kind === "number") return toNumber(value, scope.clock);
  return kind === "boolean" ? toBoolean(value) : value;
}

/** Into the instances of a repeat, or past a group or question in each frame. @param {Tree} step @param {Compile} compile @returns {Step} */
function into([, path, ...predicates], compile) {
  const tests = predicates.map((predicate) => test(compile(predicate)));
  return (frames, scope) => {
    if (frames[0]?.inside.has(path) === false) return frames.filter((frame) => frame.relevant.has(path) && kept([frame], tests, scope, path).length > 0);
    return frames.flatMap((frame) => kept(frame.inside.get(path) ?? [], tests, scope, path));
  };
}

/** Into one instance, by its number from 1. @param {Tree} step @param {Compile} compile @returns {Step} */
function at([, path, number], compile) {
  const wanted = compile(number);
  return (frames, scope) => {
    const place = toNumber(listed(wanted(scope))[0] ?? "", scope.clock) - 1;
    return frames.flatMap((frame) => (frame.inside.get(path) ?? []).filter((one) => one.place === place));
  };
}

/** @param {Scope[]} candidates @param {Part[]} tests @param {Scope} scope @param {string} path @returns {Scope[]} */
function kept(candidates, tests, scope, path) {
  return tests.reduce((left, holds) => left.filter((one, index) => asked(one, holds, scope, path, index + 1, left.length)), candidates);
}

/**
 * What the frame was before is put back, for it may be asking itself.
 * @param {Scope} candidate @param {Part} holds @param {Scope} scope @param {string} path @param {number} nth @param {number} last
 * @returns {boolean}
 */
function asked(candidate, holds, scope, path, nth, last) {
  const before = { outer: candidate.outer, nth: candidate.nth, last: candidate.last, own: candidate.own };
  Object.assign(candidate, { outer: scope.outer ?? scope, nth, last, own: candidate.visible.get(path) ?? "" });
  const answer = holds(candidate);
  Object.assign(candidate, before);
  return answer;
}

/** XPath 1.0 §2.4: a number asks for the candidate with that number. @param {Part} part @returns {Part} */
function test(part) {
  return (scope) => {
    const value = part(scope);
    return typeof value === "number" ? value === scope.nth : truth(value);
  };
}

/** @param {Scope} scope @param {number} frames @returns {Scope} */
function out(scope, frames) {
  let found = scope;
  for (let left = frames; left > 0 && found.up; left--) found = found.up;
  return found;
}

/** @param {any} value @returns {Value[]} */
function listed(value) {
  return Array.isArray(value) ? value : [value];
}

/** @param {any} value @returns {boolean} */
function truth(value) {
  return Array.isArray(value) ? value.length > 0 : toBoolean(value);
}
