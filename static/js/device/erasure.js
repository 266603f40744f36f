/**
 * IT's order to erase: reading ends at once, delivery goes on, and the rest goes when nothing waits any more.
 *
 * Unfinished forms are handed to the server first (kind `draft`, for their author alone): losing rights never loses what was entered.
 * Each step can be done again after a kill. Public: advanceErasure, eraseReader.
 */
import { createHandingOver } from "../drafts/handing_over.js";

/** @typedef {import("./ports.js").Ports} Ports */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").DeviceMeta} DeviceMeta */
/** @typedef {import("../outbox/outbox.js").Outbox} Outbox */

/**
 * @param {Pick<Ports, "store" | "clock" | "random">} ports
 * @param {Outbox} outbox
 * @param {DeviceMeta} device
 * @returns {Promise<"erased" | "queue_not_out">}
 */
export async function advanceErasure({ store, clock, random }, outbox, device) {
  const handOver = createHandingOver({ store, clock, random }, outbox, device);
  for (const draft of await store.read(["drafts"], (tx) => tx.all("drafts"))) {
    if (draft.state === "open" && !draft.training) await handOver(draft);
  }
  const waiting = await store.write(["vaults", "drafts", "fates", "outbox"], endReading, { strict: true });
  if (waiting > 0) return "queue_not_out";
  await store.erase();
  return "erased";
}

/**
 * One person's reading ends: every unfinished form is on its way to the server, sealed, before a key goes. What others keep stays.
 * @param {Pick<Ports, "store" | "clock" | "random">} ports
 * @param {Outbox} outbox
 * @param {DeviceMeta} device
 * @param {string} user
 */
export async function eraseReader({ store, clock, random }, outbox, device, user) {
  const handOver = createHandingOver({ store, clock, random }, outbox, device);
  for (const draft of await store.read(["drafts"], (tx) => tx.all("drafts"))) {
    if (draft.author === user && draft.state === "open" && !draft.training) await handOver(draft);
  }
  await store.write(["vaults", "drafts", "fates"], (tx) => endReadingOf(tx, user), { strict: true });
}

/** A form that was begun meanwhile keeps its vault, and waits for the next time. @param {Tx} tx @param {string} user */
async function endReadingOf(tx, user) {
  const drafts = (await tx.all("drafts")).filter((draft) => draft.author === user);
  if (drafts.some((draft) => draft.state === "open" && !draft.training)) return;
  const mine = new Set((await tx.all("vaults")).filter((vault) => vault.user === user).map((vault) => vault.id));
  for (const draft of drafts) await tx.remove("drafts", draft.id);
  for (const fate of await tx.all("fates")) if (mine.has(fate.vault)) await tx.remove("fates", fate.submission);
  for (const id of mine) await tx.remove("vaults", id);
}

/** @param {Tx} tx @returns {Promise<number>} how many records still wait */
async function endReading(tx) {
  for (const vault of await tx.all("vaults")) await tx.remove("vaults", vault.id);
  for (const fate of await tx.all("fates")) await tx.remove("fates", fate.submission);
  for (const draft of await tx.all("drafts")) if (draft.state !== "open" || draft.training) await tx.remove("drafts", draft.id);
  const open = (await tx.all("drafts")).length;
  return open + (await tx.count("waiting")) + (await tx.count("sending")) + (await tx.count("attention"));
}
