import assert from "node:assert/strict";
import { test } from "node:test";
import { enrolledPhone, letItGo, sendOne, stateOfOnly } from "./world.js";

test("a server that lost records is offered the sealed copies again", async () => {
  const phone = await received(3);
  phone.station.restore(1);
  await meet(phone);
  assert.equal(phone.station.stored.size, 3);
  assert.deepEqual(
    (await phone.app.records()).map((record) => record.state),
    ["received", "received", "received"],
  );
});

test("what is offered again are the bytes of the first time", async () => {
  const phone = await received(1);
  const first = phone.station.inOrder()[0]?.body;
  phone.station.restore(0);
  await meet(phone);
  assert.equal(phone.station.inOrder()[0]?.body, first);
});

test("it comes with the receipt of the first time, what is new without", async () => {
  const phone = await received(1);
  const [record] = await records(phone);
  phone.station.restore(0);
  await sendOne(phone.app);
  await letItGo(phone);
  await meet(phone);
  const [again, fresh] = phone.station.inOrder();
  assert.equal(again?.receipt.bytes, Buffer.from(record?.receipt?.signed.bytes ?? []).toString("base64url"));
  assert.equal("receipt" in (fresh ?? {}), false);
});

test("a server with another name is offered every copy, whatever its count says", async () => {
  const phone = await received(2);
  phone.station.instance = "another life";
  const before = phone.station.pushes.length;
  await meet(phone);
  assert.equal(phone.station.pushes.slice(before).flatMap((push) => push.envelopes).length, 2);
});

test("a server that was put back is told again whose signature is whose", async () => {
  const phone = await received(1);
  phone.station.instance = "another life";
  await meet(phone);
  await meet(phone);
  const [first, again] = phone.station.authorKeys;
  assert.deepEqual(again, first);
  assert.equal(phone.station.authorKeys.length, 2);
});

test("a server rolled back without a new name is known by its count going back", async () => {
  const phone = await received(3);
  phone.station.stored = new Map([...phone.station.stored].slice(0, 1));
  phone.station.missing = [];
  await meet(phone);
  assert.equal(phone.station.stored.size, 3);
});

test("what the server names as missing goes out again", async () => {
  const phone = await received(3);
  phone.station.stored.delete(String([...phone.station.stored.keys()][2]));
  phone.station.missing = [3];
  await meet(phone);
  assert.equal(phone.station.stored.size, 3);
});

test("a server that goes on missing what it acknowledged does not keep the phone busy", async () => {
  const phone = await received(1);
  phone.station.missing = [1];
  const before = phone.station.pushes.length;
  await meet(phone);
  assert.ok(phone.station.pushes.length - before <= 3);
});

test("a number whose record is lost on the device gets a void", async () => {
  const phone = await received(2);
  const [, second] = await records(phone);
  await phone.app.ports.store.write(["outbox"], (tx) => tx.remove("outbox", second?.id ?? ""));
  phone.station.stored.delete(second?.id ?? "");
  await meet(phone);
  const [, voided] = phone.station.inOrder();
  const header = JSON.parse(Buffer.from(voided?.header, "base64url").toString());
  assert.deepEqual([voided?.sequence, header.kind, (await phone.station.opened(header.id)).reason], [2, "void", "unreadable"]);
});

test("numbers that were never given here get no void", async () => {
  const phone = await received(1);
  phone.station.missing = [7, 0, -1];
  await meet(phone);
  assert.equal((await records(phone)).length, 1);
});

test("a new epoch starts at one, and what waits keeps its signed number", async () => {
  const phone = await received(1);
  phone.station.down = true;
  await sendOne(phone.app);
  await letItGo(phone);
  phone.station.down = false;
  phone.station.orders = [{ order: "new_epoch", epoch: 2 }];
  await meet(phone);
  phone.station.orders = [];
  await sendOne(phone.app);
  await letItGo(phone);
  assert.deepEqual(
    phone.station.inOrder().map(({ epoch, sequence }) => [epoch, sequence]),
    [
      [1, 1],
      [1, 2],
      [2, 1],
    ],
  );
});

test("an old order for an epoch changes nothing", async () => {
  const phone = await received(1);
  phone.station.orders = [{ order: "new_epoch", epoch: 1 }];
  await meet(phone);
  await sendOne(phone.app);
  await letItGo(phone);
  assert.deepEqual(
    phone.station.inOrder().map(({ epoch, sequence }) => [epoch, sequence]),
    [
      [1, 1],
      [1, 2],
    ],
  );
});

test("the readable copy goes a day after the receipt, the sealed one stays", async () => {
  const phone = await received(1);
  const [record] = await phone.app.records();
  assert.ok((await phone.app.openRecord(record?.id ?? "")).opened);
  await later(phone, 25);
  assert.deepEqual(await phone.app.openRecord(record?.id ?? ""), { opened: false, reason: "not_found" });
  assert.notEqual((await records(phone))[0]?.body, null);
});

test("a day counts from the receipt: what was not received keeps its readable copy", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  phone.station.refused.add(id);
  await later(phone, 48);
  assert.ok((await phone.app.openRecord(id)).opened);
});

test("an incomplete report stays readable until it is completed", async () => {
  const phone = await enrolledPhone();
  const begun = await phone.app.newDraft("crisis_contact", "version-1");
  assert.ok(begun.begun);
  const sent = await phone.app.send(begun.draft.id, { answers: {} }, { incomplete: true });
  assert.ok(sent.sent);
  await letItGo(phone);
  await later(phone, 48);
  assert.ok((await phone.app.openRecord(sent.id)).opened);
});

test("after 30 days the sealed copy goes, after 90 everything", async () => {
  const phone = await received(1);
  await later(phone, 31 * 24);
  assert.deepEqual(
    (await records(phone)).map((record) => record.body),
    [null],
  );
  await later(phone, 60 * 24);
  assert.deepEqual(await records(phone), []);
});

test("a phone's clock that jumps years ahead costs no sealed copy", async () => {
  const phone = await received(1);
  const true_time = phone.station.now;
  phone.station.now = () => true_time() - 10 * 365 * 86_400_000;
  phone.clock.wall += 10 * 365 * 86_400_000;
  await later(phone, 2);
  assert.ok((await records(phone))[0]?.body);
});

test("an order to lock ends reading until the next sign-in, and sending goes on", async () => {
  const phone = await received(1);
  phone.station.orders = [{ order: "lock" }];
  await meet(phone);
  assert.deepEqual([phone.app.state().vault, phone.app.state().lockedByOrder], ["locked", true]);
  assert.deepEqual(await phone.app.unlock("four quiet herons"), { unlocked: false, reason: "locked_by_order" });
  await sendOne(phone.app);
  await letItGo(phone);
  assert.equal(phone.station.stored.size, 2);
});

test("an order to erase waits for the queue, hands unfinished forms over, and leaves nothing", async () => {
  const phone = await enrolledPhone();
  const waiting = await sendOne(phone.app);
  const begun = await phone.app.newDraft("crisis_contact", "version-1");
  assert.ok(begun.begun);
  await phone.app.saveDraft(begun.draft.id, { answers: { half: "typed" } });
  phone.station.refused.add(waiting);
  phone.station.orders = [{ order: "lock" }, { order: "erase" }];
  await meet(phone);
  await letItGo(phone);
  assert.equal(phone.app.state().vault, "none");
  assert.equal((await records(phone)).length, 2);
  phone.station.refused.clear();
  await letItGo(phone, 6 * 3_600_000);
  assert.deepEqual(await records(phone), []);
  assert.equal(phone.app.state().enrolled, false);
  const kinds = phone.station.inOrder().map(({ header }) => JSON.parse(Buffer.from(header, "base64url").toString()).kind);
  assert.deepEqual(kinds.sort(), ["draft", "submission"]);
});

test("words typed while the device is erased are handed over too, and afterwards it takes none", async () => {
  const phone = await enrolledPhone();
  const begun = await phone.app.newDraft("crisis_contact", "version-1");
  assert.ok(begun.begun);
  phone.station.refused.add(await sendOne(phone.app));
  phone.station.orders = [{ order: "erase" }];
  await meet(phone);
  await phone.app.saveDraft(begun.draft.id, { answers: { late: "words" } });
  phone.station.refused.clear();
  await letItGo(phone, 6 * 3_600_000);
  assert.equal(phone.station.stored.size, 2);
  assert.equal(phone.app.state().enrolled, false);
  assert.deepEqual(await phone.app.saveDraft(begun.draft.id, { answers: {} }), { saved: false, reason: "not_open" });
});

/** @typedef {Awaited<ReturnType<typeof enrolledPhone>>} Phone */

/** A phone whose first reports were received. @param {number} count */
async function received(count) {
  const phone = await enrolledPhone();
  for (let sent = 0; sent < count; sent += 1) await sendOne(phone.app);
  await letItGo(phone);
  assert.equal(await stateOfOnly(phone.app), "received");
  return phone;
}

/** The next contact. @param {Phone} phone */
async function meet(phone) {
  phone.clock.advance(300_000);
  phone.app.wake();
  await phone.app.settled();
}

/** @param {Phone} phone @param {number} hours */
async function later(phone, hours) {
  phone.clock.advance(hours * 3_600_000);
  await phone.app.settled();
  for (let contact = 0; contact < 2; contact += 1) {
    phone.clock.advance(3_600_000);
    phone.app.wake();
    await phone.app.settled();
  }
}

/** @param {Phone} phone */
async function records(phone) {
  const all = await phone.app.ports.store.read(["outbox"], (tx) => tx.all("outbox"));
  return all.sort((one, other) => one.sequence - other.sequence);
}
