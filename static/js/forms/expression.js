// The language of a form's rules in the browser: XPath 1.0 as XForms uses it. A tree (fieldform/forms/expression/tree.py) becomes a
// closure; the closure asks a scope for the answers. Pure: no page, no system clock. The twin of evaluate.py in
// fieldform/forms/expression/; tests/cases/expressions.json holds the two together. Node sets are in nodesets.js, which fills FURTHER:
// most forms have none. Public: compileTree, compileTruth, compilePart, yieldsNodes, FURTHER.

import { matches } from "./pattern.js";
import { atMost, equal, less, minus, toBoolean, toNumber, toText } from "./values.js";

/** @typedef {import("./values.js").Value} Value */
/** @typedef {readonly any[]} Tree nested arrays, such as ["=", ["ref", "/who/age"], ["lit", 3]] */
/** @typedef {import("./moments.js").Clock} Clock */
/** @typedef {ReadonlyMap<string, ReadonlyMap<string, string>>} Labels of choices, by the question's path and the choice's name */
/** @typedef {Record<string, string>} Row of a list, by column */
/**
 * @typedef {object} Scope one frame: the form, or an instance of a repeat; scope.py says what each field is
 * @property {Map<string, Value>} visible
 * @property {Set<string>} relevant
 * @property {Value} own the answer being judged, or that a calculation would replace (`.`)
 * @property {Clock} clock
 * @property {Labels} labels
 * @property {Scope | null} up
 * @property {number} place
 * @property {Map<string, any[]>} inside the frames of each repeat in this one
 * @property {Row} row
 * @property {ReadonlyMap<string, readonly Row[]>} rows
 * @property {number} nth
 * @property {number} last
 * @property {Scope | null} outer
 * @property {() => number} chance
 * @property {boolean} drew
 */
/** @typedef {(scope: Scope) => Value} Compiled */
/** @typedef {(scope: Scope) => any} Part its value may be a node set, an array */
/** @typedef {{kinds: readonly string[], given: readonly string[], spreads: boolean, call: (...values: any[]) => Value}} XFunction */
/** @typedef {ReadonlyMap<string, XFunction>} Functions functions.js */

/** What nodesets.js brings: how trees of further kinds are compiled, and what becomes of a node set. @type {Map<string, (...given: any[]) => Part>} */
export const FURTHER = new Map();

/**
 * The closure of a tree; of a node set its first value is taken.
 * @param {Tree} tree
 * @param {Functions} functions
 * @returns {Compiled}
 */
export function compileTree(tree, functions) {
  const part = compilePart(tree, functions);
  return yieldsNodes(tree) ? further("first")(part) : part;
}

/** @param {Tree} tree @param {Functions} functions @returns {(scope: Scope) => boolean} the same as true or false */
export function compileTruth(tree, functions) {
  const part = compilePart(tree, functions);
  return yieldsNodes(tree) ? further("exists")(part) : (scope) => toBoolean(part(scope));
}

/** @param {Tree} tree @param {Functions} functions @returns {Part} */
export function compilePart(tree, functions) {
  const [node, first] = tree;
  if (node === "lit") return () => first;
  if (node === "ref") return compileReference(first, tree[2] ?? 0);
  if (node === "self") return (scope) => scope.own;
  if (node === "column") return (scope) => (Object.hasOwn(scope.row, first) ? (scope.row[first] ?? "") : "");
  if (node === "call") return compileCall(tree, functions);
  if (node === "regex") return compileRegex(tree, functions);
  if (FURTHER.has(node)) return further(node)(tree, (/** @type {Tree} */ part) => compilePart(part, functions));
  return compileOperator(tree, functions);
}

/** @param {Tree} tree @returns {boolean} whether it yields a node set and no single value */
export function yieldsNodes(tree) {
  if (tree[0] === "outer") return yieldsNodes(tree[1]);
  return tree[0] === "nodes" || tree[0] === "list" || (tree[0] === "call" && tree[1] === "if" && tree.slice(3).some(yieldsNodes));
}

/** @param {string} name */
function further(name) {
  const found = FURTHER.get(name);
  if (!found) throw new TypeError(`nodesets.js is not here, which knows: ${name}`);
  return found;
}

/** @param {string} path @param {number} up @returns {Compiled} */
function compileReference(path, up) {
  if (up === 0) return (scope) => scope.visible.get(path) ?? "";
  return (scope) => {
    /** @type {Scope | null} */
    let frame = scope;
    for (let left = up; left > 0 && frame; left--) frame = frame.up;
    return frame?.visible.get(path) ?? "";
  };
}

/** @param {Tree} tree @param {Functions} functions @returns {Compiled} */
function compileRegex(tree, functions) {
  const text = compileTree(tree[1], functions);
  return (scope) => matches(tree[2], toText(text(scope)));
}

/** @param {Tree} tree @param {Functions} functions @returns {Compiled} */
function compileOperator([operator, ...trees], functions) {
  if (operator === "or" || operator === "and") {
    const truths = trees.map((tree) => compileTruth(tree, functions));
    return operator === "or" ? (scope) => truths.some((part) => part(scope)) : (scope) => truths.every((part) => part(scope));
  }
  if (COMPARED.has(operator)) return compileComparison(operator, trees, functions);
  const parts = trees.map((tree) => compileTree(tree, functions));
  const [left = nothing, right = nothing] = parts;
  switch (operator) {
    case "+":
      return (scope) => parts.reduce((sum, part) => sum + toNumber(part(scope), scope.clock), 0);
    case "-":
      return (scope) => minus(left(scope), right(scope), scope.clock);
    case "*":
      return (scope) => toNumber(left(scope), scope.clock) * toNumber(right(scope), scope.clock) + 0;
    case "div":
      return (scope) => toNumber(left(scope), scope.clock) / toNumber(right(scope), scope.clock) + 0;
    case "mod":
      return (scope) => (toNumber(left(scope), scope.clock) % toNumber(right(scope), scope.clock)) + 0;
    case "neg":
      return (scope) => 0 - toNumber(left(scope), scope.clock);
    default:
      throw new TypeError(`no such operator: ${operator}`);
  }
}

/** @param {string} operator @param {Tree[]} trees @param {Functions} functions @returns {Compiled} */
function compileComparison(operator, trees, functions) {
  const compare = COMPARED.get(operator) ?? equal;
  const [left = nothing, right = nothing] = trees.map((tree) => compilePart(tree, functions));
  if (trees.some(yieldsNodes)) return further("compared")(compare, left, right);
  return (scope) => compare(left(scope), right(scope), scope.clock);
}

/** @param {Tree} tree @param {Functions} functions @returns {Part} */
function compileCall([, name, ...written], functions) {
  const known = functions.get(name);
  if (!known) throw new TypeError(`no such function: ${name}`);
  const { kinds, given, spreads, call } = known;
  const kindOf = (/** @type {number} */ index) => kinds[Math.min(index, kinds.length - 1)] ?? "any";
  const handed = given.map((what) => GIVEN[what] ?? nothing);
  if (spreads && written.some(yieldsNodes)) {
    const parts = written.map((tree, index) => [compilePart(tree, functions), kindOf(index)]);
    return further("spread")(call, parts, handed);
  }
  const parts = written.map((tree, index) => turned(kindOf(index), tree, functions));
  if (name === "if") return compileIf(parts);
  if (name === "coalesce") return compileCoalesce(parts);
  if (name === "once") return compileOnce(parts);
  return (scope) => call(...parts.map((part) => part(scope)), ...handed.map((hand) => hand(scope)));
}

/** @param {Part[]} parts @returns {Part} */
function compileIf([condition = nothing, then = nothing, otherwise = nothing]) {
  return (scope) => (condition(scope) ? then(scope) : otherwise(scope));
}

/** @param {Compiled[]} parts @returns {Compiled} the first that is not "" */
function compileCoalesce(parts) {
  return (scope) => {
    for (const part of parts) {
      const value = part(scope);
      if (value !== "") return value;
    }
    return "";
  };
}

/** @param {Compiled[]} parts @returns {Compiled} what was there before; with it the whole calculation stays as it was */
function compileOnce([fresh = nothing]) {
  return (scope) => {
    if (scope.own === "") return fresh(scope);
    scope.drew = true;
    return scope.own;
  };
}

/** @param {string} kind @param {Tree} tree @param {Functions} functions @returns {Part} */
function turned(kind, tree, functions) {
  if (kind === "boolean") return compileTruth(tree, functions);
  if (kind === "nodes" || kind === "part") return compilePart(tree, functions);
  const part = compileTree(tree, functions);
  if (kind === "text") return (scope) => toText(part(scope));
  if (kind === "number") return (scope) => toNumber(part(scope), scope.clock);
  return part;
}

/** @returns {Value} */
function nothing() {
  return "";
}

/** What is handed to a function that asks for it. @type {Record<string, Part>} */
const GIVEN = {
  clock: (scope) => scope.clock,
  labels: (scope) => scope.labels,
  chance: (scope) => () => {
    scope.drew = true;
    return scope.chance();
  },
};

/** @type {Map<string, (left: Value, right: Value, clock: Clock) => boolean>} */
const COMPARED = new Map([
  ["=", equal],
  ["!=", (left, right, clock) => !equal(left, right, clock)],
  ["<", less],
  ["<=", atMost],
  [">", (left, right, clock) => less(right, left, clock)],
  [">=", (left, right, clock) => atMost(right, left, clock)],
]);
