import assert from "node:assert/strict";
import { test } from "node:test";
import { AMARA, BIRGIT, PHRASE } from "./station.js";
import { enrolledPhone, letItGo, sendOne } from "./world.js";

const VISIT = { follow_up: "f-1", acuity: "now", due_at: "2026-03-07T15:00:00Z", tries: 0, name: "Dana Doe", where: "12 Sample Street" };
const LATER = { ...VISIT, follow_up: "f-2", due_at: "2026-03-07T17:00:00Z", name: "Rosa Doe" };

test("a clinician's day is read with the vault open, what is due first comes first", async () => {
  const phone = await phoneWith({ day: [LATER, VISIT] });
  assert.deepEqual(await names(phone), ["Dana Doe", "Rosa Doe"]);
  phone.app.lock();
  assert.deepEqual(await names(phone), []);
});

test("two people on one device read each their own day, also one that was handed over between them", async () => {
  const phone = await phoneWith({ day: [VISIT] });
  await phone.app.signOut();
  phone.station.news = { day: [LATER] };
  assert.ok((await phone.app.signIn(BIRGIT.username, PHRASE)).signedIn);
  await minute(phone);
  assert.deepEqual(await names(phone), ["Rosa Doe"]);

  await hear(phone, { day: [VISIT] });
  await phone.app.signOut();
  phone.station.news = { gone: [{ follow_up: VISIT.follow_up }] };
  assert.ok((await phone.app.signIn(AMARA.username, PHRASE)).signedIn);
  await minute(phone);
  assert.deepEqual(await names(phone), []);

  phone.station.news = {};
  await phone.app.signOut();
  assert.ok((await phone.app.signIn(BIRGIT.username, PHRASE)).signedIn);
  assert.deepEqual(await names(phone), ["Dana Doe", "Rosa Doe"]);
});

test("it is there without a network, after the browser was killed and opened again", async () => {
  const phone = await phoneWith({ day: [VISIT] });
  phone.station.down = true;
  phone.app.kill();
  const again = await phone.tab();
  assert.ok((await again.unlock(PHRASE)).unlocked);
  assert.deepEqual(
    (await again.day()).map((visit) => visit.where),
    ["12 Sample Street"],
  );
});

test("nothing of it lies in the clear", async () => {
  const phone = await phoneWith({ day: [VISIT] });
  const kept = await phone.app.ports.store.read(["fates"], (tx) => tx.all("fates"));
  assert.equal(kept.length, 1);
  assert.doesNotMatch(Buffer.from(kept[0]?.sealed ?? []).toString("latin1"), /Dana|Sample/);
});

test("what is gone is removed, and nothing else", async () => {
  const phone = await phoneWith({ day: [VISIT, LATER] });
  await hear(phone, { gone: [{ follow_up: "f-1" }, { submission: "never heard of" }] });
  assert.deepEqual(await names(phone), ["Rosa Doe"]);
});

test("a report that may no longer be told of loses its fate", async () => {
  const phone = await enrolledPhone();
  const submission = await sendOne(phone.app);
  await letItGo(phone);
  phone.station.changes.push({ submission, fate: "opened", at: "2026-03-07T12:30:00Z" });
  await hear(phone, {});
  assert.equal((await phone.app.records())[0]?.fate?.fate, "opened");
  await hear(phone, { gone: [{ submission }] });
  assert.equal((await phone.app.records())[0]?.fate, null);
});

test("told anew, what was told before counts for nothing", async () => {
  const phone = await phoneWith({ day: [VISIT] });
  await hear(phone, { anew: true, day: [LATER] });
  assert.deepEqual(await names(phone), ["Rosa Doe"]);
});

test("after the phrase was changed elsewhere, what the earlier vault was told goes and everything is told again", async () => {
  const phone = await phoneWith({ day: [VISIT] });
  phone.station.phrase = "five other quiet herons";
  phone.station.news = { day: [LATER] };
  assert.equal((await phone.app.signIn("aokafor", phone.station.phrase)).signedIn, true);
  await minute(phone);
  assert.equal(phone.station.cursors.at(-1), "");
  assert.equal((await phone.app.ports.store.read(["fates"], (tx) => tx.all("fates"))).length, 1);
  assert.deepEqual(await names(phone), ["Rosa Doe"]);
});

test("a server whose count went back is offered every copy, and asked for everything again", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  await letItGo(phone);
  const before = phone.station.pushes.flatMap((push) => push.envelopes).length;
  await hear(phone, { epoch: 1, acked_through: 0 });
  await phone.app.settled();
  assert.equal(phone.station.cursors.at(-1), "");
  await minute(phone);
  assert.equal(phone.station.pushes.flatMap((push) => push.envelopes).length, before + 1);
});

test("until a restore was looked over the phone says so, goes on sending, and hears again by itself", async () => {
  const phone = await phoneWith({ day: [VISIT] });
  phone.station.underReview = true;
  await hear(phone, {});
  assert.equal(phone.app.state().paused, true);
  await sendOne(phone.app);
  await letItGo(phone);
  assert.equal((await phone.app.records())[0]?.state, "received");
  assert.deepEqual(await names(phone), ["Dana Doe"]);
  phone.station.underReview = false;
  await hear(phone, {});
  assert.equal(phone.app.state().paused, false);
});

test("an order to begin a new epoch is obeyed in a pull as well", async () => {
  const phone = await enrolledPhone();
  await hear(phone, { orders: [{ order: "new_epoch", epoch: 2 }] });
  await sendOne(phone.app);
  await letItGo(phone);
  assert.equal(phone.station.inOrder()[0]?.epoch, 2);
});

test("newer forms are told to the page once", async () => {
  const phone = await enrolledPhone();
  /** @type {string[]} */
  const heard = [];
  phone.app.onChange((change) => void heard.push(change));
  await hear(phone, { forms: [{ form: "crisis_contact", version: "version-2" }] });
  await hear(phone, { forms: [{ form: "crisis_contact", version: "version-2" }] });
  assert.equal(heard.filter((change) => change === "forms").length, 1);
});

/** @typedef {Awaited<ReturnType<typeof enrolledPhone>>} Phone */

/** @param {object} news */
async function phoneWith(news) {
  const phone = await enrolledPhone();
  await hear(phone, news);
  return phone;
}

/** @param {Phone} phone @param {object} news */
async function hear(phone, news) {
  phone.station.news = news;
  await minute(phone);
}

/** A minute later the phone asks for news. @param {Phone} phone */
async function minute(phone) {
  phone.clock.advance(60_000);
  phone.app.wake();
  await phone.app.settled();
}

/** @param {Phone} phone */
async function names(phone) {
  return (await phone.app.day()).map((visit) => visit.name);
}
