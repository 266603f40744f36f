// The worker, from the page's side: registered once this device is set up; a new version waits until the person asks for it.
// Tells the worker which old form versions what lies here still needs, whoever wrote it. Public: watch, takeOver.

/** @typedef {import("./app.js").Screen} Screen */

const WORKER = "/worker.js";
const LOOK_EVERY_MS = 10 * 60_000;
const ASK_AGAIN_EVERY_MS = 1_000;
const NUDGE = new URL("nudge.js", import.meta.url).pathname;
const BUILD = /\/static\/([^/]+)\//.exec(import.meta.url)?.[1] ?? "";

/** @type {Promise<ServiceWorkerRegistration | null> | null} */
let registered = null;
/** @type {(ready: boolean) => void} whoever drew the notice last */
let tellReady = () => undefined;
/** @type {Worker | null} */
let nudge = null;
/** @type {any} made once: the page's security policy allows no second one of its name */
let policy = null;

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
  registration.waiting.postMessage({ ask: "take-over" });
  const asking = setInterval(() => (registration.waiting ? askAgain(registration) : clearInterval(asking)), ASK_AGAIN_EVERY_MS);
}

/**
 * Chromium ends the version before this one once, at `skipWaiting`. Whatever reaches that version in the few milliseconds in which it ends
 * (a request, a message, the browser's own warm-up as the pointer meets a link) starts it again, and it was not ended for good: the new
 * one is left waiting. A second `skipWaiting` changes nothing, and messages keep the old one awake. But whenever a document or a worker
 * is loaded, Chromium sees that a version waits, and ends the old one anew: so a worker that does nothing is loaded, and the page stays.
 * What holds the old one up may also be its own: what it fetches for itself it gives up when told, which nobody wakes it for before.
 * @param {ServiceWorkerRegistration} registration
 */
function askAgain(registration) {
  registration.active?.postMessage({ ask: "make-way" });
  registration.waiting?.postMessage({ ask: "take-over" }); // An even newer one may wait by now.
  nudge?.terminate();
  nudge = new Worker(/** @type {string} */ (trusted(NUDGE)));
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
  return navigator.serviceWorker.register(/** @type {string} */ (trusted(WORKER)), { scope: "/", updateViaCache: "none" });
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

/**
 * Loading a worker is a Trusted Types sink: the one policy allowed lets the two addresses pass that there are.
 * @param {string} address
 */
function trusted(address) {
  const factory = /** @type {any} */ (globalThis).trustedTypes;
  if (!factory) return address;
  policy ??= factory.createPolicy("sw", { createScriptURL: ownWorker });
  return policy.createScriptURL(address);
}

/**
 * @param {string} address
 * @returns {string}
 */
function ownWorker(address) {
  if (address === WORKER || address === NUDGE) return address;
  throw new TypeError("not a worker of this app");
}
