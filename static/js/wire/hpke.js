/**
 * HPKE (RFC 9180), base mode, single shot: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, composed from WebCrypto.
 *
 * HKDF's two halves are HMACs here, because WebCrypto's HKDF does both at once. Knows nothing of what is sealed or why.
 * Public: seal, open, generatePair, publicOf.
 */
import { concat, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {{ privateKey: CryptoKey, publicKey: CryptoKey }} Pair an ECDH pair whose public half can be exported */

const P256 = { name: "ECDH", namedCurve: "P-256" };
const POINT_BYTES = 65;
const EMPTY = new Uint8Array(0);
const VERSION = utf8("HPKE-v1");
const KEM = concat(utf8("KEM"), Uint8Array.of(0x00, 0x10));
const SUITE = concat(utf8("HPKE"), Uint8Array.of(0x00, 0x10, 0x00, 0x01, 0x00, 0x02));

/**
 * @param {SubtleCrypto} subtle
 * @param {{ recipient: Bytes, info: Bytes, plaintext: Bytes, aad?: Bytes, ephemeral?: Pair }} what `recipient`: uncompressed public
 *   point; `ephemeral` only to check published vectors
 * @returns {Promise<Bytes>} enc ‖ ciphertext
 */
export async function seal(subtle, { recipient, info, plaintext, aad = EMPTY, ephemeral }) {
  const own = ephemeral ?? (await generatePair(subtle));
  const enc = await publicOf(subtle, own);
  const shared = await sharedSecret(subtle, own.privateKey, recipient, concat(enc, recipient));
  const { key, nonce } = await schedule(subtle, shared, info, "encrypt");
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: aad }, key, plaintext);
  return concat(enc, new Uint8Array(sealed));
}

/**
 * @param {SubtleCrypto} subtle
 * @param {{ privateKey: CryptoKey, recipient: Bytes, info: Bytes, sealed: Bytes, aad?: Bytes }} what
 *   `recipient`: the public half of `privateKey`
 * @returns {Promise<Bytes | null>} null: not sealed for this key and this `info`, or damaged
 */
export async function open(subtle, { privateKey, recipient, info, sealed, aad = EMPTY }) {
  try {
    const enc = sealed.slice(0, POINT_BYTES);
    const shared = await sharedSecret(subtle, privateKey, enc, concat(enc, recipient));
    const { key, nonce } = await schedule(subtle, shared, info, "decrypt");
    return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: aad }, key, sealed.slice(POINT_BYTES)));
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
}

/** @param {SubtleCrypto} subtle @returns {Promise<Pair>} */
export async function generatePair(subtle) {
  return subtle.generateKey(P256, false, ["deriveBits"]);
}

/**
 * The uncompressed point, 65 bytes.
 * @param {SubtleCrypto} subtle
 * @param {{ publicKey: CryptoKey }} pair
 * @returns {Promise<Bytes>}
 */
export async function publicOf(subtle, pair) {
  return new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
}

/**
 * DHKEM's ExtractAndExpand (RFC 9180 §4.1).
 * @param {SubtleCrypto} subtle @param {CryptoKey} own @param {Bytes} theirs @param {Bytes} context
 */
async function sharedSecret(subtle, own, theirs, context) {
  const point = await subtle.importKey("raw", theirs, P256, true, []);
  const dh = new Uint8Array(await subtle.deriveBits({ name: "ECDH", public: point }, own, 256));
  const prk = await extract(subtle, KEM, EMPTY, "eae_prk", dh);
  return expand(subtle, KEM, prk, "shared_secret", context, 32);
}

/**
 * The key schedule of base mode (RFC 9180 §5.1): no PSK, mode byte 0.
 * @param {SubtleCrypto} subtle @param {Bytes} shared @param {Bytes} info @param {"encrypt" | "decrypt"} use
 */
async function schedule(subtle, shared, info, use) {
  const [pskIdHash, infoHash, secret] = await Promise.all([
    extract(subtle, SUITE, EMPTY, "psk_id_hash", EMPTY),
    extract(subtle, SUITE, EMPTY, "info_hash", info),
    extract(subtle, SUITE, shared, "secret", EMPTY),
  ]);
  const context = concat(Uint8Array.of(0), pskIdHash, infoHash);
  const raw = await expand(subtle, SUITE, secret, "key", context, 32);
  const nonce = await expand(subtle, SUITE, secret, "base_nonce", context, 12);
  return { key: await subtle.importKey("raw", raw, "AES-GCM", false, [use]), nonce };
}

/** @param {SubtleCrypto} subtle @param {Bytes} suite @param {Bytes} salt @param {string} name @param {Bytes} ikm */
function extract(subtle, suite, salt, name, ikm) {
  return hmac(subtle, salt, concat(VERSION, suite, utf8(name), ikm));
}

/**
 * One block of HKDF-Expand is enough: nothing here is longer than 32 bytes.
 * @param {SubtleCrypto} subtle
 * @param {Bytes} suite
 * @param {Bytes} prk
 * @param {string} name
 * @param {Bytes} info
 * @param {number} length
 */
async function expand(subtle, suite, prk, name, info, length) {
  const labeled = concat(Uint8Array.of(0, length), VERSION, suite, utf8(name), info, Uint8Array.of(1));
  return (await hmac(subtle, prk, labeled)).slice(0, length);
}

/**
 * HMAC pads its key with zeros, so that 32 of them stand for the empty key, which WebCrypto refuses.
 * @param {SubtleCrypto} subtle @param {Bytes} key @param {Bytes} message
 * @returns {Promise<Bytes>}
 */
async function hmac(subtle, key, message) {
  const raw = key.length === 0 ? new Uint8Array(32) : key;
  const imported = await subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, message));
}
