import assert from "node:assert/strict";
import { test } from "node:test";
import { PHRASE } from "./station.js";
import { ANSWERS, enrolledPhone, letItGo, sendOne, typeOne } from "./world.js";

const OTHER_PHRASE = "five other quiet herons";
const AT_HAND = {
  id: "envelope-1",
  draft: "0f2b6a52-55b1-4e0e-8d5e-1f2f3a4b5c6d",
  form: "crisis_contact",
  version: "version-1",
  base: null,
  revises: null,
  started_at: Date.UTC(2026, 2, 7, 9),
  saved_at: "2026-03-07T09:30:00Z",
  content: { answers: { who: { name: "Dana Doe" } }, label: "D. D." },
};

test("what lies under a forgotten phrase goes out sealed, as a draft in its number, and leaves nothing locked behind", async () => {
  const phone = await withForgottenPhrase();
  assert.equal(await phone.app.handOverEarlier(), 1);
  await letItGo(phone);
  const [sent] = phone.station.inOrder();
  const header = JSON.parse(Buffer.from(sent?.header, "base64url").toString());
  assert.deepEqual([header.kind, header.author, sent?.sequence], ["draft", "user-amara", 1]);
  const body = await phone.station.opened(header.id);
  assert.deepEqual([body.form, body.answers.draft], ["crisis_contact", phone.draft]);
  assert.deepEqual([await phone.app.drafts(), phone.app.state().otherPhrase], [[], false]);
});

test("what was begun under the new phrase stays where it is", async () => {
  const phone = await withForgottenPhrase();
  const fresh = await typeOne(phone.app);
  await phone.app.handOverEarlier();
  assert.deepEqual(
    (await phone.app.drafts()).map((draft) => draft.id),
    [fresh],
  );
});

test("a draft that comes home is read with the phrase of today, and the server is told that it lies here", async () => {
  const phone = await comingHome();
  const opened = await phone.app.openDraft(AT_HAND.draft);
  assert.ok(opened.opened);
  assert.deepEqual(opened.draft.content, AT_HAND.content);
  assert.deepEqual(phone.station.draftsKept, ["envelope-1"]);
});

test("nothing of it lies in the clear", async () => {
  const phone = await comingHome();
  const [kept] = await phone.app.ports.store.read(["drafts"], (tx) => tx.all("drafts"));
  assert.doesNotMatch(Buffer.from(kept?.content.sealed ?? []).toString("latin1"), /Dana/);
});

test("one that comes twice is there once, and what was gone on with stays", async () => {
  const phone = await comingHome();
  assert.ok((await phone.app.openDraft(AT_HAND.draft)).opened);
  await phone.app.saveDraft(AT_HAND.draft, { answers: { gone: "on" } });
  phone.station.drafts = [AT_HAND];
  await minute(phone);
  const opened = await phone.app.openDraft(AT_HAND.draft);
  assert.ok(opened.opened);
  assert.deepEqual(opened.draft.content.answers, { gone: "on" });
  assert.equal((await phone.app.drafts()).length, 1);
});

test("one that was sent since does not come to life again", async () => {
  const phone = await comingHome();
  await phone.app.openDraft(AT_HAND.draft);
  assert.ok((await phone.app.send(AT_HAND.draft, { answers: ANSWERS })).sent);
  await letItGo(phone);
  await phone.app.ports.store.write(["drafts"], (tx) => tx.remove("drafts", AT_HAND.draft));
  phone.station.drafts = [AT_HAND];
  await minute(phone);
  assert.deepEqual(await phone.app.drafts(), []);
});

test("an answer that never arrives leaves it at the server", async () => {
  const phone = await enrolledPhone();
  phone.station.drafts = [AT_HAND];
  await sendOne(phone.app);
  await letItGo(phone);
  phone.station.faults = [async (_question, answer) => answer(), () => ({ kind: "unreachable" })];
  await minute(phone);
  assert.deepEqual([phone.station.draftsKept, (await phone.app.drafts()).length], [[], 0]);
  await minute(phone);
  await minute(phone);
  assert.equal((await phone.app.drafts()).length, 1);
});

/** @typedef {Awaited<ReturnType<typeof enrolledPhone>>} Phone */

/** A form half way under a phrase that was changed since. */
async function withForgottenPhrase() {
  const phone = await enrolledPhone();
  const draft = await typeOne(phone.app);
  phone.app.closeDraft(draft);
  phone.station.phrase = OTHER_PHRASE;
  const signedIn = await phone.app.signIn("aokafor", OTHER_PHRASE);
  assert.ok(signedIn.signedIn && signedIn.vault === "other_phrase");
  assert.notEqual(OTHER_PHRASE, PHRASE);
  return { ...phone, draft };
}

async function comingHome() {
  const phone = await enrolledPhone();
  phone.station.drafts = [AT_HAND];
  await minute(phone);
  return phone;
}

/** @param {Phone} phone */
async function minute(phone) {
  phone.clock.advance(60_000);
  phone.app.wake();
  await phone.app.settled();
}
