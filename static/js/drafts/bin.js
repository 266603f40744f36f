/**
 * The bin for unfinished forms: what was discarded lies here for 30 days, sealed as before, and can be brought back.
 *
 * A phone's clock cannot be believed, so days are counted twice: by the server's clock from the first word heard after binning, and by the
 * device's own, where no single look counts for more than a day and a clock put back for nothing. Whichever comes first empties.
 * Public: binned, lookedAt, isOver, moveToBin, bringBack, removeBinned, sweepBin, KEPT_MS.
 */

/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").DraftRecord} DraftRecord */
/** @typedef {import("../storage/shapes.js").Binned} Binned */

const DAY = 24 * 60 * 60_000;
export const KEPT_MS = 30 * DAY;

/** @param {number} now device clock @param {number | null} heard what the server's clock said last @returns {Binned} */
export function binned(now, heard) {
  return { at: now, looked: now, counted: 0, heard, since: null };
}

/** @param {Binned} bin @param {number} now @param {number | null} serverTime @returns {Binned} */
export function lookedAt(bin, now, serverTime) {
  const counted = bin.counted + Math.min(DAY, Math.max(0, now - bin.looked));
  const since = bin.since ?? (serverTime === bin.heard ? null : serverTime);
  return { ...bin, looked: now, counted, since };
}

/** @param {Binned} bin @param {number | null} serverTime */
export function isOver({ counted, since }, serverTime) {
  return counted > KEPT_MS || (since !== null && serverTime !== null && serverTime - since > KEPT_MS);
}

/** Run twice it gives the same. @param {Tx} tx writes meta and drafts @param {string} id @param {number} now */
export async function moveToBin(tx, id, now) {
  const found = await tx.get("drafts", id);
  if (found?.state !== "open") return;
  if (found.training) return tx.remove("drafts", id);
  const heard = (await tx.meta("contact"))?.serverTime ?? null;
  await tx.put("drafts", { ...found, state: "binned", bin: binned(now, heard) });
}

/** @param {Tx} tx @param {string} id @returns {Promise<boolean>} false: it is no longer there */
export async function bringBack(tx, id) {
  const found = await tx.get("drafts", id);
  if (found?.state !== "binned") return found?.state === "open";
  delete found.bin;
  await tx.put("drafts", { ...found, state: "open" });
  return true;
}

/** @param {Tx} tx @param {string} id */
export async function removeBinned(tx, id) {
  if ((await tx.get("drafts", id))?.state === "binned") await tx.remove("drafts", id);
}

/** @param {Tx} tx writes meta and drafts @param {number} now */
export async function sweepBin(tx, now) {
  const serverTime = (await tx.meta("contact"))?.serverTime ?? null;
  for (const draft of await tx.all("drafts")) {
    if (draft.state !== "binned" || !draft.bin) continue;
    const bin = lookedAt(draft.bin, now, serverTime);
    if (isOver(bin, serverTime)) await tx.remove("drafts", draft.id);
    else await tx.put("drafts", { ...draft, bin });
  }
}
