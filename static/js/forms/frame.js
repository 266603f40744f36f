// One frame of a form that is filled: the form itself, or one instance of a repeat. It holds what was entered, what follows, and what is
// wrong, by the paths of the definition, and is the scope in which expressions are evaluated (expression.js). Knows no rule.
// Public: Frame.

/** @typedef {import("./expression.js").Value} Value */
/** @typedef {import("./answers.js").Stored} Stored */
/** @typedef {import("./expression.js").Row} Row */
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

  /** @returns {number} */
  countEntered() {
    return [...this.held.values()].flat().reduce((count, frame) => count + frame.countEntered(), this.entered.size);
  }
}
