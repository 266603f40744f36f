// The officer's app begins here: shows the page it was opened on, moves between home and form without leaving the document (so
// that an unlocked vault stays in memory), and wakes the sender. What the first tap does not need comes after the page stands.
// Knows no form logic, no storage and no wire. Public to views: the Screen it hands to each.

/**
 * @typedef {object} Screen what a view may ask of the app around it
 * @property {Promise<import("../device/fieldform.js").Fieldform>} device
 * @property {Promise<void>} quiet from here on there is time for what no first tap waits for
 * @property {(url: string, options?: {replace?: boolean}) => Promise<boolean>} goTo false: that page cannot be reached now
 * @property {(words: string, undo?: {until: number, run: () => void}) => void} say a toast
 * @property {(dialog: "unlock" | "sign-in" | "enrol" | "erase" | "rehearsal" | "copy-out" | "quick") => Promise<boolean>} ask true: it was done
 */
/** @typedef {{leave: () => Promise<void>}} View */
/** @typedef {{ready?: (main: HTMLElement) => Promise<void>, mount: (main: HTMLElement, screen: Screen) => View}} ViewModule */

const WAKE_EVERY_MS = 30_000;
const NEWS_EVERY_MS = 120_000;
/** So long a new form is left to the first tap, and a busy page may then keep the rest waiting. */
const FIRST_TAP_MS = 1_000;
const SHELL_PAGE = /^\/officer\/(?:today|device|forms\/[\w-]+(?:\/[\w-]+(?:\/report)?)?)?$/;

/** @type {Record<string, () => Promise<ViewModule>> & {home: () => Promise<ViewModule>}} */
const VIEWS = {
  home: () => import("./home.js"),
  form: () => import("./form.js"),
  report: () => import("./report.js"),
  today: () => import("./today.js"),
  device: () => import("./on-device.js"),
};

/** @type {(value?: unknown) => void} */
let viewStands = () => undefined;
const firstView = new Promise((resolve) => {
  viewStands = resolve;
});
const quiet = becomesQuiet();
/** @type {Screen} */
const screen = { device: openDevice(), quiet, goTo, say, ask };
/** @type {View | null} */
let shown = null;
let shownAt = new URL(location.href);
let asked = 0;
let quietFor = 0;

void start();

async function start() {
  document.addEventListener("click", onClick);
  window.addEventListener("popstate", onPopState);
  await show().catch(goPlain).finally(viewStands);
  await quiet;
  await Promise.all([keepAwake(), import("./frame.js").then((frame) => frame.attend(screen))]).catch(() => undefined);
}

/** @param {unknown} problem the page's own view cannot come: it is as without scripts (before-paint.js) */
function goPlain(problem) {
  dispatchEvent(new Event("plain"));
  reportError(problem);
}

/** Begins at once beside everything else; but a new form can be filled in before storage is open, and its questions come first. */
async function openDevice() {
  if (isNewForm()) await firstView;
  const { openFieldform } = await import("../device/fieldform.js");
  return openFieldform();
}

/** Of a new form the frame around it comes after its first answer. Its storage does not wait for that: what is typed is kept at once. */
async function becomesQuiet() {
  if (!isNewForm()) return;
  await firstView;
  await new Promise((resolve) => {
    document.addEventListener("input", resolve, { once: true });
    setTimeout(resolve, FIRST_TAP_MS);
  });
  await new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(resolve, { timeout: FIRST_TAP_MS });
    else setTimeout(resolve, 0);
  });
}

function isNewForm() {
  return document.querySelector('main[data-view="form"]') !== null && !location.hash;
}

async function show() {
  const main = /** @type {HTMLElement | null} */ (document.querySelector("main[data-view]"));
  if (!main) return;
  const load = VIEWS[main.dataset.view ?? ""] ?? VIEWS.home;
  const view = await load();
  await view.ready?.(main);
  shown = view.mount(main, screen);
  shownAt = new URL(location.href);
}

/** @param {MouseEvent} event */
function onClick(event) {
  const link = /** @type {Element} */ (event.target).closest("a[href]");
  if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const within = link.getAttribute("href")?.startsWith("#");
  if (!within && !(link.origin === location.origin && SHELL_PAGE.test(link.pathname))) return;
  event.preventDefault();
  if (within) void goWithin(link.hash.slice(1));
  else void goTo(link.href);
}

/**
 * The part of the address after # names the draft, so a link within the page leaves it alone.
 * @param {string} id
 */
async function goWithin(id) {
  const target = document.getElementById(decodeURIComponent(id));
  (await import("./below.js")).layOut(document);
  target?.scrollIntoView();
  target?.focus();
}

function onPopState() {
  if (location.pathname !== shownAt.pathname || location.hash !== shownAt.hash) void swapTo(location.href);
}

/**
 * @param {string} url
 * @param {{replace?: boolean}} [options]
 * @returns {Promise<boolean>}
 */
async function goTo(url, options = {}) {
  return swapTo(url, () => history[options.replace ? "replaceState" : "pushState"](null, "", url));
}

/**
 * @param {string} url
 * @param {() => void} [arrived] between leaving the old page and showing the new one
 * @returns {Promise<boolean>}
 */
async function swapTo(url, arrived = () => undefined) {
  const { loadPage, putInPlace } = await import("./navigation.js");
  const mine = ++asked;
  const page = await loadPage(url);
  if (mine !== asked) return false;
  if (!page) {
    say("There is no connection, and this page is not kept on this device yet.");
    return false;
  }
  await shown?.leave();
  arrived();
  putInPlace(page);
  await show();
  (await import("./toast.js")).settle();
  (await import("./frame.js")).refresh(screen);
  return true;
}

/**
 * @param {string} words
 * @param {{until: number, run: () => void}} [undo]
 */
function say(words, undo) {
  void import("./toast.js").then(({ toast }) => toast(words, undo));
}

/**
 * @param {"unlock" | "sign-in" | "enrol" | "erase" | "rehearsal" | "copy-out" | "quick"} dialog
 * @returns {Promise<boolean>}
 */
async function ask(dialog) {
  const { open } = await import("./dialogs.js");
  return open(dialog, await screen.device);
}

/** What waits goes out on opening, when a network comes, when the page is looked at, and every half minute while it is seen. */
async function keepAwake() {
  const device = await screen.device;
  device.wake();
  window.addEventListener("online", () => void probe(device));
  window.addEventListener("offline", () => void probe(device));
  document.addEventListener("visibilitychange", () => isSeen() && device.wake());
  setInterval(async () => isSeen() && (await isWorthWaking(device)) && device.wake(), WAKE_EVERY_MS);
}

/**
 * What the browser says of the network is a hint: a question to the server tells the truth.
 * @param {import("../device/fieldform.js").Fieldform} device
 */
async function probe(device) {
  device.wake();
  await device.checkSession();
}

function isSeen() {
  return document.visibilityState === "visible";
}

/**
 * With nothing to send and nothing urgent to hear of, news is asked for less often.
 * @param {import("../device/fieldform.js").Fieldform} device
 */
async function isWorthWaking(device) {
  quietFor += WAKE_EVERY_MS;
  const waiting = (await device.records()).some((record) => record.state !== "received") || (await device.alarms()).some((alarm) => alarm.isPending);
  if (!waiting && quietFor < NEWS_EVERY_MS) return false;
  quietFor = 0;
  return true;
}

export {};
