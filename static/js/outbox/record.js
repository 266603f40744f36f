/**
 * The life of one record in the outbox, as pure rules: waiting → sending → received, or attention when the server will not have it.
 *
 * Nothing here forgets a record: only a verified receipt that names its id, place and hash makes it received, and every way out of
 * `attention` is another attempt. Times are the device's, so that a clock put back never holds a record longer than it should.
 * Public: UNDO_MS, waitingRecord, isDue, dueIn, canBeUndone, offeredRecord, frees, refuses, receivedRecord, attentionRecord, offeredAgain.
 */
import { sameBytes } from "../wire/bytes.js";
import { fullJitter } from "../wire/backoff.js";

/** @typedef {import("../storage/shapes.js").OutboxRecord} OutboxRecord */
/** @typedef {import("../storage/shapes.js").Kind} Kind */
/** @typedef {import("../wire/bytes.js").Bytes} Bytes */
/** @typedef {import("../wire/envelope.js").Envelope} Envelope */
/** @typedef {import("../wire/receipt.js").Receipt} Receipt */
/** @typedef {Omit<OutboxRecord, "epoch" | "sequence">} Unplaced */

/**
 * @typedef {object} Made what a record is made of
 * @property {Kind} kind
 * @property {string} id
 * @property {string} author
 * @property {Envelope} envelope
 * @property {Bytes | null} authorSig
 * @property {string | null} [draft]
 * @property {string | null} [revises]
 * @property {boolean} [incomplete]
 * @property {boolean} [alarm]
 * @property {import("../storage/shapes.js").Form} [form]
 * @property {string} [concerns]
 */

export const UNDO_MS = 10_000;
const PATIENCE = { base: 60_000, cap: 6 * 60 * 60_000 };

/** @param {Made} made @param {number} now @param {number} undoMs @returns {Unplaced} */
export function waitingRecord(made, now, undoMs) {
  const { kind, id, author, envelope, authorSig, draft = null, revises = null, incomplete = false, alarm = false, form, concerns } = made;
  return {
    ...(form && { form }),
    ...(concerns && { concerns }),
    id,
    kind,
    author,
    ...envelope,
    authorSig,
    draft,
    revises,
    incomplete,
    alarm,
    state: "waiting",
    deviceSig: null,
    madeAt: now,
    notBefore: now + undoMs,
    offered: false,
    again: false,
    refusals: 0,
    retry: null,
    reasons: [],
    receipt: null,
  };
}

/** May it be offered now? @param {OutboxRecord} record @param {number} now */
export function isDue(record, now) {
  return record.body !== null && dueIn(record, now) === 0;
}

/**
 * In how many ms it may be offered; Infinity when never.
 * @param {OutboxRecord} record
 * @param {number} now
 * @returns {number}
 */
export function dueIn({ state, offered, madeAt, notBefore, retry }, now) {
  if (state === "received") return Infinity;
  if (state === "attention") return retry ? untilThen(retry.from, retry.at, now) : 0;
  return offered || state === "sending" ? 0 : untilThen(madeAt, notBefore, now);
}

/**
 * Only what was never offered to the network: what was offered once is due at once.
 * @param {OutboxRecord} record
 * @param {number} now
 */
export function canBeUndone(record, now) {
  return record.state === "waiting" && record.kind !== "void" && dueIn(record, now) > 0;
}

/** From here on it may have arrived. @param {OutboxRecord} record @param {Bytes} deviceSig @returns {OutboxRecord} */
export function offeredRecord(record, deviceSig) {
  return { ...record, state: "sending", offered: true, deviceSig };
}

/**
 * Does this receipt, already verified, free this record?
 * @param {Receipt} receipt
 * @param {OutboxRecord} record
 * @param {string} device
 */
export function frees(receipt, record, device) {
  return speaksOf(receipt, record, device) && receipt.outcome !== "refused";
}

/** @param {Receipt} receipt @param {OutboxRecord} record @param {string} device */
export function refuses(receipt, record, device) {
  return receipt.outcome === "refused" && receipt.id === record.id && receipt.device === device;
}

/** @param {OutboxRecord} record @param {Receipt} receipt @returns {OutboxRecord} */
export function receivedRecord(record, { outcome, receivedAt, reasons, signed }) {
  return { ...record, state: "received", again: false, retry: null, reasons, receipt: { outcome, receivedAt, signed } };
}

/**
 * Kept, shown to the person, and offered again later.
 * @param {OutboxRecord} record
 * @param {string[]} reasons
 * @param {number} now
 * @param {number} unit random
 * @returns {OutboxRecord}
 */
export function attentionRecord(record, reasons, now, unit) {
  const refusals = record.refusals + 1;
  const retry = { from: now, at: now + fullJitter(refusals, PATIENCE, unit) };
  return { ...record, state: "attention", refusals, reasons, retry };
}

/** The server lost it: the sealed copy goes out once more. @param {OutboxRecord} record @returns {OutboxRecord} */
export function offeredAgain(record) {
  return { ...record, state: "waiting", again: true };
}

/** @param {Receipt} receipt @param {OutboxRecord} record @param {string} device */
function speaksOf(receipt, record, device) {
  const samePlace = receipt.epoch === record.epoch && receipt.sequence === record.sequence;
  const sameContent = receipt.bodyHash !== null && sameBytes(receipt.bodyHash, record.bodyHash);
  return receipt.id === record.id && receipt.device === device && samePlace && sameContent;
}

/**
 * A clock before `from` was put back: then the waiting is over.
 * @param {number} from
 * @param {number} at
 * @param {number} now
 */
function untilThen(from, at, now) {
  return now < from ? 0 : Math.max(0, at - now);
}
