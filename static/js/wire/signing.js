/**
 * ECDSA P-256 with SHA-256, signatures as r ‖ s: what the device and the author sign, and what the server signed.
 *
 * Public: ECDSA, sign, verify, importVerifier, and the bytes that each signature stands under (docs/wire.md, Encoding).
 */
import { concat, label, sha256, u64 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {{ bytes: Bytes, signature: Bytes }} Signed exact bytes beside their signature */
/** @typedef {{ epoch: number, sequence: number }} Place */

export const ECDSA = { name: "ECDSA", namedCurve: "P-256" };
const WITH_SHA256 = { name: "ECDSA", hash: "SHA-256" };

/** @param {SubtleCrypto} subtle @param {CryptoKey} key @param {Bytes} claim @returns {Promise<Bytes>} */
export async function sign(subtle, key, claim) {
  return new Uint8Array(await subtle.sign(WITH_SHA256, key, claim));
}

/** @param {SubtleCrypto} subtle @param {CryptoKey} key @param {Bytes} signature @param {Bytes} claim */
export function verify(subtle, key, signature, claim) {
  return subtle.verify(WITH_SHA256, key, signature, claim);
}

/** @param {SubtleCrypto} subtle @param {Bytes} point uncompressed */
export function importVerifier(subtle, point) {
  return subtle.importKey("raw", point, ECDSA, true, ["verify"]);
}

/** A heartbeat, receipt, certificate or key announcement. @param {string} kind @param {Bytes} json @returns {Bytes} */
export function claimOf(kind, json) {
  return concat(label(kind), json);
}

/** @param {SubtleCrypto} subtle @param {Bytes} header @param {Bytes} bodyHash */
export async function authorClaim(subtle, header, bodyHash) {
  return concat(label("author"), await sha256(subtle, header), bodyHash);
}

/** @param {SubtleCrypto} subtle @param {Bytes} header @param {Place} place @param {Bytes} bodyHash */
export async function deviceClaim(subtle, header, place, bodyHash) {
  return concat(label("device"), await sha256(subtle, header), u64(place.epoch), u64(place.sequence), bodyHash);
}
