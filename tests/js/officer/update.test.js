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
  const installed = (/** @type {EventTarget} */ coming) => {
    Object.assign(registration, { installing: null, waiting: Object.assign(coming, hears("waiting")) });
    coming.dispatchEvent(new Event("statechange"));
  };
  return { registration, serviceWorker, reloads, asked, installed };
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

test("the tap has the version before it let go, and the page comes again when the new one has taken over", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { registration, serviceWorker, reloads, asked, installed } = browser();
  const page = await anotherPage();
  await page.watch(screen(), () => undefined);
  registration.installing = new EventTarget();
  installed(registration.installing);
  asked.length = 0;
  await page.takeOver();
  t.mock.timers.tick(250);
  assert.deepEqual(asked, ["waiting: take-over", "active: make-way", "active: make-way"]);
  assert.equal(reloads.count, 0);
  serviceWorker.dispatchEvent(new Event("controllerchange"));
  assert.equal(reloads.count, 1);
});

test("the tap on a version that took over meanwhile brings it", async () => {
  const { reloads } = browser();
  const page = await anotherPage();
  await page.watch(screen(), () => undefined);
  await page.takeOver();
  assert.equal(reloads.count, 1);
});
