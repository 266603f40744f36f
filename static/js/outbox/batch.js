/**
 * Which records the next push carries: the oldest that are due, within the contract's limits; and the push itself as JSON.
 *
 * Public: gather, heartbeatOf, pushOf, onPaper, withinLimits, byPlace, MAX_ENVELOPES.
 */
import { b64, instant, jsonBytes } from "../wire/bytes.js";
import { onTheWire } from "../wire/envelope.js";
import { dueIn, isDue } from "./record.js";

/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").OutboxRecord} OutboxRecord */
/** @typedef {import("../storage/shapes.js").DeviceMeta} DeviceMeta */
/** @typedef {import("../storage/shapes.js").PlaceMeta} PlaceMeta */
/** @typedef {import("../wire/signing.js").Signed} Signed */

/**
 * @typedef {object} Gathered
 * @property {DeviceMeta} device
 * @property {PlaceMeta} place
 * @property {OutboxRecord[]} due within the limits, in the order of their places
 * @property {number} dueInMs until the next of the others is; Infinity when there is none
 * @property {number} waiting how many the server has not acknowledged
 * @property {number | null} oldest when the first of them was made, device clock
 */

export const MAX_ENVELOPES = 100;
const MAX_BYTES = 1024 * 1024 - 16 * 1024;
const AROUND_ONE = 400;
const UNACKNOWLEDGED = ["sending", "waiting", "attention"];

/**
 * @param {Tx} tx reads meta and outbox
 * @param {number} now
 * @param {number} limit
 * @returns {Promise<Gathered | null>} null: not enrolled
 */
export async function gather(tx, now, limit) {
  const device = await tx.meta("device");
  const place = await tx.meta("place");
  if (!device || !place) return null;
  /** @type {OutboxRecord[]} */
  const first = [];
  let waiting = 0;
  for (const state of UNACKNOWLEDGED) {
    first.push(...(await tx.queue([state], MAX_ENVELOPES)));
    waiting += await tx.count(state);
  }
  const oldest = first.length > 0 ? Math.min(...first.map((record) => record.madeAt)) : null;
  const later = first.filter((record) => !isDue(record, now)).map((record) => dueIn(record, now));
  return {
    device,
    place,
    waiting,
    oldest,
    due: withinLimits(first.filter((record) => isDue(record, now)).sort(byPlace).slice(0, limit)),
    dueInMs: Math.min(Infinity, ...later.filter((ms) => ms > 0)),
  };
}

/** @param {Gathered} gathered @param {string} app @param {number} now */
export function heartbeatOf({ device, place, waiting, oldest }, app, now) {
  const oldest_unacknowledged = oldest === null ? null : instant(oldest);
  return jsonBytes({
    device: device.id,
    epoch: place.epoch,
    next_sequence: place.next,
    waiting,
    oldest_unacknowledged,
    app,
    wall_clock: instant(now),
  });
}

/** @param {DeviceMeta} device @param {Signed} heartbeat @param {OutboxRecord[]} records signed and whole */
export function pushOf(device, heartbeat, records) {
  const envelopes = records.map((record) => onTheWire(/** @type {Parameters<typeof onTheWire>[0]} */ (record)));
  return { device: device.id, certificate: onPaper(device.certificate), heartbeat: onPaper(heartbeat), envelopes };
}

/** @param {Signed} signed */
export function onPaper({ bytes, signature }) {
  return { bytes: b64(bytes), signature: b64(signature) };
}

/**
 * The first of them that fit one push: at least one, however large, since the server has the last word on size.
 * @param {OutboxRecord[]} records
 */
export function withinLimits(records) {
  const first = records.slice(0, MAX_ENVELOPES);
  let bytes = 0;
  const fitting = first.findIndex((record) => (bytes += sizeOf(record)) > MAX_BYTES);
  return fitting < 0 ? first : first.slice(0, Math.max(1, fitting));
}

/** In the push's JSON: base64 and what stands around it. @param {OutboxRecord} record */
function sizeOf({ header, body }) {
  return Math.ceil(((header.length + (body?.length ?? 0)) * 4) / 3) + AROUND_ONE;
}

/** @param {OutboxRecord} one @param {OutboxRecord} other */
export function byPlace(one, other) {
  return one.epoch - other.epoch || one.sequence - other.sequence;
}
