/**
 * When to deliver: at once when woken, in rounds until nothing is due, later with full jitter when it fails, never before the server asks.
 *
 * A lock picks one sender among tabs; correctness does not hang on it, since the server answers a repeated record with its first receipt.
 * Public: createSender.
 */
import { fullJitter } from "../wire/backoff.js";
import { MAX_ENVELOPES } from "./batch.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("./delivery.js").Delivery} Delivery */
/** @typedef {import("./delivery.js").Round} Round */
/** @typedef {ReturnType<typeof createSender>} Sender */

const LOCK = "fieldform-sender";
const UNREACHED = { base: 2_000, cap: 60_000 };
const TURNED_AWAY = { base: 5_000, cap: 5 * 60_000 };
const OTHER_TAB_MS = 15_000;
const LONGEST_HOLD_MS = 15 * 60_000;
const ROUNDS_AT_ONCE = 500;
const BREATHER_MS = 60_000;

/**
 * @param {Pick<Ports, "clock" | "random" | "locks" | "report">} ports
 * @param {Delivery} delivery
 * @param {(round: Round) => Promise<void>} after runs under the lock, after every round
 */
export function createSender({ clock, random, locks, report }, delivery, after) {
  /** @type {Promise<void> | null} */ let running = null;
  let again = false;
  let closed = false;
  let failures = 0;
  let limit = MAX_ENVELOPES;
  let heldUntil = -Infinity;
  let askedUntil = -Infinity;
  let forgetTimer = () => {};

  /** @param {number} ms */
  function later(ms) {
    forgetTimer();
    if (ms !== Infinity && !closed) forgetTimer = clock.after(Math.max(ms, 1), () => wake());
  }

  /** @param {number} ms */
  function hold(ms) {
    heldUntil = clock.monotonic() + ms;
    later(ms);
  }

  /** @param {{ now?: boolean }} [options] `now`: past our own back-off, never past the server's wish */
  function wake({ now = false } = {}) {
    if (closed || clock.monotonic() < (now ? askedUntil : Math.max(heldUntil, askedUntil))) return;
    if (running) again = true;
    else running = run().then(ended);
  }

  function ended() {
    running = null;
    if (again) wake();
  }

  async function run() {
    again = false;
    const release = await locks.take(LOCK);
    if (!release) return later(OTHER_TAB_MS);
    try {
      await rounds();
    } catch (problem) {
      turnedAway();
      report(problem);
    } finally {
      release();
    }
  }

  async function rounds() {
    for (let count = 0; count < ROUNDS_AT_ONCE; count += 1) {
      const round = await delivery.round(limit);
      const going = goesOn(round);
      await after(round);
      if (!going || closed) return;
    }
    hold(BREATHER_MS);
  }

  /** @param {Round} round */
  function goesOn(round) {
    if (round.did === "delivered") return delivered(round.offered);
    if (round.did === "halve") return halved(round.offered);
    if (round.did === "set_aside") return true;
    if (round.did === "nothing") later(round.dueInMs);
    if (round.did === "failed") (round.word === "busy" ? turnedAway : unreached)();
    if (round.did === "hold") holdAsAsked(round.ms);
    return false;
  }

  /** @param {number} offered */
  function delivered(offered) {
    failures = 0;
    heldUntil = -Infinity;
    if (offered > 0) limit = Math.min(MAX_ENVELOPES, limit * 2);
    return true;
  }

  /** @param {number} offered */
  function halved(offered) {
    limit = Math.max(1, Math.floor(offered / 2));
    return true;
  }

  /** No server to spare: whoever wakes us may try again at once. */
  function unreached() {
    failures += 1;
    later(fullJitter(failures, UNREACHED, random.unit()));
  }

  function turnedAway() {
    failures += 1;
    hold(fullJitter(failures, TURNED_AWAY, random.unit()));
  }

  /** @param {number} ms */
  function holdAsAsked(ms) {
    const wait = Math.min(ms, LONGEST_HOLD_MS) + fullJitter(1, UNREACHED, random.unit());
    askedUntil = clock.monotonic() + wait;
    hold(wait);
  }

  return {
    wake,
    /** Resolves when nothing is under way. */
    async settled() {
      while (running) await running;
    },
    close() {
      closed = true;
      forgetTimer();
    },
  };
}
