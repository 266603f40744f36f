/**
 * The one queue of everything that would otherwise end "some time later", worked off in an order that a seed decides.
 *
 * Storage keeps its own order, as a browser's does; acts and finished cryptography come between as the seed will have it. Nothing here
 * knows what a task does. Public: Tasks, seeded.
 */

/** @typedef {() => void} Task */

const idle = globalThis.setImmediate;

export class Tasks {
  /** @type {Task[]} */ #storage = [];
  /** @type {Task[]} */ #free = [];
  #unit = seeded(1);
  done = 0;

  /** fake-indexeddb asks for the next turn of the event loop: it gets ours. */
  takeOverStorage() {
    globalThis.setImmediate = /** @type {any} */ ((/** @type {Task} */ task) => void this.#storage.push(task));
  }

  /** @param {Task} task may be overtaken by any other */
  free(task) {
    this.#free.push(task);
  }

  /** The outcome is known at once and heard some time. @template T @param {() => T} compute @returns {Promise<T>} */
  later(compute) {
    return new Promise((resolve, reject) => {
      this.free(() => attempt(compute, resolve, reject));
    });
  }

  /** @param {number} seed */
  begin(seed) {
    this.#storage = [];
    this.#free = [];
    this.#unit = seeded(seed);
    this.done = 0;
  }

  /**
   * Until nothing is left to do but wait for the network or the clock.
   * @param {() => void} between after each task
   * @param {() => boolean} [until] and not before this holds
   * @returns {Promise<void>}
   */
  settle(between, until = () => true) {
    return new Promise((resolve) => {
      const turn = () => {
        const task = this.#next();
        if (!task && until()) return resolve();
        task?.();
        if (task) this.done += 1;
        return idle(heard);
      };
      const heard = () => {
        between();
        turn();
      };
      idle(turn);
    });
  }

  #next() {
    const some = this.#free.length;
    if (some === 0 || (this.#storage.length > 0 && this.#unit() < 0.5)) return this.#storage.shift();
    return this.#free.splice(Math.floor(this.#unit() * some), 1)[0];
  }
}

/** Mulberry32: 0 ≤ unit < 1. @param {number} seed @returns {() => number} */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @template T @param {() => T} compute @param {(value: T) => void} resolve @param {(problem: unknown) => void} reject */
function attempt(compute, resolve, reject) {
  try {
    resolve(compute());
  } catch (problem) {
    reject(problem);
  }
}
