/**
 * A rescue file: what this device has not delivered, sealed and signed as it would have been sent, for any other road to the server.
 *
 * One line says what it is, each of the others is a push (docs/wire.md), so the server takes it through the same receive path, twice without
 * harm. What is in a file may have arrived: from then on it can no longer be undone. Public: createRescue.
 */
import { claimOf, deviceClaim, sign } from "../wire/signing.js";
import { byPlace, gather, heartbeatOf, pushOf, withinLimits } from "./batch.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").OutboxRecord} OutboxRecord */
/** @typedef {import("./batch.js").Gathered} Gathered */

const FIRST_LINE = JSON.stringify({ fieldform_rescue: 1 });

/** @param {Pick<Ports, "store" | "crypto" | "clock" | "app">} ports */
export function createRescue({ store, crypto: { subtle }, clock, app }) {
  /** @param {OutboxRecord} record @param {CryptoKey} key @returns {Promise<OutboxRecord>} */
  async function signed(record, key) {
    if (record.deviceSig) return record;
    return { ...record, deviceSig: await sign(subtle, key, await deviceClaim(subtle, record.header, record, record.bodyHash)) };
  }

  /** @param {Gathered} gathered @param {OutboxRecord[]} records @returns {Promise<string>} */
  async function line(gathered, records) {
    const bytes = heartbeatOf(gathered, app, clock.now());
    const heartbeat = { bytes, signature: await sign(subtle, gathered.device.privateKey, claimOf("heartbeat", bytes)) };
    return JSON.stringify(pushOf(gathered.device, heartbeat, records));
  }

  return {
    /**
     * @param {boolean} everything also sealed copies of what was received
     * @returns {Promise<{ records: number, text: string } | null>} null: nothing to copy
     */
    async copyOut(everything) {
      const [gathered, all] = await store.read(["meta", "outbox"], async (tx) => [await gather(tx, clock.now(), 0), await tx.all("outbox")]);
      const wanted = all.filter((record) => record.body !== null && (everything || record.state !== "received"));
      if (!gathered || wanted.length === 0) return null;
      const ready = await Promise.all(wanted.map((record) => signed(record, gathered.device.privateKey)));
      const copied = (await store.write(["outbox"], (tx) => markCopied(tx, ready), { strict: true })).sort(byPlace);
      const lines = [FIRST_LINE];
      for (let rest = copied; rest.length > 0; ) {
        const batch = withinLimits(rest);
        lines.push(await line(gathered, batch));
        rest = rest.slice(batch.length);
      }
      return { records: copied.length, text: `${lines.join("\n")}\n` };
    },
  };
}

/**
 * What another tab signed or undid meanwhile stays as that tab left it.
 * @param {Tx} tx @param {OutboxRecord[]} ready @returns {Promise<OutboxRecord[]>}
 */
async function markCopied(tx, ready) {
  const copied = [];
  for (const record of ready) {
    const found = await tx.get("outbox", record.id);
    if (!found?.body) continue;
    const kept = { ...found, offered: true, deviceSig: found.deviceSig ?? record.deviceSig };
    await tx.put("outbox", kept);
    copied.push(kept);
  }
  return copied;
}
