// Why something that was sent from here has not arrived, as a code whose words stand in templates/macros/states.html; how full a device is;
// how wrong its clock. Pure. Public: whyItWaits, roomWord, skewWord.

/** @typedef {import("../device/fieldform.js").RecordSummary} RecordSummary */
/** @typedef {import("../device/fieldform.js").Connection} Connection */

const NEARLY_FULL = 0.9;
const FULL = 0.99;
const MINUTE = 60_000;
const CLOCK_IS_WRONG_MS = 10 * MINUTE;

/**
 * @param {Pick<RecordSummary, "state" | "undoUntil" | "reasons" | "again">} record
 * @param {Pick<Connection, "word" | "busyUntil">} connection
 * @param {number} now
 * @returns {"undo" | "offline" | "portal" | "busy" | "unknown-device" | "refused" | "no-receipt" | "again" | "next" | null} null: it arrived
 */
export function whyItWaits({ state, undoUntil, reasons, again }, { word, busyUntil }, now) {
  if (state === "received") return null;
  if (undoUntil !== null && undoUntil > now) return "undo";
  if (state === "attention") return whyRefused(reasons);
  if (word === "unreachable") return "offline";
  if (word === "not_ours") return "portal";
  if (word === "busy" && (busyUntil ?? Infinity) > now) return "busy";
  return again ? "again" : "next";
}

/** @param {string[]} reasons @returns {"unknown-device" | "refused" | "no-receipt"} */
function whyRefused(reasons) {
  if (reasons.includes("device_unknown")) return "unknown-device";
  return reasons.includes("no_receipt") ? "no-receipt" : "refused";
}

/**
 * @param {{ used: number | null, quota: number | null }} room bytes
 * @returns {"full" | "nearly-full" | "fine" | "unknown"}
 */
export function roomWord({ used, quota }) {
  if (used === null || quota === null || quota === 0) return "unknown";
  if (used / quota >= FULL) return "full";
  return used / quota >= NEARLY_FULL ? "nearly-full" : "fine";
}

/**
 * @param {number | null} skewMs server time minus this device's clock
 * @returns {{ words: string, wrong: boolean } | null} “right”, “14 minutes behind”; null: never compared
 */
export function skewWord(skewMs) {
  if (skewMs === null) return null;
  const size = Math.abs(skewMs);
  if (size < MINUTE) return { words: "right", wrong: false };
  return { words: `${spanOf(size)} ${skewMs > 0 ? "behind" : "ahead"}`, wrong: size > CLOCK_IS_WRONG_MS };
}

/** @param {number} ms */
function spanOf(ms) {
  const [count, unit] =
    ms < 60 * MINUTE ? [ms / MINUTE, "minute"] : ms < 48 * 60 * MINUTE ? [ms / (60 * MINUTE), "hour"] : [ms / (24 * 60 * MINUTE), "day"];
  const whole = Math.round(Number(count));
  return `${whole} ${whole === 1 ? unit : `${unit}s`}`;
}
