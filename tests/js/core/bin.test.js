import assert from "node:assert/strict";
import { test } from "node:test";
import { sweep } from "../../../static/js/outbox/sweep.js";
import { ANSWERS, FORM, enrolledPhone, openWorld, typeOne } from "./world.js";

const DAY = 24 * 60 * 60_000;

/** A phone with one discarded draft. */
async function phoneWithBin() {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  await phone.app.discardDraft(id);
  return { ...phone, id };
}

/** The server is heard again, `days` later by its clock and the phone's. @param {any} phone @param {number} days */
async function heardAfter(phone, days) {
  phone.clock.advance(days * DAY);
  phone.app.wake({ now: true });
  await phone.app.settled();
  await sweep(phone.app.ports);
}

test("what was discarded lies in the bin and nowhere else", async () => {
  const { app, id } = await phoneWithBin();
  assert.deepEqual(await app.drafts(), []);
  assert.deepEqual((await app.bin()).map((draft) => draft.id), [id]);
});

test("it lies there sealed as before", async () => {
  const { app, id } = await phoneWithBin();
  const record = await app.ports.store.read(["drafts"], (/** @type {any} */ tx) => tx.get("drafts", id));
  assert.ok(!Buffer.from(record.content.sealed).includes("Dana"));
  app.lock();
  const [draft] = await app.bin();
  assert.deepEqual([draft?.readable, draft?.label], [false, null]);
});

test("brought back it is as it was", async () => {
  const { app, id } = await phoneWithBin();
  assert.equal(await app.restoreDraft(id), true);
  const opened = await app.openDraft(id);
  assert.deepEqual(opened.opened && opened.draft.content.answers, ANSWERS);
  assert.deepEqual(await app.bin(), []);
});

test("from the bin nothing is opened or sent", async () => {
  const { app, id } = await phoneWithBin();
  assert.deepEqual(await app.openDraft(id), { opened: false, reason: "not_found" });
  assert.equal((await app.send(id, { answers: ANSWERS })).sent, false);
});

test("deleted for good it is gone", async () => {
  const { app, id } = await phoneWithBin();
  await app.eraseDraft(id);
  assert.deepEqual(await app.bin(), []);
  assert.equal(await app.restoreDraft(id), false);
});

test("only what lies in the bin can be deleted for good", async () => {
  const { app } = await enrolledPhone();
  const id = await typeOne(app);
  await app.eraseDraft(id);
  assert.equal((await app.drafts()).length, 1);
});

test("it stays for 30 days after the server was heard again, and no longer", async () => {
  const phone = await phoneWithBin();
  await heardAfter(phone, 1);
  await heardAfter(phone, 30);
  assert.equal((await phone.app.bin()).length, 1);
  await heardAfter(phone, 1);
  assert.equal((await phone.app.bin()).length, 0);
});

test("a phone that heard the server long ago erases nothing early", async () => {
  const phone = await enrolledPhone();
  phone.station.down = true;
  phone.clock.advance(40 * DAY);
  await phone.app.discardDraft(await typeOne(phone.app));
  phone.station.down = false;
  await heardAfter(phone, 0);
  assert.equal((await phone.app.bin()).length, 1);
});

test("a clock put years ahead erases nothing", async () => {
  const { app, clock } = await phoneWithBin();
  clock.wall += 3000 * DAY;
  await sweep(app.ports);
  assert.equal((await app.bin()).length, 1);
});

test("a clock put back keeps nothing for ever", async () => {
  const phone = await phoneWithBin();
  phone.clock.wall -= 400 * DAY;
  phone.station.now = ((wall) => () => wall + phone.clock.elapsed)(phone.clock.wall + 400 * DAY);
  await heardAfter(phone, 1);
  await heardAfter(phone, 31);
  assert.equal((await phone.app.bin()).length, 0);
});

test("a phone that hears nobody counts its own days, one a look", async () => {
  const phone = await phoneWithBin();
  phone.station.down = true;
  for (let day = 0; day < 30; day += 1) await heardAfter(phone, 1);
  assert.equal((await phone.app.bin()).length, 1);
  await heardAfter(phone, 1);
  assert.equal((await phone.app.bin()).length, 0);
});

test("an order to erase empties it too and hands nothing of it over", async () => {
  const phone = await phoneWithBin();
  phone.station.orders.push({ order: "erase" });
  await heardAfter(phone, 1);
  await phone.app.settled();
  assert.deepEqual(phone.station.inOrder(), []);
  assert.deepEqual(await phone.app.bin(), []);
});

test("a correction in the bin leaves its report to finish", async () => {
  const { app } = await enrolledPhone();
  const begun = await app.newDraft(...FORM);
  assert.ok(begun.begun);
  const sent = await app.send(begun.draft.id, { answers: ANSWERS }, { incomplete: true });
  assert.ok(sent.sent);
  const correction = await app.revise(sent.id);
  assert.ok(correction.opened);
  assert.equal((await app.records())[0]?.incomplete, false);
  await app.discardDraft(correction.draft.id);
  assert.equal((await app.records())[0]?.incomplete, true);
});

test("another person's bin is theirs", async () => {
  const { app } = await phoneWithBin();
  await app.ports.store.write(["meta"], (/** @type {any} */ tx) => tx.setMeta("user", { id: "somebody-else" }), { strict: true });
  const world = await openWorld();
  assert.deepEqual(await (await world.tab({ store: app.ports.store })).bin(), []);
});
