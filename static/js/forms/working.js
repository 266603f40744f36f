// The form worked out: what is relevant, and what follows. A change works out again only what reads it, in the order that the definition
// brings; the result is what working everything out would give. The twin of fieldform/forms/working.py. Public: Working.

import { readAnswer, seen, storedOf } from "./answers.js";
import { begin, newFrame } from "./frames.js";
import { MOST_ANSWERS, MOST_INSTANCES } from "./given.js";
import { judge } from "./judging.js";
import { toNumber } from "./values.js";

/** @typedef {import("./answers.js").Stored} Stored */
/** @typedef {import("./frames.js").Frame} Frame */
/** @typedef {import("./plan.js").Node} Node */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Reader} Reader */

export class Working {
  /** The paths of what became another since it was last emptied. @type {Set<string>} */
  changed = new Set();
  /** By place in the order: the frames in which this is to be worked out again, and those in which it is to be judged. @type {(Set<Frame> | undefined)[]} */
  #dirty = [];
  /** @type {Map<Node, Set<Frame>>} */
  #unjudged = new Map();
  #plan;
  #root;

  /** @param {Plan} plan @param {Frame} root */
  constructor(plan, root) {
    this.#plan = plan;
    this.#root = root;
  }

  /** @param {Frame} frame @param {Node[]} nodes */
  markAll(frame, nodes) {
    for (const node of nodes) {
      this.mark(node, frame);
      for (const inner of frame.inside.get(node.path) ?? []) this.markAll(inner, node.inside);
    }
  }

  /** @param {Node} node @param {Frame} frame @param {boolean} [judged] only to be judged again */
  mark(node, frame, judged = false) {
    if (judged) {
      const waiting = this.#unjudged.get(node);
      if (waiting) waiting.add(frame);
      else this.#unjudged.set(node, new Set([frame]));
    } else (this.#dirty[node.place] ??= new Set()).add(frame);
  }

  /** Works out what follows from an answer that was given anew, and what it sets. @param {Node} node @param {Frame} frame */
  entered(node, frame) {
    this.#markEntered(node, frame);
    this.run();
    for (const one of this.#plan.triggered) if (one.trigger.includes(node.path)) this.#trigger(one, node, frame);
  }

  /** @param {Node} node @param {Frame} frame */
  #markEntered(node, frame) {
    for (const group of this.#plan.peeking) if (group.peeks.includes(node.path)) this.mark(group, frame);
    this.mark(node, frame);
  }

  /** Marks what reads this. @param {Node} node @param {Frame} frame */
  changedAt(node, frame) {
    this.changed.add(frame.at(node.path));
    for (const reader of node.readers) for (const one of frame.out(reader.depth).under(reader.node.chain, reader.depth)) this.mark(reader.node, one, reader.judged);
  }

  /** Works out what is marked, and judges what follows anew. */
  run() {
    for (let place = 0; place < this.#plan.order.length; place++) {
      const frames = this.#dirty[place];
      this.#dirty[place] = undefined;
      for (const frame of frames ?? []) if (frame.isLive()) this.#turn(/** @type {Node} */ (this.#plan.order[place]), frame);
    }
    for (const [node, frames] of this.#unjudged) for (const frame of frames) if (frame.isLive() && judge(node, frame)) this.changed.add(frame.at(node.path));
    this.#unjudged.clear();
  }

  /** @param {Node} node @param {Frame} frame */
  #turn(node, frame) {
    const { path } = node;
    const was = frame.relevant.has(path);
    frame.unreadable.delete(path);
    const relevant = (node.above === "" || frame.relevant.has(node.above)) && (!node.relevant || (node.peeks.length > 0 ? this.#peeks(node, frame) : node.relevant(frame)));
    if (relevant) frame.relevant.add(path);
    else frame.relevant.delete(path);
    const value = !relevant || node.type === "group" ? undefined : follows(node, frame);
    const same = isSame(value, frame.values.get(path));
    frame.put(path, value);
    if (!same || was !== relevant) this.changedAt(node, frame);
    if (node.repeat) this.#turnRepeat(node, frame, relevant);
    if (node.asked) this.mark(node, frame, true);
  }

  /** The relevance of a group with what was given inside it, whether that matters or not. @param {Node} node @param {Frame} frame */
  #peeks(node, frame) {
    const before = new Map(frame.visible);
    for (const path of node.peeks) {
      const inner = this.#plan.nodes.get(path);
      const value = inner && readAnswer(inner, frame.entered.get(path), frame.clock)[0];
      if (value !== undefined) frame.visible.set(path, seen(value));
      else frame.visible.delete(path);
    }
    const holds = node.relevant?.(frame) ?? true;
    frame.visible = before;
    return holds;
  }

  /** @param {Node} node @param {Frame} frame @param {boolean} relevant */
  #turnRepeat(node, frame, relevant) {
    const held = /** @type {Frame[]} */ (frame.held.get(node.path));
    const before = frame.inside.get(node.path) ?? [];
    const count = relevant ? this.#countOf(node, frame, held.length) : 0;
    for (let place = held.length; place < count; place++) {
      const one = newFrame(node, frame);
      frame.inside.set(node.path, held.slice(0, place));
      begin(one, node.inside);
    }
    frame.inside.set(node.path, held.slice(0, count));
    for (const one of held.slice(0, count)) if (!before.includes(one)) this.markAll(one, node.inside);
    if (before.length !== count) this.changedAt(node, frame);
  }

  /** @param {Node} node @param {Frame} frame @param {number} held @returns {number} */
  #countOf(node, frame, held) {
    frame.problems.delete(node.path);
    if (!node.calculation) return held;
    const number = toNumber(node.calculation(frame), frame.clock);
    const room = Math.min(MOST_INSTANCES, MOST_ANSWERS - this.#root.countFrames() + held);
    if (number > room) frame.problems.set(node.path, "limit");
    return Math.trunc(Math.min(Math.max(number || 0, 0), room));
  }

  /** @param {Node} node what is set @param {Node} cause @param {Frame} frame of the cause */
  #trigger(node, cause, frame) {
    const shared = node.chain.filter((repeat, depth) => cause.chain[depth] === repeat).length;
    for (const one of node.triggered ? frame.out(shared).under(node.chain, shared) : []) {
      const value = node.triggered && storedOf(node, node.triggered(one), one.clock);
      if (one.enter(node.path, value)) this.#markEntered(node, one);
    }
    this.run();
  }
}

/** @param {Node} node @param {Frame} frame @returns {Stored | undefined} */
function follows(node, frame) {
  if (node.keeps) return kept(node, frame);
  if (node.calculation) return storedOf(node, node.calculation(frame), frame.clock);
  if (!node.asked) return undefined;
  const [value, code] = readAnswer(node, frame.entered.get(node.path), frame.clock);
  if (code) frame.unreadable.set(node.path, code);
  return value;
}

/** What was there before, where it was kept on purpose: by once(), by chance, by a trigger. @param {Node} node @param {Frame} frame */
function kept(node, frame) {
  const before = readAnswer(node, frame.entered.get(node.path), frame.clock)[0];
  if (node.trigger.length > 0 && (before !== undefined || !node.trigger.some((path) => frame.sees(path)))) return before;
  const value = drawn(node, frame, before);
  frame.enter(node.path, value);
  return value;
}

/** @param {Node} node @param {Frame} frame @param {Stored | undefined} before */
function drawn(node, frame, before) {
  Object.assign(frame, { own: before === undefined ? "" : seen(before), drew: false });
  const value = node.calculation ? storedOf(node, node.calculation(frame), frame.clock) : undefined;
  frame.own = "";
  return frame.drew && before !== undefined ? before : value;
}

/** @param {Stored | undefined} one @param {Stored | undefined} other */
function isSame(one, other) {
  return one === other || (Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((name, place) => name === other[place]));
}
