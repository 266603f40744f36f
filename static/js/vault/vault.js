/**
 * Who may read on this device: one vault per person, opened by the phrase they sign in with, in memory only.
 *
 * A phrase that was changed elsewhere opens the server but not the vault kept here: then a new vault is made and the old one waits
 * for its own phrase. Knows nothing of drafts. Public: createVaults.
 */
import { makeVault, openQuickly, openVault, phraseKey, withQuick } from "./keys.js";
import { triedOnce, waitLeft } from "./lease.js";

/** @typedef {import("./keys.js").OpenVault} OpenVault */
/** @typedef {import("./keys.js").Profile} Profile */
/** @typedef {import("../storage/shapes.js").VaultRecord} VaultRecord */
/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {ReturnType<typeof createVaults>} Vaults */

const JUST_TYPED_MS = 120_000;

/** @param {Pick<Ports, "store" | "crypto" | "random" | "rounds" | "clock">} ports */
export function createVaults({ store, crypto: { subtle }, random, rounds, clock }) {
  /** @type {OpenVault | null} */
  let opened = null;
  /** @type {{ vault: string, key: CryptoKey, at: number } | null} never the phrase itself */
  let typed = null;

  /** A phrase opened it. @param {OpenVault} vault @param {CryptoKey} key */
  function openedWith(vault, key) {
    opened = vault;
    typed = { vault: vault.id, key, at: clock.monotonic() };
  }

  /** @param {string} user @returns {Promise<VaultRecord[]>} the current one first */
  async function of(user) {
    const all = await store.read(["vaults"], (tx) => tx.all("vaults"));
    return all.filter((vault) => vault.user === user).sort((one, other) => Number(other.current) - Number(one.current));
  }

  return {
    of,

    /** The vault that is open now, if it is this person's. @param {string} user */
    open: (user) => (opened?.user === user ? opened : null),

    /**
     * Sign-in succeeded with this phrase.
     * @param {string} user
     * @param {string} phrase
     * @param {Profile} profile
     * @returns {Promise<"open" | "created" | "other_phrase">}
     */
    async signedIn(user, phrase, profile) {
      const known = await of(user);
      const fits = await firstThatOpens(subtle, known, phrase);
      if (fits) {
        await store.write(["vaults"], (tx) => makeCurrent(tx, user, fits.vault.id), { strict: true });
        openedWith(fits.vault, fits.key);
        return "open";
      }
      const made = await makeVault(subtle, random, { user, phrase, profile, rounds });
      await store.write(["vaults"], (tx) => addCurrent(tx, made), { strict: true });
      const key = await phraseKey(subtle, made, phrase);
      opened = await openVault(subtle, made, key);
      if (opened) openedWith(opened, key);
      return known.length > 0 ? "other_phrase" : "created";
    },

    /**
     * @param {string} user
     * @param {string} phrase
     * @param {number} tries how many there are in a row
     * @returns {Promise<{ result: "open" | "wrong_phrase" | "no_vault" | "wait", waitMs: number, left: number }>}
     */
    async unlock(user, phrase, tries) {
      const current = (await of(user)).find((vault) => vault.current);
      if (!current) return { result: "no_vault", waitMs: 0, left: tries };
      const tried = await store.write(["vaults"], (tx) => countTry(tx, current.id, clock.now()), { strict: true });
      if (tried.waitMs > 0) return { result: "wait", waitMs: tried.waitMs, left: tries };
      const key = await phraseKey(subtle, current, phrase);
      const vault = await openVault(subtle, current, key);
      if (!vault) return { result: "wrong_phrase", waitMs: 0, left: Math.max(0, tries - tried.count) };
      await this.tried(user);
      openedWith(vault, key);
      return { result: "open", waitMs: 0, left: tries };
    },

    /** The credential that opens this person's vault quickly. @param {string} user */
    quick: async (user) => (await of(user)).find((vault) => vault.current)?.quick?.credential ?? null,

    /** What the phrase made that opened the vault: for two minutes, and not beyond a lock. @returns {CryptoKey | null} */
    justTyped() {
      if (typed && (typed.vault !== opened?.id || clock.monotonic() - typed.at > JUST_TYPED_MS)) typed = null;
      return typed?.key ?? null;
    },

    /** @param {string} user @param {CryptoKey} key of the phrase @param {{ credential: import("../wire/bytes.js").Bytes, secret: import("../wire/bytes.js").Bytes }} passkey */
    async addQuick(user, key, passkey) {
      typed = null;
      const current = (await of(user)).find((vault) => vault.current);
      const quick = current && (await withQuick(subtle, random, current, key, passkey));
      if (!current || !quick) return false;
      await store.write(["vaults"], (tx) => keepQuick(tx, current.id, quick), { strict: true });
      return true;
    },

    /** @param {string} user @param {import("../wire/bytes.js").Bytes} secret @returns {Promise<boolean>} */
    async unlockQuickly(user, secret) {
      const current = (await of(user)).find((vault) => vault.current);
      const vault = current ? await openQuickly(subtle, current, secret) : null;
      if (vault) opened = vault;
      return vault !== null;
    },

    /** A phrase of this person's was right: the count begins anew. @param {string} user */
    tried: (user) => store.write(["vaults"], (tx) => forgetTries(tx, user)),

    /**
     * An earlier vault of this person that this phrase opens; it does not become the open one.
     * @param {string} user
     * @param {string} phrase
     */
    async earlier(user, phrase) {
      const known = (await of(user)).filter((vault) => !vault.current);
      return (await firstThatOpens(subtle, known, phrase))?.vault ?? null;
    },

    lock() {
      opened = null;
      typed = null;
    },
  };
}

/**
 * @param {SubtleCrypto} subtle @param {VaultRecord[]} records @param {string} phrase
 * @returns {Promise<{ vault: OpenVault, key: CryptoKey } | null>}
 */
async function firstThatOpens(subtle, records, phrase) {
  for (const record of records) {
    const key = await phraseKey(subtle, record, phrase);
    const vault = await openVault(subtle, record, key);
    if (vault) return { vault, key };
  }
  return null;
}

/** @param {import("../storage/store.js").Tx} tx @param {string} user @param {string} id */
async function makeCurrent(tx, user, id) {
  await forgetTries(tx, user);
  for (const vault of await tx.all("vaults")) {
    if (vault.user === user) await tx.put("vaults", { ...vault, current: vault.id === id });
  }
}

/**
 * @param {import("../storage/store.js").Tx} tx @param {string} id @param {number} now
 * @returns {Promise<{ waitMs: number, count: number }>} `waitMs` above 0: not yet, and not counted
 */
async function countTry(tx, id, now) {
  const vault = await tx.get("vaults", id);
  const waitMs = waitLeft(vault?.wrong, now);
  if (!vault || waitMs > 0) return { waitMs, count: vault?.wrong?.count ?? 0 };
  const wrong = triedOnce(vault.wrong, now);
  await tx.put("vaults", { ...vault, wrong });
  return { waitMs: 0, count: wrong.count };
}

/** @param {import("../storage/store.js").Tx} tx @param {string} user */
async function forgetTries(tx, user) {
  for (const { wrong, ...vault } of await tx.all("vaults")) if (wrong && vault.user === user) await tx.put("vaults", vault);
}

/** @param {import("../storage/store.js").Tx} tx @param {VaultRecord} made */
async function addCurrent(tx, made) {
  await tx.put("vaults", made);
  await makeCurrent(tx, made.user, made.id);
}

/** @param {import("../storage/store.js").Tx} tx @param {string} id @param {import("../storage/shapes.js").Quick} quick */
async function keepQuick(tx, id, quick) {
  const vault = await tx.get("vaults", id);
  if (vault) await tx.put("vaults", { ...vault, quick });
}
