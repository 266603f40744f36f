/**
 * A draft that cannot be opened here any more goes to the server as it lies, sealed: it comes back to its author alone (coming_home.js).
 *
 * Public: createHandingOver.
 */
import { b64 } from "../wire/bytes.js";
import { place } from "../outbox/outbox.js";
import { waitingRecord } from "../outbox/record.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").DeviceMeta} DeviceMeta */
/** @typedef {import("../storage/shapes.js").DraftRecord} DraftRecord */
/** @typedef {import("../outbox/outbox.js").Outbox} Outbox */
/** @typedef {import("../outbox/record.js").Unplaced} Unplaced */

/** @param {Pick<Ports, "store" | "clock" | "random">} ports @param {Outbox} outbox @param {DeviceMeta} device */
export function createHandingOver({ store, clock, random }, outbox, device) {
  /** Stored as it lies here: the device cannot read it, the server can. @param {DraftRecord} draft */
  return async function handOver(draft) {
    const { id, keyForServer, sealingKey, content, revises, startedAt } = draft;
    const sealed = { key: b64(keyForServer), sealing_key: sealingKey, nonce: b64(content.nonce), content: b64(content.sealed) };
    const body = await outbox.bodyOf(draft, { draft: id, ...sealed, revises, started_at: startedAt }, draft.savedAt);
    const made = await outbox.seal({ kind: "draft", id: random.uuid(), author: draft.author }, body, device, null);
    const record = waitingRecord(made, clock.now(), 0);
    await store.write(["meta", "drafts", "outbox"], (tx) => replace(tx, draft, record), { strict: true });
  };
}

/** @param {Tx} tx @param {DraftRecord} draft @param {Unplaced} record */
async function replace(tx, draft, record) {
  const found = await tx.get("drafts", draft.id);
  if (found?.state !== "open" || found.training) return;
  await tx.remove("drafts", draft.id);
  await place(tx, record);
}
