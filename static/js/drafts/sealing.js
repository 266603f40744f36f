/**
 * A draft's cryptography: one AES-256-GCM key a draft, wrapped to the person's vault and to the server: a lost phrase loses nothing.
 *
 * Public: makeDraftKey, openDraftKey, rewrapDraftKey, sealContent, openContent.
 */
import { concat, jsonBytes, label, textOf, utf8 } from "../wire/bytes.js";
import { open, seal } from "../wire/hpke.js";

/** @typedef {import("../wire/bytes.js").Bytes} Bytes */
/** @typedef {import("../storage/shapes.js").Wrapped} Wrapped */
/** @typedef {import("../vault/keys.js").OpenVault} OpenVault */
/** @typedef {import("../device/ports.js").Random} Random */
/** @typedef {{ answers: Record<string, unknown>, position?: unknown, label?: string, belongsTo?: string }} Content */
/** @typedef {{ key: CryptoKey, keyForVault: Bytes | null, keyForServer: Bytes }} DraftKey */

/**
 * @param {SubtleCrypto} subtle @param {Random} random @param {string} id
 * @param {{ vault: Bytes | null, server: Bytes }} to public points; no vault: only the server can read it again
 * @returns {Promise<DraftKey>}
 */
export async function makeDraftKey(subtle, random, id, { vault, server }) {
  const raw = random.bytes(32);
  return {
    key: await importKey(subtle, raw),
    keyForVault: vault && (await seal(subtle, { recipient: vault, info: info(id), plaintext: raw })),
    keyForServer: await seal(subtle, { recipient: server, info: info(id), plaintext: raw }),
  };
}

/**
 * @param {SubtleCrypto} subtle
 * @param {OpenVault} vault
 * @param {string} id
 * @param {Bytes} keyForVault
 * @returns {Promise<CryptoKey | null>}
 */
export async function openDraftKey(subtle, vault, id, keyForVault) {
  const raw = await rawKey(subtle, vault, id, keyForVault);
  return raw && importKey(subtle, raw);
}

/**
 * The same key for another vault.
 * @param {SubtleCrypto} subtle
 * @param {OpenVault} from
 * @param {Bytes} to
 * @param {string} id
 * @param {Bytes} keyForVault
 */
export async function rewrapDraftKey(subtle, from, to, id, keyForVault) {
  const raw = await rawKey(subtle, from, id, keyForVault);
  return raw && seal(subtle, { recipient: to, info: info(id), plaintext: raw });
}

/**
 * @param {SubtleCrypto} subtle
 * @param {Random} random
 * @param {string} id
 * @param {CryptoKey} key
 * @param {Content} content
 * @param {string} author stands inside: what a device hands over goes back to nobody else
 * @returns {Promise<Wrapped>}
 */
export async function sealContent(subtle, random, id, key, content, author) {
  const nonce = random.bytes(12);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: info(id) }, key, jsonBytes({ ...content, author }));
  return { nonce, sealed: new Uint8Array(sealed) };
}

/**
 * @param {SubtleCrypto} subtle
 * @param {string} id
 * @param {CryptoKey} key
 * @param {Wrapped} content
 * @returns {Promise<Content | null>} null: damaged
 */
export async function openContent(subtle, id, key, { nonce, sealed }) {
  try {
    const plaintext = await subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: info(id) }, key, sealed);
    const content = JSON.parse(textOf(new Uint8Array(plaintext)));
    delete content.author;
    return content;
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
}

/** @param {SubtleCrypto} subtle @param {OpenVault} vault @param {string} id @param {Bytes} keyForVault */
function rawKey(subtle, { privateKey, publicKey }, id, keyForVault) {
  return open(subtle, { privateKey, recipient: publicKey, info: info(id), sealed: keyForVault });
}

/** @param {SubtleCrypto} subtle @param {Bytes} raw */
function importKey(subtle, raw) {
  return subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** @param {string} id @returns {Bytes} */
function info(id) {
  return concat(label("draft"), utf8(id));
}
