/**
 * Training: forms filled in to learn, that can never reach the record.
 *
 * Every draft begun in it is marked for good; the outbox's own transaction refuses the mark, whatever asked it to send. What was practised
 * leaves with the mode. Knows no page. Public: setTraining, removePractice.
 */

/** @typedef {import("../storage/store.js").Tx} Tx */

/** Kept in the store: a reload, and every other tab, goes on with it. @param {Tx} tx writes meta and drafts @param {boolean} on @param {number} now */
export async function setTraining(tx, on, now) {
  await (on ? begin(tx, now) : end(tx));
}

/** @param {Tx} tx reads meta, writes drafts: practice that another tab went on with after the mode had ended */
export async function removePractice(tx) {
  if (!(await tx.meta("training"))) await removeAll(tx);
}

/** @param {Tx} tx @param {number} now */
async function begin(tx, now) {
  if (!(await tx.meta("training"))) await tx.setMeta("training", { since: now });
}

/** @param {Tx} tx */
async function end(tx) {
  await tx.removeMeta("training");
  await removeAll(tx);
}

/** @param {Tx} tx */
async function removeAll(tx) {
  for (const draft of await tx.all("drafts")) if (draft.training) await tx.remove("drafts", draft.id);
}
