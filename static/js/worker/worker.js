// The worker's events, and nothing else: what is done about each is a named strategy (strategies.js).
// Served as /worker.js. Knows no record, no person and no key: it keeps pages that are the same for everybody, so that a
// device can always write. A new version waits until the user asks for it.

/**
 * @typedef {object} Added what the two imported scripts leave for this one
 * @property {Precache} precache by /precache.js
 * @property {Strategies} strategies by strategies.js
 * @property {any} trustedTypes
 * @property {any} policy
 */

const worker = /** @type {ServiceWorkerGlobalScope & Added} */ (/** @type {unknown} */ (self));

importScripts(trusted("/precache.js"));
importScripts(trusted(worker.precache.strategies));

const keep = worker.strategies;

worker.addEventListener("install", (event) => {
  event.waitUntil(keep.installAllOrNothing());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(keep.beginToServe());
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== worker.location.origin) return;
  if (event.request.method !== "GET") return;
  if (keep.isShellPage(url)) event.respondWith(keep.keptPageOrNetwork(event.request, url));
  else if (keep.isFile(url)) event.respondWith(keep.keptFileOrNetwork(event.request, url));
});

worker.addEventListener("message", (event) => {
  const { ask, urls, build } = event.data ?? {};
  if (ask === "take-over") event.waitUntil(worker.skipWaiting());
  if (ask === "make-way") keep.makeWay();
  if (ask === "keep-forms") event.waitUntil(keep.keepForms(urls));
  if (ask === "forget-old") event.waitUntil(keep.forgetOldReleases({ window: event.source, build }));
});

/**
 * Trusted Types hold in workers too: importScripts takes only what this policy lets pass.
 * @param {string} url
 * @returns {string}
 */
function trusted(url) {
  if (!worker.trustedTypes) return url;
  worker.policy ??= worker.trustedTypes.createPolicy("sw", { createScriptURL: ownScript });
  return worker.policy.createScriptURL(url);
}

/**
 * @param {string} url
 * @returns {string}
 */
function ownScript(url) {
  if (url === "/precache.js" || /^\/static\/[\w-]+\/js\/worker\/strategies\.js$/.test(url)) return url;
  throw new TypeError("not a script of this worker");
}
