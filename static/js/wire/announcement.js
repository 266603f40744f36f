/**
 * Which key to seal to from now on: the server says it with every answer, signed by the receipt key that was pinned at enrolment.
 *
 * Public: readAnnouncement.
 */
import { textOf, unb64 } from "./bytes.js";
import { readSigned } from "./receipt.js";
import { claimOf, verify } from "./signing.js";

/** @typedef {{ id: string, publicKey: import("./bytes.js").Bytes }} SealingKey */

/**
 * @param {SubtleCrypto} subtle
 * @param {CryptoKey} receiptKey
 * @param {unknown} element the answer's `key`
 * @returns {Promise<SealingKey | null>} null: none came, or nobody to believe said it
 */
export async function readAnnouncement(subtle, receiptKey, element) {
  const signed = readSigned(element);
  if (!signed || !(await verify(subtle, receiptKey, signed.signature, claimOf("key", signed.bytes)))) return null;
  const { v, id, public_key } = JSON.parse(textOf(signed.bytes));
  const publicKey = unb64(public_key);
  return v === 1 && typeof id === "string" && publicKey?.length === 65 ? { id, publicKey } : null;
}
