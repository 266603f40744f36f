/**
 * The truth about urgent reports: asked of the server with the device's signature alone, kept in the clear (codes, times and telephone
 * numbers; nothing about anybody), so that it can be read with the vault locked, without a session and offline.
 *
 * Public: createAlarms, alarmsOf.
 */
import { claimOf, sign } from "../wire/signing.js";
import { gather, heartbeatOf, onPaper } from "./batch.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../device/face.js").Alarm} Alarm */
/** @typedef {import("../network/server.js").Server} Server */
/** @typedef {import("../storage/shapes.js").AlarmsMeta} AlarmsMeta */
/** @typedef {import("../storage/shapes.js").OutboxRecord} OutboxRecord */
/** @typedef {import("../storage/shapes.js").Told} Told */
/** @typedef {Pick<OutboxRecord, "id" | "state" | "revises" | "alarm" | "madeAt" | "receipt" | "draft" | "kind">} Sent */

const CLINICIAN = "clinician";
const ASK_EVERY_MS = 15_000;
const LINES_EVERY_MS = 10 * 60_000;
const SHOWN_MS = 12 * 60 * 60_000;
const MOST = 100;
const OVER = new Set(["opened", "closed"]);

/** @param {Pick<Ports, "store" | "crypto" | "clock" | "app">} ports @param {Server} server */
export function createAlarms({ store, crypto: { subtle }, clock, app }, server) {
  let askedAt = -Infinity;

  async function pending() {
    const alarms = await list();
    return [...new Set(alarms.filter((alarm) => alarm.isPending).map((alarm) => alarm.submission))].slice(0, MOST);
  }

  /** @returns {Promise<Alarm[]>} newest first */
  async function list() {
    const [sent, drafts, kept] = await store.read(["meta", "outbox", "drafts"], async (tx) => [
      await tx.all("outbox"),
      await tx.all("drafts"),
      await tx.meta("alarms"),
    ]);
    return alarmsOf(sent, new Map(drafts.map((draft) => [draft.id, draft.form])), kept, clock.now());
  }

  /** @param {string[]} ids @returns {Promise<boolean>} whether the server said anything */
  async function ask(ids) {
    const gathered = await store.read(["meta", "outbox"], (tx) => gather(tx, clock.now(), 0));
    if (!gathered) return false;
    const bytes = heartbeatOf(gathered, app, clock.now());
    const heartbeat = { bytes, signature: await sign(subtle, gathered.device.privateKey, claimOf("heartbeat", bytes)) };
    const { id, certificate } = gathered.device;
    const answer = await server.alarms({ device: id, certificate: onPaper(certificate), heartbeat: onPaper(heartbeat), ids });
    if (!answer.ok) return false;
    const { lines, alarms } = answer.body;
    await store.write(["meta"], async (tx) => tx.setMeta("alarms", heard(await tx.meta("alarms"), lines, alarms, clock.now())), { strict: true });
    return true;
  }

  return {
    list,

    /** Something was delivered: ask at the next occasion. */
    askSoon() {
      askedAt = -Infinity;
    },

    /** @returns {Promise<boolean>} whether there is news */
    async askIfDue() {
      const ids = await pending();
      const since = clock.monotonic() - askedAt;
      if (since < (ids.length > 0 ? ASK_EVERY_MS : LINES_EVERY_MS)) return false;
      askedAt = clock.monotonic();
      return ask(ids);
    },
  };
}

/**
 * One alarm for each queue that an urgent report asked, newest report first. A report and its corrections are one.
 * @param {Sent[]} sent
 * @param {Map<string, string>} forms by draft
 * @param {AlarmsMeta | undefined} kept
 * @param {number} now
 * @returns {Alarm[]}
 */
export function alarmsOf(sent, forms, kept, now) {
  const byId = new Map(sent.map((record) => [record.id, record]));
  /** @type {Map<string, Sent[]>} */
  const urgent = new Map();
  for (const record of sent.filter((one) => one.alarm && one.kind !== "void")) {
    const first = firstOf(record, byId);
    urgent.set(first, [...(urgent.get(first) ?? []), record]);
  }
  const all = [...urgent].flatMap(([submission, records]) => statesOf(submission, records, kept, now));
  const named = all.map((alarm) => ({ ...alarm, form: formOf(byId.get(alarm.submission), forms) }));
  return named.filter((alarm) => isShown(alarm, now)).sort((one, other) => other.sentAt - one.sentAt);
}

/** @param {AlarmsMeta | undefined} before @param {AlarmsMeta["lines"]} lines @param {Told[]} told @param {number} now @returns {AlarmsMeta} */
function heard(before, lines, told, now) {
  const answered = new Set(told.map((one) => one.submission));
  const others = (before?.told ?? []).filter((one) => !answered.has(one.submission));
  return { lines, told: [...others, ...told].slice(-2 * MOST), askedAt: now };
}

/** @param {string} submission @param {Sent[]} records @param {AlarmsMeta | undefined} kept @param {number} now @returns {Alarm[]} */
function statesOf(submission, records, kept, now) {
  const sentAt = Math.max(...records.map((record) => record.madeAt));
  const about = { submission, form: null, sentAt, to: "" };
  const lines = kept?.lines ?? [];
  const waiting = records.find((record) => record.state !== "received");
  const told = (kept?.told ?? []).filter((one) => one.submission === submission);
  if (waiting || told.some((one) => one.state === "not_known")) {
    const at = waiting?.madeAt ?? sentAt;
    return [{ ...about, queue: CLINICIAN, state: "not_delivered", at, isPending: !waiting, lines: linesFor(lines, CLINICIAN) }];
  }
  if (told.length === 0) {
    const at = records.at(-1)?.receipt?.receivedAt ?? sentAt;
    return [{ ...about, queue: CLINICIAN, state: "delivered", at, isPending: true, lines: linesFor(lines, CLINICIAN) }];
  }
  return told.map(({ queue, state, at, to }) => ({
    ...about,
    queue,
    state,
    at,
    to,
    isPending: !OVER.has(state) && state !== "settled" && (queue === CLINICIAN || now - sentAt < SHOWN_MS),
    lines: OVER.has(state) ? [] : linesFor(lines, queue),
  }));
}

/** From behind the advocate's wall no end is ever told: after a time it is no longer shown. @param {Alarm} alarm @param {number} now */
function isShown({ state, queue, at, sentAt }, now) {
  if (state === "settled") return false;
  if (OVER.has(state)) return now - Date.parse(String(at)) < SHOWN_MS;
  return queue === CLINICIAN || now - sentAt < SHOWN_MS;
}

/** @param {AlarmsMeta["lines"]} lines @param {string} queue */
function linesFor(lines, queue) {
  const own = lines.filter((line) => line.queue === queue);
  return own.length > 0 ? own : lines;
}

/** @param {Sent} record @param {Map<string, Sent>} byId @returns {string} the submission that a correction corrects */
function firstOf(record, byId) {
  const seen = new Set([record.id]);
  let id = record.id;
  for (let before = record.revises; before !== null && !seen.has(before); before = byId.get(before)?.revises ?? null) {
    seen.add(before);
    id = before;
  }
  return id;
}

/** @param {Sent | undefined} record @param {Map<string, string>} forms */
function formOf(record, forms) {
  return forms.get(record?.draft ?? "") ?? null;
}
