/**
 * Times as people say them, by the device's own zone.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { when } from "../../../static/js/officer/when.js";

const now = new Date(2026, 10, 23, 21, 30);

test("it says today and yesterday", () => {
  assert.match(when(new Date(2026, 10, 23, 0, 5).getTime(), now).words, /^today 00:05$/);
  assert.match(when(new Date(2026, 10, 22, 23, 59).getTime(), now).words, /^yesterday 23:59$/);
});

test("it names the day of what is older", () => {
  assert.match(when(new Date(2026, 10, 3, 8, 0).getTime(), now).words, /3.*08:00$/);
});

test("it gives the year of another year", () => {
  assert.match(when(new Date(2025, 10, 3, 8, 0).getTime(), now).words, /2025/);
});
