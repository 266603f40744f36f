/**
 * The device's memory: one IndexedDB database, short transactions, and the truth about when something is safe.
 *
 * The only module that touches IndexedDB. A promise resolves when its transaction is complete, not before; `strict` asks for a commit
 * that survives lost power. A transaction that stays silent for 5 s is given up, the database reopened, the work tried again (WebKit
 * loses its storage process in the background): so `work` must give the same result when it is run twice, and may await nothing but
 * the transaction it is handed. Shapes: shapes.js. Public: openStore, StorageFull, StorageUnavailable.
 */

/** @typedef {import("./shapes.js").Shapes} Shapes */
/** @typedef {import("./shapes.js").MetaShapes} MetaShapes */
/** @typedef {keyof Shapes} StoreName */

/**
 * @typedef {object} Tx
 * @property {<N extends StoreName>(name: N, key: string) => Promise<Shapes[N] | undefined>} get
 * @property {<N extends StoreName>(name: N, value: Shapes[N]) => Promise<void>} put
 * @property {(name: StoreName, key: string) => Promise<void>} remove
 * @property {<N extends StoreName>(name: N) => Promise<Shapes[N][]>} all
 * @property {(prefix: (string | number)[], limit?: number) => Promise<Shapes["outbox"][]>} queue outbox records whose
 *   [state, epoch, sequence] begins like this, in that order
 * @property {(state: string) => Promise<number>} count outbox records in a state
 * @property {(epoch: number, sequence: number) => Promise<Shapes["outbox"] | undefined>} at
 * @property {<K extends keyof MetaShapes>(key: K) => Promise<MetaShapes[K] | undefined>} meta
 * @property {<K extends keyof MetaShapes>(key: K, value: MetaShapes[K]) => Promise<void>} setMeta
 * @property {(key: keyof MetaShapes) => Promise<void>} removeMeta
 */

/**
 * @typedef {object} Store
 * @property {<T>(names: StoreName[], work: (tx: Tx) => Promise<T>) => Promise<T>} read
 * @property {<T>(names: StoreName[], work: (tx: Tx) => Promise<T>, options?: { strict?: boolean }) => Promise<T>} write
 * @property {() => Promise<void>} erase everything, strictly
 * @property {() => void} close
 */

/**
 * @typedef {object} Engine
 * @property {IDBFactory} indexedDB
 * @property {typeof IDBKeyRange} IDBKeyRange
 * @property {Pick<import("../device/ports.js").Clock, "after">} clock
 * @property {string} [name]
 */

const SILENCE_MS = 5000;
const TRIES = 3;
const NAMES = /** @type {StoreName[]} */ (["meta", "vaults", "drafts", "outbox", "fates"]);

/** Nothing more fits on the device. Likely cause: photos, a small quota; what was stored before is untouched. */
export class StorageFull extends Error {}

/** The database did not answer after several tries. What was stored before is untouched. */
export class StorageUnavailable extends Error {
  /**
   * @param {string} message
   * @param {{ cause: unknown, why: "silent" | "older_window" | "newer_app" }} known `why`: the storage process died; another window holds
   *   the database as an older version of the app made it; a newer version was here
   */
  constructor(message, { cause, why }) {
    super(message, { cause });
    this.why = why;
  }
}

/** One function a version, run in order; never changed once released. @type {((database: IDBDatabase) => void)[]} */
const UPGRADES = [
  (database) => {
    database.createObjectStore("meta", { keyPath: "key" });
    database.createObjectStore("vaults", { keyPath: "id" });
    database.createObjectStore("drafts", { keyPath: "id" });
    database.createObjectStore("fates", { keyPath: "submission" });
    const outbox = database.createObjectStore("outbox", { keyPath: "id" });
    outbox.createIndex("place", ["epoch", "sequence"], { unique: true });
    outbox.createIndex("queue", ["state", "epoch", "sequence"]);
  },
];

/** @param {Engine} engine @returns {Store} */
export function openStore(engine) {
  /** @type {Promise<IDBDatabase> | null} */
  let opened = null;

  function database() {
    opened ??= connect(engine, forget).catch((problem) => {
      opened = null;
      throw problem;
    });
    return opened;
  }

  function forget() {
    opened?.then(
      (open) => open.close(),
      () => undefined,
    );
    opened = null;
  }

  /**
   * @template T
   * @param {StoreName[]} names
   * @param {IDBTransactionMode} mode
   * @param {IDBTransactionDurability} durability
   * @param {(tx: Tx) => Promise<T>} work
   */
  async function transact(names, mode, durability, work) {
    for (let tried = 1; ; tried += 1) {
      try {
        return await once(engine, await database(), { names, mode, durability, work });
      } catch (problem) {
        if (!isPassing(problem)) throw namedCause(problem);
        forget();
        if (tried === TRIES) throw new StorageUnavailable("the device's storage does not answer", { cause: problem, why: "silent" });
      }
    }
  }

  return {
    read: (names, work) => transact(names, "readonly", "relaxed", work),
    write: (names, work, { strict = false } = {}) => transact(names, "readwrite", strict ? "strict" : "relaxed", work),
    erase: () => transact(NAMES, "readwrite", "strict", clearAll),
    close: forget,
  };
}

/** @param {Tx} tx */
async function clearAll(tx) {
  for (const name of NAMES) {
    for (const record of await tx.all(name)) await tx.remove(name, keyOf(name, record));
  }
}

/** @param {StoreName} name @param {object} record @returns {string} */
function keyOf(name, record) {
  const keyPath = { meta: "key", vaults: "id", drafts: "id", outbox: "id", fates: "submission" }[name];
  return /** @type {Record<string, string>} */ (record)[keyPath] ?? "";
}

/**
 * @template T
 * @param {Engine} engine
 * @param {IDBDatabase} database
 * @param {{ names: StoreName[], mode: IDBTransactionMode, durability: IDBTransactionDurability, work: (tx: Tx) => Promise<T> }} what
 * @returns {Promise<T>}
 */
function once(engine, database, { names, mode, durability, work }) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability });
    /** @type {T} */ let result;
    /** @type {unknown} */ let problem = null;
    const silence = engine.clock.after(SILENCE_MS, () => {
      abort(transaction);
      reject(new Silent());
    });
    transaction.oncomplete = () => {
      silence();
      resolve(result);
    };
    transaction.onabort = () => {
      silence();
      reject(problem ?? transaction.error ?? new Silent());
    };
    work(face(transaction, engine.IDBKeyRange)).then(
      (value) => (result = value),
      (thrown) => {
        problem = thrown;
        abort(transaction);
      },
    );
  });
}

/** @param {IDBTransaction} transaction @param {typeof IDBKeyRange} Range @returns {Tx} */
function face(transaction, Range) {
  const stores = transaction.objectStore.bind(transaction);
  const prefixed = (/** @type {(string | number)[]} */ prefix) => Range.bound(prefix, [...prefix, []]);
  return {
    get: (name, key) => answer(stores(name).get(key)),
    put: (name, value) => answer(stores(name).put(value)).then(nothing),
    remove: (name, key) => answer(stores(name).delete(key)).then(nothing),
    all: (name) => answer(stores(name).getAll()),
    queue: (prefix, limit) => answer(stores("outbox").index("queue").getAll(prefixed(prefix), limit)),
    count: (state) =>
      answer(
        stores("outbox")
          .index("queue")
          .count(prefixed([state])),
      ),
    at: (epoch, sequence) => answer(stores("outbox").index("place").get([epoch, sequence])),
    meta: (key) => answer(stores("meta").get(key)).then((found) => found?.value),
    setMeta: (key, value) => answer(stores("meta").put({ key, value })).then(nothing),
    removeMeta: (key) => answer(stores("meta").delete(key)).then(nothing),
  };
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {Engine} engine @param {() => void} forget @returns {Promise<IDBDatabase>} */
function connect({ indexedDB, clock, name = "fieldform" }, forget) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, UPGRADES.length);
    let [over, blocked] = [false, false];
    const silence = clock.after(SILENCE_MS, () => {
      over = true;
      reject(blocked ? new Blocked() : new Silent());
    });
    request.onblocked = () => (blocked = true);
    request.onupgradeneeded = (event) => UPGRADES.slice(event.oldVersion).forEach((upgrade) => upgrade(request.result));
    request.onerror = () => {
      silence();
      reject(request.error);
    };
    request.onsuccess = () => {
      silence();
      if (over) return request.result.close(); // Nobody waits for it any more, and it would keep the next version out.
      request.result.onversionchange = forget;
      request.result.onclose = forget;
      resolve(request.result);
    };
  });
}

/** No answer in time, or a transaction that was dropped without a reason. */
class Silent extends Error {}

/** A window with an older version of the app does not let go of the database. */
class Blocked extends Error {}

/** May a second try succeed? @param {unknown} problem */
function isPassing(problem) {
  return problem instanceof Silent || ["UnknownError", "InvalidStateError", "AbortError"].includes(nameOf(problem));
}

/** @param {unknown} problem */
function namedCause(problem) {
  if (nameOf(problem) === "QuotaExceededError") return new StorageFull("the device's storage is full", { cause: problem });
  if (problem instanceof Blocked) return new StorageUnavailable("another window holds an older version", { cause: problem, why: "older_window" });
  if (nameOf(problem) === "VersionError") return new StorageUnavailable("a newer version of the app was here", { cause: problem, why: "newer_app" });
  return problem;
}

/** @param {unknown} problem */
function nameOf(problem) {
  return problem instanceof Error || problem instanceof DOMException ? problem.name : "";
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It has ended already; its own event says how.
  }
}

function nothing() {}
