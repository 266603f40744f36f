/**
 * A vault's cryptography: two private halves wrapped under a phrase, and what can be done once they are open.
 *
 * PBKDF2-SHA256 makes an AES-256-GCM key of the phrase; WebCrypto wraps and unwraps, so that the bytes never stand in a variable.
 * Unwrapped keys are handed back for memory only: never store one, not even non-extractable (Chromium writes its bytes to its log).
 * Public: makeVault, phraseKey, openVault, openQuickly, withQuick.
 */
import { concat, jsonBytes, label, textOf, utf8 } from "../wire/bytes.js";
import { open, publicOf, seal } from "../wire/hpke.js";
import { ECDSA } from "../wire/signing.js";

/** @typedef {import("../wire/bytes.js").Bytes} Bytes */
/** @typedef {import("../storage/shapes.js").VaultRecord} VaultRecord */
/** @typedef {import("../storage/shapes.js").Wrapped} Wrapped */
/** @typedef {{ name: string, username: string, role: string, agencyName?: string | null }} Profile */
/** @typedef {{ id: string, user: string, privateKey: CryptoKey, publicKey: Bytes, authorKey: CryptoKey, profile: Profile }} OpenVault */

const ECDH = { name: "ECDH", namedCurve: "P-256" };

/**
 * @param {SubtleCrypto} subtle
 * @param {import("../device/ports.js").Random} random
 * @param {{ user: string, phrase: string, profile: Profile, rounds: number }} owner
 * @returns {Promise<VaultRecord>}
 */
export async function makeVault(subtle, random, { user, phrase, profile, rounds }) {
  const id = random.uuid();
  const salt = random.bytes(16);
  const wrapping = await wrappingKey(subtle, { phrase, salt, rounds });
  const vault = await subtle.generateKey(ECDH, true, ["deriveBits"]);
  const author = await subtle.generateKey(ECDSA, true, ["sign", "verify"]);
  const publicKey = await publicOf(subtle, vault);
  const sealedProfile = await seal(subtle, { recipient: publicKey, info: profileInfo(id), plaintext: jsonBytes(profile) });
  return {
    id,
    user,
    rounds,
    salt,
    publicKey,
    current: true,
    authorRegistered: false,
    cursor: "",
    profile: sealedProfile,
    privateKey: await wrap(subtle, wrapping, vault.privateKey, random.bytes(12), binding(id, "vault")),
    authorPublicKey: await publicOf(subtle, author),
    authorPrivateKey: await wrap(subtle, wrapping, author.privateKey, random.bytes(12), binding(id, "author")),
  };
}

/**
 * @param {SubtleCrypto} subtle
 * @param {Pick<VaultRecord, "salt" | "rounds">} record
 * @param {string} phrase
 * @returns {Promise<CryptoKey>} what wraps this vault's keys, if the phrase is the right one; nothing leads from it back to the phrase
 */
export function phraseKey(subtle, { salt, rounds }, phrase) {
  return wrappingKey(subtle, { phrase, salt, rounds });
}

/** @param {SubtleCrypto} subtle @param {VaultRecord} record @param {CryptoKey} key of a phrase @returns {Promise<OpenVault | null>} null: of another phrase */
export function openVault(subtle, record, key) {
  return unwrapped(subtle, record, record, key);
}

/** @param {SubtleCrypto} subtle @param {VaultRecord} record @param {Bytes} secret a passkey's @returns {Promise<OpenVault | null>} */
export async function openQuickly(subtle, record, secret) {
  return record.quick ? unwrapped(subtle, record, record.quick, await quickKey(subtle, secret, record.quick.salt, record.id)) : null;
}

/**
 * The same keys under a passkey's secret too; they leave their wrapping only inside WebCrypto.
 * @param {SubtleCrypto} subtle
 * @param {import("../device/ports.js").Random} random
 * @param {VaultRecord} record
 * @param {CryptoKey} from the phrase's
 * @param {{ credential: Bytes, secret: Bytes }} passkey
 * @returns {Promise<import("../storage/shapes.js").Quick | null>} null: of another phrase
 */
export async function withQuick(subtle, random, record, from, { credential, secret }) {
  const salt = random.bytes(16);
  const to = await quickKey(subtle, secret, salt, record.id);
  const again = async (/** @type {Wrapped} */ wrapped, /** @type {string} */ half, /** @type {EcKeyImportParams} */ kind, /** @type {KeyUsage} */ use) =>
    wrap(subtle, to, await unwrap(subtle, from, wrapped, binding(record.id, half), kind, use, true), random.bytes(12), binding(record.id, half));
  try {
    const privateKey = await again(record.privateKey, "vault", ECDH, "deriveBits");
    return { credential, salt, privateKey, authorPrivateKey: await again(record.authorPrivateKey, "author", ECDSA, "sign") };
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
}

/**
 * @param {SubtleCrypto} subtle
 * @param {VaultRecord} record
 * @param {{ privateKey: Wrapped, authorPrivateKey: Wrapped }} wraps
 * @param {CryptoKey} wrapping
 * @returns {Promise<OpenVault | null>} null: not the key they are wrapped under
 */
async function unwrapped(subtle, { id, user, publicKey, profile: sealed }, wraps, wrapping) {
  try {
    const privateKey = await unwrap(subtle, wrapping, wraps.privateKey, binding(id, "vault"), ECDH, "deriveBits");
    const authorKey = await unwrap(subtle, wrapping, wraps.authorPrivateKey, binding(id, "author"), ECDSA, "sign");
    const profile = await open(subtle, { privateKey, recipient: publicKey, info: profileInfo(id), sealed });
    return { id, user, privateKey, publicKey, authorKey, profile: JSON.parse(textOf(profile ?? utf8("{}"))) };
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
}

/** HKDF-SHA256 (RFC 5869) of the passkey's PRF output. @param {SubtleCrypto} subtle @param {Bytes} secret @param {Bytes} salt @param {string} id */
async function quickKey(subtle, secret, salt, id) {
  const given = await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt, info: binding(id, "passkey") };
  return subtle.deriveKey(derivation, given, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/**
 * One phrase typed on two keyboards may come as different characters: NFKC makes them one.
 * @param {SubtleCrypto} subtle
 * @param {{ phrase: string, salt: Bytes, rounds: number }} from
 */
async function wrappingKey(subtle, { phrase, salt, rounds }) {
  const typed = await subtle.importKey("raw", utf8(phrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return subtle.deriveKey(derivation, typed, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/**
 * @param {SubtleCrypto} subtle
 * @param {CryptoKey} wrapping
 * @param {CryptoKey} key
 * @param {Bytes} nonce
 * @param {Bytes} bound
 * @returns {Promise<Wrapped>}
 */
async function wrap(subtle, wrapping, key, nonce, bound) {
  const sealed = await subtle.wrapKey("pkcs8", key, wrapping, { name: "AES-GCM", iv: nonce, additionalData: bound });
  return { nonce, sealed: new Uint8Array(sealed) };
}

/**
 * @param {SubtleCrypto} subtle
 * @param {CryptoKey} wrapping
 * @param {Wrapped} wrapped
 * @param {Bytes} bound
 * @param {EcKeyImportParams} kind
 * @param {KeyUsage} use
 * @param {boolean} [again] to be wrapped once more
 */
function unwrap(subtle, wrapping, { nonce, sealed }, bound, kind, use, again = false) {
  return subtle.unwrapKey("pkcs8", sealed, wrapping, { name: "AES-GCM", iv: nonce, additionalData: bound }, kind, again, [use]);
}

/** @param {string} id @param {string} half @returns {Bytes} */
function binding(id, half) {
  return concat(label("vault"), utf8(`${id} ${half}`));
}

/** @param {string} id @returns {Bytes} */
function profileInfo(id) {
  return concat(label("profile"), utf8(id));
}
