/**
 * One phone: a disk, two clocks that may be wrong, and tabs that run the modules which are served; a tab can be killed at any task.
 *
 * Its world is the ports of static/js/device/ports.js. What it asks of the network is handed out as plain questions; the answers come
 * back as bytes, which static/js/network/exchange.js reads as it would a browser's. Public: Phone.
 */
import { seededSubtle } from "./subtle.js";
import { seeded } from "./tasks.js";
import { Disk } from "./disk.js";

/** @typedef {import("./tasks.js").Tasks} Tasks */
/** @typedef {import("../../../static/js/device/face.js").Fieldform} Fieldform */
/** @typedef {import("../../../static/js/device/ports.js").Ports} Ports */
/** @typedef {Record<string, any>} Json */
/** @typedef {{ at: number, callback: () => void }} Timer */
/** @typedef {{ name: number, killed: boolean, connections: Json[], timers: Set<Timer>, openedAt: number, app: Fieldform | null, hear: (word: string) => void }} Tab */
/** @typedef {Pick<typeof import("../../../static/js/device/fieldform.js"), "openFieldform">
 *   & Pick<typeof import("../../../static/js/storage/store.js"), "openStore">
 *   & Pick<typeof import("../../../static/js/network/exchange.js"), "createExchange">} Served */

const EPOCH = Date.UTC(2026, 2, 7, 12);

export class Phone {
  disk = new Disk();
  /** @type {Map<number, Tab>} */ tabs = new Map();
  /** @type {Map<number, { tab: Tab, answer: (reply: Json) => void }>} */ #asked = new Map();
  /** @type {Json[]} */ questions = [];
  /** @type {string[]} */ reported = [];
  /** What came of the acts that ended since. @type {Json[]} */ done = [];
  /** @type {Map<string, Tab>} */ #locks = new Map();
  #opened = 0;
  #question = 0;
  at = 0;
  wallOffset = 0;

  /** @param {Tasks} tasks @param {Served} served @param {number} seed */
  constructor(tasks, served, seed) {
    Object.assign(this, { tasks, served, seed });
  }

  /** @type {Tasks} */ tasks = /** @type {any} */ (null);
  /** @type {Served} */ served = /** @type {any} */ (null);
  seed = 0;

  /** @param {number} name @returns {Promise<void>} */
  async open(name) {
    this.#opened += 1;
    /** @type {Tab} */
    const tab = { name, killed: false, connections: [], timers: new Set(), openedAt: this.at, app: null, hear: () => undefined };
    this.tabs.set(name, tab);
    tab.app = await this.served.openFieldform(this.#ports(tab, seeded(this.seed * 1009 + this.#opened)));
    await tab.app.drafts(); // The inner modules are there from now on: importing takes turns that no seed decides.
  }

  /** @param {number} name */
  kill(name) {
    const tab = this.tabs.get(name);
    if (!tab) return;
    this.disk.cut(tab);
    this.tabs.delete(name);
    for (const [lock, holder] of this.#locks) if (holder === tab) this.#locks.delete(lock);
    for (const [question, { tab: asker }] of this.#asked) if (asker === tab) this.#asked.delete(question);
  }

  killAll() {
    for (const name of [...this.tabs.keys()]) this.kill(name);
  }

  /** @param {number} question @param {Json} reply */
  answer(question, reply) {
    this.#asked.get(question)?.answer(reply);
    this.#asked.delete(question);
  }

  /** What was to happen by now, in the order of its time. */
  ring() {
    for (let next = this.#due(); next; next = this.#due()) {
      next.tab.timers.delete(next.timer);
      next.timer.callback();
    }
  }

  /** When the next timer is due, on the simulation's clock. @returns {number | null} */
  nextTimer() {
    const all = [...this.tabs.values()].flatMap(({ timers }) => [...timers].map(({ at }) => at));
    return all.length > 0 ? Math.min(...all) : null;
  }

  #due() {
    const all = [...this.tabs.values()].flatMap((tab) => [...tab.timers].map((timer) => ({ tab, timer })));
    return all.filter(({ timer }) => timer.at <= this.at).sort((one, other) => one.timer.at - other.timer.at)[0];
  }

  /** @param {Tab} tab @param {() => number} unit @returns {Ports} */
  #ports(tab, unit) {
    const bytes = (/** @type {number} */ length) => Uint8Array.from({ length }, () => Math.floor(unit() * 256));
    const clock = this.#clock(tab);
    const exchange = this.served.createExchange({ fetch: /** @type {any} */ ((/** @type {string} */ path, /** @type {RequestInit} */ how) => this.#fetch(tab, path, how)), clock });
    return {
      clock,
      random: { bytes, uuid: () => uuidOf(bytes(16)), unit },
      crypto: { subtle: seededSubtle(this.tasks, bytes) },
      store: this.served.openStore({ ...this.disk.engineFor(tab), clock }),
      transport: exchange,
      locks: { take: (name) => (tab.killed ? never() : Promise.resolve(this.#take(name, tab))) },
      channel: {
        post: (word) => void (tab.killed || this.#others(tab).forEach((other) => this.tasks.free(() => other.killed || other.hear(word)))),
        listen: (hear) => void (tab.hear = hear),
        close: () => void (tab.hear = () => undefined),
      },
      keepStorage: async () => true,
      passkey: async () => ({ available: async () => false, make: async () => null, ask: async () => null }),
      measure: async () => ({ used: 3, quota: 100, kept: true }),
      report: (problem) => void this.reported.push(String(problem)),
      app: "faults",
      rounds: 1,
    };
  }

  /** @param {Tab} tab @returns {Ports["clock"]} */
  #clock(tab) {
    return {
      now: () => EPOCH + this.at + this.wallOffset,
      monotonic: () => this.at - tab.openedAt,
      zone: () => "America/Detroit",
      after: (ms, callback) => {
        const timer = { at: this.at + Math.max(0, Math.ceil(ms)), callback };
        tab.timers.add(timer);
        return () => void tab.timers.delete(timer);
      },
    };
  }

  /** @param {Tab} tab @param {string} path @param {RequestInit} how @returns {Promise<any>} */
  #fetch(tab, path, { method, headers, body, credentials, signal }) {
    if (tab.killed) return never();
    const question = (this.#question += 1);
    this.questions.push({ question, method, path, headers, body, session: credentials !== "omit" });
    return new Promise((resolve, reject) => {
      const answer = (/** @type {Json} */ reply) => (reply.lost ? reject(new TypeError("network")) : resolve(responseOf(reply)));
      this.#asked.set(question, { tab, answer });
      signal?.addEventListener("abort", () => {
        this.#asked.delete(question);
        reject(new DOMException("", "AbortError"));
      });
    });
  }

  /** @param {string} name @param {Tab} tab */
  #take(name, tab) {
    if (this.#locks.has(name)) return null;
    this.#locks.set(name, tab);
    return () => void (this.#locks.get(name) === tab && this.#locks.delete(name));
  }

  /** @param {Tab} tab */
  #others(tab) {
    return [...this.tabs.values()].filter((other) => other !== tab);
  }
}

/** @param {Json} reply */
function responseOf({ status, text, headers, cut = false }) {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const read = async () => {
    if (cut) throw new TypeError("the body ended early");
    return text;
  };
  return { status, headers: { get: (/** @type {string} */ name) => lower[name.toLowerCase()] ?? null }, text: read };
}

/** What a tab hears that is no longer there. @returns {Promise<any>} */
function never() {
  return new Promise(() => {});
}

/** @param {Uint8Array} bytes */
function uuidOf(bytes) {
  bytes[6] = (Number(bytes[6]) & 0x0f) | 0x40;
  bytes[8] = (Number(bytes[8]) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
