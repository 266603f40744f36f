/**
 * A page that is drawn from what the device holds: nothing that changes stays unseen, and who has left it is drawn no more.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { followed } from "../../../static/js/officer/followed.js";

/** @typedef {import("../../../static/js/officer/app.js").Screen} Screen */

/** A page whose drawings take as long as the test says. */
async function page() {
  const tell = /** @type {Set<() => void>} */ (new Set());
  const onChange = (/** @type {() => void} */ listener) => {
    tell.add(listener);
    return () => tell.delete(listener);
  };
  const screen = /** @type {Screen} */ (/** @type {unknown} */ ({ device: Promise.resolve({ onChange }) }));
  const drawn = { times: 0 };
  const draw = () => {
    drawn.times += 1;
    return new Promise(() => {});
  };
  const main = /** @type {HTMLElement} */ (/** @type {unknown} */ (new EventTarget()));
  const view = followed(main, screen, { draw: /** @type {() => Promise<void>} */ (draw), onClick: async () => undefined });
  await screen.device;
  return { view, drawn, changes: () => tell.forEach((listener) => listener()) };
}

test("what changes while the page is drawn for the first time is drawn too", async () => {
  const { drawn, changes } = await page();
  changes();
  assert.equal(drawn.times, 2);
});

test("a page that was left is drawn no more", async () => {
  const { view, drawn, changes } = await page();
  await view.leave();
  changes();
  assert.equal(drawn.times, 1);
});
