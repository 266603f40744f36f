/**
 * Enrolment: this device makes its own key, proves that it holds it, and pins what the server says of itself.
 *
 * The pair is kept before it is offered, so that a lost answer can be asked for again with the same one.
 * Public: createEnrolment.
 */
import { b64, instant, jsonBytes, sameBytes, textOf, unb64 } from "../wire/bytes.js";
import { publicOf } from "../wire/hpke.js";
import { readSigned } from "../wire/receipt.js";
import { ECDSA, claimOf, importVerifier, sign, verify } from "../wire/signing.js";
import { onPaper } from "../outbox/batch.js";
import { firstContact } from "../outbox/heard.js";
import { wordFor } from "./sign_in.js";

/** @typedef {import("./ports.js").Ports} Ports */
/** @typedef {import("../network/server.js").Server} Server */
/** @typedef {import("../network/server.js").NotOk} NotOk */
/** @typedef {import("../storage/shapes.js").EnrollingMeta} EnrollingMeta */
/** @typedef {import("../storage/shapes.js").DeviceMeta} DeviceMeta */
/** @typedef {import("./face.js").EnrolResult} EnrolResult */
/** @typedef {{ device: DeviceMeta, epoch: number, instance: string }} Pinned */
/** @typedef {{ id: string, privateKey: CryptoKey, publicKey: import("../wire/bytes.js").Bytes }} Pair */

/** @param {Pick<Ports, "store" | "crypto" | "random" | "clock" | "app">} ports @param {Server} server */
export function createEnrolment({ store, crypto: { subtle }, random, clock, app }, server) {
  /** @param {string} code "" where IT gave none: then it is pending @param {boolean} [mayStartOver] @returns {Promise<EnrolResult>} */
  async function enrol(code, mayStartOver = true) {
    const hello = await server.session();
    if (!hello.ok) return { enrolled: false, reason: wordFor(hello) };
    if (!hello.body.user) return { enrolled: false, reason: "sign_in_needed" };
    const asked = await server.challenge();
    if (!asked.ok) return { enrolled: false, reason: wordFor(asked) };
    const own = await ownPair();
    const heartbeat = await proof(own, asked.body.challenge);
    const answer = await server.enrol(hello.body.csrf, { code, device: own.id, public_key: b64(own.publicKey), heartbeat });
    if (!answer.ok && answer.error === "device_known" && mayStartOver) return startOver(code);
    if (!answer.ok) return notEnrolled(answer);
    const pinned = await readAnswer(subtle, own, answer.body);
    if (!pinned) return { enrolled: false, reason: "not_ours" };
    await store.write(["meta"], (tx) => pin(tx, pinned), { strict: true });
    return { enrolled: true };
  }

  /**
   * The server took this pair in before and its answer was lost, with the certificate in it: only a new pair helps.
   * @param {string} code
   */
  async function startOver(code) {
    await store.write(["meta"], (tx) => tx.removeMeta("enrolling"), { strict: true });
    return enrol(code, false);
  }

  /** @returns {Promise<EnrollingMeta>} */
  async function ownPair() {
    const kept = await store.read(["meta"], (tx) => tx.meta("enrolling"));
    if (kept) return kept;
    const pair = await subtle.generateKey(ECDSA, false, ["sign", "verify"]);
    const made = { id: random.uuid(), privateKey: pair.privateKey, publicKey: await publicOf(subtle, pair) };
    await store.write(["meta"], (tx) => tx.setMeta("enrolling", made), { strict: true });
    return made;
  }

  /** @param {Pair} own @param {string} challenge */
  async function proof(own, challenge) {
    const place = { epoch: 1, next_sequence: 1, waiting: 0, oldest_unacknowledged: null };
    const bytes = jsonBytes({ device: own.id, ...place, app, wall_clock: instant(clock.now()), challenge });
    return onPaper({ bytes, signature: await sign(subtle, own.privateKey, claimOf("heartbeat", bytes)) });
  }

  /**
   * A device that was begun without a code asks how it stands; approved, it gets the certificate of one of the agency's own.
   * @param {DeviceMeta} device
   * @returns {Promise<boolean>} whether it is approved
   */
  async function isApproved(device) {
    const [hello, asked] = [await server.session(), await server.challenge()];
    const point = unb64(JSON.parse(textOf(device.certificate.bytes)).public_key);
    if (!hello.ok || !asked.ok || !point) return false;
    const own = { id: device.id, privateKey: device.privateKey, publicKey: point };
    const heartbeat = await proof(own, asked.body.challenge);
    const answer = await server.enrol(hello.body.csrf, { device: own.id, public_key: b64(own.publicKey), heartbeat });
    const pinned = answer.ok ? await readAnswer(subtle, own, answer.body) : null;
    if (!pinned || pinned.device.pending) return false;
    await store.write(["meta"], (tx) => renew(tx, pinned.device), { strict: true });
    return true;
  }

  return { enrol: (/** @type {string} */ code) => enrol(code), isApproved };
}

/** @param {NotOk} answer @returns {EnrolResult} */
function notEnrolled(answer) {
  switch (answer.error) {
    case "code_used":
    case "code_expired":
    case "proof_failed":
    case "too_many_pending":
      return { enrolled: false, reason: answer.error };
    case "code_unknown":
    case "code_elsewhere": // It is another agency's: here it is not known.
      return { enrolled: false, reason: "code_unknown" };
    case "device_known":
      return { enrolled: false, reason: "proof_failed" };
    case "sign_in_needed":
      return { enrolled: false, reason: "sign_in_needed" };
    default:
      return { enrolled: false, reason: wordFor(answer) };
  }
}

/**
 * Everything whole, and the certificate really this device's: otherwise null.
 * @param {SubtleCrypto} subtle
 * @param {Pair} own
 * @param {Record<string, any>} answer
 * @returns {Promise<Pinned | null>}
 */
async function readAnswer(subtle, own, answer) {
  const sealing = { id: String(answer.keys?.sealing?.id), publicKey: unb64(answer.keys?.sealing?.public_key) };
  const receiptKey = unb64(answer.keys?.receipt?.public_key);
  const certificate = readSigned(answer.certificate);
  if (!sealing.publicKey || !receiptKey || !certificate || !Number.isSafeInteger(answer.epoch)) return null;
  const verifier = await importVerifier(subtle, receiptKey);
  const genuine = await verify(subtle, verifier, certificate.signature, claimOf("certificate", certificate.bytes));
  if (!genuine || !certifies(certificate.bytes, own)) return null;
  const pending = answer.pending === true;
  const device = { id: own.id, privateKey: own.privateKey, certificate, agency: String(answer.agency), receiptKey, pending };
  return {
    device: { ...device, sealing: { id: sealing.id, publicKey: sealing.publicKey } },
    epoch: answer.epoch,
    instance: String(answer.instance),
  };
}

/** @param {import("../wire/bytes.js").Bytes} bytes @param {Pair} own */
function certifies(bytes, own) {
  const { id, public_key } = JSON.parse(textOf(bytes));
  const point = unb64(public_key);
  return id === own.id && point !== null && sameBytes(point, own.publicKey);
}

/** @param {import("../storage/store.js").Tx} tx @param {Pinned} pinned */
async function pin(tx, { device, epoch, instance }) {
  await tx.setMeta("device", device);
  await tx.setMeta("place", { epoch, next: 1 });
  await tx.setMeta("contact", firstContact(instance));
  await tx.removeMeta("enrolling");
}

/** Only the certificate is new; what was pinned stays pinned. @param {import("../storage/store.js").Tx} tx @param {DeviceMeta} approved */
async function renew(tx, { certificate }) {
  const device = await tx.meta("device");
  if (device) await tx.setMeta("device", { ...device, certificate, pending: false });
}
