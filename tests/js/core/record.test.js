import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../../static/js/wire/bytes.js";
import {
  attentionRecord,
  canBeUndone,
  dueIn,
  frees,
  isDue,
  offeredAgain,
  offeredRecord,
  receivedRecord,
  refuses,
  waitingRecord,
} from "../../../static/js/outbox/record.js";

/** @typedef {import("../../../static/js/storage/shapes.js").OutboxRecord} OutboxRecord */
/** @typedef {import("../../../static/js/wire/receipt.js").Receipt} Receipt */

const NOW = 1_000_000;
const envelope = { header: utf8("h"), body: utf8("b"), bodyHash: utf8("hash") };
const made = /** @type {const} */ ({ kind: "submission", id: "id-1", author: "a", envelope, authorSig: null, draft: "draft-1" });
const waiting = /** @type {OutboxRecord} */ ({ ...waitingRecord(made, NOW, 10_000), epoch: 1, sequence: 7 });
const sending = offeredRecord(waiting, utf8("signature"));
const signed = { bytes: utf8("{}"), signature: utf8("s") };
const receipt = /** @type {Receipt} */ ({
  device: "d",
  id: "id-1",
  epoch: 1,
  sequence: 7,
  bodyHash: utf8("hash"),
  outcome: "accepted",
  reasons: [],
  receivedAt: "2026-03-07T12:00:00Z",
  signed,
});

test("a receipt frees the record that it names in every particular", () => {
  assert.equal(frees(receipt, sending, "d"), true);
});

/** @type {Partial<Receipt>[]} */
const OTHERS = [
  { device: "e" },
  { id: "id-2" },
  { id: null },
  { epoch: 2 },
  { sequence: 8 },
  { bodyHash: utf8("other") },
  { bodyHash: null },
  { outcome: "refused" },
];

for (const other of OTHERS) {
  test(`a receipt with another ${Object.entries(other).map(([key, value]) => `${key} (${value})`)} does not`, () => {
    assert.equal(frees({ ...receipt, ...other }, sending, "d"), false);
  });
}

for (const outcome of ["duplicate", "merged", "conflict", "held", "quarantined", "a later version's word"]) {
  test(`"${outcome}" means that the server has it`, () => assert.equal(frees({ ...receipt, outcome }, sending, "d"), true));
}

test("a refusal is of the record that it names, on this device", () => {
  const refusal = { ...receipt, outcome: "refused", bodyHash: null };
  assert.deepEqual(
    [refuses(refusal, sending, "d"), refuses(refusal, sending, "e"), refuses({ ...refusal, id: "x" }, sending, "d")],
    [true, false, false],
  );
});

test("it is due when the time for undoing is over, and not before", () => {
  assert.deepEqual(
    [0, 9_999, 10_000].map((later) => isDue(waiting, NOW + later)),
    [false, false, true],
  );
  assert.equal(dueIn(waiting, NOW + 4_000), 6_000);
});

test("it is due at once when the clock was put back behind its making", () => {
  assert.equal(isDue(waiting, NOW - 1), true);
});

test("what was offered once is always due, until it was received", () => {
  assert.equal(isDue(sending, NOW), true);
  assert.equal(isDue(receivedRecord(sending, receipt), NOW * 2), false);
});

test("only what waits for the end of its time can be undone", () => {
  assert.equal(canBeUndone(waiting, NOW + 9_999), true);
  assert.equal(canBeUndone(waiting, NOW + 10_000), false);
  assert.equal(canBeUndone(sending, NOW), false);
  assert.equal(canBeUndone(offeredAgain(receivedRecord(sending, receipt)), NOW), false);
  assert.equal(canBeUndone({ ...waiting, kind: "void" }, NOW), false);
});

test("attention waits twice as long each time, up to six hours, and keeps everything", () => {
  const waits = [0, 1, 2, 20].map((refusals) => dueIn(attentionRecord({ ...sending, refusals }, ["refused"], NOW, 0.999999999), NOW));
  assert.deepEqual(waits, [60_000, 120_000, 240_000, 21_600_000]);
  assert.equal(attentionRecord(sending, ["refused"], NOW, 0).body, sending.body);
});

test("a clock put back ends the waiting of attention too", () => {
  assert.equal(isDue(attentionRecord(sending, ["refused"], NOW, 0.5), NOW - 1), true);
});

test("a record whose sealed copy is gone is never due", () => {
  assert.equal(isDue({ ...sending, body: null }, NOW), false);
});
