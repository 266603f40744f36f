/**
 * Unfinished forms: written down as they are typed, sealed, in order, and never over another tab's words.
 *
 * A draft is in hand (a session in this tab, with its key in memory) or at rest (its record in the store). Saving needs no vault, opening
 * one at rest does. A save that finds the record changed by someone else becomes a new draft: nothing entered is lost.
 * Knows no sequence and no server. Public: createDrafts.
 */
import { sameBytes } from "../wire/bytes.js";
import { makeDraftKey, openContent, openDraftKey, rewrapDraftKey, sealContent } from "./sealing.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").DraftRecord} DraftRecord */
/** @typedef {import("../storage/shapes.js").Wrapped} Wrapped */
/** @typedef {import("../vault/keys.js").OpenVault} OpenVault */
/** @typedef {import("../wire/bytes.js").Bytes} Bytes */
/** @typedef {import("./sealing.js").Content} Content */
/** @typedef {import("./sealing.js").DraftKey} DraftKey */
/** @typedef {ReturnType<typeof createDrafts>} Drafts */

/** @typedef {{ id: string, publicKey: Bytes }} Recipient the person's vault, or the server's sealing key */
/** @typedef {{ form: string, version: string, author: string, vault: Recipient | null, server: Recipient, revises: string | null, base: Bytes | null }} Beginning */

/**
 * @typedef {object} Session a draft in hand
 * @property {Beginning} about
 * @property {string} id
 * @property {string} submission
 * @property {number} startedAt
 * @property {DraftKey} keys
 * @property {Wrapped | null} content as last committed; null before the first save
 * @property {boolean} readable false after a lock: it may still be written, not be shown again
 * @property {boolean} sent
 * @property {() => void} release
 * @property {Promise<unknown>} queue saves run one after the other
 */

/** @param {Pick<Ports, "store" | "crypto" | "random" | "clock" | "locks">} ports */
export function createDrafts({ store, crypto: { subtle }, random, clock, locks }) {
  /** @type {Map<string, Session>} a draft that had to become a new one answers to both its ids */
  const sessions = new Map();

  /** @param {Beginning} about @param {string} id @returns {Promise<Session>} */
  async function fresh(about, id) {
    const keys = await makeDraftKey(subtle, random, id, { vault: about.vault?.publicKey ?? null, server: about.server.publicKey });
    const release = (await locks.take(lockName(id))) ?? (() => undefined);
    const submission = random.uuid();
    const session = { about, id, submission, startedAt: clock.now(), keys, content: null, readable: true, sent: false, release, queue: Promise.resolve() };
    sessions.set(id, session);
    return session;
  }

  /** @param {Session} session @param {Content} content @param {boolean} strict @returns {Promise<string>} its id from now on */
  async function commit(session, content, strict) {
    const sealed = await sealContent(subtle, random, session.id, session.keys.key, content);
    const record = toRecord(session, sealed, clock.now());
    const saved = await store.write(["drafts"], (tx) => putUnlessChanged(tx, record, session.content), { strict });
    if (!saved) {
      await becomeNew(session);
      return commit(session, content, strict);
    }
    session.content = sealed;
    return session.id;
  }

  /** @param {Session} session */
  async function becomeNew(session) {
    session.release();
    Object.assign(session, await fresh(session.about, random.uuid()), { startedAt: session.startedAt, readable: session.readable, queue: session.queue });
    sessions.set(session.id, session);
  }

  /** @param {Session} session */
  function forget(session) {
    session.release();
    for (const [id, other] of sessions) if (other === session) sessions.delete(id);
  }

  /** @param {DraftRecord} record @param {OpenVault | null} vault @returns {Promise<Content | null>} */
  async function contentOf(record, vault) {
    const key = await keyOf(record, vault);
    return key && openContent(subtle, record.id, key, record.content);
  }

  /** @param {DraftRecord} record @param {OpenVault | null} vault */
  async function keyOf(record, vault) {
    return vault && vault.id === record.vault && record.keyForVault ? openDraftKey(subtle, vault, record.id, record.keyForVault) : null;
  }

  return {
    contentOf,

    /** A new draft in hand; nothing is stored yet. @param {Beginning} about */
    begin: async (about) => (await fresh(about, random.uuid())).id,

    /** @param {string} id @param {Content} content @param {boolean} strict @returns {Promise<string | null>} its id from now on; null: not in hand */
    save(id, content, strict) {
      const session = sessions.get(id);
      if (!session || session.sent) return Promise.resolve(null);
      const saving = session.queue.then(() => (session.sent ? null : commit(session, content, strict)));
      session.queue = saving.catch(() => undefined);
      return saving;
    },

    /** The draft as it was saved last; from now on it takes no more words, unless `undone`. @param {string} id @returns {Promise<Session | null>} */
    async takeForSending(id) {
      const session = sessions.get(id);
      await session?.queue;
      if (!session || session.sent) return null;
      session.sent = true;
      return { ...session };
    },

    /** What is in hand, if it may be shown. @param {string} id @returns {Promise<Content | null>} */
    async shown(id) {
      const session = sessions.get(id);
      await session?.queue;
      if (session?.id !== id || !session.readable || session.sent || !session.content) return null;
      return openContent(subtle, session.id, session.keys.key, session.content);
    },

    /** Takes a draft at rest in hand. @param {DraftRecord} record @param {OpenVault} vault @param {Recipient} server @returns {Promise<Content | "other_tab" | "unreadable">} */
    async open(record, vault, server) {
      const key = await keyOf(record, vault);
      const content = key && (await openContent(subtle, record.id, key, record.content));
      if (!content) return "unreadable";
      const known = sessions.get(record.id);
      if (known?.id === record.id) forget(known);
      const release = await locks.take(lockName(record.id));
      if (!release) return "other_tab";
      sessions.set(record.id, resumed(record, key, vault, server, release));
      return content;
    },

    /** Sent: kept in hand only for as long as it may be undone. @param {string} id @param {number} undoMs */
    sent(id, undoMs) {
      const session = sessions.get(id);
      if (!session) return;
      session.sent = true;
      clock.after(undoMs, () => session.sent && forget(session));
    },

    /** @param {string} id @param {string} submission the id of its next sending */
    undone(id, submission) {
      const session = sessions.get(id);
      if (session) Object.assign(session, { sent: false, submission });
    },

    /** @param {string} id */
    close(id) {
      const session = sessions.get(id);
      void session?.queue.then(() => forget(session));
    },

    /** @param {string} id */
    async discard(id) {
      const session = sessions.get(id);
      if (session) session.sent = true;
      await session?.queue;
      await store.write(["drafts"], (tx) => removeOpen(tx, session?.id ?? id), { strict: true });
      if (session) forget(session);
    },

    /** What is in hand stays writable, and is shown to nobody until it was opened again. */
    lock() {
      for (const session of sessions.values()) session.readable = false;
    },

    closeAll() {
      for (const session of new Set(sessions.values())) forget(session);
    },

    /** This person's unfinished drafts. @param {string} author @returns {Promise<DraftRecord[]>} newest first */
    async list(author) {
      const all = await store.read(["drafts"], (tx) => tx.all("drafts"));
      return all.filter((draft) => draft.state === "open" && draft.author === author).sort((one, other) => other.savedAt - one.savedAt);
    },

    /** @param {string} id @returns {Promise<DraftRecord | undefined>} */
    record: (id) => store.read(["drafts"], (tx) => tx.get("drafts", id)),

    /** Brings everything kept in one vault over to another; the first is then empty and is removed. @param {OpenVault} from @param {Recipient} to @returns {Promise<number>} how many */
    async bring(from, to) {
      const all = await store.read(["drafts"], (tx) => tx.all("drafts"));
      const theirs = all.filter((draft) => draft.vault === from.id);
      const wraps = await Promise.all(theirs.map((draft) => draft.keyForVault && rewrapDraftKey(subtle, from, to.publicKey, draft.id, draft.keyForVault)));
      await store.write(["drafts", "vaults"], (tx) => rewrapped(tx, theirs, wraps, { from: from.id, to: to.id }), { strict: true });
      return theirs.length;
    },
  };
}

/** @param {Session} session @param {Wrapped} content @param {number} now @returns {DraftRecord} */
function toRecord({ about, id, submission, startedAt, keys }, content, now) {
  const { author, form, version, revises, base, vault, server } = about;
  const { keyForVault, keyForServer } = keys;
  const wraps = { vault: vault?.id ?? null, keyForVault, sealingKey: server.id, keyForServer };
  return { id, state: "open", author, submission, form, version, revises, base, startedAt, savedAt: now, ...wraps, content };
}

/** @param {DraftRecord} record @param {CryptoKey} key @param {OpenVault} vault @param {Recipient} server @param {() => void} release @returns {Session} */
function resumed(record, key, vault, server, release) {
  const { id, submission, startedAt, content, keyForVault, keyForServer, form, version, author, revises, base } = record;
  const about = { form, version, author, revises, base, vault, server: { ...server, id: record.sealingKey } };
  return { about, id, submission, startedAt, keys: { key, keyForVault, keyForServer }, content, readable: true, sent: false, release, queue: Promise.resolve() };
}

/**
 * Compare and set: only over what this session wrote or read last. Run twice it gives the same. The wraps at rest are kept, since a
 * draft can be brought to another vault meanwhile.
 * @param {Tx} tx @param {DraftRecord} record @param {Wrapped | null} before
 */
async function putUnlessChanged(tx, record, before) {
  const found = await tx.get("drafts", record.id);
  if (found && sameBytes(found.content.nonce, record.content.nonce)) return true;
  const unchanged = before ? found?.state === "open" && sameBytes(found.content.nonce, before.nonce) : !found;
  if (!unchanged) return false;
  await tx.put("drafts", found ? { ...record, vault: found.vault, keyForVault: found.keyForVault } : record);
  return true;
}

/** @param {Tx} tx @param {string} id */
async function removeOpen(tx, id) {
  const found = await tx.get("drafts", id);
  if (found?.state === "open") await tx.remove("drafts", id);
}

/** @param {Tx} tx @param {DraftRecord[]} theirs @param {(Bytes | null)[]} wraps @param {{ from: string, to: string }} vaults */
async function rewrapped(tx, theirs, wraps, { from, to }) {
  for (const [index, { id }] of theirs.entries()) {
    const found = await tx.get("drafts", id);
    const keyForVault = wraps[index] ?? null;
    if (found?.vault === from && keyForVault) await tx.put("drafts", { ...found, vault: to, keyForVault });
  }
  const left = (await tx.all("drafts")).some((draft) => draft.vault === from);
  if (!left) await tx.remove("vaults", from);
}

/** @param {string} id */
function lockName(id) {
  return `fieldform-draft-${id}`;
}
