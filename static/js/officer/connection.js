// What the device knows of the connection, in the words of the screen. A record stays marked as sending from the first try until its
// receipt, since it may have arrived; a person reads "sending" only while one can be under way. Pure. Public: lampWord, isOnItsWay.

/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {import("../device/fieldform.js").Connection} Connection */
/** @typedef {import("../device/fieldform.js").RecordSummary} RecordSummary */

/** @type {Record<string, string>} */
const LAMP = { unknown: "unknown", reached: "connected", busy: "connected", unreachable: "offline", not_ours: "offline" };
const NOT_NOW = new Set(["unreachable", "not_ours", "busy"]);

/**
 * Before anything was sent, that the server answered who is signed in is word enough.
 * @param {Pick<Fieldform, "connection" | "state">} device
 * @returns {string}
 */
export function lampWord(device) {
  const known = LAMP[device.connection().word] ?? "unknown";
  return known === "unknown" && device.state().signedIn !== null ? "connected" : known;
}

/**
 * @param {Pick<RecordSummary, "state">} record
 * @param {Pick<Connection, "word">} connection
 * @returns {boolean}
 */
export function isOnItsWay({ state }, { word }) {
  return state === "sending" && !NOT_NOW.has(word);
}
