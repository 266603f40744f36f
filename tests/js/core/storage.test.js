import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { StorageFull, StorageUnavailable, openStore } from "../../../static/js/storage/store.js";
import { HandClock, enrolledPhone, letItGo, patiently, sendOne, typeOne } from "./world.js";

/** @typedef {import("../../../static/js/storage/store.js").Store} Store */

test("what was written is there after the store was closed and opened", async () => {
  const { open } = shelf();
  const store = open();
  await store.write(["meta"], (tx) => tx.setMeta("user", { id: "u" }), { strict: true });
  store.close();
  assert.deepEqual(await open().read(["meta"], (tx) => tx.meta("user")), { id: "u" });
});

test("strict is asked of the browser where it was asked of the store, and only there", async () => {
  const { open, seen } = shelf();
  const store = open();
  await store.write(["meta"], (tx) => tx.setMeta("user", { id: "u" }));
  await store.write(["meta"], (tx) => tx.setMeta("user", { id: "u" }), { strict: true });
  assert.deepEqual(seen, ["relaxed", "strict"]);
});

test("a write is promised only when its transaction is complete", async () => {
  const { open, faults } = shelf();
  const store = open();
  let complete = false;
  faults.push((transaction) => transaction.addEventListener("complete", () => (complete = true)));
  await store.write(["meta"], (tx) => tx.setMeta("user", { id: "u" }));
  assert.equal(complete, true);
});

test("work that throws leaves nothing behind", async () => {
  const store = shelf().open();
  const broken = store.write(["meta"], async (tx) => {
    await tx.setMeta("user", { id: "u" });
    throw new Error("no");
  });
  await assert.rejects(broken, /no/);
  assert.equal(await store.read(["meta"], (tx) => tx.meta("user")), undefined);
});

test("storage that is silent for five seconds is opened again and the work done once more", async () => {
  const { open, faults, clock, opened } = shelf();
  const store = open();
  faults.push(goSilent);
  await patiently(
    clock,
    store.write(["meta"], (tx) => tx.setMeta("user", { id: "u" })),
  );
  assert.deepEqual(await store.read(["meta"], (tx) => tx.meta("user")), { id: "u" });
  assert.equal(opened.length, 2);
});

test("storage that stays silent is said to be unavailable", async () => {
  const { open, faults, clock } = shelf();
  faults.push(goSilent, goSilent, goSilent);
  await assert.rejects(
    patiently(
      clock,
      open().write(["meta"], (tx) => tx.setMeta("user", { id: "u" })),
    ),
    StorageUnavailable,
  );
});

test("a lost connection to the storage process is opened again", async () => {
  const { open, faults } = shelf();
  const store = open();
  faults.push(() => {
    throw new DOMException("Connection to Indexed Database server lost", "UnknownError");
  });
  await store.write(["meta"], (tx) => tx.setMeta("user", { id: "u" }));
  assert.deepEqual(await store.read(["meta"], (tx) => tx.meta("user")), { id: "u" });
});

test("a full device is told apart from a broken one", async () => {
  const { open, faults } = shelf();
  faults.push(isFull);
  await assert.rejects(
    open().write(["meta"], (tx) => tx.setMeta("user", { id: "u" })),
    StorageFull,
  );
});

test("a newer version of the app may open the database: this one lets go", async () => {
  const { open, factory } = shelf();
  const store = open();
  await store.read(["meta"], (tx) => tx.meta("user"));
  await new Promise((resolve) => {
    factory.open("fieldform", 99).onsuccess = resolve;
  });
  await assert.rejects(
    store.read(["meta"], (tx) => tx.meta("user")),
    StorageUnavailable,
  );
});

test("a report is sent once although the storage never said that it was", async () => {
  const phone = await enrolledPhone();
  const draft = await typeOne(phone.app);
  const { write } = phone.app.ports.store;
  let times = 0;
  phone.app.ports.store.write = async (names, work, options) => {
    const first = await write(names, work, options);
    if (!names.includes("outbox") || (times += 1) > 1) return first;
    return write(names, work, options);
  };
  const sent = await phone.app.send(draft, { answers: {} });
  assert.ok(sent.sent && times === 1);
  assert.equal((await phone.app.records()).length, 1);
  assert.deepEqual(await phone.app.ports.store.read(["meta"], (tx) => tx.meta("place")), { epoch: 1, next: 2 });
});

test("an undo is done once although the storage never said that it was", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  const { write } = phone.app.ports.store;
  phone.app.ports.store.write = async (names, work, options) => {
    await write(names, work, options);
    return write(names, work, options);
  };
  assert.ok((await phone.app.undo(id)).undone);
  phone.app.ports.store.write = write;
  await letItGo(phone);
  assert.deepEqual(
    phone.station.inOrder().map((element) => element.sequence),
    [1],
  );
});

test("d5 on a full device what was stored stays, and send says so plainly", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  const draft = await typeOne(phone.app);
  const { write } = phone.app.ports.store;
  phone.app.ports.store.write = full;
  assert.deepEqual(await phone.app.send(draft, { answers: {} }), { sent: false, reason: "storage_full" });
  assert.deepEqual(await phone.app.saveDraft(draft, { answers: {} }), { saved: false, reason: "storage_full" });
  phone.app.ports.store.write = write;
  assert.ok((await phone.app.send(draft, { answers: {} })).sent);
  assert.equal((await phone.app.records()).length, 2);
});

test("d5 on a full device copies of what was received give way to what was not sent", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  await letItGo(phone);
  const draft = await typeOne(phone.app);
  const { write } = phone.app.ports.store;
  let refusals = 1;
  phone.app.ports.store.write = (names, work, options) => (names.includes("meta") && refusals-- > 0 ? full() : write(names, work, options));
  assert.ok((await phone.app.send(draft, { answers: {} })).sent);
  const [, received] = await phone.app.ports.store
    .read(["outbox"], (tx) => tx.all("outbox"))
    .then((all) => all.sort((one, other) => other.sequence - one.sequence));
  assert.equal(received?.body, null);
});

/** An engine in memory whose next transactions can be made to fail. */
function shelf() {
  const factory = new IDBFactory();
  const clock = new HandClock();
  /** @type {((transaction: IDBTransaction) => void)[]} */ const faults = [];
  /** @type {string[]} */ const seen = [];
  /** @type {string[]} */ const opened = [];
  const indexedDB = /** @type {IDBFactory} */ (
    /** @type {unknown} */ ({
      open(/** @type {string} */ name, /** @type {number} */ version) {
        opened.push(name);
        const request = factory.open(name, version);
        request.addEventListener("success", () => interfere(request.result));
        return request;
      },
    })
  );

  /** @param {IDBDatabase} database */
  function interfere(database) {
    const begin = database.transaction.bind(database);
    database.transaction = (names, mode, options) => {
      const transaction = begin(names, mode, options);
      if (mode === "readwrite") seen.push(String(options?.durability));
      faults.shift()?.(transaction);
      return transaction;
    };
  }

  return { factory, clock, faults, seen, opened, open: () => openStore({ indexedDB, IDBKeyRange, clock }) };
}

/** Nothing is heard of it any more. @param {IDBTransaction} transaction */
function goSilent(transaction) {
  for (const event of ["oncomplete", "onabort"]) Object.defineProperty(transaction, event, { set() {}, get: () => null });
}

/** @param {IDBTransaction} transaction */
function isFull(transaction) {
  const find = transaction.objectStore.bind(transaction);
  transaction.objectStore = (name) =>
    Object.assign(find(name), {
      put() {
        throw new DOMException("full", "QuotaExceededError");
      },
    });
}

/** @returns {Promise<never>} */
async function full() {
  throw new StorageFull("full");
}
