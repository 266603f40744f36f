// What the worker does about each event, by name. It keeps two kinds of cache:
//   fieldform-<version>  one release of shell, forms and files, installed whole or not at all
//   fieldform-kept       pages of older form versions that a draft on this device still needs
// Only pages that are the same for everybody are kept: fetched without credentials, answered 200 by this origin without
// a redirect (a kept sign-in page would come back for ever).
// Public, to worker.js: what `strategies` names.

/**
 * @typedef {object} Precache what /precache.js says
 * @property {string} version changes with every address listed and every byte behind one
 * @property {string} build names the files of this release
 * @property {string} strategies address of this file
 * @property {string[]} pages
 * @property {string[]} files
 * @property {Record<string, string[]>} unreviewed by a form's id, the languages beside which its page says so
 * @property {Record<string, string>} newest a form's path without a version → the page of its newest version
 */
/** @typedef {typeof strategies} Strategies */
/** @typedef {{window: MessageEventSource | Client | null, build: string} | null} Asking a window that runs `build`, or nobody */

const scope = /** @type {ServiceWorkerGlobalScope & {precache: Precache, strategies: Strategies}} */ (/** @type {unknown} */ (self));
const strategies = {
  installAllOrNothing,
  beginToServe,
  forgetOldReleases,
  keepForms,
  makeWay,
  isShellPage,
  isFile,
  keptPageOrNetwork,
  keptFileOrNetwork,
};
scope.strategies = strategies;

const PREFIX = "fieldform-";
const KEPT = `${PREFIX}kept`;
const precache = scope.precache;
const CURRENT = PREFIX + precache.version;
const SHELL_PAGE = /^\/officer\/(?:today|device|forms\/[\w-]+(?:\/[\w-]+(?:\/report)?)?)?$/;
const STATIC = /^\/static\/[^/]+\//;
const AT_A_TIME = 6;
const leaving = new AbortController();

/** One failure takes back what was kept so far: the release before this one goes on as it was. */
async function installAllOrNothing() {
  try {
    const cache = await caches.open(CURRENT);
    await keepAll(cache, [...precache.pages, ...precache.files]);
  } catch (problem) {
    await caches.delete(CURRENT);
    throw problem;
  }
  await renewKeptForms();
}

/** The page that set this device up is served from now on, without being loaded again: it may lose its network any moment. */
async function beginToServe() {
  await scope.clients.claim();
  await forgetOldReleases(null);
}

/**
 * No window is open, or only the one that asks and it runs this release: then nobody can miss the files of the others.
 * A release that is coming or waits is not old: who is coming is asked after the names were read, so that none slips through.
 * @param {Asking} asking
 */
async function forgetOldReleases(asking) {
  const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const others = windows.filter((window) => !isAsking(window, asking));
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CURRENT && name !== KEPT);
  if (others.length > 0 || isBeingReplaced()) return;
  await Promise.all(old.map((name) => caches.delete(name)));
}

/**
 * Keeps the page of every form version that a draft here needs, and no other. Also those this release carries itself: the next
 * one may carry newer versions only, and takes over when no page is open that could say what is needed.
 * @param {unknown} urls
 */
async function keepForms(urls) {
  if (!Array.isArray(urls)) return;
  const needed = urls.filter((url) => SHELL_PAGE.test(url));
  const kept = await caches.open(KEPT);
  for (const request of await kept.keys()) {
    if (!needed.includes(pathOf(request))) await kept.delete(request);
  }
  for (const url of needed) {
    if (leaving.signal.aborted) return;
    await keepForm(kept, url);
  }
}

/**
 * The next release takes over once this one has nothing under way: what it renews over a bad network is given up.
 */
function makeWay() {
  leaving.abort();
}

/**
 * @param {URL} url
 * @returns {boolean}
 */
function isShellPage(url) {
  return SHELL_PAGE.test(url.pathname);
}

/**
 * @param {URL} url
 * @returns {boolean}
 */
function isFile(url) {
  return STATIC.test(url.pathname) || precache.files.includes(url.pathname);
}

/**
 * What follows "?" never chooses the page.
 * @param {Request} request
 * @param {URL} url
 * @returns {Promise<Response>}
 */
async function keptPageOrNetwork(request, url) {
  const newest = precache.newest[url.pathname];
  if (newest) return Response.redirect(newest);
  return (await matchIn(CURRENT, url.pathname)) ?? (await matchIn(KEPT, url.pathname)) ?? fetch(request);
}

/**
 * A file's address names its release, so any copy of it is the right one. Without a network, an older page gets this
 * release's file of the same name: better than a draft that does not open.
 * @param {Request} request
 * @param {URL} url
 * @returns {Promise<Response>}
 */
async function keptFileOrNetwork(request, url) {
  const kept = await caches.match(url.pathname);
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch (problem) {
    const similar = await matchIn(CURRENT, url.pathname.replace(STATIC, `/static/${precache.build}/`));
    if (similar) return similar;
    throw problem;
  }
}

/**
 * Each answer is written as it arrives: a browser has few connections to one server, and an answer that nobody reads holds one.
 * @param {Cache} cache
 * @param {string[]} urls
 */
async function keepAll(cache, urls) {
  for (let at = 0; at < urls.length; at += AT_A_TIME) {
    await Promise.all(urls.slice(at, at + AT_A_TIME).map(async (url) => cache.put(url, await fetchForEverybody(url))));
  }
}

/**
 * @param {string} url
 * @param {AbortSignal | null} [signal]
 * @returns {Promise<Response>}
 */
async function fetchForEverybody(url, signal = null) {
  const answer = await fetch(url, { credentials: "omit", redirect: "error", cache: STATIC.test(url) ? "default" : "reload", signal });
  if (!mayKeep(answer)) throw new Error(`cannot keep ${url}: answered ${answer.status}`);
  return answer;
}

/**
 * @param {Response} answer
 * @returns {boolean}
 */
function mayKeep(answer) {
  return answer.status === 200 && answer.type === "basic" && !answer.redirected;
}

/** Kept pages come again with each release, as their old copies name its predecessor's files; one that fails stays as it was. */
async function renewKeptForms() {
  const kept = await caches.open(KEPT);
  for (const request of await kept.keys()) await renewForm(kept, pathOf(request));
}

/**
 * @param {Cache} kept
 * @param {string} url
 */
async function keepForm(kept, url) {
  if (await kept.match(url)) return;
  const older = await caches.match(url);
  if (older) await kept.put(url, older);
  await renewForm(kept, url);
}

/**
 * @param {Cache} kept
 * @param {string} url
 */
async function renewForm(kept, url) {
  try {
    await kept.put(url, await fetchForEverybody(url, leaving.signal));
  } catch {
    // Without a network, or with the next release about to take over, the copy at hand stays; that release asks again.
  }
}

function isBeingReplaced() {
  const { installing, waiting } = scope.registration;
  return installing !== null || waiting !== null || scope.serviceWorker?.state === "redundant";
}

/**
 * @param {Client} window
 * @param {Asking} asking
 * @returns {boolean}
 */
function isAsking(window, asking) {
  const source = /** @type {Client | null | undefined} */ (asking?.window);
  return window.id === source?.id && asking?.build === precache.build;
}

/**
 * Looks without opening: opening would bring back, empty, a release that was forgotten meanwhile.
 * @param {string} cacheName
 * @param {string} path
 * @returns {Promise<Response | undefined>}
 */
function matchIn(cacheName, path) {
  return caches.match(path, { cacheName });
}

/**
 * @param {Request} request
 * @returns {string}
 */
function pathOf(request) {
  return new URL(request.url).pathname;
}
