/**
 * Who may read on this device: one vault per person, opened by the phrase they sign in with, in memory only.
 *
 * A phrase that was changed elsewhere opens the server but not the vault kept here: then a new vault is made and the old one waits
 * for its own phrase. Knows nothing of drafts. Public: createVaults.
 */
import { makeVault, openVault } from "./keys.js";

/** @typedef {import("./keys.js").OpenVault} OpenVault */
/** @typedef {import("./keys.js").Profile} Profile */
/** @typedef {import("../storage/shapes.js").VaultRecord} VaultRecord */
/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {ReturnType<typeof createVaults>} Vaults */

/** @param {Pick<Ports, "store" | "crypto" | "random" | "rounds">} ports */
export function createVaults({ store, crypto: { subtle }, random, rounds }) {
  /** @type {OpenVault | null} */
  let opened = null;

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
      const [fits, vault] = await firstThatOpens(subtle, known, phrase);
      if (fits) {
        await store.write(["vaults"], (tx) => makeCurrent(tx, user, fits.id), { strict: true });
        opened = vault;
        return "open";
      }
      const made = await makeVault(subtle, random, { user, phrase, profile, rounds });
      await store.write(["vaults"], (tx) => addCurrent(tx, made), { strict: true });
      opened = await openVault(subtle, made, phrase);
      return known.length > 0 ? "other_phrase" : "created";
    },

    /** @param {string} user @param {string} phrase @returns {Promise<"open" | "wrong_phrase" | "no_vault">} */
    async unlock(user, phrase) {
      const current = (await of(user)).find((vault) => vault.current);
      if (!current) return "no_vault";
      const vault = await openVault(subtle, current, phrase);
      if (!vault) return "wrong_phrase";
      opened = vault;
      return "open";
    },

    /**
     * An earlier vault of this person that this phrase opens; it does not become the open one.
     * @param {string} user
     * @param {string} phrase
     */
    async earlier(user, phrase) {
      const known = (await of(user)).filter((vault) => !vault.current);
      return (await firstThatOpens(subtle, known, phrase))[1];
    },

    lock() {
      opened = null;
    },
  };
}

/**
 * @param {SubtleCrypto} subtle @param {VaultRecord[]} records @param {string} phrase
 * @returns {Promise<[VaultRecord, OpenVault] | [null, null]>}
 */
async function firstThatOpens(subtle, records, phrase) {
  for (const record of records) {
    const vault = await openVault(subtle, record, phrase);
    if (vault) return [record, vault];
  }
  return [null, null];
}

/** @param {import("../storage/store.js").Tx} tx @param {string} user @param {string} id */
async function makeCurrent(tx, user, id) {
  for (const vault of await tx.all("vaults")) {
    if (vault.user === user) await tx.put("vaults", { ...vault, current: vault.id === id });
  }
}

/** @param {import("../storage/store.js").Tx} tx @param {VaultRecord} made */
async function addCurrent(tx, made) {
  await tx.put("vaults", made);
  await makeCurrent(tx, made.user, made.id);
}
