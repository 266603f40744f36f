import assert from "node:assert/strict";
import { test } from "node:test";
import { PHRASE } from "./station.js";
import { letItGo, openWorld, sendOne } from "./world.js";

/** A spare car: signed in, begun without a code. */
async function spareCar() {
  const world = await openWorld();
  const app = await world.tab();
  await app.signIn("aokafor", PHRASE);
  const result = await app.enrol("");
  await app.settled();
  return { ...world, app, result };
}

/** @param {any} phone */
async function aMinuteLater(phone) {
  phone.clock.advance(61_000);
  phone.app.wake();
  await phone.app.settled();
}

test("without a code a device keeps and delivers, and says that IT has not approved it", async () => {
  const phone = await spareCar();
  assert.deepEqual([phone.result, phone.app.state().pending], [{ enrolled: true }, true]);
  const id = await sendOne(phone.app);
  await letItGo(phone);
  assert.ok(phone.station.stored.has(id));
});

test("it never asks for news", async () => {
  const phone = await spareCar();
  /** @type {string[]} */
  const asked = [];
  const answer = phone.station.answer.bind(phone.station);
  phone.station.answer = async (question) => {
    asked.push(question.path);
    return answer(question);
  };
  await sendOne(phone.app);
  await letItGo(phone);
  await aMinuteLater(phone);
  assert.deepEqual(asked.filter((path) => path.startsWith("/sync/pull")), []);
});

test("approved, it hears what became of its reports, after a reload too", async () => {
  const phone = await spareCar();
  const id = await sendOne(phone.app);
  await letItGo(phone);
  phone.station.approved = true;
  phone.station.changes.push({ submission: id, fate: "opened", at: "2026-03-07T12:10:00+00:00" });
  await aMinuteLater(phone);
  assert.equal(phone.app.state().pending, false);
  assert.equal((await phone.app.records())[0]?.fate?.fate, "opened");
  assert.equal((await phone.tab()).state().pending, false);
});

test("too many of one person's are refused in words", async () => {
  const world = await openWorld();
  const app = await world.tab();
  await app.signIn("aokafor", PHRASE);
  world.station.tooManyPending = true;
  assert.deepEqual(await app.enrol(""), { enrolled: false, reason: "too_many_pending" });
});

test("a device of another agency than the person's says so", async () => {
  const phone = await spareCar();
  assert.equal(phone.app.state().elsewhere, false);
  await phone.app.ports.store.write(["meta"], async (/** @type {any} */ tx) => tx.setMeta("device", { ...(await tx.meta("device")), agency: "agency-2" }));
  const next = await phone.tab();
  assert.equal(next.state().elsewhere, true);
});

test("an answer from before signing out says nothing of who is signed in after", async () => {
  const phone = await spareCar();
  phone.station.approved = true;
  /** @type {(value?: unknown) => void} */
  let letGo = () => undefined;
  const held = new Promise((resolve) => {
    letGo = resolve;
  });
  phone.station.faults.push(async (_question, answer) => {
    const reply = await answer();
    await held;
    return reply;
  });
  const asked = phone.app.checkSession();
  await phone.app.signOut();
  letGo();
  await asked;
  assert.equal(phone.app.state().signedIn, false);
});
