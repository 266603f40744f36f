/**
 * Lists that come with a form as files. What may name somebody is fetched signed in, sealed to the vault before it is stored, and read
 * only while that is open; what its form says everybody may see lies with the pages.
 *
 * Public: createAttached.
 */
import { LIST } from "../outbox/pull.js";
import { open, seal } from "../wire/hpke.js";
import { concat, jsonBytes, label, textOf, utf8 } from "../wire/bytes.js";

/** @typedef {import("./ports.js").Ports} Ports */
/** @typedef {import("../network/server.js").Server} Server */
/** @typedef {import("../storage/shapes.js").VaultRecord} VaultRecord */
/** @typedef {import("../vault/keys.js").OpenVault} OpenVault */
/** @typedef {import("../wire/bytes.js").Bytes} Bytes */
/** @typedef {Record<string, string>[]} Rows each by column */
/** @typedef {{ name: string, sha256: string, public?: boolean }} Attached as the form's definition names it */
/** @typedef {{ lists: Record<string, Rows>, lacking: string[] }} AtHand `lacking`: the names of those that are not here yet */

/** @typedef {{ device: string | null, vault: VaultRecord | null, opened: OpenVault | null }} Here */

/** @param {Pick<Ports, "store" | "crypto">} ports @param {Server} server */
export function createAttached({ store, crypto: { subtle } }, server) {
  /** What is here, or on its way. @type {Set<string>} */
  const brought = new Set();

  /** @param {string} sha256 @param {OpenVault} vault @returns {Promise<Rows | null>} */
  async function kept(sha256, { id, privateKey, publicKey }) {
    const record = await store.read(["fates"], (tx) => tx.get("fates", keyOf(sha256, id)));
    if (!record) return null;
    const plaintext = await open(subtle, { privateKey, recipient: publicKey, info: info(sha256), sealed: record.sealed });
    return plaintext && JSON.parse(textOf(plaintext));
  }

  /** @param {string} sha256 @param {string} device @param {VaultRecord} vault @returns {Promise<Rows | null>} */
  async function fetched(sha256, device, vault) {
    const answer = await server.list(sha256, device);
    if (!answer.ok) return null;
    const sealed = await seal(subtle, { recipient: vault.publicKey, info: info(sha256), plaintext: jsonBytes(answer.body.rows) });
    await store.write(["fates"], (tx) => tx.put("fates", { submission: keyOf(sha256, vault.id), vault: vault.id, sealed }));
    return answer.body.rows;
  }

  /** @param {string} sha256 @returns {Promise<Rows | null>} */
  async function forEverybody(sha256) {
    const answer = await server.publicList(sha256);
    return answer.ok ? answer.body.rows : null;
  }

  /**
   * @param {Attached[]} named
   * @param {Here} here
   * @returns {Promise<AtHand>}
   */
  async function atHand(named, { device, vault, opened }) {
    const found = await Promise.all(
      named.map(async (one) => {
        if (one.public) return forEverybody(one.sha256);
        const here = opened && (await kept(one.sha256, opened));
        return here ?? (device && vault && opened ? fetched(one.sha256, device, vault) : null);
      }),
    );
    const pairs = named.map(({ name }, place) => /** @type {const} */ ([name, found[place]]));
    const lists = Object.fromEntries(pairs.flatMap(([name, rows]) => (rows ? [[name, rows]] : [])));
    return { lists, lacking: pairs.flatMap(([name, rows]) => (rows ? [] : [name])) };
  }

  /** Fetches what is not here yet, before a form is opened where there is no network. @param {string[]} hashes @param {Omit<Here, "opened">} here */
  async function bring(hashes, { device, vault }) {
    if (!device || !vault) return;
    for (const sha256 of hashes.filter((one) => !brought.has(keyOf(one, vault.id)))) {
      const key = keyOf(sha256, vault.id);
      brought.add(key);
      const here = (await store.read(["fates"], (tx) => tx.get("fates", key))) ?? (await fetched(sha256, device, vault));
      if (!here) brought.delete(key);
    }
  }

  return { atHand, bring };
}

/** @param {string} sha256 @param {string} vault */
function keyOf(sha256, vault) {
  return `${LIST}${sha256}/${vault}`;
}

/** @param {string} sha256 @returns {Bytes} */
function info(sha256) {
  return concat(label("list"), utf8(sha256));
}
