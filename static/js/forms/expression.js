// The language of a form's rules in the browser: XPath 1.0 as XForms uses it. A tree (fieldform/forms/expression/tree.py) becomes a
// closure; the closure asks a scope for the answers. Pure: no page, no system clock. The twin of values.py, pattern.py and evaluate.py in
// fieldform/forms/expression/, in one file, since a page loads few modules; tests/cases/expressions.json holds the two together. Node
// sets are in rarer.js, which fills FURTHER: most forms have none.
// Public: compileTree, compileTruth, compilePart, yieldsNodes, FURTHER, toText, toNumber, toBoolean, words, rounded.

import { daysOf, isMoment, millisecondsOf } from "./moments.js";

/** @typedef {string | number | boolean} Value unanswered is "" */
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

const MAX_WORK = 500_000;
const NUMBER = /^[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*$/;

/** What rarer.js brings: how trees of further kinds are compiled, and what becomes of a node set. @type {Map<string, (...given: any[]) => Part>} */
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
  if (!found) throw new TypeError(`rarer.js is not here, which knows: ${name}`);
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

// Values

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
function equal(left, right, clock) {
  if (typeof left === "boolean" || typeof right === "boolean") return toBoolean(left) === toBoolean(right);
  if (typeof left === "string" && typeof right === "string") return left === right || sameMoment(left, right, clock);
  return toNumber(left, clock) === toNumber(right, clock);
}

/** @param {Value} left @param {Value} right @param {Clock} clock @returns {boolean} as numbers; two dates with time as instants */
function less(left, right, clock) {
  const instants = instantsOf(left, right, clock);
  return instants ? instants[0] < instants[1] : toNumber(left, clock) < toNumber(right, clock);
}

/** @param {Value} left @param {Value} right @param {Clock} clock @returns {boolean} */
function atMost(left, right, clock) {
  const instants = instantsOf(left, right, clock);
  return instants ? instants[0] <= instants[1] : toNumber(left, clock) <= toNumber(right, clock);
}

/** @param {Value} left @param {Value} right @param {Clock} clock @returns {number} two dates with time give the days that really passed */
function minus(left, right, clock) {
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

// Patterns: pattern.py compiled them; each character is read once, so none can hang the page

/**
 * Whether the whole text matches. One that takes too much work does not.
 * @param {Tree} program steps: ["set", low, high, …] ["split", a, b] ["jump", a] ["start"] ["finish"] ["match"]
 * @param {string} text
 * @returns {boolean}
 */
function matches(program, text) {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  let [current, work] = closure(program, [0], true, codes.length === 0);
  for (const [index, code] of codes.entries()) {
    const moved = current.filter((place) => accepts(program[place], code)).map((place) => place + 1);
    const [next, steps] = closure(program, moved, false, index === codes.length - 1);
    current = next;
    work += steps;
    if (current.length === 0 || work > MAX_WORK) return false;
  }
  return current.some((place) => program[place][0] === "match");
}

/**
 * The steps that read a character, or match, and are reached without reading one; and how many were gone through.
 * @param {Tree} program @param {number[]} waiting @param {boolean} atStart @param {boolean} atEnd
 * @returns {[number[], number]}
 */
function closure(program, waiting, atStart, atEnd) {
  const seen = new Set();
  const reached = [];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const [kind, first, second] = program[place];
    if (kind === "split") waiting.push(second, first);
    else if (kind === "jump") waiting.push(first);
    else if (kind === "set" || kind === "match") reached.push(place);
    else if (kind === "start" ? atStart : atEnd) waiting.push(place + 1);
  }
  return [reached, seen.size];
}

/** @param {Tree} step @param {number} code @returns {boolean} */
function accepts(step, code) {
  if (step[0] !== "set") return false;
  for (let index = 1; index < step.length; index += 2) if (code >= step[index] && code <= step[index + 1]) return true;
  return false;
}
