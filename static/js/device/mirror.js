/**
 * What the page may know at once, without waiting for storage: a copy of the device's state, and who wants to hear of changes.
 *
 * Public: createMirror.
 */
import { isOver } from "../vault/lease.js";

/** @typedef {import("./face.js").AppState} AppState */
/** @typedef {import("./face.js").Connection} Connection */
/** @typedef {import("./face.js").Change} Change */
/** @typedef {import("../storage/shapes.js").MetaShapes} MetaShapes */
/** @typedef {import("../vault/keys.js").OpenVault} OpenVault */
/** @typedef {ReturnType<typeof createMirror>} Mirror */

/**
 * @typedef {object} Kept as the store has it
 * @property {MetaShapes["device"] | undefined} device
 * @property {MetaShapes["user"] | undefined} user
 * @property {MetaShapes["contact"] | undefined} contact
 * @property {MetaShapes["training"] | undefined} training
 * @property {MetaShapes["forms"] | undefined} forms
 * @property {MetaShapes["reading"] | undefined} reading
 * @property {import("../storage/shapes.js").VaultRecord[]} vaults
 */

/** @param {Pick<import("./ports.js").Ports, "store" | "channel" | "clock">} ports */
export function createMirror({ store, channel, clock }) {
  /** @type {Set<(change: Change) => void>} */
  const listeners = new Set();
  /** @type {Kept} */ let kept = { device: undefined, user: undefined, contact: undefined, training: undefined, forms: undefined, reading: undefined, vaults: [] };
  /** @type {OpenVault | null} */ let vault = null;
  /** @type {boolean | null} */ let signedIn = null;
  /** @type {boolean | null} */ let persistent = null;
  let paused = false;
  /** @type {number | null} */ let busyUntil = null;
  /** @type {Connection["word"]} */ let word = "unknown";

  async function refresh() {
    kept = await store.read(["meta", "vaults"], read);
  }

  /** @param {Change} change */
  function tellHere(change) {
    for (const listener of [...listeners]) listener(change);
  }

  return {
    refresh,
    tellHere,

    /** @param {Change} change */
    tell(change) {
      tellHere(change);
      channel.post(change);
    },

    /** @param {(change: Change) => void} listener */
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /** @param {{ vault?: OpenVault | null, signedIn?: boolean | null, persistent?: boolean | null, paused?: boolean, word?: Connection["word"],
     *   busyUntil?: number | null }} news */
    learn(news) {
      const before = word;
      ({ vault = vault, signedIn = signedIn, persistent = persistent, paused = paused, word = word } = news);
      if (news.word) busyUntil = news.busyUntil ?? null;
      if (word !== before) tellHere("connection");
    },

    kept: () => kept,

    /** @returns {AppState} */
    state() {
      const { device, user, contact, training, vaults } = kept;
      const mine = vaults.filter((one) => one.user === user?.id);
      const open = vault?.user === user?.id ? vault : null;
      const { name = null, username = null, role = null, agencyName = null } = /** @type {Partial<import("../vault/keys.js").Profile>} */ (open?.profile ?? {});
      return {
        enrolled: device !== undefined,
        pending: device?.pending === true,
        elsewhere: device !== undefined && user?.agency !== undefined && user.agency !== device.agency,
        device: device?.id ?? null,
        user: user ? { id: user.id, name, username, role, agencyName, desk: user.desk === true } : null,
        signedIn,
        vault: open ? "open" : mine.length > 0 ? "locked" : "none",
        otherPhrase: mine.length > 1,
        persistent,
        training: training !== undefined,
        leaseOver: isOver(kept.reading, clock.now()),
        quick: mine.some((one) => one.current && one.quick !== undefined),
        lockedByOrder: contact?.lockOrdered ?? false,
        paused,
        erasing: contact?.eraseOrdered ?? false,
      };
    },

    /** @returns {Connection} */
    connection: () => ({ word, lastReachedAt: kept.contact?.reachedAt ?? null, skewMs: kept.contact?.skewMs ?? null, busyUntil }),
  };
}

/** @param {import("../storage/store.js").Tx} tx @returns {Promise<Kept>} */
async function read(tx) {
  const [device, user] = [await tx.meta("device"), await tx.meta("user")];
  const [contact, training, forms] = [await tx.meta("contact"), await tx.meta("training"), await tx.meta("forms")];
  return { device, user, contact, training, forms, reading: await tx.meta("reading"), vaults: await tx.all("vaults") };
}
