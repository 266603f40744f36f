import assert from "node:assert/strict";
import { test } from "node:test";
import { PHRASE } from "./station.js";
import { enrolledPhone, letItGo, typeOne } from "./world.js";

const CANARY = "Quill Marrowby";
const SECRETS = [CANARY, PHRASE, "Amara Okafor", "aokafor"];

test("d15 nothing typed, no name and no phrase lies in the clear in the store, at any stage", async () => {
  const phone = await everyStage();
  for (const secret of SECRETS) assert.equal(await findIn(phone, secret), null, secret);
});

test("the search would find it: something in the clear on purpose is found", async () => {
  const phone = await everyStage();
  await phone.app.ports.store.write(["meta"], (tx) => tx.setMeta("user", { id: CANARY }));
  assert.equal(await findIn(phone, CANARY), "meta");
});

test("the only key that lies unwrapped is the device's own, and it cannot be exported", async () => {
  const phone = await everyStage();
  const keys = Object.values(await dump(phone)).flatMap(keysIn);
  assert.deepEqual(
    keys.map(({ algorithm, extractable }) => [algorithm.name, extractable]),
    [["ECDSA", false]],
  );
});

test("what became of a report is sealed, and read only while the vault is open", async () => {
  const phone = await everyStage();
  const [received] = (await phone.app.records()).filter((record) => record.state === "received");
  assert.equal(received?.fate?.fate, "opened");
  assert.equal(await findIn(phone, "opened"), null);
  phone.app.lock();
  assert.deepEqual(
    (await phone.app.records()).map((record) => record.fate),
    [null, null],
  );
});

test("d15 another person on the same device sees neither drafts nor records", async () => {
  const phone = await everyStage();
  await phone.app.ports.store.write(["meta"], (tx) => tx.setMeta("user", { id: "user-bo" }));
  const next = await phone.tab();
  assert.deepEqual([await next.drafts(), await next.records()], [[], []]);
});

test("a 401 drops no form: a session that ended is noticed, and takes nothing away", async () => {
  const phone = await everyStage();
  phone.station.signedIn = null;
  await letItGo(phone, 60_000);
  phone.app.wake();
  await phone.app.settled();
  assert.equal(phone.app.state().signedIn, false);
  assert.equal((await phone.app.drafts()).length, 1);
});

/** One draft being typed, one report waiting, one received with its fate. */
async function everyStage() {
  const phone = await enrolledPhone();
  const answers = { who: { name: CANARY } };
  const received = await typeOne(phone.app, answers);
  const sent = await phone.app.send(received, { answers, label: CANARY });
  await letItGo(phone);
  phone.station.changes.push({ submission: sent.sent && sent.id, fate: "opened", at: "2026-03-07T12:10:00Z" });
  await letItGo(phone, 60_000);
  phone.app.wake();
  await phone.app.settled();
  await phone.app.send(await typeOne(phone.app, answers), { answers, label: CANARY });
  await phone.app.saveDraft(await typeOne(phone.app, answers), { answers, label: CANARY });
  return phone;
}

/** @typedef {Awaited<ReturnType<typeof enrolledPhone>>} Phone */

/** Which store holds this text, as UTF-8 or UTF-16. @param {Phone} phone @param {string} text */
async function findIn(phone, text) {
  const forms = [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")];
  for (const [name, records] of Object.entries(await dump(phone))) {
    const bytes = Buffer.concat(records.flatMap(bytesIn));
    if (forms.some((form) => bytes.includes(form))) return name;
  }
  return null;
}

/** @param {Phone} phone @returns {Promise<Record<string, unknown[]>>} */
async function dump(phone) {
  const names = /** @type {const} */ (["meta", "vaults", "drafts", "outbox", "fates"]);
  const read = await Promise.all(names.map(async (name) => [name, await phone.app.ports.store.read([...names], (tx) => tx.all(name))]));
  return Object.fromEntries(read);
}

/** @param {unknown} value @returns {Buffer[]} */
function bytesIn(value) {
  if (value instanceof Uint8Array) return [Buffer.from(value)];
  if (typeof value !== "object" || value === null || value instanceof CryptoKey) return [Buffer.from(String(value), "utf8")];
  return Object.entries(value).flatMap(([key, inner]) => [Buffer.from(key), ...bytesIn(inner)]);
}

/** @param {unknown} value @returns {CryptoKey[]} */
function keysIn(value) {
  if (value instanceof CryptoKey) return [value];
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  return Object.values(value).flatMap(keysIn);
}
