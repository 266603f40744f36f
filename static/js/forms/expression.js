// The language of a form's rules in the browser: XPath 1.0 as XForms uses it. A tree (fieldform/forms/expression/tree.py) becomes a
// closure; the closure asks a scope for the answers. Pure: no page, no system clock, no system zone. The twin of
// fieldform/forms/expression/: moments.py, values.py, pattern.py and evaluate.py in one file, since a page loads few modules.
// tests/cases/expressions.json holds the two together.
// Public: compileTree, zoneOf, clockAt, and the conversions that functions.js and logic.js need.

/** @typedef {string | number | boolean} Value unanswered is "" */
/** @typedef {readonly any[]} Tree nested arrays, such as ["=", ["ref", "/who/age"], ["lit", 3]] */
/** @typedef {{now: number, offset: (instant: number) => number}} Clock milliseconds since 1970; milliseconds that the zone is ahead of UTC */
/** @typedef {ReadonlyMap<string, ReadonlyMap<string, string>>} Labels of choices, by the question's path and the choice's name */
/** @typedef {{visible: Map<string, Value>, own: Value, clock: Clock, labels: Labels}} Scope `own` is the answer being judged (`.`) */
/** @typedef {(scope: Scope) => Value} Compiled */
/** @typedef {{kinds: readonly string[], given: readonly string[], call: (...values: any[]) => Value}} XFunction */
/** @typedef {ReadonlyMap<string, XFunction>} Functions functions.js */
/** @typedef {{wall: number, offset: number | null, timed: boolean}} Moment `wall` is the clock's reading as if it were UTC */

const MINUTE = 60_000;
const DAY = 86_400_000;
const FIRST_DAY = -354_285; // 1000-01-01
const LAST_DAY = 2_932_896; // 9999-12-31
const MAX_WORK = 500_000;
const NUMBER = /^[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*$/;
const MOMENT =
  /^([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?(Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?)?$/;
const TIME = /^([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/**
 * The closure of a tree.
 * @param {Tree} tree
 * @param {Functions} functions
 * @returns {Compiled}
 */
export function compileTree(tree, functions) {
  const [node, first] = tree;
  if (node === "lit") return () => first;
  if (node === "ref") return (scope) => scope.visible.get(first) ?? "";
  if (node === "self") return (scope) => scope.own;
  if (node === "call") return compileCall(tree, functions);
  if (node === "regex") return compileRegex(tree, functions);
  return compileOperator(node, tree.slice(1).map((part) => compileTree(part, functions)));
}

/** @param {Tree} tree @param {Functions} functions @returns {Compiled} */
function compileRegex(tree, functions) {
  const text = compileTree(tree[1], functions);
  return (scope) => matches(tree[2], toText(text(scope)));
}

/** @param {string} operator @param {Compiled[]} parts @returns {Compiled} */
function compileOperator(operator, parts) {
  const [left = nothing, right = nothing] = parts;
  switch (operator) {
    case "or":
      return (scope) => parts.some((part) => toBoolean(part(scope)));
    case "and":
      return (scope) => parts.every((part) => toBoolean(part(scope)));
    case "=":
      return (scope) => equal(left(scope), right(scope), scope.clock);
    case "!=":
      return (scope) => !equal(left(scope), right(scope), scope.clock);
    case "<":
      return (scope) => less(left(scope), right(scope), scope.clock);
    case "<=":
      return (scope) => atMost(left(scope), right(scope), scope.clock);
    case ">":
      return (scope) => less(right(scope), left(scope), scope.clock);
    case ">=":
      return (scope) => atMost(right(scope), left(scope), scope.clock);
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

/** @param {Tree} tree @param {Functions} functions @returns {Compiled} */
function compileCall(tree, functions) {
  const [, name, ...written] = tree;
  const known = functions.get(name);
  if (!known) throw new TypeError(`no such function: ${name}`);
  const { kinds, given, call } = known;
  const parts = written.map((part, index) => turned(kinds[Math.min(index, kinds.length - 1)] ?? "any", compileTree(part, functions)));
  if (name === "if") return compileIf(parts);
  if (name === "coalesce") return compileCoalesce(parts);
  const handed = given.map((what) => (what === "clock" ? clockOf : labelsOf));
  return (scope) => call(...parts.map((part) => part(scope)), ...handed.map((hand) => hand(scope)));
}

/** @param {Compiled[]} parts @returns {Compiled} */
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

/** @param {string} kind @param {Compiled} part @returns {Compiled} */
function turned(kind, part) {
  if (kind === "text") return (scope) => toText(part(scope));
  if (kind === "number") return (scope) => toNumber(part(scope), scope.clock);
  if (kind === "boolean") return (scope) => toBoolean(part(scope));
  return part;
}

/** @returns {Value} */
function nothing() {
  return "";
}

/** @param {Scope} scope */
function clockOf(scope) {
  return scope.clock;
}

/** @param {Scope} scope */
function labelsOf(scope) {
  return scope.labels;
}

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
  return instants ? (instants[0] - instants[1]) / DAY : toNumber(left, clock) - toNumber(right, clock);
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
  const [one, other] = [momentOf(left), momentOf(right)];
  return one?.timed && other?.timed ? [instantOf(one, clock), instantOf(other, clock)] : null;
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

// Dates and times

/** @param {string} zone an IANA name; one that nobody knows counts as UTC @returns {(instant: number) => number} */
export function zoneOf(zone) {
  const format = formatOf(zone) ?? formatOf("UTC");
  return (instant) => {
    const inside = Math.floor(Math.min(Math.max(instant, (FIRST_DAY + 2) * DAY), (LAST_DAY - 2) * DAY) / 1000) * 1000;
    /** @type {Map<string, number>} */
    const parts = new Map((format?.formatToParts(inside) ?? []).map((part) => [part.type, Number(part.value)]));
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = ["year", "month", "day", "hour", "minute", "second"].map((name) => parts.get(name));
    return Math.floor((Date.UTC(year, month - 1, day, hour, minute, second) - inside) / MINUTE) * MINUTE;
  };
}

/** @param {number} now @param {(instant: number) => number} offset of `zoneOf` @returns {Clock} */
export function clockAt(now, offset) {
  return { now: Math.floor(now), offset };
}

/** @param {string} text @param {Clock} clock @returns {number} days since 1970-01-01 of a date, a date with time or a time; else NaN */
export function daysOf(text, clock) {
  const moment = momentOf(text);
  if (moment) return localOf(moment, clock) / DAY;
  const time = TIME.exec(text);
  return time ? timeOfDay(time[1], time[2], time[3], time[4]) / DAY : NaN;
}

/** @param {string} text @returns {boolean} a date, with or without a time */
export function isMoment(text) {
  return momentOf(text) !== null;
}

/** @param {string} text @returns {boolean} */
export function isDate(text) {
  return momentOf(text)?.timed === false;
}

/** @param {string} text @returns {boolean} */
export function isTime(text) {
  return TIME.test(text);
}

/** @param {number} days @returns {string} the date, or "" outside the calendar */
export function dateText(days) {
  return days >= FIRST_DAY && days < LAST_DAY + 1 ? new Date(Math.floor(days) * DAY).toISOString().slice(0, 10) : "";
}

/** @param {string} text @param {Clock} clock @returns {string} its date by the wall clock */
export function localDate(text, clock) {
  const moment = momentOf(text);
  return moment ? dateText(Math.floor(localOf(moment, clock) / DAY)) : "";
}

/** @param {number} instant @param {Clock} clock @returns {string} "2026-11-20T21:04:05-05:00", or "" outside the calendar */
export function momentText(instant, clock) {
  const offset = clock.offset(instant);
  const day = dateText(Math.floor((instant + offset) / DAY));
  return day && `${day}T${wallTime(instant + offset)}${offsetText(offset)}`;
}

/** @param {number} days by the wall clock @param {Clock} clock @returns {string} */
export function momentOfDays(days, clock) {
  return Math.abs(days) < 1e7 ? momentText(instantOfWall(Math.floor(days * DAY + 0.5), clock), clock) : "";
}

/** @param {string} text @param {Clock} clock @returns {string} a date with time as it is stored; "" for any other text */
export function normalMoment(text, clock) {
  const moment = momentOf(text);
  if (!moment?.timed) return "";
  if (moment.offset === null) return momentText(instantOfWall(moment.wall, clock), clock);
  return `${text.slice(0, 10)}T${wallTime(moment.wall)}${offsetText(moment.offset)}`;
}

/** @param {string} text @param {string} layout with the directives of XLSForm's format-date @param {Clock} clock @returns {string} */
export function formatted(text, layout, clock) {
  const moment = momentOf(text);
  if (!moment) return "";
  const wall = localOf(moment, clock);
  return layout.replace(/%([YymnbdeHhMS3a%])/g, (_, directive) => datePart(directive, wall));
}

/** @param {string} directive @param {number} wall @returns {string} */
function datePart(directive, wall) {
  const at = new Date(Math.min(Math.max(wall, FIRST_DAY * DAY), LAST_DAY * DAY + DAY - 1));
  const rest = ((wall % DAY) + DAY) % DAY;
  switch (directive) {
    case "Y":
      return String(at.getUTCFullYear());
    case "y":
      return two(at.getUTCFullYear() % 100);
    case "m":
      return two(at.getUTCMonth() + 1);
    case "n":
      return String(at.getUTCMonth() + 1);
    case "b":
      return MONTHS[at.getUTCMonth()] ?? "";
    case "d":
      return two(at.getUTCDate());
    case "e":
      return String(at.getUTCDate());
    case "H":
      return two(Math.floor(rest / 3_600_000));
    case "h":
      return String(Math.floor(rest / 3_600_000));
    case "M":
      return two(Math.floor(rest / MINUTE) % 60);
    case "S":
      return two(Math.floor(rest / 1000) % 60);
    case "3":
      return String(rest % 1000).padStart(3, "0");
    case "a":
      return WEEKDAYS[(((Math.floor(wall / DAY) + 4) % 7) + 7) % 7] ?? "";
    default:
      return "%";
  }
}

/** @param {string} text @returns {Moment | null} */
function momentOf(text) {
  const found = text.length >= 10 && text[4] === "-" ? MOMENT.exec(text) : null;
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const start = Date.UTC(year, month - 1, day);
  if (new Date(start).getUTCMonth() !== month - 1 || new Date(start).getUTCDate() !== day) return null;
  if (found[4] === undefined) return { wall: start, offset: null, timed: false };
  return { wall: start + timeOfDay(found[4], found[5], found[6], found[7]), offset: offsetOf(found[8]), timed: true };
}

/** @param {string | undefined} hour @param {string | undefined} minute @param {string | undefined} second @param {string | undefined} fraction */
function timeOfDay(hour, minute, second, fraction) {
  return Number(hour) * 3_600_000 + Number(minute) * MINUTE + Number(second ?? 0) * 1000 + Number(`${fraction ?? ""}000`.slice(0, 3));
}

/** @param {string | undefined} text "-05:00" @returns {number | null} */
function offsetOf(text) {
  if (text === undefined) return null;
  if (text === "Z") return 0;
  const size = (Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6))) * MINUTE;
  return text.startsWith("-") ? 0 - size : size;
}

/** @param {Moment} moment @param {Clock} clock @returns {number} */
function instantOf(moment, clock) {
  return moment.offset === null ? instantOfWall(moment.wall, clock) : moment.wall - moment.offset;
}

/** @param {Moment} moment @param {Clock} clock @returns {number} the wall clock's reading in the form's zone */
function localOf(moment, clock) {
  if (moment.offset === null) return moment.wall;
  const instant = moment.wall - moment.offset;
  return instant + clock.offset(instant);
}

/** @param {number} wall @param {Clock} clock @returns {number} the first of two in autumn, and past the gap in spring */
function instantOfWall(wall, clock) {
  const before = clock.offset(wall - DAY);
  const after = clock.offset(wall + DAY);
  return wall - (clock.offset(wall - before) !== before && clock.offset(wall - after) === after ? after : before);
}

/** @param {number} wall @returns {string} */
function wallTime(wall) {
  const seconds = Math.floor((((wall % DAY) + DAY) % DAY) / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** @param {number} offset @returns {string} */
function offsetText(offset) {
  const minutes = Math.floor(Math.abs(offset) / MINUTE);
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** @param {number} number @returns {string} */
function two(number) {
  return String(number).padStart(2, "0");
}

/** @param {string} timeZone @returns {Intl.DateTimeFormat | null} */
function formatOf(timeZone) {
  const parts = /** @type {const} */ ({ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn", ...parts });
  } catch {
    return null;
  }
}

// Patterns: pattern.py compiled them; each character is read once, so none can hang the page

/**
 * Whether the whole text matches. A text too long for its pattern does not.
 * @param {Tree} program steps: ["set", low, high, …] ["split", a, b] ["jump", a] ["start"] ["finish"] ["match"]
 * @param {string} text
 * @returns {boolean}
 */
function matches(program, text) {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  if (program.length * codes.length > MAX_WORK) return false;
  let current = closure(program, [0], true, codes.length === 0);
  for (const [index, code] of codes.entries()) {
    const moved = current.filter((place) => accepts(program[place], code)).map((place) => place + 1);
    if (moved.length === 0) return false;
    current = closure(program, moved, false, index === codes.length - 1);
  }
  return current.some((place) => program[place][0] === "match");
}

/**
 * The steps that read a character, or match, and are reached without reading one.
 * @param {Tree} program @param {number[]} waiting @param {boolean} atStart @param {boolean} atEnd
 * @returns {number[]}
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
  return reached;
}

/** @param {Tree} step @param {number} code @returns {boolean} */
function accepts(step, code) {
  if (step[0] !== "set") return false;
  for (let index = 1; index < step.length; index += 2) if (code >= step[index] && code <= step[index + 1]) return true;
  return false;
}
