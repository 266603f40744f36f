/**
 * Every number is accounted for: what the server misses is offered again, and a number whose record this device lost gets a void.
 *
 * Public: createMending.
 */
import { sealEnvelope } from "../wire/envelope.js";
import { offeredAgain, waitingRecord } from "./record.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").DeviceMeta} DeviceMeta */
/** @typedef {import("./record.js").Unplaced} Unplaced */

const AT_A_TIME = 100;

/** @param {Pick<Ports, "store" | "random" | "clock"> & { subtle: SubtleCrypto }} ports */
export function createMending({ store, subtle, random, clock }) {
  /**
   * Once in this page's life: a server that goes on missing what it acknowledged must not keep the sender running.
   * @type {Set<string>}
   */
  const mended = new Set();

  /**
   * @param {DeviceMeta} device
   * @param {number} epoch
   * @param {number[]} missing sequences that the server has not seen
   */
  return async function mend(device, epoch, missing) {
    const asked = missing.filter((sequence) => Number.isSafeInteger(sequence) && sequence > 0 && !mended.has(`${epoch}/${sequence}`)).slice(0, AT_A_TIME);
    if (asked.length === 0) return;
    const { lost, again } = await store.write(["meta", "outbox"], (tx) => offerMissing(tx, epoch, asked), { strict: true });
    for (const sequence of lost) {
      const nothing = await lostRecord(subtle, random, clock, device);
      await store.write(["outbox"], (tx) => putInEmptyPlace(tx, nothing, epoch, sequence), { strict: true });
    }
    for (const sequence of [...lost, ...again]) mended.add(`${epoch}/${sequence}`);
  };
}

/**
 * What was received once goes out again; what still waits is on its way anyhow.
 * @param {Tx} tx
 * @param {number} epoch
 * @param {number[]} asked
 * @returns {Promise<{ again: number[], lost: number[] }>} `lost`: numbers given here of which nothing is left
 */
async function offerMissing(tx, epoch, asked) {
  const place = await tx.meta("place");
  const [lost, again] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
  for (const sequence of asked) {
    const record = await tx.at(epoch, sequence);
    if (record?.state === "received" && record.body !== null) {
      await tx.put("outbox", offeredAgain(record));
      again.push(sequence);
    }
    const givenHere = place && (epoch < place.epoch || sequence < place.next);
    if (!record && givenHere) lost.push(sequence);
  }
  return { again, lost };
}

/**
 * @param {SubtleCrypto} subtle
 * @param {import("../device/ports.js").Random} random
 * @param {import("../device/ports.js").Clock} clock
 * @param {DeviceMeta} device
 */
async function lostRecord(subtle, random, clock, device) {
  const made = { kind: /** @type {const} */ ("void"), id: random.uuid(), author: "nobody" };
  const header = { ...made, device: device.id, key: device.sealing.id };
  const envelope = await sealEnvelope(subtle, device.sealing.publicKey, header, { id: random.uuid(), reason: "unreadable" });
  return waitingRecord({ ...made, envelope, authorSig: null }, clock.now(), 0);
}

/** @param {Tx} tx @param {Unplaced} nothing @param {number} epoch @param {number} sequence */
async function putInEmptyPlace(tx, nothing, epoch, sequence) {
  if (!(await tx.at(epoch, sequence))) await tx.put("outbox", { ...nothing, epoch, sequence });
}
