/**
 * The real world, as a browser offers it: what openFieldform uses where nothing else was passed in.
 *
 * Public: browserPorts.
 */
import { openStore } from "../storage/store.js";

/** @typedef {import("./ports.js").Ports} Ports */

const ROUNDS = 600_000;

/** @returns {Ports} */
export function browserPorts() {
  return {
    clock,
    random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)), uuid: () => crypto.randomUUID(), unit: Math.random },
    crypto: { subtle: crypto.subtle },
    store: openStore({ indexedDB: globalThis.indexedDB, IDBKeyRange, clock }),
    transport: { ask: async (request) => (await exchange()).ask(request) },
    locks: { take },
    channel: channelBetweenTabs(),
    keepStorage: async () => (await navigator.storage?.persist?.()) ?? null,
    passkey: async () => (await import("../vault/passkey.js")).browserPasskey(),
    measure,
    report: (problem) => globalThis.reportError(problem),
    app: /\/static\/([^/]+)\//.exec(import.meta.url)?.[1] ?? "unknown",
    rounds: ROUNDS,
  };
}

/** @type {import("./ports.js").Clock} */
const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** @returns {Promise<import("./ports.js").Room>} */
async function measure() {
  const { usage = null, quota = null } = (await navigator.storage?.estimate?.()) ?? {};
  return { used: usage, quota, kept: (await navigator.storage?.persisted?.()) ?? null };
}

/** @type {Promise<import("./ports.js").Transport> | undefined} */
let speaking;

/** Imported with the first question: the first tap asks nothing. */
function exchange() {
  speaking ??= import("../network/exchange.js").then(({ createExchange }) => createExchange({ clock }));
  return speaking;
}

/**
 * Without Web Locks every tab may: correctness hangs on compare-and-set and on the server's idempotency.
 * @param {string} name
 * @returns {Promise<(() => void) | null>}
 */
function take(name) {
  if (!navigator.locks) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const held = (/** @type {Lock | null} */ lock) => (lock ? untilReleased(resolve) : resolve(null));
    navigator.locks.request(name, { ifAvailable: true }, held).catch(reject);
  });
}

/** @param {(release: () => void) => void} taken */
function untilReleased(taken) {
  return new Promise((release) => {
    taken(() => release(undefined));
  });
}

/** @returns {import("./ports.js").Channel} */
function channelBetweenTabs() {
  const channel = new BroadcastChannel("fieldform");
  return {
    post: (word) => channel.postMessage(word),
    listen: (callback) => channel.addEventListener("message", (event) => callback(String(event.data))),
    close: () => channel.close(),
  };
}
