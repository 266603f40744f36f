/**
 * One round of delivery: gather, sign, mark as sending, push, verify the receipts, commit what they say. Tells its caller how it went.
 *
 * A record is marked `sending` in a strict commit before the request leaves, and becomes received only in a strict commit after its
 * receipt verified. Killed anywhere between, the round is simply done again: the server knows what it has. When to do one: sender.js.
 * Public: createDelivery.
 */
import { readAnnouncement } from "../wire/announcement.js";
import { readReceipt } from "../wire/receipt.js";
import { claimOf, deviceClaim, importVerifier, sign } from "../wire/signing.js";
import { gather, heartbeatOf, pushOf } from "./batch.js";
import { hearAnswer, momentOf, settle } from "./heard.js";
import { createMending } from "./missing.js";
import { frees, isDue, offeredRecord, refuses } from "./record.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").OutboxRecord} OutboxRecord */
/** @typedef {import("../storage/shapes.js").DeviceMeta} DeviceMeta */
/** @typedef {import("../network/server.js").Server} Server */
/** @typedef {import("../network/server.js").NotOk} NotOk */
/** @typedef {import("../wire/receipt.js").Receipt} Receipt */
/** @typedef {import("./heard.js").Judged} Judged */
/** @typedef {import("./batch.js").Gathered} Gathered */
/** @typedef {ReturnType<typeof createDelivery>} Delivery */

/**
 * @typedef {{ did: "delivered", offered: number }
 *   | { did: "nothing", dueInMs: number }
 *   | { did: "halve", offered: number }
 *   | { did: "set_aside" }
 *   | { did: "hold", ms: number }
 *   | { did: "failed", word: "unreachable" | "not_ours" | "busy" }} Round
 *   `halve`: the batch was too much, try fewer · `set_aside`: one record went to attention, go on · `hold`: the server asked to wait
 */

const HEARTBEAT_EVERY_MS = 5 * 60_000;

/** @param {Pick<Ports, "store" | "crypto" | "random" | "clock" | "app">} ports @param {Server} server */
export function createDelivery({ store, crypto: { subtle }, random, clock, app }, server) {
  const mend = createMending({ store, subtle, random, clock });
  let pushedAt = -Infinity;
  return {
    /** @param {number} limit how many envelopes at most @returns {Promise<Round>} */
    async round(limit) {
      const gathered = await store.read(["meta", "outbox"], (tx) => gather(tx, clock.now(), limit));
      if (!gathered) return { did: "nothing", dueInMs: Infinity };
      const spokeLately = clock.monotonic() - pushedAt < HEARTBEAT_EVERY_MS;
      if (gathered.due.length === 0 && spokeLately) return { did: "nothing", dueInMs: gathered.dueInMs };
      const offered = await offer(gathered);
      const asked = readClock();
      const answer = await server.push(pushOf(gathered.device, await heartbeat(gathered), offered));
      if (!answer.ok) return refusedWhole(answer, offered);
      await hear(gathered, offered, answer.body, momentOf(answer.body.server_time, asked, readClock()));
      return { did: "delivered", offered: offered.length };
    },
  };

  function readClock() {
    return { wall: clock.now(), monotonic: clock.monotonic() };
  }

  /**
   * Everything the answer says, in one strict commit; what it misses is mended after.
   * @param {Gathered} gathered
   * @param {OutboxRecord[]} offered
   * @param {import("../network/server.js").PushAnswer} answer
   * @param {import("./heard.js").Moment} moment
   */
  async function hear({ device, place: { epoch } }, offered, answer, moment) {
    pushedAt = clock.monotonic();
    const receiptKey = await importVerifier(subtle, device.receiptKey);
    const judged = await judge(receiptKey, device, offered, answer.receipts);
    const sealing = await readAnnouncement(subtle, receiptKey, answer.key);
    const names = /** @type {("meta" | "vaults" | "outbox")[]} */ (["meta", "vaults", "outbox"]);
    const write = async (/** @type {Tx} */ tx) => {
      await hearAnswer(tx, answer, epoch, judged, moment, random.unit);
      if (sealing && sealing.id !== device.sealing.id) await tx.setMeta("device", { ...device, sealing });
    };
    await store.write(names, write, { strict: true });
    await mend(device, epoch, answer.missing);
  }

  /**
   * Signs what has no signature yet; what was undone meanwhile is not offered.
   * @param {Gathered} gathered
   * @returns {Promise<OutboxRecord[]>}
   */
  async function offer({ device, due }) {
    if (due.length === 0) return [];
    const signed = await Promise.all(
      due.map(async (record) => offeredRecord(record, record.deviceSig ?? (await signature(device, record)))),
    );
    return store.write(["outbox"], (tx) => markOffered(tx, signed, clock.now()), { strict: true });
  }

  /** @param {DeviceMeta} device @param {OutboxRecord} record */
  async function signature({ privateKey }, record) {
    return sign(subtle, privateKey, await deviceClaim(subtle, record.header, record, record.bodyHash));
  }

  /** @param {Gathered} gathered */
  async function heartbeat(gathered) {
    const bytes = heartbeatOf(gathered, app, clock.now());
    return { bytes, signature: await sign(subtle, gathered.device.privateKey, claimOf("heartbeat", bytes)) };
  }

  /**
   * @param {CryptoKey} receiptKey
   * @param {DeviceMeta} device
   * @param {OutboxRecord[]} offered
   * @param {unknown[]} elements
   * @returns {Promise<Judged[]>}
   */
  async function judge(receiptKey, device, offered, elements) {
    const receipts = await Promise.all(elements.map((element) => readReceipt(subtle, receiptKey, element)));
    const believed = receipts.filter((receipt) => receipt !== null);
    return offered.map((record) => ({ id: record.id, verdict: verdictOn(record, believed, device.id) }));
  }

  /**
   * No envelope was judged: the whole push was turned away.
   * @param {NotOk} answer
   * @param {OutboxRecord[]} offered
   * @returns {Promise<Round>}
   */
  async function refusedWhole({ status, error, ours, retryAfterMs }, offered) {
    const tooMuch = status === 413 || (status === 400 && ours);
    if (tooMuch && offered.length > 1) return { did: "halve", offered: offered.length };
    const [single] = offered;
    if (tooMuch && ours && single) return setAside(single, error ?? "refused");
    if (retryAfterMs !== null && (status === 429 || status === 503)) return { did: "hold", ms: retryAfterMs };
    return { did: "failed", word: status === null ? "unreachable" : ours ? "busy" : "not_ours" };
  }

  /** @param {OutboxRecord} record @param {string} reason @returns {Promise<Round>} */
  async function setAside(record, reason) {
    const verdict = { freed: /** @type {const} */ (false), reasons: [reason] };
    await store.write(["outbox"], (tx) => settle(tx, record.id, verdict, clock.now(), random.unit()), { strict: true });
    return { did: "set_aside" };
  }
}

/** @param {Tx} tx @param {OutboxRecord[]} signed @param {number} now @returns {Promise<OutboxRecord[]>} */
async function markOffered(tx, signed, now) {
  const offered = [];
  for (const record of signed) {
    const found = await tx.get("outbox", record.id);
    if (!found || !isDue(found, now)) continue;
    await tx.put("outbox", record);
    offered.push(record);
  }
  return offered;
}

/** @param {OutboxRecord} record @param {Receipt[]} receipts @param {string} device @returns {Judged["verdict"]} */
function verdictOn(record, receipts, device) {
  const receipt = receipts.find((one) => frees(one, record, device));
  if (receipt) return { freed: true, receipt };
  const refusal = receipts.find((one) => refuses(one, record, device));
  return { freed: false, reasons: refusal ? ["refused", ...refusal.reasons] : ["no_receipt"] };
}
