/**
 * What the screen says of the connection, and of a record that was offered once.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { isOnItsWay, lampWord } from "../../../static/js/officer/connection.js";

/** @param {string} word @param {boolean | null} signedIn */
function device(word, signedIn = null) {
  return /** @type {any} */ ({ connection: () => ({ word }), state: () => ({ signedIn }) });
}

test("it is on its way while a try can be under way", () => {
  assert.equal(isOnItsWay({ state: "sending" }, { word: "reached" }), true);
  assert.equal(isOnItsWay({ state: "sending" }, { word: "unknown" }), true);
});

test("it waits again once the try has failed", () => {
  for (const word of /** @type {const} */ (["unreachable", "not_ours", "busy"])) assert.equal(isOnItsWay({ state: "sending" }, { word }), false);
});

test("what was never offered is not on its way", () => {
  assert.equal(isOnItsWay({ state: "waiting" }, { word: "reached" }), false);
});

test("the lamp trusts that the server said who is signed in", () => {
  assert.equal(lampWord(device("unknown", false)), "connected");
  assert.equal(lampWord(device("unknown")), "unknown");
  assert.equal(lampWord(device("not_ours", true)), "offline");
});
