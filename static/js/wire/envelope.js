/**
 * Makes one envelope: header bytes fixed, body padded and sealed to the server once, and the hash that everything later refers to.
 *
 * What comes out is stored and sent as it is, never sealed again. The place and the device's signature come later (docs/wire.md, Envelope).
 * Public: sealEnvelope, onTheWire, pad.
 */
import { b64, concat, jsonBytes, label, sha256 } from "./bytes.js";
import { seal } from "./hpke.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {"submission" | "revision" | "action" | "draft" | "chunk" | "void"} Kind */
/** @typedef {{ kind: Kind, id: string, device: string, author: string, key: string }} Header nothing of the form, the person or the time */
/** @typedef {{ header: Bytes, body: Bytes, bodyHash: Bytes }} Envelope */

const BLOCK = 1024;
const SPACE = 0x20;

/**
 * @param {SubtleCrypto} subtle
 * @param {Bytes} sealingKey the server's public point, pinned at enrolment
 * @param {Header} header
 * @param {object} body what is sealed: JSON
 * @returns {Promise<Envelope>}
 */
export async function sealEnvelope(subtle, sealingKey, header, body) {
  const headerBytes = jsonBytes({ v: 1, ...header });
  const info = concat(label("body"), headerBytes);
  const sealed = await seal(subtle, { recipient: sealingKey, info, plaintext: pad(jsonBytes(body)) });
  return { header: headerBytes, body: sealed, bodyHash: await sha256(subtle, sealed) };
}

/**
 * Spaces up to the next multiple of 1,024 bytes, so that length tells little.
 * @param {Bytes} plaintext
 * @returns {Bytes}
 */
export function pad(plaintext) {
  const padded = new Uint8Array(Math.ceil(plaintext.length / BLOCK) * BLOCK).fill(SPACE);
  padded.set(plaintext);
  return padded;
}

/**
 * One element of a push. What was received before is offered again with its receipt: a server that lost it learns that it did.
 * @param {{ header: Bytes, body: Bytes, epoch: number, sequence: number, authorSig: Bytes | null, deviceSig: Bytes,
 *   receipt?: { signed: import("./signing.js").Signed } | null }} envelope
 */
export function onTheWire({ header, body, epoch, sequence, authorSig, deviceSig, receipt = null }) {
  const author_sig = authorSig === null ? null : b64(authorSig);
  const before = receipt && { receipt: { bytes: b64(receipt.signed.bytes), signature: b64(receipt.signed.signature) } };
  return { header: b64(header), body: b64(body), epoch, sequence, author_sig, device_sig: b64(deviceSig), ...before };
}
