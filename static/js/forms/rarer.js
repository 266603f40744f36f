// What few forms need, loaded for those alone: node sets (the answers of several instances of a repeat, a column of a list) and the
// functions of rarer.py. Importing it enters both where expression.js and functions.js look. The twin of nodesets.py and rarer.py in
// fieldform/forms/expression/.
// Public: nothing.

import { FURTHER, toBoolean, toNumber, toText, yieldsNodes } from "./expression.js";
import { enter } from "./functions.js";
import { dateText, isMoment, momentOfDays, momentText } from "./moments.js";

/** @typedef {import("./expression.js").Value} Value */
/** @typedef {import("./expression.js").Scope} Scope */
/** @typedef {import("./expression.js").Part} Part */
/** @typedef {import("./expression.js").Tree} Tree */
/** @typedef {import("./expression.js").Row} Row */
/** @typedef {import("./moments.js").Clock} Clock */
/** @typedef {(tree: Tree) => Part} Compile */
/** @typedef {(frames: Scope[], scope: Scope) => Scope[]} Step */

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Rows of lists by what stands in a column. @type {WeakMap<readonly Row[], Map<string, Map<string, Row[]>>>} */
const INDEXES = new WeakMap();
const DAY = 86_400_000;
const MOST_ADDED = 1e7;

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
