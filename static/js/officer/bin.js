// The bin on the officer's first page: what was discarded, brought back or deleted for good; and the undo right after discarding.
// Knows no storage. Public: discard, draw, press.

import { fill, titleOf } from "./rows.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */

const UNDO_MS = 10_000;

/**
 * @param {string} draft
 * @param {Fieldform} device
 * @param {Screen} screen
 */
export async function discard(draft, device, screen) {
  const binned = await device.discardDraft(draft);
  const kept = (await device.bin()).some((one) => one.id === binned);
  if (!kept) return screen.say("Discarded. It was practice.");
  const undo = { until: Date.now() + UNDO_MS, run: () => void restore(binned, device, screen) };
  screen.say("Moved to the bin. It stays there for 30 days.", undo);
}

/**
 * @param {HTMLElement} main
 * @param {Fieldform} device
 */
export async function draw(main, device) {
  const binned = await device.bin();
  const rows = binned.map((draft) => {
    const at = draft.binnedAt ?? draft.savedAt;
    return { template: "binned", id: draft.id, kind: /** @type {const} */ ("draft"), title: titleOf(main, draft), at };
  });
  fill(main, "bin", rows);
}

/**
 * @param {string} action
 * @param {string} draft
 * @param {Fieldform} device
 * @param {Screen} screen
 */
export async function press(action, draft, device, screen) {
  if (action === "restore") await restore(draft, device, screen);
  else if (await screen.ask("erase")) await device.eraseDraft(draft);
}

/**
 * @param {string} draft
 * @param {Fieldform} device
 * @param {Screen} screen
 */
async function restore(draft, device, screen) {
  const restored = await device.restoreDraft(draft);
  screen.say(restored ? "Back among the unfinished forms." : "It is no longer in the bin.");
}
