// Training on the officer's pages: the mark that shows it, the switch, the list of what is practised, and what Send would have done.
// Of storage it knows only what before-paint.js is told; that nothing practised can be sent is the outbox's to guard. Public: mark, toggle, draw, rehearse.

import { fill, titleOf } from "./rows.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {{queue: string, acuity: string, reason: string}} Raised */

/** @type {Record<string, string>} */
const HOW_SOON = { now: "now", "24h": "within 24 hours", "72h": "within 72 hours", "7d": "within 7 days" };

/**
 * A form that was begun as practice stays marked, whatever the mode is meanwhile; a real one never is.
 * @param {Fieldform} device
 */
export function mark(device) {
  const main = /** @type {HTMLElement | null} */ (document.querySelector("main[data-view]"));
  const begun = main?.dataset.practice;
  const { training, enrolled } = device.state();
  document.documentElement.toggleAttribute("data-training", begun ? begun === "yes" : training);
  foretell(training);
  for (const button of document.querySelectorAll('[data-action="train"]')) {
    button.toggleAttribute("hidden", !enrolled);
    button.setAttribute("data-training-state", training ? "on" : "off");
  }
  for (const part of document.querySelectorAll("[data-practice-only]")) part.toggleAttribute("hidden", !training);
}

/** The next page is marked before it is painted (before-paint.js). @param {boolean} training */
function foretell(training) {
  try {
    if (training) localStorage.setItem("fieldform.training", "on");
    else localStorage.removeItem("fieldform.training");
  } catch {
    // Storage may be forbidden: the mark then comes a moment later.
  }
}

/**
 * @param {Screen} screen
 * @param {Fieldform} device
 */
export async function toggle(screen, device) {
  const begins = !device.state().training;
  await device.train(begins);
  screen.say(begins ? "Training has begun. Nothing you fill in now is sent." : "Training is over. What you practised is gone.");
}

/**
 * @param {HTMLElement} main
 * @param {Fieldform} device
 */
export async function draw(main, device) {
  const rows = (await device.practice()).map((draft) => {
    return { template: "unfinished", id: draft.id, kind: /** @type {const} */ ("draft"), title: titleOf(main, draft), at: draft.savedAt };
  });
  fill(main, "practice", rows);
}

/**
 * Instead of sending: what Send would have done. Then the practice is over and done with.
 * @param {Screen} screen
 * @param {{missing: number, raised: Raised[], draft: string | null}} form
 */
export async function rehearse(screen, { missing, raised, draft }) {
  const list = document.querySelector('dialog[data-dialog="rehearsal"] [data-rehearsal]');
  list?.replaceChildren(...whatWouldHappen(missing, raised).map(line));
  await screen.ask("rehearsal");
  if (draft) await (await screen.device).discardDraft(draft);
  await screen.goTo("/officer/", { replace: true });
}

/**
 * @param {number} missing
 * @param {Raised[]} raised
 * @returns {string[]}
 */
function whatWouldHappen(missing, raised) {
  const lines = ["It would be saved on this device and sent as soon as there is a connection."];
  if (missing > 0) lines.push(`It would wait under Unfinished for ${missing} ${missing === 1 ? "answer" : "answers"} that you left open.`);
  for (const { queue, acuity, reason } of raised) {
    lines.push(`The ${queue} would be asked to be in touch ${HOW_SOON[acuity] ?? "now"}${reason ? `: ${reason}` : ""}.`);
  }
  if (raised.length === 0) lines.push("It would ask nobody to follow up.");
  if (raised.some(({ acuity }) => acuity === "now")) lines.push("Until somebody opens it, your first page would say whom to phone.");
  return lines;
}

/** @param {string} words */
function line(words) {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}
