/**
 * The server's word on one envelope: believed only under the receipt key that was pinned at enrolment.
 *
 * Anything that does not verify is no receipt at all. Which record a receipt frees is decided by outbox/record.js.
 * Public: readReceipt, readSigned.
 */
import { textOf, unb64 } from "./bytes.js";
import { claimOf, verify } from "./signing.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./signing.js").Signed} Signed */

/**
 * @typedef {object} Receipt
 * @property {string} device
 * @property {string | null} id
 * @property {number | null} epoch
 * @property {number | null} sequence
 * @property {Bytes | null} bodyHash as the server stored and read it back; null where it was refused
 * @property {string} outcome accepted, duplicate, merged, conflict, held, quarantined, refused – or a later version's word
 * @property {string[]} reasons
 * @property {string} receivedAt ISO, the server's clock
 * @property {Signed} signed kept as proof
 */

/**
 * @param {SubtleCrypto} subtle
 * @param {CryptoKey} receiptKey
 * @param {unknown} element of the answer's `receipts`
 * @returns {Promise<Receipt | null>}
 */
export async function readReceipt(subtle, receiptKey, element) {
  const signed = readSigned(element);
  if (!signed || !(await verify(subtle, receiptKey, signed.signature, claimOf("receipt", signed.bytes)))) return null;
  return shape(signed);
}

/** @param {unknown} element @returns {Signed | null} */
export function readSigned(element) {
  const pair = /** @type {Record<string, unknown>} */ (element ?? {});
  const bytes = unb64(pair.bytes);
  const signature = unb64(pair.signature);
  return bytes && signature?.length === 64 ? { bytes, signature } : null;
}

/** @param {Signed} signed @returns {Receipt | null} */
function shape(signed) {
  const fields = JSON.parse(textOf(signed.bytes));
  if (fields.v !== 1 || typeof fields.outcome !== "string") return null;
  const { device, id, epoch, sequence, outcome } = fields;
  const reasons = Array.isArray(fields.reasons) ? fields.reasons.map(String) : [];
  return {
    device,
    id,
    epoch,
    sequence,
    bodyHash: unb64(fields.body_hash),
    outcome,
    reasons,
    receivedAt: String(fields.received_at),
    signed,
  };
}
