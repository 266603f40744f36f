// A form and what was typed into it → what is relevant, what follows, what is missing, what is wrong. Pure: no page, no storage; the
// clock, the zone, chance and the rows of attached lists come in. The twin of fieldform/forms/logic.py; tests/cases/forms.json holds the
// two together. plan.js makes the form ready, frames.js holds what stands where, given.js reads what came in, working.js works it out and
// judging.js judges it. What stands in a repeat is told by the path of its instance: /house/person[0]/age. Public: createLogic, readyFor.

import { isBlank, problemAt, readAnswer, storedOf } from "./answers.js";
import { begin, find, Frame, nested, newFrame, walk } from "./frames.js";
import { FUNCTIONS } from "./functions.js";
import { Given, MOST_ANSWERS, MOST_INSTANCES } from "./given.js";
import { choicesOf, problemOf } from "./judging.js";
import { clockAt, zoneOf } from "./moments.js";
import { connect, labelsIn, planOf, rowsOf } from "./plan.js";
import { Working } from "./working.js";

/** @typedef {import("./expression.js").Row} Row */
/** @typedef {import("./answers.js").Stored} Stored */
/** @typedef {import("./answers.js").Problem} Problem */
/** @typedef {import("./frames.js").Answers} Answers */
/** @typedef {import("./plan.js").Node} Node */
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
const FURTHER_NODES = /\["(nodes|list|outer|position|nth|last)"[,\]]/;

/**
 * Brings what only some forms need; to be awaited before `createLogic`, which does not wait.
 * @param {string} definition as JSON
 * @returns {Promise<void>}
 */
export async function readyFor(definition) {
  const called = [...definition.matchAll(/\["call",\s*"([^"]+)"/g)];
  const rarer = called.some(([, name = ""]) => !FUNCTIONS.has(name));
  await Promise.all([FURTHER_NODES.test(definition) && import("./nodesets.js"), rarer && import("./rarer.js")]);
}

/**
 * @param {any} definition what `Form.definition()` gives
 * @param {Surroundings} surroundings
 */
export function createLogic(definition, surroundings) {
  return new Logic(definition, surroundings);
}

class Logic {
  #plan;
  #root;
  #world;
  #working;
  #given;
  #now;
  /** How far the zone is ahead now and in half a year: what changes where somebody drives into another. */
  #ahead = "";

  /** @param {any} definition @param {Surroundings} surroundings */
  constructor(definition, { now, zone, answers, lists = {}, chance = Math.random, deviceid = "", username = "" }) {
    this.#now = now;
    this.#plan = planOf(definition);
    const rows = rowsOf(definition, lists);
    this.#world = { clock: clockAt(0, typeof zone === "function" ? zone : zoneOf(zone)), labels: labelsIn(this.#plan, rows), rows, chance, deviceid, username };
    this.#root = new Frame(this.#world, null, "", 0).prepare(this.#plan.top);
    this.#working = new Working(this.#plan, this.#root);
    this.#given = new Given(this.#plan);
    this.#tick();
    if (answers === undefined) begin(this.#root, this.#plan.top);
    else this.#given.read(this.#root, "", "", answers);
    this.#working.markAll(this.#root, this.#plan.top);
    this.#working.run();
    connect(this.#plan, definition.children); // Only now: so far everything is worked out, whatever reads it.
  }

  /** The paths that the last change changed: their value, relevance, problem, choices, or whether they are missing. @returns {Set<string>} */
  get changed() {
    return this.#working.changed;
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
      if (found && fresh) this.#working.entered(found.node, found.frame);
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

  /** @param {string} path @returns {boolean} whether nobody may type there now */
  locked(path) {
    const found = this.#find(path);
    return found !== undefined && found.frame.isLive() && found.frame.locked.has(found.node.path);
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
    return [...this.#given.broken, ...most, ...found, ...this.#given.unknown];
  }

  /** @returns {string[]} relevant, required, unanswered; in the form's order */
  missing() {
    if (this.#root.inside.size === 0) return this.#plan.top.filter((node) => this.#root.missing.has(node.path)).map((node) => node.path);
    return [...this.#walk()].filter(([node, frame]) => frame.missing.has(node.path)).map(([node, frame]) => frame.at(node.path));
  }

  /** @returns {string[]} those of them without which the report is unusable */
  missingEssential() {
    return [...this.#walk()].filter(([node, frame]) => node.essential && frame.missing.has(node.path)).map(([node, frame]) => frame.at(node.path));
  }

  /** @returns {Answers} what is sent: typed, without what is irrelevant, with what was calculated */
  answers() {
    return nested(this.#plan.top, this.#root, (node, frame) => frame.values.get(node.path), (path, frame) => frame.inside.get(path) ?? []);
  }

  /** @returns {Answers} what a draft keeps: everything that was entered, readable or not, relevant or not */
  entered() {
    return this.#enteredIn(this.#plan.top, this.#root);
  }

  /** @param {string} path of a question @returns {Row[]} the choices that it has now: name, label and the further columns */
  choices(path) {
    const found = this.#find(path);
    return found ? choicesOf(found.node, found.frame) : [];
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

  /** @param {string} path */
  #find(path) {
    return find(this.#plan, this.#root, path);
  }

  #walk() {
    return walk(this.#plan.top, this.#root);
  }

  /** @param {Node} node @param {unknown} answer @returns {unknown} a moment by the clock at which it was typed: the next one may be another */
  #asTyped(node, answer) {
    return (node.type === "dateTime" && readAnswer(node, answer, this.#world.clock)[0]) || answer;
  }

  /** @param {Node} node @param {Frame} frame @returns {Stored | undefined} */
  #valueOf(node, frame) {
    if (!node.asked) return frame.values.get(node.path);
    if (node.calculation) return storedOf(node, node.calculation(frame), frame.clock);
    const [value, code] = readAnswer(node, frame.entered.get(node.path), frame.clock);
    return code ? frame.entered.get(node.path) : value;
  }

  /** @param {Node[]} nodes @param {Frame} frame @returns {Answers} */
  #enteredIn(nodes, frame) {
    const valueOf = (/** @type {Node} */ node, /** @type {Frame} */ one) => (one.entered.has(node.path) ? this.#valueOf(node, one) : undefined);
    return nested(nodes, frame, valueOf, (path, one) => one.held.get(path) ?? []);
  }

  /** @param {Node} node @param {Frame} frame @param {number} index @param {Answers} [answers] */
  #insert(node, frame, index, answers) {
    const one = newFrame(node, frame, index);
    if (answers) this.#given.read(one, one.at(node.path), node.path, answers);
    else begin(one, node.inside);
    this.#place(node, frame);
  }

  /** After an instance came or went. @param {Node} node @param {Frame} frame */
  #place(node, frame) {
    for (const [place, one] of (frame.held.get(node.path) ?? []).entries()) one.place = place;
    this.#working.changedAt(node, frame);
    this.#working.mark(node, frame);
    this.#working.run();
  }

  /** @param {() => void} change @returns {Set<string>} */
  #change(change) {
    this.#working.changed = new Set();
    if (this.#tick()) this.#working.markAll(this.#root, this.#plan.top);
    change();
    for (const { node, judged } of this.#plan.timed) for (const frame of this.#root.under(node.chain, 0)) this.#working.mark(node, frame, judged);
    this.#working.run();
    return this.#working.changed;
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
}
