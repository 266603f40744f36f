/**
 * What an answer of the server changes on the device, inside the caller's transaction: receipts, skew, a restored server, orders.
 *
 * A server that lost something (another `instance`, or `acked_through` going back) is offered every sealed copy again, and told again whose
 * signature is whose.
 * Public: hearAnswer, hearInstance, wentBack, obey, settle, firstContact, momentOf.
 */
import { attentionRecord, offeredAgain, receivedRecord } from "./record.js";

/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").ContactMeta} ContactMeta */
/** @typedef {import("../storage/shapes.js").OutboxRecord} OutboxRecord */
/** @typedef {import("../network/server.js").PushAnswer} PushAnswer */
/** @typedef {import("../wire/receipt.js").Receipt} Receipt */

/** @typedef {{ id: string, verdict: { freed: true, receipt: Receipt } | { freed: false, reasons: string[] } }} Judged */
/** @typedef {{ now: number, skewMs: number, serverTime: number }} Moment when the answer came, by both clocks */
/** @typedef {{ wall: number, monotonic: number }} Reading of the device's clock */

/** @param {string} instance @returns {ContactMeta} */
export function firstContact(instance) {
  return { instance, acked: null, skewMs: null, serverTime: null, reachedAt: null, lockOrdered: false, eraseOrdered: false };
}

/**
 * The server spoke between the two readings; the wall clock may have jumped between them.
 * @param {string} serverTime
 * @param {Reading} asked
 * @param {Reading} answered
 * @returns {Moment}
 */
export function momentOf(serverTime, asked, answered) {
  const server = Date.parse(serverTime);
  const midpoint = answered.wall - (answered.monotonic - asked.monotonic) / 2;
  return { now: answered.wall, skewMs: Math.round(server - midpoint), serverTime: server };
}

/**
 * @param {Tx} tx writes meta, vaults and outbox
 * @param {PushAnswer} answer
 * @param {number} epoch what the heartbeat named
 * @param {Judged[]} judged
 * @param {Moment} moment
 * @param {() => number} unit random
 */
export async function hearAnswer(tx, answer, epoch, judged, moment, unit) {
  const contact = await hearInstance(tx, answer.instance, moment, wentBack(await tx.meta("contact"), epoch, answer.acked_through));
  for (const { id, verdict } of judged) await settle(tx, id, verdict, moment.now, unit());
  for (const order of answer.orders) await obey(tx, contact, order);
  await tx.setMeta("contact", { ...contact, acked: { epoch, through: answer.acked_through } });
}

/**
 * @param {Tx} tx
 * @param {string} instance
 * @param {Moment} moment
 * @param {boolean} [lost] it is known to have lost something
 * @returns {Promise<ContactMeta>}
 */
export async function hearInstance(tx, instance, { now, skewMs, serverTime }, lost = false) {
  const before = (await tx.meta("contact")) ?? firstContact(instance);
  const restored = lost || (before.instance !== null && before.instance !== instance);
  if (restored) await startOver(tx);
  const contact = { ...before, instance, skewMs, serverTime, reachedAt: now, acked: restored ? null : before.acked };
  await tx.setMeta("contact", contact);
  return contact;
}

/** @param {ContactMeta | undefined} contact @param {number} epoch @param {number} through */
export function wentBack(contact, epoch, through) {
  return contact?.acked?.epoch === epoch && through < contact.acked.through;
}

/** @param {Tx} tx */
async function startOver(tx) {
  for (const record of await tx.queue(["received"])) {
    if (record.body !== null) await tx.put("outbox", offeredAgain(record));
  }
  for (const vault of await tx.all("vaults")) await tx.put("vaults", { ...vault, cursor: "", authorRegistered: false });
}

/** @param {Tx} tx @param {string} id @param {Judged["verdict"]} verdict @param {number} now @param {number} unit */
export async function settle(tx, id, verdict, now, unit) {
  const record = await tx.get("outbox", id);
  if (!record || record.state === "received") return;
  await tx.put("outbox", verdict.freed ? receivedRecord(record, verdict.receipt) : attentionRecord(record, verdict.reasons, now, unit));
}

/** Whoever calls keeps `contact`. @param {Tx} tx @param {ContactMeta} contact @param {{ order: string, epoch?: number }} order */
export async function obey(tx, contact, { order, epoch }) {
  if (order === "lock") contact.lockOrdered = true;
  if (order === "erase") contact.eraseOrdered = true;
  if (order === "new_epoch" && Number.isSafeInteger(epoch)) await beginEpoch(tx, Number(epoch));
}

/** Numbers given before stay as they are: what they stand on is signed. @param {Tx} tx @param {number} epoch */
async function beginEpoch(tx, epoch) {
  const place = await tx.meta("place");
  if (place && epoch > place.epoch) await tx.setMeta("place", { epoch, next: 1 });
}
