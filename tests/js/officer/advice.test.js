import assert from "node:assert/strict";
import { test } from "node:test";
import { advised } from "../../../static/js/officer/advice.js";

const KEPT = { used: 1, quota: 100, kept: true };
const ANDROID = { enrolled: true, apple: false, installed: false, canBeQuick: false };

test("a device with room, whose browser keeps what is here, needs no advice", () => {
  assert.deepEqual(advised(KEPT, ANDROID), []);
});

test("the most pressing comes first", () => {
  assert.deepEqual(advised({ used: 95, quota: 100, kept: false }, { ...ANDROID, canBeQuick: true }), ["nearly-full", "not-kept", "quick"]);
  assert.deepEqual(advised({ used: 100, quota: 100, kept: true }, ANDROID), ["full"]);
});

test("an iPhone is told to install, and where that is done nothing more", () => {
  const iphone = { ...ANDROID, apple: true };
  assert.deepEqual(advised({ ...KEPT, kept: false }, iphone), ["install"]);
  assert.deepEqual(advised({ ...KEPT, kept: false }, { ...iphone, installed: true }), []);
});

test("before it is set up there is nothing to keep, but the home screen comes first", () => {
  assert.deepEqual(advised({ ...KEPT, kept: false }, { ...ANDROID, enrolled: false }), []);
  assert.deepEqual(advised(KEPT, { ...ANDROID, enrolled: false, apple: true }), ["install"]);
});

test("where the browser says nothing, nothing is claimed", () => {
  assert.deepEqual(advised({ used: null, quota: null, kept: null }, ANDROID), []);
});
