/** The officer's truth about an urgent report: said from the moment of Send, offline, locked, without a session, until somebody opened it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { alarmsOf } from "../../../static/js/outbox/alarms.js";
import { ANSWERS, enrolledPhone, letItGo, NOON, sendOne, typeOne } from "./world.js";

/** @typedef {Awaited<ReturnType<typeof enrolledPhone>>} Phone */

/** @param {Phone["app"]} app */
async function sendRed(app) {
  const sent = await app.send(await typeOne(app), { answers: ANSWERS }, { alarm: true });
  assert.ok(sent.sent);
  return sent.id;
}

/** @param {Pick<Phone["app"], "alarms">} app */
async function stateOf(app) {
  const [alarm] = await app.alarms();
  return alarm && `${alarm.queue} ${alarm.state} ${alarm.to}`.trim();
}

/** The page wakes the sender every half minute. @param {Phone} phone */
async function aLittleLater({ clock, app }) {
  clock.advance(30_000);
  app.wake();
  await app.settled();
}

test("an ordinary report alarms nobody", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  await letItGo(phone);
  assert.deepEqual(await phone.app.alarms(), []);
});

test("a red report is said not to be delivered from the moment it is sent, with the lines heard before", async () => {
  const phone = await enrolledPhone();
  phone.station.down = true;
  await sendRed(phone.app);
  assert.equal(await stateOf(phone.app), "clinician not_delivered");
  await letItGo(phone);
  const [alarm] = await phone.app.alarms();
  assert.equal(alarm?.state, "not_delivered");
  assert.deepEqual(
    alarm?.lines.map((line) => line.phone),
    ["555-0199"],
  );
});

test("each step is told as it comes, and asked for until it is opened", async () => {
  const phone = await enrolledPhone();
  const id = await sendRed(phone.app);
  await letItGo(phone);
  assert.equal(await stateOf(phone.app), "clinician alerting");
  phone.station.alarm = { state: "alerted", to: "call" };
  await aLittleLater(phone);
  assert.equal(await stateOf(phone.app), "clinician alerted call");
  phone.station.alarm = { state: "opened", to: "call" };
  await aLittleLater(phone);
  const [opened] = await phone.app.alarms();
  assert.deepEqual([opened?.state, opened?.isPending, opened?.lines], ["opened", false, []]);
  const times = phone.station.asked.filter((ids) => ids.includes(id)).length;
  await aLittleLater(phone);
  assert.equal(phone.station.asked.filter((ids) => ids.includes(id)).length, times);
});

test("it is asked and told with the vault locked and without a session", async () => {
  const phone = await enrolledPhone();
  await sendRed(phone.app);
  await phone.app.signOut();
  assert.equal(phone.station.signedIn, null);
  await letItGo(phone);
  assert.equal(phone.app.state().vault, "locked");
  assert.equal(await stateOf(phone.app), "clinician alerting");
});

test("what was told and whom to phone is still there when the app is opened again offline", async () => {
  const phone = await enrolledPhone();
  phone.station.alarm = { state: "nobody_on_duty" };
  await sendRed(phone.app);
  await letItGo(phone);
  phone.app.kill();
  phone.station.down = true;
  const again = await phone.tab();
  const [alarm] = await again.alarms();
  assert.equal(alarm?.state, "nobody_on_duty");
  assert.equal(alarm?.lines[0]?.words, "Crisis line (placeholder)");
});

test("an undone report alarms nobody any more", async () => {
  const phone = await enrolledPhone();
  const id = await sendRed(phone.app);
  await phone.app.undo(id);
  assert.deepEqual(await phone.app.alarms(), []);
});

test("whoever signs in next on a shared laptop sees that it was not delivered", async () => {
  const phone = await enrolledPhone();
  phone.station.down = true;
  await sendRed(phone.app);
  const other = { ...(await phone.app.ports.store.read(["meta"], (tx) => tx.meta("user"))), id: "somebody-else" };
  await phone.app.ports.store.write(["meta"], (tx) => tx.setMeta("user", other));
  assert.equal(await stateOf(phone.app), "clinician not_delivered");
});

test("nothing about anybody is kept with it", async () => {
  const phone = await enrolledPhone();
  await sendRed(phone.app);
  await letItGo(phone);
  const kept = JSON.stringify(await phone.app.ports.store.read(["meta"], (tx) => tx.meta("alarms")));
  assert.doesNotMatch(kept, /Dana|jump|crisis_contact/);
});

const SENT = /** @type {const} */ ({ id: "a", state: "received", revises: null, alarm: true, madeAt: NOON, receipt: null, draft: null, kind: "submission" });
const HOUR = 3_600_000;

/** @param {string} queue @param {string} state @param {string} [submission] */
function told(queue, state, submission = "a") {
  return { lines: [], askedAt: NOON, told: [{ submission, queue, state, at: new Date(NOON).toISOString(), to: "" }] };
}

test("a server that lost it makes it undelivered again", () => {
  assert.equal(alarmsOf([SENT], new Map(), told("clinician", "not_known"), NOON)[0]?.state, "not_delivered");
});

test("a correction and its report are one alarm, undelivered while the red one of them is", () => {
  const correction = { ...SENT, id: "b", revises: "a", state: /** @type {const} */ ("waiting") };
  const alarms = alarmsOf([{ ...SENT, alarm: false }, correction], new Map(), told("clinician", "opened"), NOON);
  assert.deepEqual(
    alarms.map(({ submission, state }) => [submission, state]),
    [["a", "not_delivered"]],
  );
});

test("two queues are two alarms", () => {
  const kept = told("clinician", "opened");
  kept.told.push(...told("advocate", "nobody_on_duty").told);
  assert.deepEqual(
    alarmsOf([SENT], new Map(), kept, NOON).map(({ queue }) => queue),
    ["clinician", "advocate"],
  );
});

test("what was opened is shown for the shift; what nobody opened stays", () => {
  assert.equal(alarmsOf([SENT], new Map(), told("clinician", "opened"), NOON + 13 * HOUR).length, 0);
  assert.equal(alarmsOf([SENT], new Map(), told("clinician", "alerted"), NOON + 13 * HOUR).length, 1);
});

test("of the advocate no end is told, so it is not asked for ever", () => {
  assert.equal(alarmsOf([SENT], new Map(), told("advocate", "alerted"), NOON + HOUR)[0]?.isPending, true);
  assert.equal(alarmsOf([SENT], new Map(), told("advocate", "alerted"), NOON + 13 * HOUR).length, 0);
});

test("what asks nobody to hurry is not shown", () => {
  assert.deepEqual(alarmsOf([SENT], new Map(), told("clinician", "settled"), NOON), []);
});
