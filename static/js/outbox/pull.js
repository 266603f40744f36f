/**
 * What became of this person's reports: asked of the server, sealed to the vault before it is stored, readable only while that is open.
 *
 * Public: pull, readFates.
 */
import { concat, jsonBytes, label, textOf, utf8 } from "../wire/bytes.js";
import { open, seal } from "../wire/hpke.js";
import { hearInstance, momentOf } from "./heard.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../network/server.js").Server} Server */
/** @typedef {import("../network/server.js").PullAnswer} PullAnswer */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").FateRecord} FateRecord */
/** @typedef {import("../storage/shapes.js").VaultRecord} VaultRecord */
/** @typedef {import("../vault/keys.js").OpenVault} OpenVault */
/** @typedef {import("../device/face.js").Fate} Fate */

const PAGES_AT_MOST = 20;

/**
 * @param {Pick<Ports, "store" | "crypto" | "clock">} ports
 * @param {Server} server
 * @param {VaultRecord} vault whose person the session is
 * @param {string} device
 * @returns {Promise<"pulled" | "sign_in_needed" | "failed">}
 */
export async function pull(ports, server, vault, device) {
  let cursor = vault.cursor;
  for (let page = 0; page < PAGES_AT_MOST; page += 1) {
    const asked = { wall: ports.clock.now(), monotonic: ports.clock.monotonic() };
    const answer = await server.pull(cursor, device);
    if (!answer.ok) return answer.status === 401 ? "sign_in_needed" : "failed";
    const moment = momentOf(answer.body.server_time, asked, { wall: ports.clock.now(), monotonic: ports.clock.monotonic() });
    const fates = await sealAll(ports.crypto.subtle, answer.body.changes, vault, moment.serverTime);
    const restored = await ports.store.write(
      ["meta", "vaults", "outbox", "fates"],
      (tx) => keep(tx, answer.body, fates, vault.id, moment),
      { strict: true },
    );
    if (answer.body.more !== true && !restored) return "pulled";
    cursor = restored ? "" : answer.body.cursor;
  }
  return "pulled";
}

/**
 * @param {SubtleCrypto} subtle
 * @param {FateRecord[]} records
 * @param {OpenVault} vault
 * @returns {Promise<Map<string, Fate>>} by submission
 */
export async function readFates(subtle, records, vault) {
  const mine = records.filter((record) => record.vault === vault.id);
  const read = await Promise.all(mine.map((record) => readOne(subtle, record, vault)));
  return new Map(read.filter((pair) => pair !== null));
}

/**
 * @param {SubtleCrypto} subtle
 * @param {PullAnswer["changes"]} changes
 * @param {VaultRecord} vault
 * @param {number} heard
 * @returns {Promise<FateRecord[]>}
 */
function sealAll(subtle, changes, vault, heard) {
  return Promise.all(
    changes.map(async ({ submission, ...told }) => {
      const sealed = await seal(subtle, { recipient: vault.publicKey, info: info(submission), plaintext: jsonBytes(told) });
      return { submission, vault: vault.id, sealed, heard };
    }),
  );
}

/**
 * A cursor belongs to its instance: what another one said is asked for again from the start.
 * @param {Tx} tx
 * @param {PullAnswer} answer
 * @param {FateRecord[]} fates
 * @param {string} vaultId
 * @param {import("./heard.js").Moment} moment
 */
async function keep(tx, answer, fates, vaultId, moment) {
  const before = await tx.meta("contact");
  await hearInstance(tx, answer.instance, moment);
  for (const fate of fates) await tx.put("fates", fate);
  const restored = before !== undefined && before.instance !== answer.instance;
  const vault = await tx.get("vaults", vaultId);
  if (vault) await tx.put("vaults", { ...vault, cursor: restored ? "" : answer.cursor });
  return restored;
}

/**
 * @param {SubtleCrypto} subtle
 * @param {FateRecord} record
 * @param {OpenVault} vault
 * @returns {Promise<[string, Fate] | null>}
 */
async function readOne(subtle, { submission, sealed, heard = 0 }, { privateKey, publicKey }) {
  const plaintext = await open(subtle, { privateKey, recipient: publicKey, info: info(submission), sealed });
  return plaintext && [submission, { ...JSON.parse(textOf(plaintext)), heard }];
}

/** @param {string} submission @returns {import("../wire/bytes.js").Bytes} */
function info(submission) {
  return concat(label("fate"), utf8(submission));
}
