// The frames in which a form is answered: the form itself, and each instance of a repeat. A frame is the scope in which expressions are
// evaluated (expression.js); here is what stands in one, how one begins, and how a path leads to one: /house/person[0]/age. Decides
// nothing. The twin of fieldform/forms/frames.py. Public: Frame, newFrame, begin, find, walk, nested.

import { seen, storedOf } from "./answers.js";

/** @typedef {import("./values.js").Value} Value */
/** @typedef {import("./expression.js").Row} Row */
/** @typedef {import("./answers.js").Stored} Stored */
/** @typedef {import("./plan.js").Node} Node */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {Record<string, any>} Answers nested; groups are objects without a prototype, repeats lists of them */
/** @typedef {{node: Node, frame: Frame}} Place */
/**
 * @typedef {object} World what is the same in all frames
 * @property {import("./moments.js").Clock} clock
 * @property {Map<string, ReadonlyMap<string, string>>} labels
 * @property {ReadonlyMap<string, readonly Row[]>} rows
 * @property {() => number} chance
 * @property {string} deviceid
 * @property {string} username
 */

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
  /** What nobody may type now. @type {Set<string>} */
  locked = new Set();
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

  /** @param {Node[]} nodes that stand in it @returns {this} with room for the instances of the repeats among them */
  prepare(nodes) {
    for (const { repeat, path } of nodes) {
      if (!repeat) continue;
      this.inside.set(path, []);
      this.held.set(path, []);
    }
    return this;
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

/** Every default, and one instance of each repeat that does not count. @param {Frame} frame @param {Node[]} nodes */
export function begin(frame, nodes) {
  for (const node of nodes) {
    if (node.repeat && !node.calculation) begin(newFrame(node, frame), node.inside);
    if (!node.initial || !(node.asked || node.keeps)) continue;
    const value = storedOf(node, node.initial(frame), frame.clock);
    if (value === undefined) continue;
    if (!node.calculation || node.keeps) frame.entered.set(node.path, value); // What is always locked is worked out from it.
    frame.visible.set(node.path, seen(value));
  }
}

/** @param {Node} node a repeat @param {Frame} frame @param {number} [index] @returns {Frame} a new instance, empty */
export function newFrame(node, frame, index) {
  const held = /** @type {Frame[]} */ (frame.held.get(node.path));
  const one = new Frame(frame.world, frame, node.path, index ?? held.length).prepare(node.inside);
  held.splice(index ?? held.length, 0, one);
  return one;
}

/** @param {Plan} plan @param {Frame} root @param {string} path @returns {Place | undefined} */
export function find({ nodes }, root, path) {
  const node = nodes.get(path);
  if (node) return node.chain.length === 0 ? { node, frame: root } : undefined;
  if (!path.includes("[")) return undefined;
  const within = nodes.get(path.replace(/\[\d+\]/g, ""));
  const indices = [...path.matchAll(/\[(\d+)\]/g)].map(([, index]) => Number(index));
  if (!within || indices.length < within.chain.length) return undefined;
  /** @type {Frame | undefined} */
  let frame = root;
  for (const [depth, index] of indices.entries()) frame = frame?.held.get(within.chain[depth] ?? within.path)?.[index];
  return frame && { node: within, frame };
}

/** @param {Node[]} nodes @param {Frame} frame @returns {Generator<[Node, Frame]>} each question and repeat where it stands, in the form's order */
export function* walk(nodes, frame) {
  for (const node of nodes) {
    yield [node, frame];
    for (const inner of node.repeat ? (frame.inside.get(node.path) ?? []) : []) yield* walk(node.inside, inner);
  }
}

/**
 * @param {Node[]} nodes @param {Frame} frame
 * @param {(node: Node, frame: Frame) => Stored | undefined} valueOf @param {(path: string, frame: Frame) => Frame[]} instancesOf
 * @returns {Answers}
 */
export function nested(nodes, frame, valueOf, instancesOf) {
  const whole = Object.create(null);
  for (const node of nodes) {
    const instances = node.repeat ? instancesOf(node.path, frame) : [];
    const value = node.repeat ? instances.map((one) => nested(node.inside, one, valueOf, instancesOf)) : node.type === "group" ? undefined : valueOf(node, frame);
    if (value === undefined || (node.repeat && instances.length === 0)) continue;
    let inner = whole;
    for (const group of node.groups) inner = inner[group] ??= Object.create(null);
    inner[node.name] = value;
  }
  return whole;
}
