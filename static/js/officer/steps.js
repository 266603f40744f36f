// What is done to a sent report by a short form in a dialog: withdrawing it, taking that back. It goes out like a report, offline too,
// and can be undone for ten seconds. Knows no storage; the form's rules are the sheet's. Public: take.

import { Sheet } from "./sheet.js";

/** @typedef {import("./app.js").Screen} Screen */

/** @type {Record<string, string>} */
const DONE = {
  withdrawal: "Withdrawn. Whoever follows up hears of it as soon as there is a connection.",
  reinstatement: "The report stands again. Whoever follows up hears of it as soon as there is a connection.",
};

/**
 * @param {string} name of the dialog and of the form in it
 * @param {string} report the id of its first version
 * @param {Screen} screen
 */
export async function take(name, report, screen) {
  const dialog = document.querySelector(`main dialog[data-dialog="${CSS.escape(name)}"]`);
  if (!(dialog instanceof HTMLDialogElement)) return;
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form[data-form]"));
  const answers = await filledIn(dialog, form, name);
  if (!answers) return;
  const device = await screen.device;
  const about = { id: form.dataset.formId ?? "", version: form.dataset.formVersion ?? "" };
  const sent = await device.act(about, { ...answers, contact: report }, report);
  if (!sent.sent) return screen.say("This device could not save it. Nothing was changed.");
  screen.say(DONE[name] ?? "Saved.", { until: sent.undoUntil, run: () => void undo(sent.id, screen) });
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {Promise<Record<string, unknown> | null>} null: closed without
 */
function filledIn(dialog, form, name) {
  form.reset();
  const sheet = new Sheet(dialog, JSON.parse(dialog.querySelector("script[data-step-definition]")?.textContent ?? "{}"), "new");
  const over = new AbortController();
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (!sheet.pointOutWhatBlocks()) dialog.close(name);
  };
  form.addEventListener("submit", submit, { signal: over.signal });
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    const closed = () => {
      over.abort();
      sheet.stop();
      resolve(dialog.returnValue === name ? sheet.answers : null);
    };
    dialog.addEventListener("close", closed, { once: true });
  });
}

/** @param {string} action @param {Screen} screen */
async function undo(action, screen) {
  const result = await (await screen.device).undo(action);
  screen.say(result.undone ? "Undone. Nothing was changed." : "Too late to undo: it is on its way.");
}
