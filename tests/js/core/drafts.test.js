import assert from "node:assert/strict";
import { test } from "node:test";
import { PHRASE } from "./station.js";
import { ANSWERS, FORM, enrolledPhone, openWorld, sendOne, typeOne } from "./world.js";

test("what was typed survives a killed browser", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  phone.app.kill();
  const next = await phone.tab();
  await next.unlock(PHRASE);
  const opened = await next.openDraft(id);
  assert.ok(opened.opened);
  assert.deepEqual(opened.draft.content.answers, { who: { name: "Dana Doe" }, narrative: "said she would jump" });
});

test("a draft opens where the person was", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  await phone.app.saveDraft(id, { answers: {}, position: { section: "/who", question: "/who/name" } });
  const opened = await phone.app.openDraft(id);
  assert.deepEqual(opened.opened && opened.draft.content.position, { section: "/who", question: "/who/name" });
});

test("a new form needs no unlocking", async () => {
  const phone = await enrolledPhone();
  phone.app.lock();
  await sendOne(phone.app);
  assert.equal((await phone.app.records()).length, 1);
});

test("what was sent comes back by undo though the vault is locked and the page was left", async () => {
  const phone = await enrolledPhone();
  phone.app.lock();
  const draft = await typeOne(phone.app);
  const sent = await phone.app.send(draft, { answers: ANSWERS });
  phone.app.closeDraft(draft);
  const undone = sent.sent ? await phone.app.undo(sent.id) : sent;
  assert.deepEqual(undone, { undone: true, draft });
  const opened = await phone.app.openDraft(draft);
  assert.deepEqual(opened.opened && opened.draft.content.answers, ANSWERS);
});

test("a lock within the time for undoing locks it too", async () => {
  const phone = await enrolledPhone();
  const draft = await typeOne(phone.app);
  const sent = await phone.app.send(draft, { answers: ANSWERS });
  phone.app.lock();
  await phone.app.undo(sent.sent ? sent.id : "");
  assert.deepEqual(await phone.app.openDraft(draft), { opened: false, reason: "locked" });
});

test("the forms in use are those of everybody on the device", async () => {
  const { app } = await enrolledPhone();
  await typeOne(app);
  const sent = await app.newDraft("quick_referral", "version-0");
  assert.ok(sent.begun && (await app.send(sent.draft.id, { answers: ANSWERS })).sent);
  await app.ports.store.write(["meta"], (/** @type {any} */ tx) => tx.setMeta("user", { id: "somebody-else" }), { strict: true });
  const next = await (await openWorld()).tab({ store: app.ports.store });
  assert.deepEqual(await next.drafts(), []);
  const used = (await next.formsInUse()).map(({ id, version }) => `${id} ${version}`);
  assert.deepEqual(used.sort(), ["crisis_contact version-1", "quick_referral version-0"]);
});

test("reopening one does", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  phone.app.lock();
  assert.deepEqual(await phone.app.openDraft(id), { opened: false, reason: "locked" });
});

test("after a lock a draft in hand still takes words", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  phone.app.lock();
  assert.ok((await phone.app.saveDraft(id, { answers: { late: "words" } }, { strict: true })).saved);
  await phone.app.unlock(PHRASE);
  const opened = await phone.app.openDraft(id);
  assert.deepEqual(opened.opened && opened.draft.content.answers, { late: "words" });
});

test("nothing is stored before something was typed", async () => {
  const phone = await enrolledPhone();
  await phone.app.newDraft(...FORM);
  assert.deepEqual(await phone.app.drafts(), []);
});

test("a device that is not enrolled says so", async () => {
  const { tab } = await openWorld();
  assert.deepEqual(await (await tab()).newDraft(...FORM), { begun: false, reason: "not_enrolled" });
});

test("saves end in the order they were asked for", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  await Promise.all([1, 2, 3, 4, 5].map((count) => phone.app.saveDraft(id, { answers: { count } })));
  const opened = await phone.app.openDraft(id);
  assert.deepEqual(opened.opened && opened.draft.content.answers, { count: 5 });
});

test("d7 a draft that is open in one tab is not opened in another", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  const other = await phone.tab();
  await other.unlock(PHRASE);
  assert.deepEqual(await other.openDraft(id), { opened: false, reason: "other_tab" });
});

test("a draft that was closed is", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  phone.app.closeDraft(id);
  const other = await phone.tab();
  await other.unlock(PHRASE);
  assert.ok((await other.openDraft(id)).opened);
});

test("d7 words typed over another tab's change become a draft of their own", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  const other = await phone.tab({ locks: { take: async () => () => undefined } });
  await other.unlock(PHRASE);
  await other.openDraft(id);
  await other.saveDraft(id, { answers: { from: "the other tab" } });
  const saved = await phone.app.saveDraft(id, { answers: { from: "this tab" } });
  assert.ok(saved.saved && saved.id !== id);
  other.closeDraft(id);
  assert.deepEqual(await answersOf(phone.app), new Set(['{"from":"the other tab"}', '{"from":"this tab"}']));
});

test("words typed into a draft that another tab has sent become a draft of their own", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  const other = await phone.tab({ locks: { take: async () => () => undefined } });
  await other.unlock(PHRASE);
  await other.openDraft(id);
  await other.send(id, { answers: { sent: "there" } });
  const saved = await phone.app.saveDraft(id, { answers: { typed: "here" } });
  assert.ok(saved.saved && saved.id !== id);
  assert.equal((await phone.app.records()).length, 1);
});

test("d7 two tabs on one draft never give two records with one id: with different words, both arrive as records of their own", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  const other = await phone.tab({ locks: { take: async () => () => undefined } });
  await other.unlock(PHRASE);
  await other.openDraft(id);
  await other.send(id, { answers: { from: "there" } });
  assert.ok((await phone.app.send(id, { answers: { from: "here" } })).sent);
  assert.equal(new Set((await phone.app.records()).map((record) => record.id)).size, 2);
});

test("a discarded draft is gone, and late words do not bring it back", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  await phone.app.discardDraft(id);
  assert.deepEqual(await phone.app.saveDraft(id, { answers: {} }), { saved: false, reason: "not_open" });
  assert.deepEqual(await phone.app.drafts(), []);
});

test("words that come while it is being discarded do not bring it back either", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  await Promise.all([phone.app.discardDraft(id), phone.app.saveDraft(id, { answers: { late: "words" } })]);
  assert.deepEqual(await phone.app.drafts(), []);
});

test("late words do not follow a report that was sent", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  await phone.app.send(id, { answers: {} });
  assert.deepEqual(await phone.app.saveDraft(id, { answers: {} }), { saved: false, reason: "not_open" });
});

test("half a character and NUL are mended, the rest is kept to the letter", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app, { odd: "a\ud800b\0c 👩‍🚒 \u202e ñ" });
  const opened = await phone.app.openDraft(id);
  assert.deepEqual(opened.opened && opened.draft.content.answers, { odd: "a\ufffdbc 👩‍🚒 \u202e ñ" });
});

test("the list shows its words only while the vault is open", async () => {
  const phone = await enrolledPhone();
  const id = await typeOne(phone.app);
  await phone.app.saveDraft(id, { answers: {}, label: "D. D." });
  assert.equal((await phone.app.drafts())[0]?.label, "D. D.");
  phone.app.lock();
  assert.deepEqual(
    (await phone.app.drafts()).map(({ label, readable }) => [label, readable]),
    [[null, false]],
  );
});

/** @param {import("./world.js").Fieldform} app */
async function answersOf(app) {
  const summaries = await app.drafts();
  return new Set(await Promise.all(summaries.map(async ({ id }) => JSON.stringify(await answersIn(app, id)))));
}

/** @param {import("./world.js").Fieldform} app @param {string} id */
async function answersIn(app, id) {
  const opened = await app.openDraft(id);
  return opened.opened && opened.draft.content.answers;
}
