// The officer's first page: what is unfinished, what waits, what was received and what became of it.
// Clones the rows that the page brings (templates/officer/_parts.html); the words of a state stand there, not here.
// Knows no form logic. Public: mount.

import { drawAlarms } from "./alarms.js";
import { isOnItsWay } from "./connection.js";
import { when } from "./when.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {import("../device/fieldform.js").DraftSummary} DraftSummary */
/** @typedef {import("../device/fieldform.js").RecordSummary} RecordSummary */
/** @typedef {{template: string, id: string, kind: "draft" | "record", title: string, detail?: string, state?: string, at: number | string}} Row */

const MOST_RECEIVED = 20;

/**
 * @param {HTMLElement} main
 * @param {Screen} screen
 * @returns {import("./app.js").View}
 */
export function mount(main, screen) {
  const over = new AbortController();
  let unwatch = () => {};
  main.addEventListener("click", (event) => void onClick(event, main, screen), { signal: over.signal });
  void screen.device.then(async (device) => {
    await draw(main, device);
    if (!over.signal.aborted) unwatch = device.onChange(() => void draw(main, device));
  });
  return {
    async leave() {
      over.abort();
      unwatch();
    },
  };
}

/**
 * @param {HTMLElement} main
 * @param {Fieldform} device
 */
async function draw(main, device) {
  const [drafts, everySent, alarms] = await Promise.all([device.drafts(), device.records(), device.alarms()]);
  drawAlarms(main, alarms, (form) => titleOf(main, { form, label: null }));
  const sent = everySent.filter((record) => record.kind === "submission" || record.kind === "revision");
  const toFinish = sent.filter((record) => record.incomplete && record.form !== null);
  const received = sent.filter((record) => record.state === "received").slice(0, MOST_RECEIVED);
  const waiting = sent.filter((record) => record.state !== "received");
  fill(main, "unfinished", [...drafts.map((draft) => draftRow(main, draft)), ...toFinish.map((record) => toFinishRow(main, record))]);
  fill(main, "waiting", waiting.map((record) => waitingRow(main, record, device)));
  fill(main, "received", received.map((record) => receivedRow(main, record)));
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
 * @param {HTMLElement} main
 * @param {RecordSummary} record
 * @returns {Row}
 */
function toFinishRow(main, record) {
  return { template: "unfinished", id: record.id, kind: "record", title: titleOf(main, record), detail: "Still to finish", at: record.sentAt };
}

/**
 * @param {HTMLElement} main
 * @param {RecordSummary} record
 * @param {Fieldform} device
 * @returns {Row}
 */
function waitingRow(main, record, device) {
  const waits = record.state === "sending" && !isOnItsWay(record, device.connection());
  const state = `outbox-${waits ? "waiting" : record.state}`;
  return { template: "waiting", id: record.id, kind: "record", title: titleOf(main, record), state, at: record.sentAt };
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
  return { template: "received", id: record.id, kind: "record", title: titleOf(main, record), state, at };
}

/**
 * @param {HTMLElement} main
 * @param {string} name
 * @param {Row[]} rows
 */
function fill(main, name, rows) {
  const list = main.querySelector(`[data-list="${name}"]`);
  if (!list) return;
  const focused = list.contains(document.activeElement) ? focusedIn(list) : null;
  list.replaceChildren(...rows.map((row) => drawRow(main, row)));
  list.removeAttribute("aria-busy");
  main.querySelector(`[data-empty="${name}"]`)?.toggleAttribute("hidden", rows.length > 0);
  const count = main.querySelector(`[data-count="${name}"]`);
  if (count) count.textContent = rows.length > 0 ? String(rows.length) : "";
  if (focused) refocus(list, focused);
}

/**
 * @param {HTMLElement} main
 * @param {Row} row
 * @returns {DocumentFragment}
 */
function drawRow(main, row) {
  const template = /** @type {HTMLTemplateElement} */ (main.querySelector(`template[data-row="${row.template}"]`));
  const drawn = document.importNode(template.content, true);
  drawn.querySelector("li")?.setAttribute(`data-${row.kind}`, row.id);
  put(drawn, "title", row.title);
  put(drawn, "detail", row.detail ?? "");
  const word = row.state && main.querySelector(`template[data-state-word="${row.state}"]`);
  if (word instanceof HTMLTemplateElement) drawn.querySelector('[data-field="state"]')?.replaceChildren(document.importNode(word.content, true));
  if (row.kind === "record") drawn.querySelector('[data-action="discard"]')?.remove();
  putTime(drawn, row.at);
  return drawn;
}

/**
 * @param {DocumentFragment} drawn
 * @param {string} field
 * @param {string} words
 */
function put(drawn, field, words) {
  const place = drawn.querySelector(`[data-field="${field}"]`);
  if (place) place.textContent = words;
}

/**
 * @param {DocumentFragment} drawn
 * @param {number | string} at
 */
function putTime(drawn, at) {
  const time = drawn.querySelector('time[data-field="at"]');
  if (!(time instanceof HTMLTimeElement)) return;
  const told = when(at);
  time.textContent = told.words;
  time.dateTime = told.iso;
  time.title = told.full;
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
  if (!row || (action !== "open-draft" && action !== "discard")) return;
  const device = await screen.device;
  if (action === "open-draft") await openRow(row, device, screen);
  else if (row.dataset.draft && (await screen.ask("discard"))) await device.discardDraft(row.dataset.draft);
  await draw(main, device);
}

/**
 * @param {HTMLElement} row
 * @param {Fieldform} device
 * @param {Screen} screen
 */
async function openRow(row, device, screen) {
  const draft = (await device.drafts()).find((one) => one.id === row.dataset.draft);
  const record = (await device.records()).find((one) => one.id === row.dataset.record);
  if (!(draft ?? record)?.readable && !(await screen.ask("unlock"))) return;
  if (draft) await screen.goTo(`/officer/forms/${draft.form}/${draft.version}#${draft.id}`);
  else if (record) await openToFinish(record.id, device, screen);
}

/**
 * @param {string} record
 * @param {Fieldform} device
 * @param {Screen} screen
 */
async function openToFinish(record, device, screen) {
  const result = await device.revise(record);
  if (!result.opened) return screen.say("This report can no longer be changed on this device.");
  const { id, form, version } = result.draft;
  await screen.goTo(`/officer/forms/${form}/${version}#${id}`);
}

/**
 * @param {HTMLElement} main
 * @param {{form: string | null, label: string | null}} about
 * @returns {string} "Crisis contact · J. D."; without the initials while it is locked. Isolated (U+2068), Arabic initials keep their order
 */
function titleOf(main, { form, label }) {
  const link = form && main.querySelector(`[data-action="new"][data-form-id="${CSS.escape(form)}"]`);
  const title = (link && link.textContent?.trim()) || form?.replaceAll("_", " ") || "Report";
  return label ? `${title} · \u2068${label}\u2069` : title;
}

/**
 * @param {Element} list
 * @returns {{id: string, action: string} | null}
 */
function focusedIn(list) {
  const button = document.activeElement;
  const row = button?.closest("li");
  if (!row || !list.contains(row)) return null;
  return { id: row.dataset.draft ?? row.dataset.record ?? "", action: button?.getAttribute("data-action") ?? "" };
}

/**
 * A list drawn anew keeps its place for the keyboard.
 * @param {Element} list
 * @param {{id: string, action: string}} focused
 */
function refocus(list, { id, action }) {
  const row = [...list.querySelectorAll("li")].find((one) => one.dataset.draft === id || one.dataset.record === id);
  const button = row?.querySelector(`[data-action="${action}"]`);
  if (button instanceof HTMLElement) button.focus();
}
