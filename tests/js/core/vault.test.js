import assert from "node:assert/strict";
import { test } from "node:test";
import { makeVault, openVault, phraseKey } from "../../../static/js/vault/keys.js";
import { BIRGIT, PHRASE, no } from "./station.js";
import { FORM, enrolledPhone, openWorld, sendOne, typeOne } from "./world.js";

const NEW_PHRASE = "five loud herons";
const random = {
  bytes: (/** @type {number} */ length) => crypto.getRandomValues(new Uint8Array(length)),
  uuid: () => crypto.randomUUID(),
  unit: Math.random,
};
const profile = { name: "Amara Okafor", username: "aokafor", role: "officer" };

test("the first sign-in on a device makes the vault", async () => {
  const { tab } = await openWorld();
  const app = await tab();
  const result = await app.signIn("aokafor", PHRASE);
  assert.deepEqual(result.signedIn && result.vault, "created");
  assert.equal(app.state().vault, "open");
});

test("the next one opens it", async () => {
  const phone = await enrolledPhone();
  const next = await phone.tab();
  assert.equal(next.state().vault, "locked");
  const result = await next.signIn("aokafor", PHRASE);
  assert.deepEqual(result.signedIn && result.vault, "open");
});

test("unlocking works without a network, and gives the person's name back", async () => {
  const phone = await enrolledPhone();
  phone.station.down = true;
  const next = await phone.tab();
  assert.equal(next.state().user?.name, null);
  assert.deepEqual(await next.unlock(PHRASE), { unlocked: true, brought: 0 });
  assert.equal(next.state().user?.name, "Amara Okafor");
});

test("a wrong phrase opens nothing and says so", async () => {
  const phone = await enrolledPhone();
  phone.app.lock();
  assert.deepEqual(await phone.app.unlock("wrong wrong wrong"), { unlocked: false, reason: "wrong_phrase" });
  assert.equal(phone.app.state().vault, "locked");
});

test("a lock is a lock in every tab", async () => {
  const phone = await enrolledPhone();
  const other = await phone.tab();
  await other.unlock(PHRASE);
  phone.app.lock();
  await other.drafts();
  assert.equal(other.state().vault, "locked");
});

/** @param {import("../../../static/js/storage/shapes.js").VaultRecord} vault @param {string} phrase */
async function opens(vault, phrase) {
  return openVault(crypto.subtle, vault, await phraseKey(crypto.subtle, vault, phrase));
}

test("the same phrase typed with other keys is the same phrase", async () => {
  const vault = await makeVault(crypto.subtle, random, { user: "u", phrase: "cafe\u0301 au lait", profile, rounds: 1000 });
  assert.ok(await opens(vault, "caf\u00e9 au lait"));
});

test("keys that were unwrapped cannot be exported", async () => {
  const vault = await opens(await makeVault(crypto.subtle, random, { user: "u", phrase: PHRASE, profile, rounds: 1000 }), PHRASE);
  assert.deepEqual([vault?.privateKey.extractable, vault?.authorKey.extractable], [false, false]);
});

test("wrapped keys of one vault do not pass for another's", async () => {
  const [one, other] = await Promise.all(
    [1, 2].map(() => makeVault(crypto.subtle, random, { user: "u", phrase: PHRASE, profile, rounds: 1000 })),
  );
  assert.ok(one && other);
  assert.equal(await opens({ ...one, id: other.id }, PHRASE), null);
});

test("a phrase that was changed elsewhere signs in, makes a new vault and keeps the old one", async () => {
  const phone = await changedPhrase();
  assert.deepEqual(phone.result.signedIn && phone.result.vault, "other_phrase");
  assert.equal(phone.app.state().otherPhrase, true);
  assert.deepEqual(await phone.app.openDraft(phone.draft), { opened: false, reason: "other_phrase" });
});

test("after that new drafts open with the new phrase", async () => {
  const phone = await changedPhrase();
  const id = await typeOne(phone.app);
  phone.app.lock();
  await phone.app.unlock(NEW_PHRASE);
  assert.ok((await phone.app.openDraft(id)).opened);
});

test("the earlier phrase brings the old drafts over, and the old vault is gone", async () => {
  const phone = await changedPhrase();
  assert.deepEqual(await phone.app.unlock(PHRASE), { unlocked: true, brought: 1 });
  assert.ok((await phone.app.openDraft(phone.draft)).opened);
  assert.equal(phone.app.state().otherPhrase, false);
});

test("a draft in hand while it is brought over stays readable after the next save", async () => {
  const phone = await enrolledPhone();
  const draft = await typeOne(phone.app);
  phone.station.phrase = NEW_PHRASE;
  await phone.app.signIn("aokafor", NEW_PHRASE);
  await phone.app.unlock(PHRASE);
  await phone.app.saveDraft(draft, { answers: { late: "words" } });
  phone.app.kill();
  const next = await phone.tab();
  await next.unlock(NEW_PHRASE);
  const opened = await next.openDraft(draft);
  assert.deepEqual(opened.opened && opened.draft.content.answers, { late: "words" });
});

test("a draft that was begun and not saved before the phrase changed is readable too", async () => {
  const phone = await enrolledPhone();
  const begun = await phone.app.newDraft(...FORM);
  assert.ok(begun.begun);
  phone.station.phrase = NEW_PHRASE;
  await phone.app.signIn("aokafor", NEW_PHRASE);
  await phone.app.unlock(PHRASE);
  await phone.app.saveDraft(begun.draft.id, { answers: { late: "words" } });
  phone.app.kill();
  const next = await phone.tab();
  await next.unlock(NEW_PHRASE);
  assert.ok((await next.openDraft(begun.draft.id)).opened);
});

test("signing in says plainly why it did not work", async () => {
  const { tab, station } = await openWorld();
  const app = await tab();
  assert.deepEqual(await app.signIn("aokafor", "wrong wrong wrong"), { signedIn: false, reason: "wrong" });
  station.faults.push(
    (_question, answer) => answer(),
    () => no(429, "wait", 90_000),
  );
  assert.deepEqual(await app.signIn("aokafor", PHRASE), { signedIn: false, reason: "wait", retryAfterMs: 90_000 });
  station.faults.push(() => ({ kind: "not_ours", status: 200, retryAfterMs: null }));
  assert.deepEqual(await app.signIn("aokafor", PHRASE), { signedIn: false, reason: "not_ours" });
  station.down = true;
  assert.deepEqual(await app.signIn("aokafor", PHRASE), { signedIn: false, reason: "unreachable" });
});

test("signing out deletes nothing and leaves a form fillable", async () => {
  const phone = await enrolledPhone();
  await typeOne(phone.app);
  await phone.app.signOut();
  assert.deepEqual([phone.app.state().vault, phone.app.state().signedIn], ["locked", false]);
  await sendOne(phone.app);
  assert.equal((await phone.app.drafts()).length, 1);
});

test("who signs out without a network is out, and the server hears of it with the first connection", async () => {
  const phone = await enrolledPhone();
  phone.station.down = true;
  await phone.app.signOut();
  assert.equal(phone.app.state().signedIn, false);
  phone.app.kill();
  const again = await phone.tab();
  assert.deepEqual(await again.checkSession(), { signedIn: null, reason: "unreachable" });
  phone.station.down = false;
  assert.deepEqual(await again.checkSession(), { signedIn: false });
  assert.deepEqual([again.state().signedIn, phone.station.signedIn], [false, null]);
});

test("what was left undone of a sign-out ends nobody else's session", async () => {
  const phone = await enrolledPhone();
  phone.station.down = true;
  await phone.app.signOut();
  phone.station.down = false;
  assert.ok((await phone.app.signIn(BIRGIT.username, PHRASE)).signedIn);
  assert.deepEqual(await phone.app.checkSession(), { signedIn: true });
  assert.equal(phone.station.signedIn, BIRGIT.id);
});

test("an answer from before the sign-in does not say that nobody is signed in", async () => {
  const phone = await enrolledPhone();
  const [asked, answer] = [later(), later()];
  const ask = phone.station.ask.bind(phone.station);
  phone.station.ask = (question) => {
    if (!question.path.startsWith("/sync/pull")) return ask(question);
    phone.station.ask = ask;
    asked.resolve();
    return answer.promise;
  };
  phone.clock.advance(60_000);
  phone.app.wake();
  await asked.promise;
  await phone.app.signIn("aokafor", PHRASE);
  answer.resolve(no(401, "sign_in_needed"));
  await phone.app.settled();
  assert.equal(phone.app.state().signedIn, true);
});

/** One draft under the old phrase, then a sign-in with the new one. */
async function changedPhrase() {
  const phone = await enrolledPhone();
  const draft = await typeOne(phone.app);
  phone.app.closeDraft(draft);
  phone.station.phrase = NEW_PHRASE;
  const result = await phone.app.signIn("aokafor", NEW_PHRASE);
  return { ...phone, draft, result };
}

function later() {
  let resolve = (/** @type {any} */ ..._reply) => {};
  const promise = /** @type {Promise<any>} */ (
    new Promise((heard) => {
      resolve = heard;
    })
  );
  return { promise, resolve };
}
