/**
 * Sent reports as one person's: their newest version, what may be read of it here, and from what a correction starts.
 *
 * The readable copy goes a day after the receipt. What the server sent back with the news replaces it where it is newer; otherwise its
 * author may ask the server for it, which writes that look down. What came so stays in memory until the vault is locked.
 * Public: createReports.
 */
import { unb64 } from "../wire/bytes.js";

/** @typedef {import("./face.js").Report} Report */
/** @typedef {import("./face.js").RecordSummary} RecordSummary */
/** @typedef {import("./face.js").Whole} Whole */
/** @typedef {import("./face.js").OpenDraftResult} OpenDraftResult */
/** @typedef {import("../wire/bytes.js").Bytes} Bytes */

/**
 * @typedef {object} Rooms
 * @property {() => Promise<RecordSummary[]>} records newest first
 * @property {(id: string) => Promise<OpenDraftResult>} openRecord
 * @property {(id: string) => Promise<{ id: string } | undefined>} draftThatRevises
 * @property {(id: string) => Promise<Bytes | null>} hashOf of a sent record's body
 */

/** @typedef {{ form: string, version: string, content: import("./face.js").DraftContent, base: Bytes, revises: string }} Start */
/** @typedef {Extract<OpenDraftResult, { opened: false }>["reason"]} WhyNot */

/** @param {import("../network/server.js").Server} server @param {Rooms} rooms */
export function createReports(server, { records, openRecord, draftThatRevises, hashOf }) {
  /** @type {Map<string, Whole>} by the first version's id */
  const fetched = new Map();

  /** @param {string} id @returns {Promise<{ newest: RecordSummary, notice: RecordSummary | null } | null>} */
  async function lineOf(id) {
    const all = await records();
    const root = all.find((record) => record.id === id)?.root ?? id;
    const ofIt = all.filter((record) => record.root === root);
    const newest = ofIt.find((record) => record.kind !== "action" && !record.superseded);
    return newest ? { newest, notice: ofIt.find((record) => record.kind === "action") ?? null } : null;
  }

  /** @param {RecordSummary} newest @returns {Whole | null} what the server has that is newer than the copy here */
  function fromServer(newest) {
    const came = fetched.get(newest.root);
    if (came) return came;
    const { fate, state, receivedAt } = newest;
    const newer = fate?.report && state === "received" && receivedAt !== null && Date.parse(fate.at) >= Date.parse(receivedAt);
    return newer ? (fate.report ?? null) : null;
  }

  return {
    forget: () => fetched.clear(),

    /** @param {string} id of any of its versions @returns {Promise<Report | null>} */
    async report(id) {
      const line = await lineOf(id);
      if (!line) return null;
      const begun = (await draftThatRevises(line.newest.id))?.id ?? null;
      const came = fromServer(line.newest);
      if (came) return { ...line, begun, copy: { ...came, from: "server" }, why: null };
      const opened = await openRecord(line.newest.id);
      if (!opened.opened) return { ...line, begun, copy: null, why: whyNot(opened.reason) };
      const { form, version, content } = opened.draft;
      return { ...line, begun, copy: { form, version, answers: content.answers, from: "device" }, why: null };
    },

    /**
     * From what a correction starts: the answers, and the hash of the version that they are.
     * @param {string} id
     * @returns {Promise<Start | WhyNot>}
     */
    async start(id) {
      const line = await lineOf(id);
      if (!line) return "not_found";
      const revises = line.newest.id;
      const came = fromServer(line.newest);
      const named = came && unb64(came.base);
      if (came && named) return { form: came.form, version: came.version, content: { answers: came.answers }, base: named, revises };
      const [opened, base] = await Promise.all([openRecord(revises), hashOf(revises)]);
      if (!opened.opened) return opened.reason;
      return base ? { ...opened.draft, base, revises } : "not_found";
    },

    /** @param {string} id @param {string} device @returns {Promise<"fetched" | "unreachable" | "sign_in_needed" | "not_found">} */
    async fetch(id, device) {
      const root = (await lineOf(id))?.newest.root ?? id;
      const answer = await server.report(root, device);
      if (answer.ok) fetched.set(root, answer.body.report);
      if (answer.ok) return "fetched";
      if (answer.status === 401) return "sign_in_needed";
      return answer.status !== null && answer.ours ? "not_found" : "unreachable";
    },
  };
}

/** @param {"locked" | "not_found" | "other_tab" | "other_phrase" | "unreadable"} reason @returns {Report["why"]} */
function whyNot(reason) {
  return reason === "locked" || reason === "other_phrase" || reason === "unreadable" ? reason : "gone";
}
