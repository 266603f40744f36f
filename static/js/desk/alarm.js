/**
 * The bar on every page of the desk while a "Now" waits that nobody has opened: asked every quarter of a minute, said aloud by screen
 * readers, counted in the title, and with a sound where somebody switched it on. It says as well when it can no longer know. The words stand
 * in templates/macros/states.html. Asking keeps no session alive.
 */

import { createExchange } from "../network/exchange.js";

const ASK_EVERY_MS = 15_000;
const SOUND_EVERY_MS = 60_000;
const kept = "fieldform.alarm-sound";
const title = document.title;
const exchange = createExchange({ clock: { now: Date.now, after } });
const bar = /** @type {HTMLElement | null} */ (document.querySelector("[data-desk-alarm]"));

let soundedAt = -Infinity;
let failures = 0;
/** @type {AudioContext | null} */
let speaker = null;

if (bar) {
  for (const button of switches()) button.addEventListener("click", () => setSound(!isOn()));
  showSound();
  show(bar.getAttribute("data-desk-alarm") ?? "none", count(), since());
  setInterval(() => void ask(), ASK_EVERY_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void ask());
}

async function ask() {
  const reply = await exchange.ask({ method: "GET", path: "/clinician/alarms", session: true });
  if (reply.kind === "json" && reply.status === 401) return show("signed-out", count(), since());
  if (reply.kind === "json" && reply.body.fieldform === 1) {
    failures = 0;
    const number = Number(reply.body.count);
    return show(number > 0 ? "some" : "none", number, String(reply.body.since));
  }
  failures += 1;
  if (failures > 1) show("offline", count(), since());
}

/** @param {string} state @param {number} number @param {string} oldest */
function show(state, number, oldest) {
  const waits = state === "some";
  document.title = waits ? `(${number}) ${title}` : title;
  bar?.setAttribute("data-desk-alarm", state);
  put("[data-desk-alarm-count]", String(number));
  put("[data-desk-alarm-since]", oldest);
  if (waits) sound();
}

/** Said anew only when it changes. @param {string} place @param {string} words */
function put(place, words) {
  const found = bar?.querySelector(place);
  if (found && found.textContent !== words) found.textContent = words;
}

function count() {
  return Number(bar?.querySelector("[data-desk-alarm-count]")?.textContent);
}

function since() {
  return bar?.querySelector("[data-desk-alarm-since]")?.textContent ?? "";
}

/** Two short tones. A browser may hold them back until somebody has clicked on the page. */
function sound() {
  if (!isOn() || performance.now() - soundedAt < SOUND_EVERY_MS) return;
  soundedAt = performance.now();
  speaker ??= new AudioContext();
  for (const [start, pitch] of /** @type {[number, number][]} */ ([[0, 660], [0.25, 880]])) {
    const tone = speaker.createOscillator();
    const volume = speaker.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(speaker.destination);
    tone.start(speaker.currentTime + start);
    tone.stop(speaker.currentTime + start + 0.2);
  }
}

/** @param {boolean} on */
function setSound(on) {
  try {
    localStorage.setItem(kept, on ? "on" : "off");
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
  for (const button of switches()) button.setAttribute("aria-pressed", String(on));
  showSound();
  if (on && bar?.getAttribute("data-desk-alarm") === "some") sound();
}

function showSound() {
  const on = wanted();
  for (const button of switches()) {
    button.setAttribute("aria-pressed", String(on));
    for (const word of button.querySelectorAll("[data-sound]")) word.toggleAttribute("hidden", word.getAttribute("data-sound") !== (on ? "on" : "off"));
  }
}

function wanted() {
  try {
    return localStorage.getItem(kept) === "on";
  } catch {
    return isOn();
  }
}

function isOn() {
  return switches()[0]?.getAttribute("aria-pressed") === "true";
}

/** @returns {HTMLElement[]} */
function switches() {
  return [...document.querySelectorAll("[data-alarm-sound]")].filter((found) => found instanceof HTMLElement);
}

/** @param {number} ms @param {() => void} callback */
function after(ms, callback) {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
