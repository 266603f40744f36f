/**
 * Sending and undoing, as far as the device alone is concerned: seal first, then one strict transaction for record, number and draft.
 *
 * "Saved" may be said when `send` resolves, not before. An undone record leaves a signed void in its number. Delivery is delivery.js.
 * Public: createOutbox.
 */
import { b64, instant, sameBytes } from "../wire/bytes.js";
import { sealEnvelope } from "../wire/envelope.js";
import { authorClaim, sign } from "../wire/signing.js";
import { UNDO_MS, canBeUndone, waitingRecord } from "./record.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").OutboxRecord} OutboxRecord */
/** @typedef {import("../storage/shapes.js").DeviceMeta} DeviceMeta */
/** @typedef {import("../drafts/at_rest.js").Session} Session */
/** @typedef {import("../drafts/sealing.js").Content} Content */
/** @typedef {import("../vault/keys.js").OpenVault} OpenVault */
/** @typedef {import("./record.js").Made} Made */
/** @typedef {import("./record.js").Unplaced} Unplaced */
/** @typedef {{ draft: string | null, submission: string }} Undone what comes back, under the id of its next sending; an action has no draft */
/** @typedef {ReturnType<typeof createOutbox>} Outbox */

/** @param {Pick<Ports, "store" | "crypto" | "random" | "clock">} ports */
export function createOutbox({ store, crypto: { subtle }, random, clock }) {
  /**
   * @param {Omit<Made, "envelope" | "authorSig">} made
   * @param {object} body
   * @param {DeviceMeta} device
   * @param {OpenVault | null} vault
   * @returns {Promise<Made>}
   */
  async function seal(made, body, device, vault) {
    const { kind, id, author } = made;
    const envelope = await sealEnvelope(
      subtle,
      device.sealing.publicKey,
      { kind, id, device: device.id, author, key: device.sealing.id },
      body,
    );
    const authorSig = vault && (await sign(subtle, vault.authorKey, await authorClaim(subtle, envelope.header, envelope.bodyHash)));
    return { ...made, envelope, authorSig };
  }

  /**
   * @param {{ form: string, version: string, base: import("../wire/bytes.js").Bytes | null }} about
   * @param {object} answers
   * @param {number} capturedAt
   */
  async function bodyOf({ form, version, base }, answers, capturedAt) {
    const contact = await store.read(["meta"], (tx) => tx.meta("contact"));
    const times = {
      captured_at: instant(capturedAt),
      zone: clock.zone(),
      monotonic_ms: Math.round(clock.monotonic()),
      skew_ms: contact?.skewMs ?? null,
    };
    return { form, version, base: base && b64(base), ...times, answers, attachments: [] };
  }

  return {
    seal,
    bodyOf,

    /**
     * @param {Session} draft as saved just now
     * @param {Content} content
     * @param {DeviceMeta} device
     * @param {OpenVault | null} vault the author's, if open
     * @param {{ incomplete: boolean, alarm: boolean }} marks
     * @returns {Promise<OutboxRecord | "training" | null>} `training`: it was practice and stays here; null: another tab has sent or
     *   changed this draft
     */
    async send(draft, content, device, vault, marks) {
      const { about, submission, id } = draft;
      const body = await bodyOf(about, content.answers, clock.now());
      const kind = about.base ? "revision" : "submission";
      const form = { id: about.form, version: about.version };
      const made = await seal(
        { kind, id: submission, author: about.author, draft: id, revises: about.revises, form, ...marks },
        body,
        device,
        vault,
      );
      const record = waitingRecord(made, clock.now(), UNDO_MS);
      return store.write(["meta", "drafts", "outbox"], (tx) => commitSending(tx, record, draft), { strict: true });
    },

    /**
     * Something done to a report that was sent: its withdrawal, for one. There is no draft of it.
     * @param {{ form: import("../storage/shapes.js").Form, answers: object, concerns: string, author: string }} action
     * @param {DeviceMeta} device
     * @param {OpenVault | null} vault the author's, if open
     * @returns {Promise<OutboxRecord>}
     */
    async act({ form, answers, concerns, author }, device, vault) {
      const body = await bodyOf({ form: form.id, version: form.version, base: null }, answers, clock.now());
      const made = await seal({ kind: "action", id: random.uuid(), author, form, concerns }, body, device, vault);
      const record = waitingRecord(made, clock.now(), UNDO_MS);
      return store.write(["meta", "outbox"], async (tx) => (await tx.get("outbox", record.id)) ?? place(tx, record), { strict: true });
    },

    /**
     * @param {string} id
     * @param {DeviceMeta} device
     * @param {(author: string) => OpenVault | null} vaultOf
     * @returns {Promise<Undone | "too_late" | "not_found">}
     */
    async undo(id, device, vaultOf) {
      const record = await store.read(["outbox"], (tx) => tx.get("outbox", id));
      if (!record) return "not_found";
      const made = await seal(
        { kind: "void", id: random.uuid(), author: record.author },
        { id, reason: "undone" },
        device,
        vaultOf(record.author),
      );
      const nothing = waitingRecord(made, clock.now(), 0);
      const submission = random.uuid();
      return store.write(["drafts", "outbox"], (tx) => commitUndoing(tx, id, nothing, submission, clock.now()), { strict: true });
    },

    /** @returns {Promise<OutboxRecord[]>} in the order of their places */
    async list() {
      const all = await store.read(["outbox"], (tx) => tx.all("outbox"));
      return all.sort((one, other) => one.epoch - other.epoch || one.sequence - other.sequence);
    },

    /** How many the server has not received that are not in this person's list. @param {string} author */
    async waitingBeside(author) {
      const all = await this.list();
      return all.filter((record) => record.state !== "received" && (record.author !== author || record.kind === "void")).length;
    },

    /** Sealed copies of what was received give way to what was not sent yet: the oldest half of them. */
    async makeRoom() {
      await store.write(["outbox"], dropOldestCopies, { strict: true });
    },
  };
}

/** The next number, and the record in it. @param {Tx} tx @param {Unplaced} record @returns {Promise<OutboxRecord>} */
export async function place(tx, record) {
  const { epoch, next } = (await tx.meta("place")) ?? { epoch: 1, next: 1 };
  const placed = { ...record, epoch, sequence: next };
  await tx.put("outbox", placed);
  await tx.setMeta("place", { epoch, next: next + 1 });
  return placed;
}

/**
 * Run twice, it finds its own record.
 * @param {Tx} tx
 * @param {Unplaced} record
 * @param {Session} draft
 * @returns {Promise<OutboxRecord | "training" | null>}
 */
async function commitSending(tx, record, draft) {
  const sent = await tx.get("outbox", record.id);
  if (sent) return sameBytes(sent.bodyHash, record.bodyHash) ? sent : null;
  const found = await tx.get("drafts", draft.id);
  if (found?.training || draft.about.training) return "training"; // Whatever asked for it: what was practised has no way out.
  if (found?.state !== "open" || !draft.content || !sameBytes(found.content.nonce, draft.content.nonce)) return null;
  await tx.put("drafts", { ...found, state: "kept" });
  return place(tx, record);
}

/**
 * @param {Tx} tx
 * @param {string} id
 * @param {Unplaced} nothing
 * @param {string} submission
 * @param {number} now
 * @returns {Promise<Undone | "too_late" | "not_found">}
 */
async function commitUndoing(tx, id, nothing, submission, now) {
  const record = await tx.get("outbox", id);
  if (!record) return (await tx.get("outbox", nothing.id)) ? undoneAlready(tx, submission) : "not_found";
  const draft = record.draft === null ? undefined : await tx.get("drafts", record.draft);
  if ((!draft && record.kind !== "action") || !canBeUndone(record, now)) return "too_late";
  await tx.remove("outbox", id);
  await tx.put("outbox", { ...nothing, epoch: record.epoch, sequence: record.sequence });
  if (draft) await tx.put("drafts", { ...draft, state: "open", submission });
  return { draft: draft?.id ?? null, submission };
}

/** The first run was committed though nobody heard of it. @param {Tx} tx @param {string} submission */
async function undoneAlready(tx, submission) {
  const draft = (await tx.all("drafts")).find((one) => one.submission === submission);
  return { draft: draft?.id ?? null, submission };
}

/** @param {Tx} tx */
async function dropOldestCopies(tx) {
  const copies = (await tx.queue(["received"])).filter((record) => record.body !== null);
  for (const record of copies.slice(0, Math.ceil(copies.length / 2))) await tx.put("outbox", { ...record, body: null });
}
