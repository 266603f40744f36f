// The worker, from the page's side: registered once this device is set up; a new version waits until the person asks for it.
// Tells the worker which old form versions what lies here still needs, whoever wrote it. Public: watch, takeOver.

/** @typedef {import("./app.js").Screen} Screen */

const WORKER = "/worker.js";
const LOOK_EVERY_MS = 10 * 60_000;
const MAKE_WAY_EVERY_MS = 250;
const BUILD = /\/static\/([^/]+)\//.exec(import.meta.url)?.[1] ?? "";

/** @type {Promise<ServiceWorkerRegistration | null> | null} */
let registered = null;
/** @type {(ready: boolean) => void} whoever drew the notice last */
let tellReady = () => undefined;

/**
 * @param {Screen} screen
 * @param {(ready: boolean) => void} tell called at once and whenever a new version begins or ceases to wait
 */
export async function watch(screen, tell) {
  tellReady = tell;
  registered ??= register(screen);
  const registration = await registered;
  if (registration) tellOf(registration);
}

/**
 * The person asked for the new version. Views save before they leave (`pagehide`), and the draft's address brings them back.
 * Never loaded again before the new version has taken over: a page that the one before it is still sending when it ends stays half a page.
 */
export async function takeOver() {
  const registration = await registered;
  if (!registration?.waiting) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  const before = registration.active;
  registration.waiting.postMessage({ ask: "take-over" });
  // Again and again: Chromium looks whether the one before it is idle after something that it did, and may have looked too early.
  const makeWay = () => before?.postMessage({ ask: "make-way" });
  makeWay();
  setInterval(makeWay, MAKE_WAY_EVERY_MS);
}

/** @param {ServiceWorkerRegistration} registration */
function tellOf(registration) {
  tellReady(registration.waiting !== null && navigator.serviceWorker.controller !== null);
}

/**
 * Before anything else is awaited: the browser looks by itself when a page is loaded, and says only once that it found one.
 * @param {ServiceWorkerRegistration} registration
 */
function followNewVersions(registration) {
  const follow = () => registration.installing?.addEventListener("statechange", () => tellOf(registration));
  registration.addEventListener("updatefound", follow);
  follow();
}

/**
 * @param {Screen} screen
 * @returns {Promise<ServiceWorkerRegistration | null>} null: this browser or this address allows no worker
 */
async function register(screen) {
  try {
    const registration = (await navigator.serviceWorker.getRegistration()) ?? (await registerAnew());
    followNewVersions(registration);
    await navigator.serviceWorker.ready;
    await keepWhatDraftsNeed(screen, registration);
    lookForNewVersions(registration);
    return registration;
  } catch {
    return null;
  }
}

/** Only where there is none: registering stands in line behind the browser's own look for a new version, which a dead network holds up. */
function registerAnew() {
  return navigator.serviceWorker.register(/** @type {string} */ (trustedAddress()), { scope: "/", updateViaCache: "none" });
}

/**
 * @param {Screen} screen
 * @param {ServiceWorkerRegistration} registration
 */
async function keepWhatDraftsNeed(screen, registration) {
  const device = await screen.device;
  const tellWorker = async () => {
    const pages = (await device.formsInUse()).map(({ id, version }) => `/officer/forms/${id}/${version}`);
    registration.active?.postMessage({ ask: "keep-forms", urls: pages.flatMap((page) => [page, `${page}/report`]) });
  };
  device.onChange((change) => void ((change === "drafts" || change === "records") && tellWorker()));
  device.onChange((change) => void (change === "forms" && registration.update().catch(() => undefined)));
  await tellWorker();
  registration.active?.postMessage({ ask: "forget-old", build: BUILD });
}

/**
 * A browser looks when a page is loaded; this app moves without loading, so it asks when it is looked at.
 * @param {ServiceWorkerRegistration} registration
 */
function lookForNewVersions(registration) {
  let lookedAt = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - lookedAt < LOOK_EVERY_MS) return;
    lookedAt = Date.now();
    registration.update().catch(() => undefined);
  });
}

/** Registering a worker is a Trusted Types sink: the one policy allowed makes the one address there is. */
function trustedAddress() {
  const factory = /** @type {any} */ (globalThis).trustedTypes;
  return factory ? factory.createPolicy("sw", { createScriptURL: () => WORKER }).createScriptURL("") : WORKER;
}
