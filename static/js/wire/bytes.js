/**
 * The contract's alphabet in the browser: base64url, labels, eight-byte integers, JSON bytes, times (the twin of sync/encoding.py).
 *
 * Every signed or bound thing is built from these. Knows no key, no store and no clock.
 * Public: utf8, textOf, b64, unb64, concat, u64, label, sameBytes, sha256, jsonBytes, instant.
 */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const LATEST = Date.UTC(9999, 11, 31);

/** @param {string} text @returns {Bytes} */
export function utf8(text) {
  return new Uint8Array(encoder.encode(text));
}

/** @param {Bytes} bytes UTF-8; throws for anything else */
export function textOf(bytes) {
  return decoder.decode(bytes);
}

/** base64url without padding (RFC 4648 §5). @param {Bytes} bytes */
export function b64(bytes) {
  let binary = "";
  for (let start = 0; start < bytes.length; start += 8192) binary += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * The bytes of unpadded base64url; null for anything else, a non-canonical last character included.
 * @param {unknown} text
 * @returns {Bytes | null}
 */
export function unb64(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return b64(bytes) === text ? bytes : null;
}

/** @param {...Bytes} parts @returns {Bytes} */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Eight bytes, big-endian. @param {number} number @returns {Bytes} */
export function u64(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

/**
 * `fieldform/1 <name>` and one zero byte: keeps a signature of one kind from passing as another.
 * @param {string} name
 * @returns {Bytes}
 */
export function label(name) {
  return utf8(`fieldform/1 ${name}\0`);
}

/** @param {Bytes} one @param {Bytes} other */
export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** @param {SubtleCrypto} subtle @param {Bytes} bytes @returns {Promise<Bytes>} */
export async function sha256(subtle, bytes) {
  return new Uint8Array(await subtle.digest("SHA-256", bytes));
}

/**
 * JSON as UTF-8. Half a character and NUL, which no server stores alike, become U+FFFD and nothing: a pasted oddity must not
 * cost the report.
 * @param {unknown} value
 * @returns {Bytes}
 */
export function jsonBytes(value) {
  return utf8(JSON.stringify(value, (_key, inner) => (typeof inner === "string" ? wholeText(inner) : inner)));
}

/**
 * An ISO time in UTC. A clock that is wrong beyond the four-digit years is brought inside them.
 * @param {number} ms since 1970
 */
export function instant(ms) {
  return new Date(Math.min(Math.max(Math.round(ms) || 0, 0), LATEST)).toISOString();
}

/** @param {string} text */
function wholeText(text) {
  return text.replace(/\p{Surrogate}/gu, "\ufffd").replaceAll("\0", "");
}
