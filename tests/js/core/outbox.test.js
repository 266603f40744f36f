import assert from "node:assert/strict";
import { test } from "node:test";
import { NOON, enrolledPhone, letItGo, sendOne, stateOfOnly, typeOne } from "./world.js";

test("a sent report waits, goes out after the time for undoing, and is received", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  assert.equal(await stateOfOnly(phone.app), "waiting");
  await letItGo(phone);
  assert.equal(await stateOfOnly(phone.app), "received");
  assert.equal((await phone.station.opened(id)).answers.who.name, "Dana Doe");
});

test("what is sealed names form, version, zone and both clocks", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  await letItGo(phone);
  const { form, version, captured_at, zone, skew_ms, base } = await phone.station.opened(id);
  assert.deepEqual([form, version, zone, base], ["crisis_contact", "version-1", "America/Detroit", null]);
  assert.equal(captured_at, new Date(NOON).toISOString());
  assert.equal(skew_ms, 0);
});

test("nothing leaves while it may still be undone", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  await letItGo(phone, 9_999);
  assert.equal(phone.station.stored.size, 0);
});

test("an undone report leaves a void in its number and its draft comes back", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  const undone = await phone.app.undo(id);
  assert.ok(undone.undone && undone.draft);
  await letItGo(phone);
  const [only] = phone.station.inOrder();
  assert.equal(only?.sequence, 1);
  assert.equal(phone.station.stored.has(id), false);
  const opened = await phone.app.openDraft(undone.draft);
  assert.ok(opened.opened && opened.draft.content.answers.narrative);
});

test("the void names the record that will not come", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  await phone.app.undo(id);
  await letItGo(phone);
  const [voided] = [...phone.station.stored.keys()];
  assert.deepEqual(await phone.station.opened(String(voided)), { id, reason: "undone" });
});

test("a report that was undone is sent again under a new id", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  const undone = await phone.app.undo(first);
  assert.ok(undone.undone && undone.draft);
  const second = await phone.app.send(undone.draft, { answers: { narrative: "corrected" } });
  assert.ok(second.sent && second.id !== first);
  await letItGo(phone);
  assert.deepEqual(
    phone.station.inOrder().map((element) => element.sequence),
    [1, 2],
  );
});

test("once it was offered to the network it cannot be undone", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  phone.station.faults.push(() => ({ kind: "unreachable" }));
  await letItGo(phone);
  assert.equal(await stateOfOnly(phone.app), "sending");
  assert.deepEqual(await phone.app.undo(id), { undone: false, reason: "too_late" });
});

test("after ten seconds it cannot be undone even without a network", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  phone.clock.wall += 10_000;
  assert.deepEqual(await phone.app.undo(id), { undone: false, reason: "too_late" });
});

test("a clock put back a year does not hold a report for a year", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  phone.clock.wall -= 365 * 86_400_000;
  phone.app.wake();
  await phone.app.settled();
  assert.equal(await stateOfOnly(phone.app), "received");
});

test("a clock that is wrong by thirty years is told as it is, and the skew is measured", async () => {
  const phone = await enrolledPhone();
  phone.station.now = () => phone.clock.wall + 30 * 365 * 86_400_000;
  phone.clock.advance(300_000);
  phone.app.wake();
  await phone.app.settled();
  assert.equal(phone.app.connection().skewMs, 30 * 365 * 86_400_000);
});

test("send pressed twice makes one record", async () => {
  const phone = await enrolledPhone();
  const draft = await typeOne(phone.app);
  const results = await Promise.all([phone.app.send(draft, { answers: { a: 1 } }), phone.app.send(draft, { answers: { a: 1 } })]);
  assert.equal(results.filter((result) => result.sent).length, 1);
  assert.equal((await phone.app.records()).length, 1);
});

test("numbers have no gap, whatever the order of pressing", async () => {
  const phone = await enrolledPhone();
  await Promise.all([sendOne(phone.app), sendOne(phone.app), sendOne(phone.app)]);
  await letItGo(phone);
  assert.deepEqual(
    phone.station.inOrder().map((element) => element.sequence),
    [1, 2, 3],
  );
});

test("with the vault open the author signs; with it locked nobody does", async () => {
  const phone = await enrolledPhone();
  const signed = await sendOne(phone.app);
  phone.app.lock();
  const unsigned = await sendOne(phone.app);
  await letItGo(phone);
  assert.notEqual(phone.station.stored.get(signed)?.element.author_sig, null);
  assert.equal(phone.station.stored.get(unsigned)?.element.author_sig, null);
});

test("the clear header tells no form, person or time", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  await letItGo(phone);
  const header = JSON.parse(Buffer.from(phone.station.stored.get(id)?.element.header, "base64url").toString());
  assert.deepEqual(Object.keys(header).sort(), ["author", "device", "id", "key", "kind", "v"]);
});

test("a correction is a revision that names the hash of what it corrects", async () => {
  const phone = await enrolledPhone();
  const first = await sendOne(phone.app);
  await letItGo(phone);
  const revised = await phone.app.revise(first);
  assert.ok(revised.opened);
  const sent = await phone.app.send(revised.draft.id, { answers: { narrative: "complete now" } });
  assert.ok(sent.sent);
  await letItGo(phone);
  const body = Buffer.from(phone.station.stored.get(first)?.element.body, "base64url");
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", body)).toString("base64url");
  assert.equal((await phone.station.opened(sent.id)).base, hash);
});

test("an incomplete report stays on the list to finish until a correction is begun", async () => {
  const phone = await enrolledPhone();
  const draft = await typeOne(phone.app);
  const sent = await phone.app.send(draft, { answers: {} }, { incomplete: true });
  assert.ok(sent.sent);
  assert.equal((await phone.app.records())[0]?.incomplete, true);
  await phone.app.revise(sent.id);
  assert.equal((await phone.app.records())[0]?.incomplete, false);
});

test("asked twice to correct a report, the same draft is opened", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  const [one, other] = [await phone.app.revise(id), await phone.app.revise(id)];
  assert.ok(one.opened && other.opened);
  assert.equal(one.draft.id, other.draft.id);
});
