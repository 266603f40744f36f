import assert from "node:assert/strict";
import { test } from "node:test";
import { PHRASE } from "./station.js";
import { enrolledPhone, typeOne } from "./world.js";

/** A device whose lock knows one secret. @param {{ opens: boolean }} lock */
function passkeyOf(lock) {
  const given = { credential: new Uint8Array([1, 2, 3]), secret: new Uint8Array(32).fill(7) };
  const answer = async () => (lock.opens ? given : null);
  return { passkey: async () => ({ available: async () => true, make: answer, ask: answer }) };
}

test("a passkey opens what the phrase opens, without a network and after a killed browser", async () => {
  const phone = await enrolledPhone();
  await typeOne(phone.app);
  phone.app.kill();
  phone.station.down = true;
  const first = await phone.tab(passkeyOf({ opens: true }));
  assert.deepEqual(await first.addQuick(PHRASE), { added: true });
  first.kill();
  const app = await phone.tab(passkeyOf({ opens: true }));
  assert.equal(app.state().quick, true);
  assert.equal((await app.unlockQuickly()).unlocked, true);
  assert.equal(app.state().user?.name, "Amara Okafor");
  assert.equal((await app.drafts())[0]?.readable, true);
});

test("just typed, the phrase is not asked for again; two minutes later, after a lock and a second time it is", async () => {
  const phone = await enrolledPhone();
  const app = await phone.tab(passkeyOf({ opens: true }));
  const needed = { added: false, reason: "phrase_needed" };
  assert.deepEqual(await app.addQuick(), needed);
  await app.unlock(PHRASE);
  app.lock();
  assert.deepEqual(await app.addQuick(), needed);
  await app.unlock(PHRASE);
  phone.clock.advance(120_001);
  assert.deepEqual(await app.addQuick(), needed);
  await app.unlock(PHRASE);
  assert.deepEqual(await app.addQuick(), { added: true });
  assert.deepEqual(await app.addQuick(), needed);
  app.lock();
  assert.equal((await app.unlockQuickly()).unlocked, true);
});

test("turned away, the phrase remains; a wrong phrase sets nothing up", async () => {
  const phone = await enrolledPhone();
  const lock = { opens: true };
  const app = await phone.tab(passkeyOf(lock));
  assert.deepEqual(await app.addQuick("four loud herons"), { added: false, reason: "wrong_phrase" });
  await app.addQuick(PHRASE);
  app.lock();
  lock.opens = false;
  assert.deepEqual(await app.unlockQuickly(), { unlocked: false, reason: "turned_away" });
  assert.equal((await app.unlock(PHRASE)).unlocked, true);
});

test("a passkey lends no time: after the lease only signing in opens it", async () => {
  const phone = await enrolledPhone();
  const app = await phone.tab(passkeyOf({ opens: true }));
  await app.addQuick(PHRASE);
  phone.clock.wall += 25 * 3_600_000;
  assert.deepEqual(await app.unlockQuickly(), { unlocked: false, reason: "lease_over" });
});
