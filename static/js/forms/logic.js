// A form and what was typed into it → what is relevant, what follows, what is missing, what is wrong. Pure: no page, no storage; the
// clock and the zone come in. The twin of fieldform/forms/logic.py and answers.py, messages included, in one file, since a page loads few
// modules; tests/cases/forms.json holds the two together. Every change works the whole form out again, in the order that the definition
// brings.
// Public: createLogic.

import { compileTree, toBoolean, toText, words } from "./expression.js";
import { FUNCTIONS } from "./functions.js";
import { clockAt, isDate, isTime, normalMoment, zoneOf } from "./moments.js";

/** @typedef {import("./expression.js").Value} Value */
/** @typedef {import("./moments.js").Clock} Clock */
/** @typedef {import("./expression.js").Compiled} Compiled */
/** @typedef {import("./expression.js").Scope} Scope */
/** @typedef {any} Stored an answer as JSON: text, number, boolean (calculated only) or a list of names */
/** @typedef {{path: string, code: string, message: string}} Problem `code`: type, choice, constraint or unknown */
/** @typedef {Record<string, any>} Answers nested; groups are objects without a prototype */
/** @typedef {number | Date | (() => number | Date)} Now */
/** @typedef {string | ((instant: number) => number)} Zone an IANA name; or milliseconds ahead of UTC, where somebody may travel while they type */
/** @typedef {{now: Now, zone: Zone, answers?: unknown}} Surroundings without `answers` the form starts with its defaults */
/**
 * @typedef {object} Node a question or a group, compiled
 * @property {string} path
 * @property {string} above the path of the group around it
 * @property {string} type
 * @property {boolean} asked a person gives the answer
 * @property {boolean} essential
 * @property {string} constraintMessage
 * @property {ReadonlyMap<string, string>} choices label by name
 * @property {Compiled | null} relevant
 * @property {Compiled | null} calculation
 * @property {Compiled | null} constraint
 * @property {Compiled | null} required
 * @property {Compiled | null} initial
 */
/** @typedef {{values: Map<string, Stored>, relevant: Set<string>, missing: Set<string>, problems: Map<string, Problem>}} State */

const MAX_TEXT = 20_000;
const LARGEST = 2 ** 53;
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
const MESSAGES = new Map([
  ["text", "Shorten this text to 20,000 characters."],
  ["hidden", "This could not be read."],
  ["integer", "Enter a whole number, such as 12."],
  ["decimal", "Enter a number, such as 2.5."],
  ["date", "Enter a date, such as 2026-11-20."],
  ["time", "Enter a time, such as 21:04."],
  ["dateTime", "Enter a date and a time, such as 2026-11-20 21:04."],
  ["select_one", "Choose one of the answers shown."],
  ["select_multiple", "Choose from the answers shown."],
  ["group", "This part could not be read."],
  ["constraint", "Check this answer: it does not fit."],
  ["unknown", "This form has no such question."],
]);

/**
 * @param {any} definition what `Form.definition()` gives
 * @param {Surroundings} surroundings
 */
export function createLogic(definition, { now, zone, answers }) {
  return new Logic(definition, now, zone, answers);
}

class Logic {
  /** The paths that the last `set` changed: their value, relevance, problem or whether they are missing. @type {Set<string>} */
  changed = new Set();
  /** In the form's order. @type {Map<string, Node>} */
  #nodes = new Map();
  /** What was given, by path, irrelevant and unreadable answers included. @type {Map<string, Stored>} */
  #entered = new Map();
  /** @type {Problem[]} */
  #broken = [];
  /** @type {Problem[]} */
  #unknown = [];
  /** @type {State} */
  #state = { values: new Map(), relevant: new Set(), missing: new Set(), problems: new Map() };
  /** @type {Map<string, ReadonlyMap<string, string>>} */
  #labels = new Map();
  #order;
  #now;
  #offset;

  /** @param {any} definition @param {Now} now @param {Zone} zone @param {unknown} answers */
  constructor(definition, now, zone, answers) {
    this.#now = now;
    this.#offset = typeof zone === "function" ? zone : zoneOf(zone);
    for (const node of compiledNodes(definition.children, "", definition.choices)) {
      this.#nodes.set(node.path, node);
      if (node.choices.size > 0) this.#labels.set(node.path, node.choices);
    }
    this.#order = definition.order.map((/** @type {string} */ path) => this.#nodes.get(path));
    if (answers === undefined) this.#begin();
    else this.#read("", answers);
    this.#workOut();
  }

  /**
   * @param {string} path
   * @param {unknown} answer text is read by the question's type; undefined, null, "" and [] take the answer away
   * @returns {Set<string>} the paths that changed
   */
  set(path, answer) {
    if (this.#nodes.get(path)?.asked) {
      if (isBlank(answer)) this.#entered.delete(path);
      else this.#entered.set(path, this.#asTyped(path, answer));
    }
    const before = this.#state;
    this.#workOut();
    this.changed = differences(before, this.#state);
    return this.changed;
  }

  /** @param {string} path @returns {Stored | undefined} the answer as it is stored, or as it was typed where it cannot be read */
  value(path) {
    const node = this.#nodes.get(path);
    if (!node?.asked) return this.#state.values.get(path);
    const [value, code] = readAnswer(node, this.#entered.get(path), this.#clock());
    return code ? this.#entered.get(path) : value;
  }

  /** @param {string} path of a question or a group @returns {boolean} */
  relevant(path) {
    return this.#state.relevant.has(path);
  }

  /** @param {string} path @returns {Problem | null} */
  problem(path) {
    return this.#state.problems.get(path) ?? null;
  }

  /** @returns {Problem[]} all, in the form's order */
  problems() {
    return [...this.#broken, ...this.#state.problems.values(), ...this.#unknown];
  }

  /** @returns {string[]} relevant, required, unanswered; in the form's order */
  missing() {
    return [...this.#state.missing];
  }

  /** @returns {string[]} those of them without which the report is unusable */
  missingEssential() {
    return this.missing().filter((path) => this.#nodes.get(path)?.essential);
  }

  /** @returns {Answers} what is sent: typed, without what is irrelevant, with what was calculated */
  answers() {
    return this.#nested((path) => this.#state.values.get(path));
  }

  /** @returns {Answers} what a draft keeps: everything that was entered, readable or not, relevant or not */
  entered() {
    return this.#nested((path) => (this.#entered.has(path) ? this.value(path) : undefined));
  }

  /** @returns {Clock} */
  #clock() {
    const now = typeof this.#now === "function" ? this.#now() : this.#now;
    return clockAt(Number(now), this.#offset);
  }

  /** @param {string} path @param {unknown} answer @returns {unknown} a moment by the clock at which it was typed: the next one may be another */
  #asTyped(path, answer) {
    const node = this.#nodes.get(path);
    return (node?.type === "dateTime" && readAnswer(node, answer, this.#clock())[0]) || answer;
  }

  #begin() {
    const scope = this.#scope();
    for (const node of this.#nodes.values()) {
      if (!node.asked || !node.initial) continue;
      const value = stored(node, node.initial(scope), scope.clock);
      if (value === undefined) continue;
      this.#entered.set(node.path, value);
      scope.visible.set(node.path, seen(value));
    }
  }

  /** @param {string} above @param {unknown} answers */
  #read(above, answers) {
    for (const [name, raw] of Object.entries(asObject(answers) ?? {})) {
      const path = `${above}/${name}`;
      const node = this.#nodes.get(path);
      if (!node || name.includes("/")) this.#unknown.push(problemAt(`${above}/${NAME.test(name) ? name : "?"}`, "unknown", "unknown"));
      else if (node.type !== "group") this.#take(node, raw);
      else if (asObject(raw)) this.#read(path, raw);
      else if (raw !== null && raw !== undefined) this.#broken.push(problemAt(path, "type", "group"));
    }
  }

  /** @param {Node} node @param {unknown} raw */
  #take(node, raw) {
    if (node.asked && !isBlank(raw)) this.#entered.set(node.path, raw);
  }

  /** @returns {Scope} */
  #scope() {
    const nothing = { up: null, outer: null, place: 0, nth: 0, last: 0, inside: new Map(), row: {}, rows: new Map(), chance: Math.random, drew: false };
    return { visible: new Map(), relevant: new Set(), own: "", clock: this.#clock(), labels: this.#labels, ...nothing };
  }

  #workOut() {
    const scope = this.#scope();
    /** @type {State} */
    const state = { values: new Map(), relevant: new Set(), missing: new Set(), problems: new Map() };
    /** @type {Map<string, string>} */
    const unreadable = new Map();
    for (const node of this.#order) this.#turn(node, scope, state, unreadable);
    for (const node of this.#nodes.values()) if (node.asked && state.relevant.has(node.path)) judge(node, scope, state, unreadable.get(node.path));
    this.#state = state;
  }

  /** @param {Node} node @param {Scope} scope @param {State} state @param {Map<string, string>} unreadable */
  #turn(node, scope, state, unreadable) {
    if (node.above !== "" && !state.relevant.has(node.above)) return;
    if (node.relevant && !toBoolean(node.relevant(scope))) return;
    state.relevant.add(node.path);
    const [value, code] = node.calculation
      ? [stored(node, node.calculation(scope), scope.clock), ""]
      : readAnswer(node, this.#entered.get(node.path), scope.clock);
    if (code) unreadable.set(node.path, code);
    if (value === undefined) return;
    state.values.set(node.path, value);
    scope.visible.set(node.path, seen(value));
  }

  /** @param {(path: string) => Stored | undefined} valueOf @returns {Answers} */
  #nested(valueOf) {
    const whole = Object.create(null);
    for (const node of this.#nodes.values()) {
      const value = node.type === "group" ? undefined : valueOf(node.path);
      if (value === undefined) continue;
      const names = node.path.split("/").slice(1);
      const name = names.pop() ?? "";
      let inner = whole;
      for (const group of names) inner = inner[group] ??= Object.create(null);
      inner[name] = value;
    }
    return whole;
  }
}

/**
 * @param {any[]} children
 * @param {string} above
 * @param {any} choices
 * @returns {Generator<Node>} a group before what is in it
 */
function* compiledNodes(children, above, choices) {
  for (const child of children) {
    yield compiledNode(child, above, choices);
    if (child.children) yield* compiledNodes(child.children, child.path, choices);
  }
}

/** @param {any} said @param {string} above @param {any} choices @returns {Node} */
function compiledNode(said, above, choices) {
  const listed = said.list && Object.hasOwn(choices, said.list) ? choices[said.list] : [];
  const compiled = (/** @type {string} */ name) => (said[name] ? compileTree(said[name], FUNCTIONS) : null);
  return {
    path: said.path,
    above,
    type: said.type,
    asked: !said.calculation && !["group", "note", "calculate"].includes(said.type),
    essential: said.essential === true,
    constraintMessage: said.constraint_message ?? "",
    choices: new Map(listed),
    relevant: compiled("relevant"),
    calculation: compiled("calculation"),
    constraint: compiled("constraint"),
    required: compiled("required"),
    initial: compiled("default"),
  };
}

/** @param {Node} node @param {Scope} scope @param {State} state @param {string | undefined} unreadable a code */
function judge(node, scope, state, unreadable) {
  const own = scope.visible.get(node.path);
  if (unreadable) state.problems.set(node.path, problemAt(node.path, unreadable, node.type));
  else if (own !== undefined) judgeConstraint(node, own, scope, state);
  else if (node.required && toBoolean(node.required(scope))) state.missing.add(node.path);
}

/** @param {Node} node @param {Value} own @param {Scope} scope @param {State} state */
function judgeConstraint(node, own, scope, state) {
  scope.own = own;
  if (!node.constraint || toBoolean(node.constraint(scope))) return;
  const problem = problemAt(node.path, "constraint", "constraint");
  state.problems.set(node.path, node.constraintMessage ? { ...problem, message: node.constraintMessage } : problem);
}

/** @param {State} before @param {State} after @returns {Set<string>} */
function differences(before, after) {
  const paths = new Set([before, after].flatMap((state) => [...state.relevant, ...state.values.keys()]));
  return new Set([...paths].filter((path) => lookOf(before, path) !== lookOf(after, path)));
}

/** @param {State} state @param {string} path @returns {string} */
function lookOf({ relevant, values, missing, problems }, path) {
  return JSON.stringify([relevant.has(path), values.get(path), missing.has(path), problems.get(path)?.message]);
}

/** @param {string} path @param {string} code @param {string} words of MESSAGES @returns {Problem} */
function problemAt(path, code, words) {
  return { path, code, message: MESSAGES.get(words) ?? "" };
}

/**
 * @param {Node} node
 * @param {unknown} raw
 * @param {Clock} clock
 * @returns {[Stored | undefined, string]} the stored value, or the code of what is wrong with it
 */
function readAnswer(node, raw, clock) {
  if (isBlank(raw)) return [undefined, ""];
  switch (node.type) {
    case "text":
    case "hidden":
      return judged(typeof raw === "string" && (raw.length <= MAX_TEXT || [...raw].length <= MAX_TEXT) ? raw : undefined);
    case "integer":
      return judged(numberOf(raw, /^-?[0-9]{1,16}$/, Number.isInteger));
    case "decimal":
      return judged(numberOf(raw, /^-?[0-9]{1,16}(\.[0-9]{1,20})?$/, Number.isFinite));
    case "select_one":
      return typeof raw === "string" ? (node.choices.has(raw) ? [raw, ""] : [undefined, "choice"]) : [undefined, "type"];
    case "select_multiple":
      return several(node, raw);
    default:
      return judged(typeof raw === "string" ? timed(node.type, trimmed(raw), clock) : undefined);
  }
}

/** @param {Node} node @param {Value} value @param {Clock} clock @returns {Stored | undefined} what a calculation or a default leaves */
function stored(node, value, clock) {
  if (node.type === "select_multiple") return readAnswer(node, words(value), clock)[0];
  if (node.type === "text" || node.type === "select_one") return readAnswer(node, toText(value), clock)[0];
  if (node.type === "calculate" || node.type === "hidden") return value === "" || (typeof value === "number" && !Number.isFinite(value)) ? undefined : value;
  return readAnswer(node, value, clock)[0];
}

/** @param {Stored} value @returns {Value} as expressions see it */
function seen(value) {
  return Array.isArray(value) ? value.join(" ") : value;
}

/** @param {unknown} raw @returns {boolean} */
function isBlank(raw) {
  return raw === undefined || raw === null || (Array.isArray(raw) && raw.length === 0) || (typeof raw === "string" && trimmed(raw) === "");
}

/** @param {Stored | undefined} value @returns {[Stored | undefined, string]} */
function judged(value) {
  return [value, value === undefined ? "type" : ""];
}

/** @param {unknown} raw @param {RegExp} spelling @param {(number: unknown) => boolean} fits @returns {number | undefined} */
function numberOf(raw, spelling, fits) {
  const number = typeof raw === "string" && spelling.test(trimmed(raw)) ? Number(trimmed(raw)) : raw;
  return typeof number === "number" && fits(number) && Math.abs(number) < LARGEST ? number + 0 : undefined;
}

/** @param {Node} node @param {unknown} raw @returns {[Stored | undefined, string]} in the form's order, each once */
function several(node, raw) {
  if (!Array.isArray(raw) || !raw.every((name) => typeof name === "string")) return [undefined, "type"];
  const names = [...node.choices.keys()].filter((name) => raw.includes(name));
  return names.length === new Set(raw).size ? [names, ""] : [undefined, "choice"];
}

/** @param {string} type @param {string} text @param {Clock} clock @returns {string | undefined} */
function timed(type, text, clock) {
  if (type === "date") return isDate(text) ? text : undefined;
  if (type === "time") return isTime(text) ? text.slice(0, 5) : undefined;
  return normalMoment(text[10] === " " ? `${text.slice(0, 10)}T${text.slice(11)}` : text, clock) || undefined;
}

/** @param {string} text @returns {string} */
function trimmed(text) {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
}

/** @param {unknown} value @returns {Record<string, unknown> | null} */
function asObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? /** @type {Record<string, unknown>} */ (value) : null;
}
