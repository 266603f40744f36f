// The officer's first page: what is unfinished, what waits, what was received and what became of it.
// Clones the rows that the page brings (templates/officer/_parts.html); the words of a state stand there, not here.
// Knows no form logic. Public: mount.

import { drawAlarms } from "./alarms.js";
import { isOnItsWay } from "./connection.js";
import { followed } from "./followed.js";
import { fill, titleOf } from "./rows.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {import("../device/fieldform.js").DraftSummary} DraftSummary */
/** @typedef {import("../device/fieldform.js").RecordSummary} RecordSummary */
/** @typedef {import("./rows.js").Row} Row */

const MOST_RECEIVED = 20;
/** @type {Record<string, string>} */
const NOTICES = { withdrawal: "Withdrawn", reinstatement: "Withdrawal taken back" };

/**
 * @param {HTMLElement} main
 * @param {Screen} screen
 * @returns {import("./app.js").View}
 */
export function mount(main, screen) {
  return followed(main, screen, { draw: (device) => draw(main, device), onClick: (event) => onClick(event, main, screen) });
}

/**
 * @param {HTMLElement} main
 * @param {Fieldform} device
 */
async function draw(main, device) {
  const [drafts, everySent, alarms] = await Promise.all([device.drafts(), device.records(), device.alarms()]);
  drawAlarms(main, alarms, (form) => titleOf(main, { form, label: null }));
  if (main.dataset.lists && device.state().signedIn) void device.bringLists(main.dataset.lists.split(" "));
  const sent = everySent.filter((record) => record.kind === "submission" || record.kind === "revision");
  const toFinish = sent.filter((record) => (record.incomplete || record.sentBack) && record.form !== null && !isWithdrawn(record, everySent));
  const received = sent.filter((record) => record.state === "received" && !record.superseded).slice(0, MOST_RECEIVED);
  const waiting = everySent.filter((record) => record.state !== "received");
  fill(main, "unfinished", [...drafts.map((draft) => draftRow(main, draft)), ...toFinish.map((record) => toFinishRow(main, record))]);
  fill(main, "waiting", waiting.map((record) => waitingRow(main, record, device, everySent)));
  fill(main, "received", received.map((record) => receivedRow(main, record)));
  await Promise.all([import("./bin.js"), import("./training.js"), import("./advice.js")].map(async (part) => (await part).draw(main, device)));
}

/**
 * @param {HTMLElement} main
 * @param {DraftSummary} draft
 * @returns {Row}
 */
function draftRow(main, draft) {
  const detail = draft.revision ? "Correction" : "";
  return { template: "unfinished", id: draft.id, kind: "draft", title: titleOf(main, draft), detail, at: draft.savedAt };
}

/**
 * Here already, or as the server says.
 * @param {RecordSummary} record
 * @param {RecordSummary[]} all newest first
 */
function isWithdrawn({ root, fate }, all) {
  return fate?.fate === "withdrawn" || all.find((one) => one.kind === "action" && one.root === root)?.form === "withdrawal";
}

/**
 * @param {HTMLElement} main
 * @param {RecordSummary} record
 * @returns {Row}
 */
function toFinishRow(main, record) {
  const detail = record.sentBack ? returnedWords(record.fate) : "Still to finish";
  return { template: "unfinished", id: record.id, kind: "record", title: titleOf(main, record), detail, at: record.sentAt };
}

/**
 * With the supervisor's own words. Isolated (U+2068), they read in their own direction.
 * @param {RecordSummary["fate"]} fate
 */
function returnedWords(fate) {
  const [what, otherwise] = fate?.fate === "rejected" ? ["Not taken in", "read why"] : ["Sent back", "please correct it"];
  return `${what}: ${fate?.note ? `\u2068${fate.note}\u2069` : otherwise}`;
}

/**
 * @param {HTMLElement} main
 * @param {RecordSummary} record
 * @param {Fieldform} device
 * @param {RecordSummary[]} all
 * @returns {Row}
 */
function waitingRow(main, record, device, all) {
  const waits = record.state === "sending" && !isOnItsWay(record, device.connection());
  const state = `outbox-${waits ? "waiting" : record.state}`;
  const about = record.kind === "action" ? (all.find((one) => one.id === record.root) ?? { form: null, label: null }) : record;
  const detail = record.kind === "revision" ? "Correction" : (NOTICES[record.kind === "action" ? (record.form ?? "") : ""] ?? "");
  return { template: "waiting", id: record.id, kind: "record", title: titleOf(main, about), detail, state, at: record.sentAt, href: pageOf(all, record) };
}

/**
 * @param {HTMLElement} main
 * @param {RecordSummary} record
 * @returns {Row}
 */
function receivedRow(main, record) {
  const { fate } = record;
  const state = fate ? `fate-${fate.fate}` : "outbox-received";
  const at = fate?.at ?? record.receivedAt ?? record.sentAt;
  return { template: "received", id: record.id, kind: "record", title: titleOf(main, record), state, at, href: pageOf([record], record) };
}

/**
 * The report's own page, on the form that its newest version was made with.
 * @param {RecordSummary[]} all
 * @param {RecordSummary} record
 * @returns {string | null}
 */
function pageOf(all, { root }) {
  const newest = all.find((one) => one.root === root && one.kind !== "action" && !one.superseded && one.form !== null);
  return newest ? `/officer/forms/${newest.form}/${newest.version}/report#${root}` : null;
}

/**
 * @param {MouseEvent} event
 * @param {HTMLElement} main
 * @param {Screen} screen
 */
async function onClick(event, main, screen) {
  const pressed = /** @type {Element} */ (event.target).closest("[data-action]");
  const row = pressed?.closest("li");
  const action = pressed?.getAttribute("data-action");
  if (action === "find" && pressed instanceof HTMLAnchorElement) {
    event.preventDefault();
    return (await import("./find.js")).lookUp(pressed.href, screen);
  }
  if (pressed && (action === "keep-safe" || action === "put-off")) {
    return (await import("./advice.js")).press(action, pressed, main, await screen.device, screen);
  }
  if (!row || !action || !["open-draft", "discard", "restore", "erase"].includes(action)) return;
  const device = await screen.device;
  if (action === "open-draft") await openRow(row, device, screen);
  else if (row.dataset.draft) await putAwayOrBack(action, row.dataset.draft, device, screen);
  await draw(main, device);
}

/**
 * @param {string} action
 * @param {string} draft
 * @param {Fieldform} device
 * @param {Screen} screen
 */
async function putAwayOrBack(action, draft, device, screen) {
  const bin = await import("./bin.js");
  await (action === "discard" ? bin.discard(draft, device, screen) : bin.press(action, draft, device, screen));
}

/**
 * @param {HTMLElement} row
 * @param {Fieldform} device
 * @param {Screen} screen
 */
async function openRow(row, device, screen) {
  const drafts = [...(await device.drafts()), ...(await device.practice())];
  const draft = drafts.find((one) => one.id === row.dataset.draft);
  const record = (await device.records()).find((one) => one.id === row.dataset.record);
  const open = draft ? draft.readable : device.state().vault === "open";
  if (!open && !(await screen.ask("unlock"))) return;
  if (draft) await screen.goTo(`/officer/forms/${draft.form}/${draft.version}#${draft.id}`);
  else if (record) await openToFinish(record, device, screen);
}

/**
 * What a supervisor sent back is read first, with their words; so is what this device keeps no copy of, where it can be asked for.
 * @param {RecordSummary} record
 * @param {Fieldform} device
 * @param {Screen} screen
 */
async function openToFinish(record, device, screen) {
  const page = pageOf([record], record);
  const result = record.sentBack ? null : await device.revise(record.id);
  if (!result?.opened) return void (page ? await screen.goTo(page) : screen.say("This report can no longer be changed on this device."));
  const { id, form, version } = result.draft;
  await screen.goTo(`/officer/forms/${form}/${version}#${id}`);
}
