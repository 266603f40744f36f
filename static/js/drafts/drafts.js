/**
 * Unfinished forms: written down as they are typed, sealed, in order, and never over another tab's words.
 *
 * A draft is in hand (a session in this tab, with its key in memory) or at rest (its record in the store). Saving needs no vault, opening
 * one at rest does. A save that finds the record changed by someone else becomes a new draft: nothing entered is lost.
 * Knows no sequence and no server. Public: createDrafts.
 */
import { lockName, putUnlessChanged, resumed, rewrapped, toRecord } from "./at_rest.js";
import { bringBack, moveToBin, removeBinned } from "./bin.js";
import { makeDraftKey, openContent, openDraftKey, rewrapDraftKey, sealContent } from "./sealing.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../storage/shapes.js").DraftRecord} DraftRecord */
/** @typedef {import("../vault/keys.js").OpenVault} OpenVault */
/** @typedef {import("./sealing.js").Content} Content */
/** @typedef {ReturnType<typeof createDrafts>} Drafts */

/** @typedef {import("./at_rest.js").Beginning} Beginning */
/** @typedef {import("./at_rest.js").Recipient} Recipient */
/** @typedef {import("./at_rest.js").Session} Session */

/** @param {Pick<Ports, "store" | "crypto" | "random" | "clock" | "locks">} ports */
export function createDrafts({ store, crypto: { subtle }, random, clock, locks }) {
  /** @type {Map<string, Session>} a draft that had to become a new one answers to both its ids */
  const sessions = new Map();

  /** @param {Beginning} about @param {string} id @returns {Promise<Session>} */
  async function fresh(about, id) {
    const keys = await makeDraftKey(subtle, random, id, { vault: about.vault?.publicKey ?? null, server: about.server.publicKey });
    const release = (await locks.take(lockName(id))) ?? (() => undefined);
    const submission = random.uuid();
    const session = {
      about,
      id,
      submission,
      startedAt: clock.now(),
      keys,
      content: null,
      readable: true,
      sent: false,
      release,
      queue: Promise.resolve(),
    };
    sessions.set(id, session);
    return session;
  }

  /**
   * @param {Session} session
   * @param {Content} content
   * @param {boolean} strict
   * @returns {Promise<string>} its id from now on
   */
  async function commit(session, content, strict) {
    const sealed = await sealContent(subtle, random, session.id, session.keys.key, content, session.about.author);
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
    Object.assign(session, await fresh(session.about, random.uuid()), {
      startedAt: session.startedAt,
      readable: session.readable,
      sent: session.sent,
      queue: session.queue,
    });
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

  /**
   * @param {Session} session
   * @param {OpenVault} from
   * @param {Recipient} to
   */
  async function bringInHand(session, from, to) {
    const { about, keys, id } = session;
    if (about.vault?.id !== from.id || !keys.keyForVault) return;
    const keyForVault = await rewrapDraftKey(subtle, from, to.publicKey, id, keys.keyForVault);
    Object.assign(session, { about: { ...about, vault: to }, keys: { ...keys, keyForVault } });
  }

  return {
    contentOf,

    /** A new draft in hand; nothing is stored yet. @param {Beginning} about */
    begin: async (about) => (await fresh(about, random.uuid())).id,

    /**
     * @param {string} id
     * @param {Content} content
     * @param {boolean} strict
     * @returns {Promise<string | null>} its id from now on; null: not in hand
     */
    save(id, content, strict) {
      const session = sessions.get(id);
      if (!session || session.sent) return Promise.resolve(null);
      const saving = session.queue.then(() => (session.sent ? null : commit(session, content, strict)));
      session.queue = saving.catch(() => undefined);
      return saving;
    },

    /**
     * The draft as it was saved last; from now on it takes no more words, unless `undone`.
     * @param {string} id
     * @returns {Promise<Session | null>}
     */
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

    /**
     * Takes a draft at rest in hand.
     * @param {DraftRecord} record
     * @param {OpenVault} vault
     * @param {Recipient} server
     * @returns {Promise<Content | "other_tab" | "unreadable">}
     */
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

    /** Its page was left; what may still be undone stays in hand until that time is over. @param {string} id */
    close(id) {
      const session = sessions.get(id);
      void session?.queue.then(() => session.sent || forget(session));
    },

    /** Into the bin; practice is gone at once. @param {string} id @returns {Promise<string>} its id there */
    async discard(id) {
      const session = sessions.get(id);
      if (session) session.sent = true;
      await session?.queue;
      const last = session?.id ?? id;
      await store.write(["meta", "drafts"], (tx) => moveToBin(tx, last, clock.now()), { strict: true });
      if (session) forget(session);
      return last;
    },

    /** Out of the bin. @param {string} id @returns {Promise<boolean>} false: it is no longer there */
    restore: (id) => store.write(["drafts"], (tx) => bringBack(tx, id), { strict: true }),

    /** Out of the bin for good. @param {string} id */
    erase: (id) => store.write(["drafts"], (tx) => removeBinned(tx, id), { strict: true }),

    /** What is in hand stays writable, and is shown to nobody until it was opened again. */
    lock() {
      for (const session of sessions.values()) session.readable = false;
    },

    closeAll() {
      for (const session of new Set(sessions.values())) forget(session);
    },

    /**
     * This person's unfinished drafts, what they practise with, or what they threw away: never one among the others.
     * @param {string} author
     * @param {"unfinished" | "practice" | "bin"} [which]
     * @returns {Promise<DraftRecord[]>} newest first
     */
    async list(author, which = "unfinished") {
      const all = await store.read(["drafts"], (tx) => tx.all("drafts"));
      return all.filter((draft) => draft.author === author && placeOf(draft) === which).sort((one, other) => other.savedAt - one.savedAt);
    },

    /** @param {string} id @returns {Promise<DraftRecord | undefined>} */
    record: (id) => store.read(["drafts"], (tx) => tx.get("drafts", id)),

    /**
     * Brings everything kept in one vault over to another; the first is then empty and is removed.
     * @param {OpenVault} from
     * @param {Recipient} to
     * @returns {Promise<number>} how many
     */
    async bring(from, to) {
      const all = await store.read(["drafts"], (tx) => tx.all("drafts"));
      const theirs = all.filter((draft) => draft.vault === from.id);
      const wraps = await Promise.all(
        theirs.map((draft) => draft.keyForVault && rewrapDraftKey(subtle, from, to.publicKey, draft.id, draft.keyForVault)),
      );
      await store.write(["drafts", "vaults"], (tx) => rewrapped(tx, theirs, wraps, { from: from.id, to: to.id }), { strict: true });
      for (const session of new Set(sessions.values())) await bringInHand(session, from, to);
      return theirs.length;
    },
  };
}

/** @param {DraftRecord} draft */
function placeOf({ state, training }) {
  if (state === "kept") return "sent";
  if (training) return "practice";
  return state === "binned" ? "bin" : "unfinished";
}
