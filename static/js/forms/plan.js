// A form made ready to be filled: its questions and groups, each rule compiled (Node), and the frames in which they are answered (Frame):
// the form itself, and each instance of a repeat. A frame is the scope in which expressions are evaluated (expression.js). Decides
// nothing. The twin of fieldform/forms/plan.py. Public: Frame, compiled, readsOf, rowsOf, labelsOf.

import { compileTree, compileTruth } from "./expression.js";
import { FUNCTIONS } from "./functions.js";
import { momentText } from "./moments.js";

/** @typedef {import("./expression.js").Value} Value */
/** @typedef {import("./expression.js").Tree} Tree */
/** @typedef {import("./expression.js").Row} Row */
/** @typedef {import("./expression.js").Compiled} Compiled */
/** @typedef {import("./answers.js").Stored} Stored */
/** @typedef {(scope: Frame) => boolean} Truth */
/**
 * @typedef {object} Node a question or a group, compiled
 * @property {string} path
 * @property {string} name
 * @property {string} above the path of the group around it
 * @property {string} type
 * @property {boolean} repeat
 * @property {string[]} chain the repeats around it, from the outside in
 * @property {string[]} groups those between it and the next repeat, by name
 * @property {number} place in the order of evaluation
 * @property {Node[]} inside of a repeat, up to the next
 * @property {boolean} asked a person gives the answer
 * @property {boolean} keeps it is worked out, and yet what was there before has a say
 * @property {boolean} essential
 * @property {string} constraintMessage
 * @property {ReadonlyMap<string, string>} choices label by name
 * @property {string} list
 * @property {Record<string, string>} parameters
 * @property {string[]} trigger
 * @property {Truth | null} relevant
 * @property {Compiled | null} calculation of a repeat its count
 * @property {Compiled | null} triggered what a trigger sets
 * @property {Truth | null} constraint
 * @property {Truth | null} required
 * @property {Truth | null} filter
 * @property {Compiled | null} initial
 * @property {string[]} peeks the hidden answers of a group that its own relevance reads, as they were given
 * @property {{node: Node, depth: number, judged: boolean}[]} readers what reads it, and how many repeats both share
 */
/**
 * @typedef {object} World what is the same in all frames
 * @property {import("./moments.js").Clock} clock
 * @property {Map<string, ReadonlyMap<string, string>>} labels
 * @property {ReadonlyMap<string, readonly Row[]>} rows
 * @property {() => number} chance
 * @property {string} deviceid
 * @property {string} username
 */

const UNASKED = new Set("group note calculate start end today deviceid username".split(" "));
const KEEPING = /\["self"\]|\["call","(once|random|uuid)"/;
const TIMED = new Set(["now", "today"]);
/** What the page and the server tell by themselves. @type {Record<string, (frame: any) => Value>} */
const METADATA = {
  start: (frame) => frame.own || momentText(frame.clock.now, frame.clock),
  end: (frame) => momentText(frame.clock.now, frame.clock),
  today: (frame) => frame.own || momentText(frame.clock.now, frame.clock).slice(0, 10),
  deviceid: (frame) => frame.own || frame.world.deviceid,
  username: (frame) => frame.own || frame.world.username,
};

export class Frame {
  /** As expressions see them. @type {Map<string, Value>} */
  visible = new Map();
  /** As they are stored. @type {Map<string, Stored>} */
  values = new Map();
  /** What was given, irrelevant and unreadable answers included. @type {Map<string, Stored>} */
  entered = new Map();
  /** @type {Set<string>} */
  relevant = new Set();
  /** @type {Set<string>} */
  missing = new Set();
  /** Codes. @type {Map<string, string>} */
  problems = new Map();
  /** Codes. @type {Map<string, string>} */
  unreadable = new Map();
  /** The names of the choices that a choice_filter leaves. @type {Map<string, string>} */
  passing = new Map();
  /** The instances of each repeat that count now. @type {Map<string, Frame[]>} */
  inside = new Map();
  /** All that were ever entered: those beyond a count, and those of a repeat that does not matter, are kept. @type {Map<string, Frame[]>} */
  held = new Map();
  /** @type {Value} */
  own = "";
  /** @type {Row} */
  row = {};
  nth = 0;
  last = 0;
  drew = false;
  /** @type {import("./expression.js").Scope | null} */
  outer = null;

  /** @param {World} world @param {Frame | null} up @param {string} repeat the path of the repeat of which it is an instance @param {number} place */
  constructor(world, up, repeat, place) {
    this.world = world;
    this.up = up;
    this.repeat = repeat;
    this.place = place;
    if (repeat) this.relevant.add(repeat);
  }

  get clock() {
    return this.world.clock;
  }

  get labels() {
    return this.world.labels;
  }

  get rows() {
    return this.world.rows;
  }

  get chance() {
    return this.world.chance;
  }

  /** @returns {number} in how many repeats it stands */
  get depth() {
    return this.up ? this.up.depth + 1 : 0;
  }

  /** @param {string} path of a repeat in it */
  prepare(path) {
    this.inside.set(path, []);
    this.held.set(path, []);
  }

  /** @param {string} path of the definition @returns {string} the same, of this instance */
  at(path) {
    return this.up ? `${this.up.at(this.repeat)}[${this.place}]${path.slice(this.repeat.length)}` : path;
  }

  /** @returns {boolean} whether it counts now */
  isLive() {
    return !this.up || (this.up.inside.get(this.repeat)?.[this.place] === this && this.up.isLive());
  }

  /** @param {number} depth @returns {Frame} the frame around it that stands in so many repeats */
  out(depth) {
    /** @type {Frame} */
    let frame = this;
    for (let left = this.depth - depth; left > 0 && frame.up; left--) frame = frame.up;
    return frame;
  }

  /** @param {string[]} chain of repeats @param {number} depth of this frame in it @returns {Frame[]} those in it that the chain leads to */
  under(chain, depth) {
    /** @type {Frame[]} */
    let frames = [this];
    for (const repeat of chain.slice(depth)) frames = frames.flatMap((frame) => frame.inside.get(repeat) ?? []);
    return frames;
  }

  /** @param {string} path @param {Stored | undefined} answer as it was given; undefined takes it away @returns {boolean} whether it is another */
  enter(path, answer) {
    const before = this.entered.get(path);
    if (answer === undefined) this.entered.delete(path);
    else this.entered.set(path, answer);
    return before !== answer && JSON.stringify(before) !== JSON.stringify(answer);
  }

  /** @param {string} path @param {Stored | undefined} value */
  put(path, value) {
    if (value === undefined) {
      this.values.delete(path);
      this.visible.delete(path);
    } else {
      this.values.set(path, value);
      this.visible.set(path, Array.isArray(value) ? value.join(" ") : value);
    }
  }

  /** @param {string} path @returns {boolean} whether it is answered, here or around */
  sees(path) {
    return this.visible.has(path) || (this.up?.sees(path) ?? false);
  }

  /** @returns {number} of answers, and of instances */
  countEntered() {
    return [...this.held.values()].flat().reduce((count, frame) => count + 1 + frame.countEntered(), this.entered.size);
  }

  /** @returns {number} with itself */
  countFrames() {
    /** @type {number} */
    let count = 1;
    for (const frames of this.held.values()) for (const frame of frames) count += frame.countFrames();
    return count;
  }
}

/** @param {any} said @param {Node | null} group @param {any} choices @returns {Node} */
export function compiled(said, group, choices) {
  const listed = said.list && Object.hasOwn(choices, said.list) ? choices[said.list] : [];
  const tree = (/** @type {string} */ name) => (said[name] ? compileTree(said[name], FUNCTIONS) : null);
  const truth = (/** @type {string} */ name) => (said[name] ? compileTruth(said[name], FUNCTIONS) : null);
  const asked = (!said.calculation || said.trigger !== undefined) && !UNASKED.has(said.type);
  return {
    path: said.path,
    name: said.name,
    above: group?.path ?? "",
    type: said.type,
    repeat: said.repeat === true,
    chain: !group ? [] : group.repeat ? [...group.chain, group.path] : group.chain,
    groups: !group || group.repeat ? [] : [...group.groups, group.name],
    place: 0,
    inside: [],
    asked,
    keeps: !asked && (said.type in METADATA ? said.type !== "end" : said.trigger !== undefined || KEEPING.test(JSON.stringify(said.calculation ?? ""))),
    essential: said.essential === true,
    constraintMessage: said.constraint_message ?? "",
    choices: new Map(listed.map((/** @type {any[]} */ [name, label]) => [name, label])),
    list: said.list ?? "",
    parameters: said.parameters ?? {},
    trigger: said.trigger ?? [],
    relevant: truth("relevant"),
    calculation: METADATA[said.type] ?? (asked ? null : tree(said.repeat ? "count" : "calculation")),
    triggered: said.trigger ? tree("calculation") : null,
    constraint: lazily(() => truth("constraint"), said.constraint),
    required: truth("required"),
    filter: lazily(() => truth("choice_filter"), said.choice_filter),
    initial: tree("default"),
    peeks: said.children && said.relevant ? hiddenIn(said, readsOf(said.relevant, [])) : [],
    readers: [],
  };
}

/** @param {any} group @param {Iterable<[string, number]>} reads @returns {string[]} its hidden answers among them: nobody types those */
function hiddenIn(group, reads) {
  const hidden = group.children.filter((/** @type {any} */ child) => child.type === "hidden" && !child.relevant && !child.calculation);
  const paths = new Set(hidden.map((/** @type {any} */ child) => child.path));
  return [...reads].map(([path]) => path).filter((path) => paths.has(path));
}

/**
 * Compiled when it is first asked: most answers of a large form are never given, and so never judged.
 * @param {() => Truth | null} compile @param {unknown} tree
 * @returns {Truth | null}
 */
function lazily(compile, tree) {
  /** @type {Truth | null | undefined} */
  let compiledOnce;
  return tree ? (frame) => (compiledOnce ??= compile())?.(frame) ?? true : null;
}

/**
 * What a tree reads: the path, and how many repeats the reader shares with what it means; "" for the clock.
 * @param {Tree} tree @param {string[]} chain the repeats around the reader @param {boolean} [candidate] in a predicate over instances
 * @returns {Generator<[string, number]>}
 */
export function* readsOf(tree, chain, candidate = false) {
  const [node, first, second] = tree;
  const shared = (/** @type {number} */ up) => (candidate ? 0 : chain.length - up);
  if (node === "ref") yield [first, shared(second ?? 0)];
  if (node === "position" && !candidate) yield [chain[chain.length - 1 - first] ?? "", shared(first + 1)];
  if (node === "nodes") for (const path of [second, ...tree.slice(3).map(([, step]) => step)]) yield [path, shared(first)];
  if (node === "call" && TIMED.has(first)) yield ["", 0];
  const within = candidate || node === "step" || node === "outer";
  for (const part of node === "regex" ? [first] : tree.slice(1)) if (Array.isArray(part)) yield* readsOf(part, chain, within);
}

/** @param {any} definition @param {Record<string, readonly Row[]>} lists @returns {Map<string, readonly Row[]>} */
export function rowsOf(definition, lists) {
  const own = Object.entries(definition.choices).map(([name, listed]) => {
    const rows = /** @type {any[][]} */ (listed).map(([choice, label, columns]) => ({ ...columns, name: choice, label }));
    return /** @type {[string, Row[]]} */ ([name, rows]);
  });
  return new Map([...own, ...Object.entries(lists)]);
}

/** @param {Node} node @param {Map<string, readonly Row[]>} rows @returns {Map<string, string>} */
export function labelsOf({ list, parameters: { value = "name", label = "label" } }, rows) {
  return new Map((rows.get(list) ?? []).map((row) => [row[value] ?? "", row[label] ?? ""]));
}
