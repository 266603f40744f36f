// A form and what was typed into it → what is relevant, what follows, what is missing, what is wrong. Pure: no page, no storage; the
// clock, the zone, chance and the rows of attached lists come in. The twin of fieldform/forms/logic.py; tests/cases/forms.json holds the
// two together. A change works out again only what reads it, in the order that the definition brings (#mark, #run), and what reads the
// clock; the result is what working everything out would give. What stands in a repeat is told by the path of its instance:
// /house/person[0]/age. Public: createLogic, readyFor.

import { asObject, isBlank, isName, problemAt, readAnswer, seen, storedOf } from "./answers.js";
import { toNumber } from "./expression.js";
import { FUNCTIONS } from "./functions.js";
import { clockAt, zoneOf } from "./moments.js";
import { compiled, Frame, labelsOf, readsOf, rowsOf } from "./plan.js";

/** @typedef {import("./expression.js").Row} Row */
/** @typedef {import("./answers.js").Stored} Stored */
/** @typedef {import("./answers.js").Problem} Problem */
/** @typedef {import("./plan.js").Node} Node */
/** @typedef {Record<string, any>} Answers nested; groups are objects without a prototype, repeats lists of them */
/** @typedef {number | Date | (() => number | Date)} Now */
/** @typedef {string | ((instant: number) => number)} Zone an IANA name; or milliseconds ahead of UTC, where somebody may travel while they type */
/**
 * @typedef {object} Surroundings
 * @property {Now} now
 * @property {Zone} zone
 * @property {unknown} [answers] without them the form starts with its defaults
 * @property {Record<string, readonly Row[]>} [lists] the rows of attached lists, as far as they are at hand
 * @property {() => number} [chance] a number from 0 up to, not including, 1
 * @property {string} [deviceid]
 * @property {string} [username]
 */

const HALF_A_YEAR = 182 * 86_400_000;
const MOST_INSTANCES = 200;
const MOST_ANSWERS = 5_000;
const FURTHER_NODES = /\["(nodes|list|outer|position|nth|last)"[,\]]/;

/**
 * Brings what only some forms need; to be awaited before `createLogic`, which does not wait.
 * @param {string} definition as JSON
 * @returns {Promise<void>}
 */
export async function readyFor(definition) {
  const called = [...definition.matchAll(/\["call",\s*"([^"]+)"/g)];
  if (FURTHER_NODES.test(definition) || called.some(([, name = ""]) => !FUNCTIONS.has(name))) await import("./rarer.js");
}

/**
 * @param {any} definition what `Form.definition()` gives
 * @param {Surroundings} surroundings
 */
export function createLogic(definition, surroundings) {
  return new Logic(definition, surroundings);
}

class Logic {
  /** The paths that the last change changed: their value, relevance, problem, choices, or whether they are missing. @type {Set<string>} */
  changed = new Set();
  /** In the form's order. @type {Map<string, Node>} */
  #nodes = new Map();
  /** @type {Node[]} */
  #order;
  /** What reads the clock, and what a trigger sets. @type {{node: Node, judged: boolean}[]} */
  #timed = [];
  /** @type {Node[]} */
  #triggered = [];
  /** Groups whose relevance reads what was given inside them. @type {Node[]} */
  #peeking = [];
  /** By place in the order: the frames in which this is to be worked out again, and those in which it is to be judged. @type {(Set<Frame> | undefined)[]} */
  #dirty = [];
  /** @type {Map<Node, Set<Frame>>} */
  #unjudged = new Map();
  /** @type {Problem[]} */
  #broken = [];
  /** @type {Problem[]} */
  #unknown = [];
  #top;
  #root;
  #world;
  #now;
  /** How far the zone is ahead now and in half a year: what changes where somebody drives into another. */
  #ahead = "";

  /** @param {any} definition @param {Surroundings} surroundings */
  constructor(definition, { now, zone, answers, lists = {}, chance = Math.random, deviceid = "", username = "" }) {
    this.#now = now;
    this.#world = { clock: clockAt(0, typeof zone === "function" ? zone : zoneOf(zone)), labels: new Map(), rows: rowsOf(definition, lists), chance, deviceid, username };
    this.#top = this.#compile(definition.children, null, definition.choices);
    this.#order = definition.order.map((/** @type {string} */ path) => this.#nodes.get(path));
    for (const [place, node] of this.#order.entries()) node.place = place;
    this.#root = new Frame(this.#world, null, "", 0);
    this.#tick();
    this.#prepare(this.#root, this.#top);
    if (answers === undefined) this.#begin(this.#root, this.#top);
    else this.#read(this.#root, "", "", answers);
    this.#markAll(this.#root, this.#top);
    this.#run();
    this.#connect(definition.children); // Only now: so far everything is worked out, whatever reads it.
  }

  /**
   * @param {string} path
   * @param {unknown} answer text is read by the question's type; undefined, null, "" and [] take the answer away
   * @returns {Set<string>} the paths that changed
   */
  set(path, answer) {
    const found = this.#find(path);
    const fresh = found?.node.asked && found.frame.enter(found.node.path, isBlank(answer) ? undefined : this.#asTyped(found.node, answer));
    return this.#change(() => {
      if (!found || !fresh) return;
      this.#markEntered(found.node, found.frame);
      this.#run();
      for (const node of this.#triggered) if (node.trigger.includes(found.node.path)) this.#trigger(node, found.node, found.frame);
    });
  }

  /** Works out again what the clock changes, such as the time of the end. @returns {Set<string>} the paths that changed */
  refresh() {
    return this.#change(() => {});
  }

  /** @param {string} path @returns {Stored | undefined} the answer as it is stored, or as it was typed where it cannot be read */
  value(path) {
    const found = this.#find(path);
    return found && this.#valueOf(found.node, found.frame);
  }

  /** @param {string} path of a question, a group, a repeat or an instance of one @returns {boolean} */
  relevant(path) {
    const found = this.#find(path);
    return found !== undefined && found.frame.isLive() && found.frame.relevant.has(found.node.path);
  }

  /** @param {string} path @returns {Problem | null} */
  problem(path) {
    const found = this.#find(path);
    const code = found?.frame.isLive() ? found.frame.problems.get(found.node.path) : undefined;
    return found && code ? problemOf(found.node, found.frame, code) : null;
  }

  /** @returns {Problem[]} all, in the form's order */
  problems() {
    const found = [...this.#walk()].flatMap(([node, frame]) => {
      const code = frame.problems.get(node.path);
      return code ? [problemOf(node, frame, code)] : [];
    });
    const most = this.#root.inside.size > 0 && this.#root.countEntered() > MOST_ANSWERS ? [problemAt("/", "limit", "answers")] : [];
    return [...this.#broken, ...most, ...found, ...this.#unknown];
  }

  /** @returns {string[]} relevant, required, unanswered; in the form's order */
  missing() {
    if (this.#root.inside.size === 0) return this.#top.filter((node) => this.#root.missing.has(node.path)).map((node) => node.path);
    return [...this.#walk()].filter(([node, frame]) => frame.missing.has(node.path)).map(([node, frame]) => frame.at(node.path));
  }

  /** @returns {string[]} those of them without which the report is unusable */
  missingEssential() {
    return [...this.#walk()].filter(([node, frame]) => node.essential && frame.missing.has(node.path)).map(([node, frame]) => frame.at(node.path));
  }

  /** @returns {Answers} what is sent: typed, without what is irrelevant, with what was calculated */
  answers() {
    return nested(this.#top, this.#root, (node, frame) => frame.values.get(node.path), (path, frame) => frame.inside.get(path) ?? []);
  }

  /** @returns {Answers} what a draft keeps: everything that was entered, readable or not, relevant or not */
  entered() {
    return this.#enteredIn(this.#top, this.#root);
  }

  /** @param {string} path of a question @returns {Row[]} the choices that it has now: name, label and the further columns */
  choices(path) {
    const found = this.#find(path);
    return found ? this.#choicesOf(found.node, found.frame) : [];
  }

  /** @param {string} path of a repeat, in an instance where it stands in another repeat @returns {number} how many instances it has */
  count(path) {
    const found = this.#find(path);
    return found?.frame.inside.get(found.node.path)?.length ?? 0;
  }

  /** @param {string} path of a repeat @returns {number} the new instance's index, or -1 where there can be no more */
  add(path) {
    const found = this.#find(path);
    const held = found?.frame.held.get(found.node.path);
    if (!found || !held || found.node.calculation || held.length >= MOST_INSTANCES) return -1;
    this.#change(() => this.#insert(found.node, found.frame, held.length));
    return held.length - 1;
  }

  /** @param {string} path of a repeat that counts itself @param {number} index @param {Answers} answers what `remove` gave */
  insert(path, index, answers) {
    const found = this.#find(path);
    if (found && !found.node.calculation) this.#change(() => this.#insert(found.node, found.frame, index, answers));
  }

  /** @param {string} path of a repeat that counts itself @param {number} index @returns {Answers} what was entered there, for `insert` */
  remove(path, index) {
    const found = this.#find(path);
    const [gone] = (found && !found.node.calculation && found.frame.held.get(found.node.path)?.splice(index, 1)) || [];
    if (!found || !gone) return Object.create(null);
    const entered = this.#enteredIn(found.node.inside, gone);
    this.#change(() => this.#place(found.node, found.frame));
    return entered;
  }

  /** @param {any[]} children @param {Node | null} group @param {any} choices @returns {Node[]} those up to the next repeat, in the form's order */
  #compile(children, group, choices) {
    return children.flatMap((said) => {
      const node = compiled(said, group, choices);
      this.#nodes.set(node.path, node);
      if (node.choices.size > 0) this.#world.labels.set(node.path, node.choices);
      else if (node.list) this.#world.labels.set(node.path, labelsOf(node, this.#world.rows));
      if (node.trigger.length > 0) this.#triggered.push(node);
      if (node.peeks.length > 0) this.#peeking.push(node);
      const inner = said.children ? this.#compile(said.children, node, choices) : [];
      if (!node.repeat) return [node, ...inner];
      node.inside = inner;
      return [node];
    });
  }

  /** Notes with each question and group what reads it. @param {any[]} children */
  #connect(children) {
    for (const said of children) {
      const node = /** @type {Node} */ (this.#nodes.get(said.path));
      const depth = node.chain.length;
      if (node.above) this.#reads(node, false, [[node.above, depth - (this.#nodes.get(node.above)?.repeat ? 1 : 0)]]);
      for (const name of ["relevant", node.asked ? "" : "calculation", "count"]) if (said[name]) this.#reads(node, false, [...readsOf(said[name], node.chain)].filter(([path]) => !node.peeks.includes(path)));
      for (const name of node.asked ? ["constraint", "required", "choice_filter"] : []) if (said[name]) this.#reads(node, true, readsOf(said[name], node.chain));
      for (const path of node.asked ? [] : node.trigger) this.#reads(node, false, [[path, 0]]);
      if (node.type === "end") this.#timed.push({ node, judged: false });
      if (said.children) this.#connect(said.children);
    }
  }

  /** @param {Node} node @param {boolean} judged @param {Iterable<[string, number]>} reads */
  #reads(node, judged, reads) {
    for (const [path, depth] of reads) {
      if (path === "") this.#timed.push({ node, judged });
      else this.#nodes.get(path)?.readers.push({ node, depth, judged });
    }
  }

  /** @param {Frame} frame @param {Node[]} nodes */
  #prepare(frame, nodes) {
    for (const node of nodes) if (node.repeat) frame.prepare(node.path);
  }

  /** @param {string} path @returns {{node: Node, frame: Frame} | undefined} */
  #find(path) {
    const node = this.#nodes.get(path);
    if (node) return node.chain.length === 0 ? { node, frame: this.#root } : undefined;
    if (!path.includes("[")) return undefined;
    const within = this.#nodes.get(path.replace(/\[\d+\]/g, ""));
    const indices = [...path.matchAll(/\[(\d+)\]/g)].map(([, index]) => Number(index));
    if (!within || indices.length < within.chain.length) return undefined;
    /** @type {Frame | undefined} */
    let frame = this.#root;
    for (const [depth, index] of indices.entries()) frame = frame?.held.get(within.chain[depth] ?? within.path)?.[index];
    return frame && { node: within, frame };
  }

  /** @param {Node} node @param {unknown} answer @returns {unknown} a moment by the clock at which it was typed: the next one may be another */
  #asTyped(node, answer) {
    return (node.type === "dateTime" && readAnswer(node, answer, this.#world.clock)[0]) || answer;
  }

  /** @param {Node} node @param {Frame} frame @returns {Stored | undefined} */
  #valueOf(node, frame) {
    if (!node.asked) return frame.values.get(node.path);
    const [value, code] = readAnswer(node, frame.entered.get(node.path), frame.clock);
    return code ? frame.entered.get(node.path) : value;
  }

  /** @param {Node[]} nodes @param {Frame} frame @returns {Answers} */
  #enteredIn(nodes, frame) {
    const valueOf = (/** @type {Node} */ node, /** @type {Frame} */ one) => (one.entered.has(node.path) ? this.#valueOf(node, one) : undefined);
    return nested(nodes, frame, valueOf, (path, one) => one.held.get(path) ?? []);
  }

  /** @returns {Generator<[Node, Frame]>} each question and repeat where it stands, in the form's order */
  *#walk(nodes = this.#top, frame = this.#root) {
    for (const node of nodes) {
      yield [node, frame];
      for (const inner of node.repeat ? (frame.inside.get(node.path) ?? []) : []) yield* this.#walk(node.inside, inner);
    }
  }

  // Filling frames

  /** Every default, and one instance of each repeat that does not count. @param {Frame} frame @param {Node[]} nodes */
  #begin(frame, nodes) {
    for (const node of nodes) {
      if (node.repeat && !node.calculation) this.#begin(this.#newFrame(node, frame), node.inside);
      if (!node.initial || !(node.asked || node.keeps)) continue;
      const value = storedOf(node, node.initial(frame), frame.clock);
      if (value === undefined) continue;
      frame.entered.set(node.path, value);
      frame.visible.set(node.path, seen(value));
    }
  }

  /** @param {Node} node a repeat @param {Frame} frame @param {number} [index] @returns {Frame} a new instance, empty */
  #newFrame(node, frame, index) {
    const held = /** @type {Frame[]} */ (frame.held.get(node.path));
    const one = new Frame(this.#world, frame, node.path, index ?? held.length);
    this.#prepare(one, node.inside);
    held.splice(index ?? held.length, 0, one);
    return one;
  }

  /** @param {Frame} frame @param {string} prefix of its instance @param {string} above @param {unknown} answers */
  #read(frame, prefix, above, answers) {
    for (const [name, raw] of Object.entries(asObject(answers) ?? {})) {
      const [path, here] = [`${above}/${name}`, `${prefix}/${name}`];
      const node = this.#nodes.get(path);
      if (!node || name.includes("/")) this.#unknown.push(problemAt(`${prefix}/${isName(name) ? name : "?"}`, "unknown", "unknown"));
      else if (node.repeat && Array.isArray(raw) && raw.every(asObject)) this.#readInstances(node, frame, here, raw);
      else if (node.type === "group" && !node.repeat && asObject(raw)) this.#read(frame, here, path, raw);
      else if (node.type === "group") this.#broken.push(...(isNothing(raw) ? [] : [problemAt(here, "type", "group")]));
      else if ((node.asked || node.keeps) && !isBlank(raw)) frame.entered.set(path, raw);
    }
  }

  /** @param {Node} node @param {Frame} frame @param {string} here @param {unknown[]} raw */
  #readInstances(node, frame, here, raw) {
    if (raw.length > MOST_INSTANCES) this.#broken.push(problemAt(here, "limit", "limit"));
    const room = Math.max(Math.min(MOST_INSTANCES, MOST_ANSWERS - this.#root.countEntered()), 0);
    for (const [index, answers] of raw.slice(0, room).entries()) this.#read(this.#newFrame(node, frame), `${here}[${index}]`, node.path, answers);
  }

  /** @param {Node} node @param {Frame} frame @param {number} index @param {Answers} [answers] */
  #insert(node, frame, index, answers) {
    const one = this.#newFrame(node, frame, index);
    if (answers) this.#read(one, one.at(node.path), node.path, answers);
    else this.#begin(one, node.inside);
    this.#place(node, frame);
  }

  /** After an instance came or went. @param {Node} node @param {Frame} frame */
  #place(node, frame) {
    for (const [place, one] of (frame.held.get(node.path) ?? []).entries()) one.place = place;
    this.#changedAt(node, frame);
    this.#mark(node, frame);
    this.#run();
  }

  // Working out

  /** @param {() => void} change @returns {Set<string>} */
  #change(change) {
    this.changed = new Set();
    if (this.#tick()) this.#markAll(this.#root, this.#top);
    change();
    for (const { node, judged } of this.#timed) for (const frame of this.#root.under(node.chain, 0)) this.#mark(node, frame, judged);
    this.#run();
    return this.changed;
  }

  /** @returns {boolean} whether somebody has traveled into another zone */
  #tick() {
    const now = Number(typeof this.#now === "function" ? this.#now() : this.#now);
    const { offset } = this.#world.clock;
    const ahead = `${offset(now)} ${offset(now + HALF_A_YEAR)}`;
    const moved = ahead !== this.#ahead;
    this.#world.clock = clockAt(now, offset);
    this.#ahead = ahead;
    return moved;
  }

  /** @param {Frame} frame @param {Node[]} nodes */
  #markAll(frame, nodes) {
    for (const node of nodes) {
      this.#mark(node, frame);
      for (const inner of frame.inside.get(node.path) ?? []) this.#markAll(inner, node.inside);
    }
  }

  /** @param {Node} node @param {Frame} frame @param {boolean} [judged] only to be judged again */
  #mark(node, frame, judged = false) {
    if (judged) {
      const waiting = this.#unjudged.get(node);
      if (waiting) waiting.add(frame);
      else this.#unjudged.set(node, new Set([frame]));
    } else (this.#dirty[node.place] ??= new Set()).add(frame);
  }

  /** @param {Node} node whose answer was given anew @param {Frame} frame */
  #markEntered(node, frame) {
    for (const group of this.#peeking) if (group.peeks.includes(node.path)) this.#mark(group, frame);
    this.#mark(node, frame);
  }

  /** Marks what reads this. @param {Node} node @param {Frame} frame */
  #changedAt(node, frame) {
    this.changed.add(frame.at(node.path));
    for (const reader of node.readers) for (const one of frame.out(reader.depth).under(reader.node.chain, reader.depth)) this.#mark(reader.node, one, reader.judged);
  }

  #run() {
    for (let place = 0; place < this.#order.length; place++) {
      const frames = this.#dirty[place];
      this.#dirty[place] = undefined;
      for (const frame of frames ?? []) if (frame.isLive()) this.#turn(/** @type {Node} */ (this.#order[place]), frame);
    }
    for (const [node, frames] of this.#unjudged) for (const frame of frames) if (frame.isLive()) this.#judge(node, frame);
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
    const value = !relevant || node.type === "group" ? undefined : this.#follows(node, frame);
    const same = isSame(value, frame.values.get(path));
    frame.put(path, value);
    if (!same || was !== relevant) this.#changedAt(node, frame);
    if (node.repeat) this.#turnRepeat(node, frame, relevant);
    if (node.asked) this.#mark(node, frame, true);
  }

  /** The relevance of a group with what was given inside it, whether that matters or not. @param {Node} node @param {Frame} frame */
  #peeks(node, frame) {
    const before = new Map(frame.visible);
    for (const path of node.peeks) {
      const inner = this.#nodes.get(path);
      const value = inner && readAnswer(inner, frame.entered.get(path), frame.clock)[0];
      if (value !== undefined) frame.visible.set(path, seen(value));
      else frame.visible.delete(path);
    }
    const holds = node.relevant?.(frame) ?? true;
    frame.visible = before;
    return holds;
  }

  /** @param {Node} node @param {Frame} frame @returns {Stored | undefined} */
  #follows(node, frame) {
    if (node.keeps) return this.#kept(node, frame);
    if (node.calculation) return storedOf(node, node.calculation(frame), frame.clock);
    if (!node.asked) return undefined;
    const [value, code] = readAnswer(node, frame.entered.get(node.path), frame.clock);
    if (code) frame.unreadable.set(node.path, code);
    return value;
  }

  /** What was there before, where it was kept on purpose: by once(), by chance, by a trigger. @param {Node} node @param {Frame} frame */
  #kept(node, frame) {
    const before = readAnswer(node, frame.entered.get(node.path), frame.clock)[0];
    if (node.trigger.length > 0 && (before !== undefined || !node.trigger.some((path) => frame.sees(path)))) return before;
    const value = this.#drawn(node, frame, before);
    frame.enter(node.path, value);
    return value;
  }

  /** @param {Node} node @param {Frame} frame @param {Stored | undefined} before */
  #drawn(node, frame, before) {
    Object.assign(frame, { own: before === undefined ? "" : seen(before), drew: false });
    const value = node.calculation ? storedOf(node, node.calculation(frame), frame.clock) : undefined;
    frame.own = "";
    return frame.drew && before !== undefined ? before : value;
  }

  /** @param {Node} node @param {Frame} frame @param {boolean} relevant */
  #turnRepeat(node, frame, relevant) {
    const held = /** @type {Frame[]} */ (frame.held.get(node.path));
    const before = frame.inside.get(node.path) ?? [];
    const count = relevant ? this.#countOf(node, frame, held.length) : 0;
    for (let place = held.length; place < count; place++) {
      const one = this.#newFrame(node, frame);
      frame.inside.set(node.path, held.slice(0, place));
      this.#begin(one, node.inside);
    }
    frame.inside.set(node.path, held.slice(0, count));
    for (const one of held.slice(0, count)) if (!before.includes(one)) this.#markAll(one, node.inside);
    if (before.length !== count) this.#changedAt(node, frame);
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
    this.#run();
  }

  // Judging

  /** @param {Node} node @param {Frame} frame */
  #judge(node, frame) {
    const { path } = node;
    const [code, missing] = frame.relevant.has(path) ? this.#judgement(node, frame) : ["", false];
    const choices = node.filter ? this.#choicesOf(node, frame).map(({ name }) => name).join(" ") : "";
    const same = code === (frame.problems.get(path) ?? "") && missing === frame.missing.has(path) && choices === (frame.passing.get(path) ?? "");
    if (same) return;
    this.changed.add(frame.at(path));
    if (code) frame.problems.set(path, code);
    else frame.problems.delete(path);
    if (missing) frame.missing.add(path);
    else frame.missing.delete(path);
    if (node.filter) frame.passing.set(path, choices);
  }

  /** @param {Node} node @param {Frame} frame @returns {[string, boolean]} the code of its problem, or ""; whether it is missing */
  #judgement(node, frame) {
    const code = frame.unreadable.get(node.path);
    if (code) return [code, false];
    const own = frame.visible.get(node.path);
    if (own === undefined) return ["", node.required?.(frame) ?? false];
    if (node.list && (node.filter || node.choices.size === 0) && !this.#passes(node, frame)) return ["choice gone", false];
    frame.own = own;
    const fits = node.constraint?.(frame) ?? true;
    frame.own = "";
    return [fits ? "" : "constraint", false];
  }

  /** Whether each name that was chosen is one of the choices now. Of a list that is not at hand, every one is. @param {Node} node @param {Frame} frame */
  #passes(node, frame) {
    if (!this.#world.rows.has(node.list)) return true;
    const names = new Set(this.#choicesOf(node, frame).map(({ name }) => name));
    return [frame.values.get(node.path)].flat().every((name) => names.has(name));
  }

  /** @param {Node} node @param {Frame} frame @returns {Row[]} */
  #choicesOf(node, frame) {
    const { value = "name", label = "label" } = node.parameters;
    const rows = this.#world.rows.get(node.list) ?? [];
    const left = rows.filter((row) => {
      frame.row = row;
      return node.filter?.(frame) ?? true;
    });
    frame.row = {};
    return value === "name" && label === "label" ? left : left.map((row) => ({ ...row, name: row[value] ?? "", label: row[label] ?? "" }));
  }
}

/** @param {Node} node @param {Frame} frame @param {string} code @returns {Problem} */
function problemOf(node, frame, code) {
  if (code === "choice gone") return problemAt(frame.at(node.path), "choice", "choice");
  const problem = problemAt(frame.at(node.path), code, code === "type" || code === "choice" ? node.type : code);
  return code === "constraint" && node.constraintMessage ? { ...problem, message: node.constraintMessage } : problem;
}

/**
 * @param {Node[]} nodes @param {Frame} frame
 * @param {(node: Node, frame: Frame) => Stored | undefined} valueOf @param {(path: string, frame: Frame) => Frame[]} instancesOf
 * @returns {Answers}
 */
function nested(nodes, frame, valueOf, instancesOf) {
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

/** @param {Stored | undefined} one @param {Stored | undefined} other */
function isSame(one, other) {
  return one === other || (Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((name, place) => name === other[place]));
}

/** @param {unknown} raw */
function isNothing(raw) {
  return raw === null || raw === undefined;
}
