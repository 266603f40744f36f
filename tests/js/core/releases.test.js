/**
 * D8: one release's work found by another. The next release is a copy of these modules whose storage has one more upgrade.
 */
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { IDBKeyRange } from "fake-indexeddb";
import { PHRASE } from "./station.js";
import { ANSWERS, enrolledPhone, letItGo, patiently, sendOne, typeOne } from "./world.js";

/** @typedef {Awaited<ReturnType<typeof enrolledPhone>>} Phone */
/** @typedef {Record<string, any>} Json */

const HERE = fileURLToPath(new URL("../../../static/js/", import.meta.url));
const LAST_UPGRADE = /\n\];\n/;
const GOOD = '(database) => database.createObjectStore("later", { keyPath: "id" }),';
const BREAKS_OFF = '(database) => {\n    database.deleteObjectStore("outbox");\n    throw new Error("killed");\n  },';

/** What releases wrote before these were thought of. */
const LATER_ADDITIONS = { outbox: ["form", "alarm", "concerns"], drafts: ["training", "bin"], vaults: ["wrong", "quick"] };

/** @type {string[]} */
const folders = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** @param {string} upgrade @returns {Promise<(name: string) => Promise<any>>} imports a module of the release that has this upgrade, too */
async function release(upgrade) {
  const folder = await mkdtemp(join(tmpdir(), "release-"));
  folders.push(folder);
  await cp(HERE, folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{"type": "module"}');
  const file = join(folder, "storage/store.js");
  const text = await readFile(file, "utf8");
  assert.match(text, LAST_UPGRADE);
  await writeFile(file, text.replace(LAST_UPGRADE, `\n  ${upgrade}\n];\n`));
  // eslint-disable-next-line no-unsanitized/method -- a copy that was made above
  return (name) => import(pathToFileURL(join(folder, name)).href);
}

/** The phone's browser with this release in it; whatever ran before is gone. @param {Phone} phone @param {(name: string) => Promise<any>} modules */
async function opened(phone, modules) {
  const { openStore } = await modules("storage/store.js");
  const { openFieldform } = await modules("device/fieldform.js");
  const { clock, indexedDB, station } = phone;
  return patiently(
    clock,
    openFieldform({
      ...phone.app.ports,
      store: openStore({ indexedDB, IDBKeyRange, clock }),
      transport: { ask: (/** @type {any} */ question) => station.ask(question) },
      locks: { take: async () => () => undefined },
      channel: { post: () => undefined, listen: () => undefined, close: () => undefined },
      app: "next",
    }),
  );
}

/** @param {Phone} phone without a network, a report waiting and a draft begun @returns {Promise<{ sent: string, draft: string }>} */
async function leavesWork(phone) {
  phone.station.down = true;
  return { sent: await sendOne(phone.app), draft: await typeOne(phone.app) };
}

/** @param {Phone} phone */
async function asWrittenLongAgo(phone) {
  await phone.app.ports.store.write(["meta", "outbox", "drafts", "vaults"], async (tx) => {
    for (const [name, fields] of /** @type {["outbox", string[]][]} */ (Object.entries(LATER_ADDITIONS))) {
      for (const record of await tx.all(name)) await tx.put(name, without(record, fields));
    }
    const user = await tx.meta("user");
    if (user) await tx.setMeta("user", { id: user.id });
    await tx.removeMeta("reading");
    await tx.removeMeta("forms");
  });
}

/** @template {object} T @param {T} record @param {string[]} fields @returns {T} */
function without(record, fields) {
  return /** @type {T} */ (Object.fromEntries(Object.entries(record).filter(([name]) => !fields.includes(name))));
}

/** @param {Phone} phone the browser is closed: its connection to the storage with it */
async function closes(phone) {
  const { store } = phone.app.ports;
  phone.app.kill();
  store.close();
}

/** @param {Phone} phone @param {any} app @param {{ sent: string, draft: string }} work */
async function deliversAndRestores(phone, app, { sent, draft }) {
  phone.station.down = false;
  await letItGo({ ...phone, app });
  app.wake({ now: true });
  await letItGo({ ...phone, app });
  assert.deepEqual((await phone.station.opened(sent)).answers, ANSWERS);
  assert.deepEqual((await app.records()).map((/** @type {Json} */ record) => record["state"]), ["received"]);
  assert.equal((await app.unlock(PHRASE)).unlocked, true);
  assert.deepEqual((await app.openDraft(draft)).draft.content.answers, ANSWERS);
}

test("d8 a new release upgrades what an old one left, delivers what waited and goes on with the draft", async () => {
  const phone = await enrolledPhone();
  const work = await leavesWork(phone);
  await asWrittenLongAgo(phone);
  await closes(phone);
  await deliversAndRestores(phone, await opened(phone, await release(GOOD)), work);
});

test("d8 an old release delivers to a server that says more than it knows", async () => {
  const phone = await enrolledPhone();
  const work = await leavesWork(phone);
  const ask = phone.station.ask.bind(phone.station);
  phone.station.ask = async (/** @type {any} */ question) => {
    const reply = /** @type {Json} */ (await ask(question));
    if (reply["body"]) reply["body"] = { ...reply["body"], later: { orders: ["dance"] }, rules: 7 };
    return /** @type {any} */ (reply);
  };
  phone.app.lock();
  await deliversAndRestores(phone, phone.app, work);
});

test("d8 an upgrade that breaks off leaves everything as it was, for the old release and for the next try", async () => {
  const phone = await enrolledPhone();
  const work = await leavesWork(phone);
  await closes(phone);
  await assert.rejects(opened(phone, await release(BREAKS_OFF)));
  // eslint-disable-next-line no-unsanitized/method -- these very modules
  const again = await opened(phone, (name) => import(`../../../static/js/${name}`));
  assert.deepEqual((await again.records()).map((/** @type {Json} */ record) => [record["id"], record["state"]]), [[work.sent, "waiting"]]);
  again.close();
  await deliversAndRestores(phone, await opened(phone, await release(GOOD)), work);
});

test("d8 a window that does not let go of the storage is named, and once it is closed the upgrade goes on", async () => {
  const phone = await enrolledPhone();
  const work = await leavesWork(phone);
  await closes(phone);
  const frozen = await new Promise((/** @type {(database: IDBDatabase) => void} */ resolve) => {
    const request = phone.indexedDB.open("fieldform");
    request.onsuccess = () => resolve(request.result);
  });
  const next = await release(GOOD);
  await assert.rejects(opened(phone, next), { why: "older_window" });
  frozen.close();
  await deliversAndRestores(phone, await opened(phone, next), work);
});

test("d8 a window that stayed open through an upgrade says that a newer version was here, and keeps nothing from it", async () => {
  const phone = await enrolledPhone();
  const work = await leavesWork(phone);
  const next = await opened(phone, await release(GOOD));
  await assert.rejects(phone.app.saveDraft(work.draft, { answers: { late: "typed" } }), { why: "newer_app" });
  await deliversAndRestores(phone, next, work);
});
