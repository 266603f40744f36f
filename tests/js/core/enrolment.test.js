import assert from "node:assert/strict";
import { test } from "node:test";
import { PHRASE, no } from "./station.js";
import { openWorld } from "./world.js";

test("with a code and a signed-in person the device is enrolled, registers the author's key and says hello", async () => {
  const { app, station } = await signedIn();
  assert.deepEqual(await app.enrol("CODE-1"), { enrolled: true });
  await app.settled();
  assert.equal(app.state().enrolled, true);
  assert.equal(app.state().persistent, true);
  assert.equal(station.authorKeys.length, 1);
  assert.equal(station.heartbeats.length, 1);
});

test("a browser that asks the person whether to keep the storage, and is never answered, holds up nothing", async () => {
  const { station, tab } = await openWorld();
  const app = await tab({ keepStorage: () => new Promise(() => {}) });
  await app.signIn("aokafor", PHRASE);
  assert.deepEqual(await app.enrol("CODE-1"), { enrolled: true });
  await app.settled();
  assert.equal(station.heartbeats.length, 1);
  assert.equal(app.state().persistent, null);
});

test("nobody is enrolled without signing in", async () => {
  const { tab } = await openWorld();
  assert.deepEqual(await (await tab()).enrol("CODE-1"), { enrolled: false, reason: "sign_in_needed" });
});

test("a wrong code says so, and the right one still works after it", async () => {
  const { app } = await signedIn();
  assert.deepEqual(await app.enrol("nonsense"), { enrolled: false, reason: "code_unknown" });
  assert.deepEqual(await app.enrol("CODE-1"), { enrolled: true });
});

test("a lost answer is asked for again with the same key", async () => {
  const { app, station } = await signedIn();
  /** @type {any[]} */ const asked = [];
  const lose = (/** @type {any} */ question) => {
    asked.push(question.body);
    return /** @type {const} */ ({ kind: "unreachable" });
  };
  station.faults.push(...through(2), lose);
  assert.deepEqual(await app.enrol("CODE-1"), { enrolled: false, reason: "unreachable" });
  station.faults.push(...through(2), lose);
  await app.enrol("CODE-1");
  assert.equal(asked[0].public_key, asked[1].public_key);
});

test("a server that knows this key already is offered a new one", async () => {
  const { app, station } = await signedIn();
  station.faults.push(...through(2), () => no(409, "device_known"));
  assert.deepEqual(await app.enrol("CODE-1"), { enrolled: true });
});

test("a certificate for somebody else's key is not taken", async () => {
  const { app, station } = await signedIn();
  station.faults.push(...through(2), async (_question, answer) => {
    const reply = /** @type {any} */ (await answer());
    const certificate = JSON.parse(Buffer.from(reply.body.certificate.bytes, "base64url").toString());
    reply.body.certificate.bytes = Buffer.from(JSON.stringify({ ...certificate, id: "another" })).toString("base64url");
    return reply;
  });
  assert.deepEqual(await app.enrol("CODE-1"), { enrolled: false, reason: "not_ours" });
  assert.equal(app.state().enrolled, false);
});

test("a certificate that the pinned key did not sign is not taken", async () => {
  const { app, station } = await signedIn();
  station.faults.push(...through(2), async (_question, answer) => {
    const reply = /** @type {any} */ (await answer());
    const signature = Buffer.from(reply.body.certificate.signature, "base64url");
    signature[0] = (signature[0] ?? 0) ^ 1;
    reply.body.certificate.signature = signature.toString("base64url");
    return reply;
  });
  assert.deepEqual(await app.enrol("CODE-1"), { enrolled: false, reason: "not_ours" });
});

test("an author's key that could not be registered is registered at a later contact", async () => {
  const { app, station, clock } = await signedIn();
  station.faults.push(...through(4), () => no(500, "internal"));
  await app.enrol("CODE-1");
  await app.settled();
  if (station.authorKeys.length === 0) {
    clock.advance(60_000);
    app.wake();
    await app.settled();
  }
  assert.equal(station.authorKeys.length, 1);
});

async function signedIn() {
  const world = await openWorld();
  const app = await world.tab();
  await app.signIn("aokafor", PHRASE);
  return { ...world, app };
}

/** Requests that the station answers as usual. @param {number} count */
function through(count) {
  return Array.from({ length: count }, () => (/** @type {any} */ _question, /** @type {() => Promise<any>} */ answer) => answer());
}
