// What a person may do so that nothing on this device is lost, or opens sooner: how it is judged, and on the first page the most pressing of
// it alone, until it is done or put off for good. What was put off stands on "On this device" all the same. Public: advised,
// around, show, draw, keepsCode, press, forget.

import { roomWord } from "./waits.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {"full" | "nearly-full" | "install" | "not-kept" | "quick"} Advice */
/** @typedef {{ enrolled: boolean, apple: boolean, installed: boolean, canBeQuick: boolean }} Around `canBeQuick`: the device could open by finger or face, and does not yet */

const EVERY = /** @type {Advice[]} */ (["full", "nearly-full", "install", "not-kept", "quick"]);
const PUT_OFF = "fieldform.put-off";

/**
 * An app on an iPhone's home screen begins empty: it is put there before it is set up.
 * @param {import("../device/fieldform.js").Holdings["room"]} room
 * @param {Around} around
 * @returns {Advice[]} the most pressing first
 */
export function advised(room, { enrolled, apple, installed, canBeQuick }) {
  if (!enrolled) return apple && !installed ? ["install"] : [];
  const word = roomWord(room);
  /** @type {[Advice, boolean][]} */
  const all = [
    ["full", word === "full"],
    ["nearly-full", word === "nearly-full"],
    ["install", apple && !installed],
    ["not-kept", room.kept === false && !apple],
    ["quick", canBeQuick],
  ];
  return all.filter(([, so]) => so).map(([advice]) => advice);
}

/** @param {Fieldform} device @returns {Promise<Around>} */
export async function around(device) {
  const { enrolled, vault, quick } = device.state();
  return {
    enrolled,
    apple: /iPhone|iPad/.test(navigator.userAgent) || isPadThatSaysMac(),
    installed: matchMedia("(display-mode: standalone)").matches,
    canBeQuick: vault !== "none" && !quick && (await device.canBeQuick()),
  };
}

/** An iPad asks for pages as a Mac would; no Mac has a screen for fingers. */
function isPadThatSaysMac() {
  return navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1;
}

/** @param {HTMLElement} main @param {Advice[]} shown */
export function show(main, shown) {
  for (const advice of EVERY) main.querySelector(`[data-advice="${advice}"]`)?.toggleAttribute("hidden", !shown.includes(advice));
}

/**
 * On the first page: one thing, and not while something is locked that stands there already.
 * @param {HTMLElement} main
 * @param {Fieldform} device
 */
export async function draw(main, device) {
  const state = device.state();
  const first = advised(await device.room(), await around(device)).find((advice) => !wasPutOff(keyOf(advice, device)) && (advice !== "quick" || state.vault === "open"));
  show(main, first ? [first] : []);
}

/**
 * Whether a code that came by a slip is kept for the app on the home screen, and that is said before anything else: used here, it would set up Safari alone.
 * @param {HTMLElement} main
 * @param {Fieldform} device
 * @param {string} code
 */
export async function keepsCode(main, device, code) {
  const here = await around(device);
  if (here.enrolled || !advised(await device.room(), here).includes("install") || wasPutOff("install")) return false;
  for (const place of main.querySelectorAll("[data-invited-code]")) place.textContent = code;
  main.querySelector("[data-invited]")?.toggleAttribute("hidden", false);
  main.querySelector("[data-notice]")?.before(/** @type {Element} */ (main.querySelector('[data-advice="install"]')));
  show(main, ["install"]);
  return true;
}

/**
 * @param {string} action
 * @param {Element} pressed
 * @param {HTMLElement} main
 * @param {Fieldform} device
 * @param {Screen} screen
 */
export async function press(action, pressed, main, device, screen) {
  const advice = /** @type {Advice} */ (pressed.closest("[data-advice]")?.getAttribute("data-advice"));
  if (action === "keep-safe") await keepSafe(device, screen);
  putOff(keyOf(advice, device));
  if (main.dataset.view === "home") await draw(main, device);
}

/** @param {Fieldform} device @param {Screen} screen */
async function keepSafe(device, screen) {
  const kept = await device.keepSafe();
  screen.say(kept ? "The browser keeps what is here." : "The browser did not promise it. What has arrived is safe; on a phone, put Fieldform on the home screen.");
}

/** The device was erased: nobody has put anything off on it. */
export function forget() {
  try {
    localStorage.removeItem(PUT_OFF);
  } catch {
    // Storage may be forbidden: then nothing was kept either.
  }
}

/** The device's for all, but how it opens is each person's own. @param {Advice} advice @param {Fieldform} device */
function keyOf(advice, device) {
  return advice === "quick" ? `quick ${device.state().user?.id ?? ""}` : advice;
}

/** @param {string} key */
function wasPutOff(key) {
  return keys().includes(key);
}

/** @param {string} key */
function putOff(key) {
  try {
    localStorage.setItem(PUT_OFF, JSON.stringify([...new Set([...keys(), key])]));
  } catch {
    // Storage may be forbidden: then it is said again.
  }
}

/** @returns {string[]} */
function keys() {
  try {
    return JSON.parse(localStorage.getItem(PUT_OFF) ?? "[]");
  } catch {
    return [];
  }
}
