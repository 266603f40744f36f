import assert from "node:assert/strict";
import { test } from "node:test";
import { createOutbox } from "../../../static/js/outbox/outbox.js";
import { createDrafts } from "../../../static/js/drafts/drafts.js";
import { sweep } from "../../../static/js/outbox/sweep.js";
import { PHRASE } from "./station.js";
import { ANSWERS, FORM, enrolledPhone, letItGo, sendOne, typeOne } from "./world.js";

/** A phone in training, with one form begun. */
async function practisingPhone() {
  const phone = await enrolledPhone();
  await phone.app.train(true);
  const id = await typeOne(phone.app);
  return { ...phone, id };
}

test("training survives a killed browser", async () => {
  const phone = await practisingPhone();
  phone.app.kill();
  assert.equal((await phone.tab()).state().training, true);
});

test("what is practised is listed apart", async () => {
  const { app, id } = await practisingPhone();
  assert.deepEqual((await app.practice()).map((draft) => draft.id), [id]);
  assert.deepEqual([await app.drafts(), await app.records(), await app.bin()], [[], [], []]);
});

test("nothing practised can be sent", async () => {
  const { app, id, station, clock } = await practisingPhone();
  assert.deepEqual(await app.send(id, { answers: ANSWERS }), { sent: false, reason: "training" });
  await letItGo({ app, clock });
  assert.deepEqual([await app.records(), station.inOrder()], [[], []]);
});

test("nor when training is over, nor from another tab", async () => {
  const phone = await practisingPhone();
  const other = await phone.tab();
  await other.train(false);
  assert.equal((await phone.app.send(phone.id, { answers: ANSWERS })).sent, false);
  await letItGo(phone);
  assert.deepEqual(phone.station.inOrder(), []);
});

test("the outbox itself refuses, whatever asks it and whatever it is told of the draft", async () => {
  const { app, id } = await practisingPhone();
  const { ports } = app;
  const [drafts, outbox] = [createDrafts(ports), createOutbox(ports)];
  const [record, device] = await ports.store.read(["drafts", "meta"], async (/** @type {any} */ tx) => [await tx.get("drafts", id), await tx.meta("device")]);
  const about = { form: record.form, version: record.version, author: record.author, vault: null, server: device.sealing, revises: null, base: null, training: false };
  const lying = { about, id, submission: record.submission, content: record.content };
  const forged = await outbox.send(/** @type {any} */ (lying), { answers: ANSWERS }, device, null, { incomplete: false, alarm: false });
  assert.equal(forged, "training");
  assert.deepEqual(await outbox.list(), []);
  assert.equal((await drafts.list(record.author, "practice")).length, 1);
});

test("what is practised leaves with the mode", async () => {
  const { app } = await practisingPhone();
  await app.train(false);
  assert.deepEqual([await app.practice(), await app.drafts(), await app.bin()], [[], [], []]);
});

test("what another tab went on with leaves with the next sweep", async () => {
  const phone = await practisingPhone();
  const other = await phone.tab();
  await other.train(false);
  await phone.app.saveDraft(phone.id, { answers: { late: "words" } });
  assert.deepEqual(await phone.app.drafts(), []);
  await sweep(phone.app.ports);
  assert.deepEqual(await phone.app.practice(), []);
});

test("what was begun before stays real, and what is real goes out in training too", async () => {
  const { app, clock, station } = await enrolledPhone();
  const id = await typeOne(app);
  await sendOne(app);
  await app.train(true);
  assert.deepEqual((await app.drafts()).map((draft) => draft.id), [id]);
  await letItGo({ app, clock });
  assert.equal(station.inOrder().length, 1);
  assert.ok((await app.send(id, { answers: ANSWERS })).sent);
});

test("what is discarded in training is gone at once", async () => {
  const { app, id } = await practisingPhone();
  await app.discardDraft(id);
  assert.deepEqual([await app.practice(), await app.bin()], [[], []]);
});

test("a reopened one is still practice", async () => {
  const phone = await practisingPhone();
  phone.app.kill();
  const next = await phone.tab();
  await next.unlock(PHRASE);
  const opened = await next.openDraft(phone.id);
  assert.equal(opened.opened && opened.draft.training, true);
  assert.deepEqual(await next.send(phone.id, { answers: ANSWERS }), { sent: false, reason: "training" });
});

test("a correction of a real report is never practice", async () => {
  const { app } = await enrolledPhone();
  const sent = await sendOne(app);
  await app.train(true);
  const correction = await app.revise(sent);
  assert.equal(correction.opened && correction.draft.training, false);
  assert.equal((await app.drafts()).length, 1);
});

test("an order to erase hands nothing practised over", async () => {
  const { app, clock, station } = await practisingPhone();
  station.orders.push({ order: "erase" });
  await letItGo({ app, clock }, 10 * 60_000);
  app.wake({ now: true });
  await app.settled();
  assert.deepEqual(station.inOrder(), []);
  assert.equal((await app.newDraft(...FORM)).begun, false);
});
