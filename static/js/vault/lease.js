/**
 * How long what is kept here may be read without a word from the server, and how long a wrong phrase has to wait: pure rules.
 *
 * They lock reading, never writing or sending. Times are the device's own: a clock turned back behind the latest time it showed counts
 * as the end. Public: granted, isOver, seenNow, triedOnce, waitLeft, DEFAULT_RULES.
 */

/** @typedef {import("../storage/shapes.js").ReadingMeta} ReadingMeta */
/** @typedef {import("../storage/shapes.js").Wrong} Wrong */
/** @typedef {{ lease_seconds?: unknown, idle_seconds?: unknown, tries?: unknown }} Rules as the server says them with the news */

const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;
const LONGEST_LEASE_MS = 72 * HOUR;
const CLOCKS_DRIFT_MS = 2 * 60 * SECOND;
const SEEN_EVERY_MS = 60 * SECOND;
const FREE_TRIES = 2;
const FIRST_WAIT_MS = 5 * SECOND;
const LONGEST_WAIT_MS = 15 * 60 * SECOND;

/** Where the server says nothing of it. */
export const DEFAULT_RULES = { leaseMs: 24 * HOUR, idleMs: 15 * 60 * SECOND, tries: 10 };

/**
 * Somebody whom the server knows was heard just now.
 * @param {ReadingMeta | undefined} before @param {Rules | undefined} said @param {number} now @returns {ReadingMeta}
 */
export function granted(before, said, now) {
  const { leaseMs, idleMs, tries } = { ...DEFAULT_RULES, ...before };
  const rules = {
    leaseMs: Math.min(LONGEST_LEASE_MS, positive(said?.lease_seconds, SECOND) ?? leaseMs),
    idleMs: positive(said?.idle_seconds, SECOND) ?? idleMs,
    tries: positive(said?.tries, 1) ?? tries,
  };
  return { ...rules, until: now + rules.leaseMs, seen: now };
}

/** @param {ReadingMeta | undefined} reading @param {number} now @returns {boolean} an older app kept none: then it begins with the next contact */
export function isOver(reading, now) {
  return reading !== undefined && (now >= reading.until || now < reading.seen - CLOCKS_DRIFT_MS);
}

/** @param {ReadingMeta} reading @param {number} now @returns {ReadingMeta | null} null: nothing worth writing down */
export function seenNow(reading, now) {
  return now - reading.seen >= SEEN_EVERY_MS ? { ...reading, seen: now } : null;
}

/** Counted before the phrase is tried, so that a kill does not hide it. @param {Wrong | undefined} wrong @param {number} now @returns {Wrong} */
export function triedOnce(wrong, now) {
  const count = (wrong?.count ?? 0) + 1;
  const wait = count <= FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - FREE_TRIES - 1));
  return { count, from: now, until: now + wait };
}

/** @param {Wrong | undefined} wrong @param {number} now @returns {number} ms; a clock that was put back waits the whole time anew */
export function waitLeft(wrong, now) {
  if (!wrong) return 0;
  return now < wrong.from ? wrong.until - wrong.from : Math.max(0, wrong.until - now);
}

/** @param {unknown} value @param {number} unit @returns {number | null} */
function positive(value, unit) {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value * unit : null;
}
