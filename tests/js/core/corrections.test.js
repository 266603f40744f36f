import assert from "node:assert/strict";
import { test } from "node:test";
import { b64, sha256 } from "../../../static/js/wire/bytes.js";
import { PHRASE, bytes, no, ok } from "./station.js";
import { ANSWERS, FORM, enrolledPhone, letItGo, sendOne } from "./world.js";

/** @typedef {Awaited<ReturnType<typeof enrolledPhone>>} Phone */

const DAY = 24 * 60 * 60_000;
const WITHDRAWAL = { id: "withdrawal", version: "withdrawal-1" };

/** @param {Phone} phone @param {string} id @param {Record<string, unknown>} answers @returns {Promise<string>} the correction's id */
async function correct({ app }, id, answers) {
  const opened = await app.revise(id);
  assert.ok(opened.opened, opened.opened ? "" : opened.reason);
  const sent = await app.send(opened.draft.id, { answers });
  assert.ok(sent.sent);
  return sent.id;
}

/** @param {Phone} phone @param {string} id */
function hashOf(phone, id) {
  return sha256(crypto.subtle, bytes(phone.station.stored.get(id)?.element.body)).then(b64);
}

/** @param {Phone} phone @param {Record<string, unknown>} change */
async function hears(phone, change) {
  phone.station.changes.push(change);
  await pass(phone, 61_000);
}

/** Time passes, and then the app is looked at. @param {Phone} phone @param {number} ms */
async function pass(phone, ms) {
  await letItGo(phone, ms);
  for (let contact = 0; contact < 2; contact += 1) {
    phone.app.wake();
    await letItGo(phone, 61 * 60_000);
  }
}

test("a correction names the version that it was made on, however often", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  const second = await correct(phone, first, { narrative: "second" });
  const third = await correct(phone, first, { narrative: "third" });
  await letItGo(phone);
  const bases = await Promise.all([second, third].map(async (id) => (await phone.station.opened(id)).base));
  assert.deepEqual(bases, [await hashOf(phone, first), await hashOf(phone, second)]);
});

test("of a report and its corrections, the last is the report, and all know the first", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  const second = await correct(phone, first, { narrative: "second" });
  const records = await phone.app.records();
  assert.deepEqual(records.map(({ id, root, superseded }) => [id, root, superseded]), [
    [second, first, false],
    [first, first, true],
  ]);
  assert.equal((await phone.app.report(first))?.newest.id, second);
  assert.deepEqual((await phone.app.report(second))?.copy?.answers, { narrative: "second" });
});

test("what became of the report is known of every version of it", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  await correct(phone, first, { narrative: "second" });
  await letItGo(phone);
  await hears(phone, { submission: first, fate: "opened", at: "2026-03-07T12:20:00Z" });
  assert.equal((await phone.app.report(first))?.newest.fate?.fate, "opened");
});

test("locked, it says so and shows nothing", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  phone.app.lock();
  await phone.app.settled();
  const report = await phone.app.report(first);
  assert.deepEqual([report?.why, report?.copy], ["locked", null]);
});

test("a day after the receipt the copy is gone; its author may ask for it, and correct what came", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  await letItGo(phone);
  await pass(phone, 26 * 60 * 60_000);
  assert.equal((await phone.app.report(first))?.why, "gone");
  const base = await hashOf(phone, first);
  phone.station.faults.push(() => ok({ report: { form: FORM[0], version: FORM[1], base, answers: ANSWERS } }));
  assert.equal(await phone.app.fetchReport(first), "fetched");
  assert.deepEqual((await phone.app.report(first))?.copy?.answers, ANSWERS);
  const second = await correct(phone, first, { narrative: "second" });
  await letItGo(phone);
  assert.equal((await phone.station.opened(second)).base, base);
});

test("what was fetched is forgotten when the vault is locked", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  await letItGo(phone);
  phone.station.faults.push(() => ok({ report: { form: FORM[0], version: FORM[1], base: "AA", answers: { narrative: "from the server" } } }));
  await phone.app.fetchReport(first);
  phone.app.lock();
  await phone.app.unlock(PHRASE);
  assert.notDeepEqual((await phone.app.report(first))?.copy?.answers, { narrative: "from the server" });
});

test("to whom the server does not give it, it says so", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  await letItGo(phone);
  phone.station.faults.push(() => no(401, "sign_in_needed"), () => no(404, "not_found"), () => ({ kind: "unreachable" }));
  const heard = [];
  for (let asked = 0; asked < 3; asked += 1) heard.push(await phone.app.fetchReport(first));
  assert.deepEqual(heard, ["sign_in_needed", "not_found", "unreachable"]);
});

test("what a supervisor sent back is corrected as the server has it, long after the copy is gone", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  await letItGo(phone);
  const report = { form: FORM[0], version: FORM[1], base: await hashOf(phone, first), answers: { narrative: "as it stands" } };
  await hears(phone, { submission: first, fate: "sent_back", at: new Date(phone.clock.now()).toISOString(), note: "Which hospital?", report });
  await pass(phone, 26 * 60 * 60_000);
  const shown = await phone.app.report(first);
  assert.deepEqual([shown?.newest.fate?.note, shown?.copy?.from, shown?.copy?.answers], ["Which hospital?", "server", report.answers]);
  const second = await correct(phone, first, { narrative: "the county hospital" });
  await letItGo(phone);
  assert.equal((await phone.station.opened(second)).base, report.base);
});

test("what was sent back is to do until a correction of it is begun", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  await letItGo(phone);
  await hears(phone, { submission: first, fate: "sent_back", at: new Date(phone.clock.now()).toISOString(), note: "Which hospital?" });
  assert.equal((await phone.app.report(first))?.newest.sentBack, true);
  await phone.app.revise(first);
  assert.equal((await phone.app.report(first))?.newest.sentBack, false);
});

test("what was not taken in is to do as well, with the reason", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  await letItGo(phone);
  await hears(phone, { submission: first, fate: "rejected", at: new Date(phone.clock.now()).toISOString(), note: "Sent twice: see the first" });
  const { sentBack, fate } = /** @type {any} */ ((await phone.app.records())[0]);
  assert.deepEqual([sentBack, fate?.note], [true, "Sent twice: see the first"]);
});

test("a correction sent after it was sent back is what is corrected next", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  await letItGo(phone);
  const report = { form: FORM[0], version: FORM[1], base: await hashOf(phone, first), answers: { narrative: "as it stands" } };
  await hears(phone, { submission: first, fate: "sent_back", at: new Date(phone.clock.now()).toISOString(), report });
  await correct(phone, first, { narrative: "mended" });
  await letItGo(phone);
  assert.deepEqual((await phone.app.report(first))?.copy?.answers, { narrative: "mended" });
});

test("a report is withdrawn without a network, by an action that names it", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  phone.station.down = true;
  const sent = await phone.app.act(WITHDRAWAL, { contact: first, reason: "wrong_person" }, first);
  assert.ok(sent.sent);
  await letItGo(phone, 15_000);
  assert.equal((await phone.app.report(first))?.notice?.id, sent.id);
  phone.station.down = false;
  await letItGo(phone, 600_000);
  const { form, version, answers } = await phone.station.opened(sent.id);
  assert.deepEqual({ form, version, answers }, { form: "withdrawal", version: "withdrawal-1", answers: { contact: first, reason: "wrong_person" } });
  assert.deepEqual(phone.station.inOrder().map(({ sequence }) => sequence), [1, 2]);
});

test("within ten seconds a withdrawal is undone and leaves a void in its number", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  const sent = await phone.app.act(WITHDRAWAL, { contact: first, reason: "wrong_person" }, first);
  assert.ok(sent.sent);
  assert.deepEqual(await phone.app.undo(sent.id), { undone: true, draft: null });
  await letItGo(phone);
  assert.equal(phone.station.stored.has(sent.id), false);
  assert.equal((await phone.app.report(first))?.notice, null);
  assert.equal(phone.station.stored.size, 2);
});

test("an incomplete report keeps its copy for as long as it is to be finished", async () => {
  const phone = await enrolledPhone();
  const begun = await phone.app.newDraft(...FORM);
  assert.ok(begun.begun);
  const sent = await phone.app.send(begun.draft.id, { answers: ANSWERS }, { incomplete: true });
  assert.ok(sent.sent);
  await letItGo(phone);
  await pass(phone, 3 * DAY);
  const report = await phone.app.report(sent.id);
  assert.deepEqual([report?.newest.incomplete, report?.copy?.answers], [true, ANSWERS]);
});
