/**
 * A new version of the app as the page hears of it: offered whenever it waits, and a tap on it always leads somewhere.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

/** @typedef {import("../../../static/js/officer/app.js").Screen} Screen */

let opened = 0;

/** A page of its own: the module remembers its registration. */
function anotherPage() {
  opened += 1;
  // eslint-disable-next-line no-unsanitized/method -- a counter of our own
  return import(`../../../static/js/officer/update.js?page=${opened}`);
}

/** A browser with a worker that runs, and what it was told. */
function browser() {
  const asked = /** @type {string[]} */ ([]);
  const hears = (/** @type {string} */ who) => ({ postMessage: (/** @type {{ask: string}} */ { ask }) => asked.push(`${who}: ${ask}`) });
  const registration = Object.assign(new EventTarget(), {
    active: hears("active"),
    waiting: /** @type {object | null} */ (null),
    installing: /** @type {EventTarget | null} */ (null),
  });
  const serviceWorker = Object.assign(new EventTarget(), { controller: {}, ready: Promise.resolve(registration), getRegistration: async () => registration });
  const reloads = { count: 0 };
  Object.defineProperty(globalThis, "navigator", { value: { serviceWorker }, configurable: true });
  Object.defineProperty(globalThis, "location", { value: { reload: () => (reloads.count += 1) }, configurable: true });
  Object.defineProperty(globalThis, "document", { value: new EventTarget(), configurable: true });
  Object.defineProperty(globalThis, "Worker", { value: workerThat((what) => asked.push(what)), configurable: true });
  const installed = (/** @type {EventTarget} */ coming) => {
    Object.assign(registration, { installing: null, waiting: Object.assign(coming, hears("waiting")) });
    coming.dispatchEvent(new Event("statechange"));
  };
  return { registration, serviceWorker, reloads, asked, installed };
}

/** @param {(what: string) => void} tell what becomes of each one that is loaded */
function workerThat(tell) {
  return class {
    /** @param {string} address */
    constructor(address) {
      tell(`loaded: ${address.split("/").pop()}`);
    }

    terminate() {
      tell("ended");
    }
  };
}

/** @returns {Screen} with a device that has nothing on it yet */
function screen() {
  const device = { formsInUse: async () => [], onChange: () => () => undefined };
  return /** @type {Screen} */ (/** @type {unknown} */ ({ device: Promise.resolve(device) }));
}

test("a version that was found before this page listened is offered once it waits", async () => {
  const { registration, installed } = browser();
  const coming = new EventTarget();
  registration.installing = coming;
  const said = /** @type {boolean[]} */ ([]);
  await (await anotherPage()).watch(screen(), (/** @type {boolean} */ ready) => said.push(ready));
  installed(coming);
  assert.deepEqual(said, [false, true]);
});

test("a version that is found later is offered once it waits", async () => {
  const { registration, installed } = browser();
  const said = /** @type {boolean[]} */ ([]);
  await (await anotherPage()).watch(screen(), (/** @type {boolean} */ ready) => said.push(ready));
  const coming = new EventTarget();
  registration.installing = coming;
  registration.dispatchEvent(new Event("updatefound"));
  installed(coming);
  assert.deepEqual(said, [false, true]);
});

/** @param {import("node:test").TestContext} t */
async function tapped(t) {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const browsing = browser();
  const page = await anotherPage();
  await page.watch(screen(), () => undefined);
  browsing.installed((browsing.registration.installing = new EventTarget()));
  browsing.asked.length = 0;
  await page.takeOver();
  return browsing;
}

test("the tap asks the new version in and wakes nobody, and the page comes again when it has taken over", async (t) => {
  const { serviceWorker, reloads, asked } = await tapped(t);
  assert.deepEqual(asked, ["waiting: take-over"]);
  assert.equal(reloads.count, 0);
  serviceWorker.dispatchEvent(new Event("controllerchange"));
  assert.equal(reloads.count, 1);
});

test("a version that is left waiting is asked in again: the one before it lets go, and the browser is made to look", async (t) => {
  const { asked } = await tapped(t);
  asked.length = 0;
  t.mock.timers.tick(2_000);
  const again = ["active: make-way", "waiting: take-over"];
  assert.deepEqual(asked, [...again, "loaded: nudge.js", ...again, "ended", "loaded: nudge.js"]);
});

test("a version that no longer waits is asked no more", async (t) => {
  const { registration, asked } = await tapped(t);
  registration.waiting = null;
  asked.length = 0;
  t.mock.timers.tick(5_000);
  assert.deepEqual(asked, []);
});

test("the tap on a version that took over meanwhile brings it", async () => {
  const { reloads } = browser();
  const page = await anotherPage();
  await page.watch(screen(), () => undefined);
  await page.takeOver();
  assert.equal(reloads.count, 1);
});
