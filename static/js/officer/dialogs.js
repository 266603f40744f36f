// The few questions the app asks in a dialog: unlock, sign in, set up this device, delete for good; and what training would have done. None of them ever stands between a
// person and a new form. Knows no view. Public: open, setUp.

import { invitedWith } from "./invitation.js";

/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {(device: Fieldform, typed: (name: string) => string) => Promise<string | null>} Attempt null: done; else what is wrong, in words */

/** @type {Record<string, Attempt>} */
const ATTEMPTS = { unlock, quick, "sign-in": signIn, enrol };

const WORDS = {
  wrong: "That user name and phrase do not belong together. Nothing is lost; try again.",
  phrase_change_needed: "IT gave you this phrase. Choose your own now; then sign in with that one.",
  wrong_phrase: "That is not the phrase this was locked with. Try again.",
  no_vault: "Nobody has signed in on this device yet. Sign in first.",
  locked_by_order: "IT has locked this device. Sign in with a connection to open it.",
  phrase_needed: "That is an earlier phrase of yours. Type the one with which you sign in now.",
  turned_away: "This device did not open it. Your phrase does.",
  lease_over: "This device was without a connection for too long, or its clock was turned back. Sign in with a connection to read. New forms can be filled in and sent all the same.",
  erased: "Too many wrong phrases: what could be read here is erased. Unfinished forms are kept for you, sealed, and come back after you sign in.",
  unreachable: "There is no connection right now. New forms can be filled in all the same.",
  not_ours: "Something answered, but it was not Fieldform. Does this network want you to sign in to it first?",
  code_unknown: "This code is not known. Check it with IT.",
  code_used: "This code has been used already. Ask IT for a new one.",
  code_expired: "This code is too old. Ask IT for a new one.",
  proof_failed: "This device could not prove its key. Try once more, or ask IT.",
  too_many_pending: "You have set up several devices without a code already. Ask IT to approve them, or for a code.",
  sign_in_needed: "Sign in first, then enter the code.",
};

/**
 * @param {"unlock" | "sign-in" | "enrol" | "erase" | "rehearsal" | "copy-out" | "quick"} name
 * @param {Fieldform} device
 * @returns {Promise<boolean>} true: it was done; false: closed without
 */
export function open(name, device) {
  const dialog = document.querySelector(`dialog[data-dialog="${name}"]`);
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(false);
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  tell(dialog, null);
  form.reset();
  if (name === "enrol") fillIn(form, "code", invitedWith());
  dialog.returnValue = "";
  const attempt = ATTEMPTS[name];
  const over = new AbortController();
  if (attempt) form.addEventListener("submit", (event) => void trySubmit(event, dialog, device, attempt), { signal: over.signal });
  dialog.querySelector('[data-action="close"]')?.addEventListener("click", () => dialog.close(""), { signal: over.signal });
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    const closed = () => {
      over.abort();
      form.reset();
      resolve(dialog.returnValue === name);
    };
    dialog.addEventListener("close", closed, { once: true });
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} text
 */
function fillIn(form, name, text) {
  const input = form.elements.namedItem(name);
  if (input instanceof HTMLInputElement) input.value = text;
}

/**
 * @param {SubmitEvent} event
 * @param {HTMLDialogElement} dialog
 * @param {Fieldform} device
 * @param {Attempt} attempt
 */
async function trySubmit(event, dialog, device, attempt) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const typed = (/** @type {string} */ name) => String(new FormData(form).get(name) ?? "");
  const problem = await attempt(device, typed);
  form.ariaBusy = null;
  if (problem === null) dialog.close(dialog.dataset.dialog);
  else tell(dialog, problem);
}

/** @type {Attempt} */
async function unlock(device, typed) {
  const result = await device.unlock(typed("phrase"));
  if (result.unlocked) return null;
  return result.reason === "wait" ? waitWords(result.retryAfterMs) : WORDS[result.reason];
}

/** @type {Attempt} */
async function quick(device, typed) {
  const result = await device.addQuick(typed("phrase"));
  return result.added ? null : WORDS[result.reason];
}

/** @type {Attempt} */
async function signIn(device, typed) {
  const result = await device.signIn(typed("username").trim(), typed("phrase"));
  if (result.signedIn) return null;
  offerOwnPhrase(result.reason === "phrase_change_needed");
  return result.reason === "wait" ? waitWords(result.retryAfterMs) : WORDS[result.reason];
}

/** @param {boolean} shown */
function offerOwnPhrase(shown) {
  document.querySelector("[data-own-phrase]")?.toggleAttribute("hidden", !shown);
}

/** @type {Attempt} */
async function enrol(device, typed) {
  const code = typed("code").trim();
  return code === "" ? "Type the code that IT gave you." : setUp(device, code);
}

/**
 * @param {Fieldform} device
 * @param {string} code "" without one: then IT has still to approve the device
 * @returns {Promise<string | null>} null: done; else what is wrong, in words
 */
export async function setUp(device, code) {
  const result = await device.enrol(code);
  return result.enrolled ? null : WORDS[result.reason];
}

/**
 * @param {number} [ms]
 * @returns {string}
 */
function waitWords(ms = 60_000) {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  return `Too many tries. Wait ${minutes} ${minutes === 1 ? "minute" : "minutes"}, then try again. New forms can be filled in all the same.`;
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {string | null} problem
 */
function tell(dialog, problem) {
  const place = dialog.querySelector("[data-dialog-problem]");
  if (!(place instanceof HTMLElement)) return;
  place.textContent = problem ?? "";
  place.hidden = problem === null;
  if (problem === null) return;
  const input = [...dialog.querySelectorAll("input")].at(-1);
  input?.focus();
  input?.select();
}
