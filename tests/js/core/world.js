/**
 * A phone in Node: the very modules that are served, over an IndexedDB in memory, a clock that is moved by hand, and a station to talk to.
 *
 * `tab()` opens the app; `kill(tab)` leaves it as a killed browser does: nothing more of it is heard, its locks fall.
 */
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { openFieldform } from "../../../static/js/device/fieldform.js";
import { openStore } from "../../../static/js/storage/store.js";
import { PHRASE, Station } from "./station.js";

/** @typedef {Awaited<ReturnType<typeof openWorld>>} World */
/** @typedef {import("../../../static/js/device/face.js").Fieldform} Fieldform */

export const NOON = Date.UTC(2026, 2, 7, 12);
export const FORM = /** @type {const} */ (["crisis_contact", "version-1"]);
export const ANSWERS = { who: { name: "Dana Doe" }, narrative: "said she would jump" };

export class HandClock {
  #timers = new Set(/** @type {{ at: number, callback: () => void }[]} */ ([]));
  wall = NOON;
  elapsed = 0;

  now = () => this.wall;
  monotonic = () => this.elapsed;
  zone = () => "America/Detroit";

  /** @param {number} ms @param {() => void} callback */
  after = (ms, callback) => {
    const timer = { at: this.elapsed + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** Both clocks go on, and what was to happen meanwhile happens. @param {number} ms */
  advance(ms) {
    const until = this.elapsed + ms;
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#timers.delete(next);
      this.#moveTo(next.at);
      next.callback();
    }
    this.#moveTo(until);
  }

  /** @param {number} until */
  #next(until) {
    return [...this.#timers].filter((timer) => timer.at <= until).sort((one, other) => one.at - other.at)[0];
  }

  /** @param {number} elapsed */
  #moveTo(elapsed) {
    this.wall += elapsed - this.elapsed;
    this.elapsed = elapsed;
  }
}

export async function openWorld() {
  const clock = new HandClock();
  const station = await Station.open(clock.now);
  const indexedDB = new IDBFactory();
  const held = new Map();
  const buses = new Set();
  /** @type {unknown[]} */
  const reported = [];

  /** @param {Partial<import("../../../static/js/device/ports.js").Ports>} [others] */
  async function tab(others = {}) {
    const life = { killed: false };
    const bus = { listener: (/** @type {string} */ _word) => {} };
    buses.add(bus);
    const ports = {
      clock,
      random: {
        bytes: (/** @type {number} */ length) => crypto.getRandomValues(new Uint8Array(length)),
        uuid: () => crypto.randomUUID(),
        unit: () => 0.5,
      },
      crypto,
      store: openStore({ indexedDB, IDBKeyRange, clock }),
      transport: { ask: (/** @type {any} */ question) => (life.killed ? never() : station.ask(question)) },
      locks: { take: async (/** @type {string} */ name) => take(name, life) },
      channel: {
        post: (/** @type {string} */ word) => [...buses].filter((other) => other !== bus).forEach((other) => other.listener(word)),
        listen: (/** @type {(word: string) => void} */ listener) => void (bus.listener = listener),
        close: () => void buses.delete(bus),
      },
      keepStorage: async () => true,
      passkey: async () => ({ available: async () => false, make: async () => null, ask: async () => null }),
      measure: async () => ({ used: 3, quota: 100, kept: true }),
      report: (/** @type {unknown} */ problem) => void reported.push(problem),
      app: "test",
      rounds: 1000,
      ...others,
    };
    const app = await openFieldform(ports);
    return Object.assign(app, { ports, kill: () => kill(life, bus, ports) });
  }

  /** @param {string} name @param {object} life */
  function take(name, life) {
    if (held.has(name)) return null;
    held.set(name, life);
    return () => void (held.get(name) === life && held.delete(name));
  }

  /** @param {{ killed: boolean }} life @param {object} bus @param {any} ports */
  function kill(life, bus, ports) {
    life.killed = true;
    buses.delete(bus);
    for (const [name, holder] of held) if (holder === life) held.delete(name);
    ports.store.write = ports.store.read = never;
  }

  return { clock, station, indexedDB, reported, tab };
}

/** A phone with one open tab, signed in and enrolled. */
export async function enrolledPhone() {
  const world = await openWorld();
  const app = await world.tab();
  await app.signIn("aokafor", PHRASE);
  await app.enrol("CODE-1");
  await app.settled();
  return { ...world, app };
}

/** @param {Fieldform} app @param {Record<string, unknown>} [answers] @returns {Promise<string>} the record's id */
export async function sendOne(app, answers = ANSWERS) {
  const draft = await typeOne(app, answers);
  const sent = await app.send(draft, { answers });
  if (!sent.sent) throw new Error(sent.reason);
  return sent.id;
}

/** @param {Fieldform} app @param {Record<string, unknown>} [answers] @returns {Promise<string>} the draft's id */
export async function typeOne(app, answers = ANSWERS) {
  const begun = await app.newDraft(...FORM);
  if (!begun.begun) throw new Error(begun.reason);
  await app.saveDraft(begun.draft.id, { answers });
  return begun.draft.id;
}

/** The time for undoing passes, and whatever is due goes out. @param {{ clock: HandClock, app: Fieldform }} phone @param {number} [ms] */
export async function letItGo({ clock, app }, ms = 10_000) {
  await app.settled();
  clock.advance(ms);
  await app.settled();
}

/** @param {Fieldform} app */
export async function stateOfOnly(app) {
  const [record] = await app.records();
  return record?.state;
}

/** The clock goes on until the promise is settled. @template T @param {HandClock} clock @param {Promise<T>} promise */
export async function patiently(clock, promise) {
  let settled = false;
  const noted = promise.finally(() => (settled = true));
  noted.catch(() => undefined);
  while (!settled) {
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
    clock.advance(1000);
  }
  return noted;
}

/** @returns {Promise<any>} */
function never() {
  return new Promise(() => {});
}
