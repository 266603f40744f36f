/**
 * One phone's storage: fake-indexeddb, in which a commit can be cut, unheard, refused for want of room, or lost with the power.
 *
 * Every commit to the outbox is written down for the laws (`takeLog`). A commit that was not strict can be lost until a strict one
 * follows it, as on a real disk. Public: Disk, the names of its faults in `fault`.
 */
import { IDBFactory, IDBKeyRange, IDBDatabase, IDBObjectStore, IDBTransaction } from "fake-indexeddb";
import { b64 } from "../../../static/js/wire/bytes.js";

/** @typedef {Record<string, any>} Loose fake-indexeddb's own insides */
/** @typedef {{ store: string, key: string, value: Loose | null }} Write */

const COPIED = /** @type {const} */ (["meta", "vaults", "drafts", "outbox", "fates"]);

export class Disk {
  factory = new IDBFactory();
  /** Undoing of what is committed and not yet safe. @type {(() => void)[][]} */ #unsafe = [];
  /** @type {Loose[]} */ #log = [];
  /** @type {Loose | null} */ #raw = null;
  requests = 0;
  room = Infinity;
  /** `kind`: dies (the request fails), stalls (never starts), unheard (commits, and nobody hears). @type {{ kind: string, at: number } | null} */
  fault = null;

  /** What a tab is given to open its store with. @param {{ killed: boolean, connections: Loose[] }} tab */
  engineFor(tab) {
    const open = (/** @type {string} */ name, /** @type {number} */ version) => {
      if (tab.killed) return {};
      const request = /** @type {Loose} */ (this.factory.open(name, version));
      request.addEventListener("upgradeneeded", () => this.#know(request.result, tab));
      request.addEventListener("success", () => this.#know(request.result, tab));
      return request;
    };
    return { indexedDB: /** @type {any} */ ({ open }), IDBKeyRange };
  }

  /** Nothing more of this tab is heard; what it had not committed is undone. @param {{ killed: boolean, connections: Loose[] }} tab */
  cut(tab) {
    tab.killed = true;
    for (const transaction of [...(this.#raw?.transactions ?? [])]) {
      if (tab.connections.includes(transaction.db) && transaction._state !== "finished") transaction._abort("AbortError");
    }
    for (const connection of tab.connections) connection.close();
  }

  /** The power fails: of what was not strictly committed, the last `share` is gone. @param {number} share 0 to 1 */
  losePower(share) {
    const lost = Math.round(this.#unsafe.length * share);
    for (const undo of this.#unsafe.splice(this.#unsafe.length - lost).reverse()) for (const step of [...undo].reverse()) step();
    this.#unsafe = [];
    return lost;
  }

  takeLog() {
    return this.#log.splice(0);
  }

  /** How much is still to be done: records without a receipt, and whether an order to erase stands. */
  rest() {
    const of = (/** @type {string} */ name) => [...(this.#raw?.rawObjectStores.get(name)?.records.values() ?? [])].map((one) => one.value);
    const contact = of("meta").find(({ key }) => key === "contact");
    return of("outbox").filter(({ state }) => state !== "received").length + Number(contact?.value.eraseOrdered ?? false);
  }

  /** Everything that lies here. @returns {Record<string, Loose[]>} */
  contents() {
    const stores = this.#raw?.rawObjectStores;
    return Object.fromEntries(COPIED.map((name) => [name, stores ? [...stores.get(name).records.values()].map((/** @type {Loose} */ one) => structuredClone(one.value)) : []]));
  }

  /** A profile put back to an earlier day, or another's copied over. @param {Record<string, Loose[]>} contents */
  replaceWith(contents) {
    this.#unsafe = [];
    for (const [name, values] of Object.entries(contents)) {
      const store = this.#raw?.rawObjectStores.get(name);
      store.clear([]);
      for (const value of values) store.storeRecord({ key: undefined, value: structuredClone(value) }, false, []);
    }
  }

  /** @param {Loose} connection @param {{ connections: Loose[] }} tab */
  #know(connection, tab) {
    this.#raw = connection._rawDatabase;
    owners.set(connection, this);
    if (!tab.connections.includes(connection)) tab.connections.push(connection);
  }

  /** @param {Loose} transaction */
  begun(transaction) {
    transaction._writes = [];
    transaction.addEventListener("complete", () => this.#committed(transaction));
  }

  /** @param {Loose} transaction */
  #committed(transaction) {
    if (transaction.mode !== "readwrite") return;
    if (transaction.durability === "strict") this.#unsafe = [];
    else this.#unsafe.push([...transaction._rollbackLog]);
    if (transaction._unheard) transaction.oncomplete = null;
    const writes = transaction._writes.filter((/** @type {Write} */ write) => write.store === "outbox" || write.store === "drafts");
    if (writes.length > 0) this.#log.push({ strict: transaction.durability === "strict", writes: writes.map(briefly) });
  }

  /** A request is about to be queued. @param {Loose} transaction @param {Loose} request */
  asked(transaction, request) {
    this.requests += 1;
    if (this.fault === null || this.requests < this.fault.at) return;
    const { kind } = this.fault;
    this.fault = null;
    if (kind === "dies") request.operation = () => fail("UnknownError");
    if (kind === "unheard") transaction._unheard = true;
    if (kind === "stalls") request.operation = () => fail("UnknownError");
    if (kind === "stalls" && !transaction._started) transaction._start = () => void (transaction._started = true);
  }

  /** Is there room for this? A value that takes no more than the one before always fits. @param {Loose} before @param {Loose} value */
  fits(before, value) {
    const more = weight(value) - weight(before);
    if (more > this.room) return false;
    this.room -= more;
    return true;
  }
}

/** @type {WeakMap<object, Disk>} */
const owners = new WeakMap();
const database = /** @type {Loose} */ (IDBDatabase.prototype);
const objects = /** @type {Loose} */ (IDBObjectStore.prototype);
const transactions = /** @type {Loose} */ (IDBTransaction.prototype);
const { transaction: begin } = /** @type {any} */ (database);
const { put, delete: remove } = /** @type {any} */ (objects);
const { _execRequestAsync: queue } = /** @type {any} */ (transactions);

/** @this {Loose} @param {...any} how */
database.transaction = function transaction(...how) {
  const begun = begin.apply(this, how);
  owners.get(this)?.begun(begun);
  return begun;
};

/** @this {Loose} @param {Loose} request */
transactions._execRequestAsync = function queued(request) {
  owners.get(this.db)?.asked(this, request);
  return queue.call(this, request);
};

/** @this {Loose} @param {Loose} value */
objects.put = function written(value) {
  const request = put.call(this, value);
  const disk = owners.get(this.transaction.db);
  const queued = this.transaction._requests.at(-1);
  const operation = queued.operation;
  queued.operation = () => {
    const key = value[this.keyPath];
    const before = this._rawObjectStore.getValue(key);
    if (disk && !disk.fits(before ?? {}, value)) fail("QuotaExceededError");
    this.transaction._writes?.push({ store: this.name, key, value: structuredClone(value) });
    return operation();
  };
  return request;
};

/** @this {Loose} @param {string} key */
objects.delete = function removed(key) {
  const request = remove.call(this, key);
  const queued = this.transaction._requests.at(-1);
  const operation = queued.operation;
  queued.operation = () => {
    this.transaction._writes?.push({ store: this.name, key, value: null });
    return operation();
  };
  return request;
};

/** Only sealed bodies and texts count. @param {Loose} value */
function weight(value) {
  return (value.body?.length ?? 0) + (value.content?.sealed?.length ?? 0);
}

/** @param {Write} write @returns {Loose} */
function briefly({ store, key, value }) {
  if (value === null) return { store, key, gone: true };
  if (store === "drafts") return { store, key, state: value.state, nonce: b64(value.content.nonce) };
  const { kind, epoch, sequence, state, body, bodyHash, offered, receipt } = value;
  return { store, key, kind, epoch, sequence, state, hash: b64(bodyHash), whole: body !== null, offered, receipt: receipt !== null };
}

/** @param {string} name @returns {never} */
function fail(name) {
  throw new DOMException("", name);
}
