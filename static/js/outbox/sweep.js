/**
 * What the device stops keeping: what lay in the bin for 30 days, readable copies a day after the receipt, sealed ones after 30 days, id and hash after 90.
 *
 * Ages are measured on the server's clock. The readable copy of an incomplete report stays until it is completed or the sealed copy goes.
 * Public: sweep.
 */

import { sweepBin } from "../drafts/bin.js";
import { removePractice } from "../drafts/training.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").OutboxRecord} OutboxRecord */

const HOUR = 60 * 60_000;
const READABLE_MS = 24 * HOUR;
const SEALED_MS = 30 * 24 * HOUR;
const REMEMBERED_MS = 90 * 24 * HOUR;

/** @param {Pick<Ports, "store" | "clock">} ports */
export function sweep({ store, clock }) {
  return store.write(["meta", "drafts", "outbox"], (tx) => sweepAll(tx, clock.now()));
}

/** @param {Tx} tx @param {number} now */
async function sweepAll(tx, now) {
  await sweepBin(tx, now);
  await removePractice(tx);
  const contact = await tx.meta("contact");
  if (!contact?.serverTime) return;
  const believed = Math.max(contact.serverTime, now + (contact.skewMs ?? 0));
  const received = await tx.queue(["received"]);
  const completed = new Set((await tx.all("outbox")).map((record) => record.revises));
  for (const record of received) {
    await sweepOne(tx, record, {
      readable: ageAt(record, believed),
      sealed: ageAt(record, contact.serverTime),
      completed: completed.has(record.id),
    });
  }
}

/**
 * Readable copies go by what the time probably is; sealed ones, which heal a server, only by what the server itself said.
 * @param {Tx} tx
 * @param {OutboxRecord} record
 * @param {{ readable: number, sealed: number, completed: boolean }} age
 */
async function sweepOne(tx, record, { readable, sealed, completed }) {
  if (sealed > REMEMBERED_MS) return tx.remove("outbox", record.id);
  const stillToDo = record.incomplete && !completed && sealed <= SEALED_MS;
  const forget = record.draft !== null && readable > READABLE_MS && !stillToDo;
  const drop = record.body !== null && sealed > SEALED_MS;
  if (forget && record.draft !== null) await tx.remove("drafts", record.draft);
  if (forget || drop) await tx.put("outbox", { ...record, draft: forget ? null : record.draft, body: drop ? null : record.body });
}

/** @param {OutboxRecord} record @param {number} now ms, server's clock */
function ageAt({ receipt }, now) {
  return receipt ? now - Date.parse(receipt.receivedAt) : 0;
}
