import assert from "node:assert/strict";
import { test } from "node:test";
import { granted, isOver, triedOnce, waitLeft } from "../../../static/js/vault/lease.js";
import { PHRASE } from "./station.js";
import { enrolledPhone, letItGo, sendOne, typeOne } from "./world.js";

const HOUR = 3_600_000;

/** A phone whose server is away, its vault open. */
async function alone() {
  const phone = await enrolledPhone();
  phone.station.down = true;
  return phone;
}

/** @param {import("./world.js").World & { app: any }} phone @param {string} phrase */
async function unlockInTime(phone, phrase) {
  const result = await phone.app.unlock(phrase);
  if (result.reason !== "wait") return result;
  phone.clock.advance(result.retryAfterMs);
  return phone.app.unlock(phrase);
}

test("after a day without contact nothing can be read, and a new form is filled in and sent all the same", async () => {
  const phone = await alone();
  await typeOne(phone.app);
  phone.clock.wall += 24 * HOUR;
  assert.deepEqual((await phone.app.drafts()).map((draft) => draft.label), [null]);
  phone.app.lock();
  assert.deepEqual(await phone.app.unlock(PHRASE), { unlocked: false, reason: "lease_over" });
  assert.equal(phone.app.state().leaseOver, true);
  await sendOne(phone.app);
  phone.station.down = false;
  await letItGo(phone);
  assert.equal(phone.station.stored.size, 1);
});

test("signing in with a connection begins the time anew", async () => {
  const phone = await alone();
  phone.clock.wall += 25 * HOUR;
  phone.station.down = false;
  await phone.app.signIn("aokafor", PHRASE);
  assert.equal(phone.app.state().leaseOver, false);
});

test("d3 a clock turned back behind the latest time it showed counts as the end", async () => {
  const phone = await alone();
  phone.clock.wall += 20 * HOUR;
  await phone.app.unlock(PHRASE);
  phone.clock.wall -= 19 * HOUR;
  phone.app.lock();
  assert.deepEqual(await phone.app.unlock(PHRASE), { unlocked: false, reason: "lease_over" });
});

test("no server can lend for longer than 72 hours, and its rules are kept until it says others", () => {
  const reading = granted(undefined, { lease_seconds: 30 * 24 * 3600, idle_seconds: 60, tries: 5 }, 1000);
  assert.deepEqual([reading.until, reading.idleMs, reading.tries], [1000 + 72 * HOUR, 60_000, 5]);
  assert.equal(granted(reading, undefined, 2000).idleMs, 60_000);
  assert.deepEqual([isOver(reading, 1000 + 72 * HOUR - 1), isOver(reading, 1000 + 72 * HOUR)], [false, true]);
});

test("an in-car laptop hears its own idle time with the news", async () => {
  const phone = await enrolledPhone();
  phone.station.news = { reading: { idle_seconds: 7200 } };
  await letItGo(phone, 120_000);
  phone.app.wake({ now: true });
  await letItGo(phone);
  phone.app.touch();
  await letItGo(phone, 7_199_000);
  assert.equal(phone.app.state().vault, "open");
  await letItGo(phone, 2_000);
  assert.equal(phone.app.state().vault, "locked");
});

test("a phone that nobody touches for a quarter of an hour locks itself in every tab, and one touch puts it off", async () => {
  const phone = await enrolledPhone();
  const other = await phone.tab();
  phone.app.touch();
  await letItGo(phone, 14 * 60_000);
  phone.app.touch();
  await letItGo(phone, 14 * 60_000);
  assert.equal(phone.app.state().vault, "open");
  await letItGo(phone, 60_000);
  assert.deepEqual([phone.app.state().vault, other.state().vault], ["locked", "locked"]);
});

test("d13 wrong phrases wait longer each time, through a killed browser too", async () => {
  const phone = await alone();
  for (let count = 0; count < 3; count += 1) await phone.app.unlock("four loud herons");
  const told = await phone.app.unlock(PHRASE);
  assert.deepEqual(told, { unlocked: false, reason: "wait", retryAfterMs: 5_000 });
  phone.app.kill();
  const again = await phone.tab();
  assert.equal(/** @type {any} */ (await again.unlock(PHRASE)).reason, "wait");
  phone.clock.advance(5_000);
  assert.equal((await again.unlock(PHRASE)).unlocked, true);
});

test("the wait doubles up to a quarter of an hour, and a clock put back waits it anew", () => {
  const waits = [];
  for (let wrong, count = 0; count < 12; count += 1) {
    wrong = triedOnce(wrong, 1000);
    waits.push((wrong.until - wrong.from) / 1000);
  }
  assert.deepEqual(waits, [0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  assert.equal(waitLeft({ count: 3, from: 10_000, until: 15_000 }, 1_000), 5_000);
});

test("d13 after ten wrong phrases what is readable is erased, every unfinished form on its way home first", async () => {
  const phone = await alone();
  await typeOne(phone.app);
  await sendOne(phone.app);
  phone.app.lock();
  let last;
  for (let count = 0; count < 10; count += 1) last = await unlockInTime(phone, "four loud herons");
  assert.deepEqual(last, { unlocked: false, reason: "erased" });
  const left = await phone.app.ports.store.read(["vaults", "drafts", "fates"], async (/** @type {any} */ tx) => [
    ...(await tx.all("vaults")),
    ...(await tx.all("drafts")),
    ...(await tx.all("fates")),
  ]);
  assert.deepEqual(left, []);
  phone.station.down = false;
  phone.app.wake({ now: true });
  await letItGo(phone);
  const kinds = await Promise.all([...phone.station.stored.values()].map(({ element }) => JSON.parse(Buffer.from(element.header, "base64url").toString()).kind));
  assert.deepEqual(kinds.sort(), ["draft", "submission"]);
});
