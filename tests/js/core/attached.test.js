import assert from "node:assert/strict";
import { test } from "node:test";
import { BIRGIT, PHRASE } from "./station.js";
import { enrolledPhone } from "./world.js";

const CLIENTS = [{ name: "c1", label: "Dana Doe, 12 Sample Street" }];
const NAMED = [{ name: "clients", sha256: "hash-1" }];

test("a list that may name somebody is there without a network, also after the browser was killed", async () => {
  const phone = await phoneThatOpenedTheForm();
  phone.station.down = true;
  phone.app.kill();
  const again = await phone.tab();
  assert.deepEqual(await again.attachedLists(NAMED), { lists: {}, lacking: ["clients"] });
  assert.ok((await again.unlock(PHRASE)).unlocked);
  assert.deepEqual(await again.attachedLists(NAMED), { lists: { clients: CLIENTS }, lacking: [] });
});

test("nothing of it lies in the clear", async () => {
  const phone = await phoneThatOpenedTheForm();
  const kept = await phone.app.ports.store.read(["fates"], (tx) => tx.all("fates"));
  assert.equal(kept.length, 1);
  assert.doesNotMatch(Buffer.from(kept[0]?.sealed ?? []).toString("latin1"), /Dana|Sample/);
});

test("it is brought before its form is opened, once", async () => {
  const phone = await enrolledPhone();
  phone.station.lists["hash-1"] = CLIENTS;
  await phone.app.bringLists(["hash-1", "hash-2"]);
  phone.station.down = true;
  await phone.app.bringLists(["hash-1"]);
  assert.deepEqual(await phone.app.attachedLists(NAMED), { lists: { clients: CLIENTS }, lacking: [] });
});

test("one that could not be brought is asked for again", async () => {
  const phone = await enrolledPhone();
  phone.station.lists["hash-1"] = CLIENTS;
  phone.station.down = true;
  await phone.app.bringLists(["hash-1"]);
  phone.station.down = false;
  await phone.app.bringLists(["hash-1"]);
  phone.station.down = true;
  assert.deepEqual((await phone.app.attachedLists(NAMED)).lacking, []);
});

test("news that is told anew leaves it where it is", async () => {
  const phone = await phoneThatOpenedTheForm();
  phone.station.news = { anew: true };
  phone.clock.advance(60_000);
  phone.app.wake();
  await phone.app.settled();
  assert.ok(phone.station.cursors.length > 0);
  phone.station.down = true;
  assert.deepEqual((await phone.app.attachedLists(NAMED)).lacking, []);
});

test("another person on the device has it from the server alone", async () => {
  const phone = await phoneThatOpenedTheForm();
  await phone.app.signOut();
  assert.ok((await phone.app.signIn(BIRGIT.username, PHRASE)).signedIn);
  phone.station.down = true;
  assert.deepEqual((await phone.app.attachedLists(NAMED)).lacking, ["clients"]);
  phone.station.down = false;
  assert.deepEqual((await phone.app.attachedLists(NAMED)).lacking, []);
});

test("it is no fate of a report and no part of the day", async () => {
  const phone = await phoneThatOpenedTheForm();
  assert.deepEqual([await phone.app.records(), await phone.app.day()], [[], []]);
});

test("a list that the server does not have is said to be lacking", async () => {
  const phone = await enrolledPhone();
  assert.deepEqual(await phone.app.attachedLists(NAMED), { lists: {}, lacking: ["clients"] });
});

async function phoneThatOpenedTheForm() {
  const phone = await enrolledPhone();
  phone.station.lists["hash-1"] = CLIENTS;
  assert.deepEqual(await phone.app.attachedLists(NAMED), { lists: { clients: CLIENTS }, lacking: [] });
  return phone;
}
