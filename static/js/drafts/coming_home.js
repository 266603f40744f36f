/**
 * Drafts that come home: what this person had begun elsewhere, or under a phrase they no longer know, put into the vault that is open now.
 *
 * The server forgets each only after it lies here, strictly. Asked twice, nothing is doubled: a draft keeps its id. Public: takeHome.
 */
import { unb64 } from "../wire/bytes.js";
import { makeDraftKey, sealContent } from "./sealing.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").DeviceMeta} DeviceMeta */
/** @typedef {import("../storage/shapes.js").DraftRecord} DraftRecord */
/** @typedef {import("../storage/shapes.js").VaultRecord} VaultRecord */
/** @typedef {import("../network/server.js").Server} Server */
/** @typedef {import("../network/server.js").DraftAtHand} DraftAtHand */

/**
 * @param {Pick<Ports, "store" | "crypto" | "random" | "clock">} ports
 * @param {Server} server
 * @param {DeviceMeta} device
 * @param {VaultRecord} vault the author's, whose session this is; it need not be open
 * @returns {Promise<number>} how many came
 */
export async function takeHome(ports, server, device, vault) {
  const answer = await server.drafts(device.id);
  if (!answer.ok) return 0;
  for (const draft of answer.body.drafts) {
    const record = await recordOf(ports, draft, device, vault);
    await ports.store.write(["drafts", "outbox"], (tx) => putUnlessKnown(tx, record), { strict: true });
  }
  const kept = answer.body.drafts.map(({ id }) => id);
  const hello = kept.length > 0 ? await server.session() : null;
  if (hello?.ok) await server.draftsKept(hello.body.csrf, kept);
  return kept.length;
}

/**
 * @param {Pick<Ports, "crypto" | "random" | "clock">} ports
 * @param {DraftAtHand} at
 * @param {DeviceMeta} device
 * @param {VaultRecord} vault
 * @returns {Promise<DraftRecord>}
 */
async function recordOf({ crypto: { subtle }, random, clock }, at, { sealing }, vault) {
  const { draft: id, form, version, content, revises, base, started_at, saved_at } = at;
  const keys = await makeDraftKey(subtle, random, id, { vault: vault.publicKey, server: sealing.publicKey });
  return {
    id,
    state: "open",
    author: vault.user,
    submission: random.uuid(),
    form,
    version,
    revises: revises ?? null,
    base: base === null ? null : unb64(base),
    startedAt: started_at ?? clock.now(),
    savedAt: Date.parse(saved_at),
    vault: vault.id,
    keyForVault: keys.keyForVault,
    sealingKey: sealing.id,
    keyForServer: keys.keyForServer,
    content: await sealContent(subtle, random, id, keys.key, content, vault.user),
  };
}

/** One that came before, and was gone on with or sent since, stays as it is. @param {Tx} tx @param {DraftRecord} record */
async function putUnlessKnown(tx, record) {
  const sent = (await tx.all("outbox")).some((one) => one.draft === record.id);
  if (!sent && !(await tx.get("drafts", record.id))) await tx.put("drafts", record);
}
