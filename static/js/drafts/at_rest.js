/**
 * A draft in hand and its record at rest, each made of the other, and the transactions that keep two tabs from writing over one another.
 *
 * Public: toRecord, resumed, putUnlessChanged, rewrapped, forgetEmptyVaults, lockName.
 */
import { sameBytes } from "../wire/bytes.js";

/** @typedef {import("../wire/bytes.js").Bytes} Bytes */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").DraftRecord} DraftRecord */
/** @typedef {import("../storage/shapes.js").Wrapped} Wrapped */
/** @typedef {import("../vault/keys.js").OpenVault} OpenVault */
/** @typedef {import("./sealing.js").DraftKey} DraftKey */

/** @typedef {{ id: string, publicKey: Bytes }} Recipient the person's vault, or the server's sealing key */
/**
 * @typedef {object} Beginning what a draft is about
 * @property {string} form
 * @property {string} version
 * @property {string} author
 * @property {Recipient | null} vault
 * @property {Recipient} server
 * @property {string | null} revises
 * @property {Bytes | null} base
 * @property {boolean} training practice: never sent
 */

/**
 * @typedef {object} Session a draft in hand
 * @property {Beginning} about
 * @property {string} id
 * @property {string} submission
 * @property {number} startedAt
 * @property {DraftKey} keys
 * @property {Wrapped | null} content as last committed; null before the first save
 * @property {boolean} readable false after a lock: it may still be written, not be shown again
 * @property {boolean} sent
 * @property {() => void} release
 * @property {Promise<unknown>} queue saves run one after the other
 */

/** @param {Session} session @param {Wrapped} content @param {number} now @returns {DraftRecord} */
export function toRecord({ about, id, submission, startedAt, keys }, content, now) {
  const { author, form, version, revises, base, vault, server, training } = about;
  const { keyForVault, keyForServer } = keys;
  const wraps = { vault: vault?.id ?? null, keyForVault, sealingKey: server.id, keyForServer };
  const marks = training ? { training } : {};
  return { id, state: "open", ...marks, author, submission, form, version, revises, base, startedAt, savedAt: now, ...wraps, content };
}

/**
 * @param {DraftRecord} record
 * @param {CryptoKey} key
 * @param {OpenVault} vault
 * @param {Recipient} server
 * @param {() => void} release
 * @returns {Session}
 */
export function resumed(record, key, vault, server, release) {
  const { id, submission, startedAt, content, keyForVault, keyForServer, form, version, author, revises, base, training = false } = record;
  const about = { form, version, author, revises, base, training, vault, server: { ...server, id: record.sealingKey } };
  return {
    about,
    id,
    submission,
    startedAt,
    keys: { key, keyForVault, keyForServer },
    content,
    readable: true,
    sent: false,
    release,
    queue: Promise.resolve(),
  };
}

/**
 * Compare and set: only over what this session wrote or read last. Run twice it gives the same. The wraps at rest are kept, since a
 * draft can be brought to another vault meanwhile.
 * @param {Tx} tx @param {DraftRecord} record @param {Wrapped | null} before
 */
export async function putUnlessChanged(tx, record, before) {
  const found = await tx.get("drafts", record.id);
  if (found && sameBytes(found.content.nonce, record.content.nonce)) return true;
  const unchanged = before ? found?.state === "open" && sameBytes(found.content.nonce, before.nonce) : !found;
  if (!unchanged) return false;
  await tx.put("drafts", found ? { ...record, vault: found.vault, keyForVault: found.keyForVault } : record);
  return true;
}

/**
 * @param {Tx} tx
 * @param {DraftRecord[]} theirs
 * @param {(Bytes | null)[]} wraps
 * @param {{ from: string, to: string }} vaults
 */
export async function rewrapped(tx, theirs, wraps, { from, to }) {
  for (const [index, { id }] of theirs.entries()) {
    const found = await tx.get("drafts", id);
    const keyForVault = wraps[index] ?? null;
    if (found?.vault === from && keyForVault) await tx.put("drafts", { ...found, vault: to, keyForVault });
  }
  const left = (await tx.all("drafts")).some((draft) => draft.vault === from);
  if (!left) await tx.remove("vaults", from);
}

/**
 * Earlier vaults of this person under which nothing lies any more that could be gone on with.
 * @param {Tx} tx
 * @param {{ id: string, user: string }} current
 */
export async function forgetEmptyVaults(tx, { id, user }) {
  const used = new Set((await tx.all("drafts")).filter((draft) => draft.state !== "kept").map((draft) => draft.vault));
  for (const vault of await tx.all("vaults")) {
    if (vault.user === user && vault.id !== id && !used.has(vault.id)) await tx.remove("vaults", vault.id);
  }
}

/** @param {string} id */
export function lockName(id) {
  return `fieldform-draft-${id}`;
}
