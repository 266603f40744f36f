import assert from "node:assert/strict";
import { test } from "node:test";
import { roomWord, skewWord, whyItWaits } from "../../../static/js/officer/waits.js";

const NOW = 1_000_000;
const waiting = { state: /** @type {const} */ ("waiting"), undoUntil: null, reasons: [], again: false };
const reached = { word: /** @type {const} */ ("reached"), busyUntil: null };

test("what was received does not wait", () => {
  assert.equal(whyItWaits({ ...waiting, state: "received" }, reached, NOW), null);
});

test("within its ten seconds it can still be taken back, whatever the network does", () => {
  assert.equal(whyItWaits({ ...waiting, undoUntil: NOW + 1 }, { ...reached, word: "unreachable" }, NOW), "undo");
});

test("a queue that is not sent though online says why: a portal, a server that asked to wait, or that it goes next", () => {
  assert.equal(whyItWaits(waiting, { ...reached, word: "not_ours" }, NOW), "portal");
  assert.equal(whyItWaits(waiting, { word: "busy", busyUntil: NOW + 1 }, NOW), "busy");
  assert.equal(whyItWaits(waiting, { word: "busy", busyUntil: NOW - 1 }, NOW), "next");
  assert.equal(whyItWaits(waiting, reached, NOW), "next");
});

test("what the server did not take says so before it says anything of the network", () => {
  const refused = { ...waiting, state: /** @type {const} */ ("attention"), reasons: ["refused", "device_unknown"] };
  assert.equal(whyItWaits(refused, { ...reached, word: "unreachable" }, NOW), "unknown-device");
  assert.equal(whyItWaits({ ...refused, reasons: ["no_receipt"] }, reached, NOW), "no-receipt");
  assert.equal(whyItWaits({ ...refused, reasons: ["too_large"] }, reached, NOW), "refused");
});

test("a server that was put back to a backup is named as the reason", () => {
  assert.equal(whyItWaits({ ...waiting, again: true }, reached, NOW), "again");
});

test("a device is nearly full from nine tenths, full at the end, and silent where the browser does not say", () => {
  assert.deepEqual([0.5, 0.9, 0.995].map((used) => roomWord({ used, quota: 1 })), ["fine", "nearly-full", "full"]);
  assert.equal(roomWord({ used: null, quota: null }), "unknown");
});

test("a clock is wrong from ten minutes, behind where the server is ahead", () => {
  assert.deepEqual(skewWord(14 * 60_000), { words: "14 minutes behind", wrong: true });
  assert.deepEqual(skewWord(-9 * 60_000), { words: "9 minutes ahead", wrong: false });
  assert.deepEqual(skewWord(30_000), { words: "right", wrong: false });
  assert.equal(skewWord(30 * 365 * 24 * 3_600_000)?.words, "10950 days behind");
  assert.equal(skewWord(null), null);
});
