/**
 * Who is at this device: signing in and out at the server with the phrase that also opens the vault, and the author's key made known.
 *
 * Public: createSignIn.
 */
import { granted } from "../vault/lease.js";
import { b64 } from "../wire/bytes.js";

/** @typedef {import("./ports.js").Ports} Ports */
/** @typedef {import("../network/server.js").NotOk} NotOk */
/** @typedef {import("../network/server.js").Server} Server */
/** @typedef {import("../network/server.js").SignedInUser} SignedInUser */
/** @typedef {import("../vault/vault.js").Vaults} Vaults */
/** @typedef {import("./mirror.js").Mirror} Mirror */
/** @typedef {import("./face.js").SignInResult} SignInResult */

const DESK = ["clinician", "advocate"];

/** @param {Pick<Ports, "store" | "clock">} ports @param {Server} server @param {Vaults} vaults @param {Mirror} mirror */
export function createSignIn({ store, clock }, server, vaults, mirror) {
  /** Counts who came and went here: what was asked before that says nothing of now. */
  let turns = 0;

  /** Whom a device was last used by may have been kept before agencies were. @param {SignedInUser} user */
  async function keepAgency({ id, agency, role }) {
    if (mirror.kept().user?.agency === agency) return;
    await store.write(["meta"], (tx) => tx.setMeta("user", { id, agency, desk: DESK.includes(role) }));
    await mirror.refresh();
  }

  /** @param {boolean} leaving the server may still think that somebody is signed in */
  async function keepLeaving(leaving) {
    await store.write(["meta"], (tx) => markLeaving(tx, leaving), { strict: true });
    await mirror.refresh();
  }

  /** Whoever comes next on this device must not be who was here before. */
  async function endSession() {
    const hello = await server.session();
    if (hello.ok && (hello.body.user === null || (await server.signOut(hello.body.csrf)).ok)) await keepLeaving(false);
  }

  return {
    /** Another number than before: somebody came or went meanwhile. */
    turn: () => turns,

    /** @returns {Promise<import("./face.js").CheckResult>} */
    async check() {
      const turn = turns;
      if (mirror.kept().user?.leaving) await endSession();
      const answer = await server.session();
      if (turn !== turns) return { signedIn: mirror.state().signedIn === true };
      if (!answer.ok) {
        mirror.learn({ word: wordFor(answer) });
        return { signedIn: null, reason: "unreachable" };
      }
      const user = mirror.kept().user;
      const signedIn = answer.body.user !== null && answer.body.user.id === user?.id && !user.leaving;
      if (signedIn && answer.body.user) await keepAgency(answer.body.user);
      mirror.learn({ signedIn, word: "reached" });
      return { signedIn };
    },

    /** @param {string} username @param {string} phrase @returns {Promise<SignInResult>} */
    async signIn(username, phrase) {
      const hello = await server.session();
      if (!hello.ok) return { signedIn: false, reason: wordFor(hello) };
      const answer = await server.signIn(hello.body.csrf, username, phrase, mirror.kept().device?.id);
      if (!answer.ok) return notSignedIn(answer);
      const { id, name, role, agency, username: known, agency_name: agencyName = null } = answer.body.user;
      const vault = await vaults.signedIn(id, phrase, { name, role, username: known, agencyName });
      await store.write(["meta"], (tx) => welcome(tx, { id, agency, desk: DESK.includes(role) }, clock.now()), { strict: true });
      turns += 1;
      mirror.learn({ signedIn: true, vault: vaults.open(id) });
      await mirror.refresh();
      return { signedIn: true, user: { id, name, role, username: known, agencyName }, vault };
    },

    /** At once for this device; the server hears of it now, or with the first connection. */
    async signOut() {
      turns += 1;
      mirror.learn({ signedIn: false });
      await keepLeaving(true);
      await endSession();
    },

    /** From then on "this person wrote it" can be checked; tried again at every contact until the server has it. */
    async registerAuthorKey() {
      const { device, user, vaults: known } = mirror.kept();
      const vault = known.find((one) => one.user === user?.id && one.current);
      if (!device || !vault || vault.authorRegistered) return;
      const hello = await server.session();
      if (!hello.ok || hello.body.user?.id !== vault.user) return;
      const answer = await server.authorKey(hello.body.csrf, { device: device.id, public_key: b64(vault.authorPublicKey) });
      if (!answer.ok) return;
      await store.write(["vaults"], (tx) => markRegistered(tx, vault.id), { strict: true });
      await mirror.refresh();
    },
  };
}

/** @param {NotOk} answer @returns {"unreachable" | "not_ours"} */
export function wordFor({ status, ours }) {
  return status !== null && !ours ? "not_ours" : "unreachable";
}

/** @param {NotOk} answer @returns {SignInResult} */
function notSignedIn(answer) {
  const { status, ours, retryAfterMs } = answer;
  if (ours && answer.error === "phrase_change_needed") return { signedIn: false, reason: "phrase_change_needed" };
  if (ours && (status === 401 || status === 400)) return { signedIn: false, reason: "wrong" };
  if (ours && status === 429) return { signedIn: false, reason: "wait", retryAfterMs: retryAfterMs ?? 60_000 };
  return { signedIn: false, reason: wordFor(answer) };
}

/**
 * The server knows this person: an order to lock is done with.
 * @param {import("../storage/store.js").Tx} tx
 * @param {import("../storage/shapes.js").UserMeta} user
 * @param {number} now
 */
async function welcome(tx, user, now) {
  await tx.setMeta("reading", granted(await tx.meta("reading"), undefined, now));
  await tx.setMeta("user", user);
  const contact = await tx.meta("contact");
  if (contact) await tx.setMeta("contact", { ...contact, lockOrdered: false });
}

/** @param {import("../storage/store.js").Tx} tx @param {string} id */
async function markRegistered(tx, id) {
  const vault = await tx.get("vaults", id);
  if (vault) await tx.put("vaults", { ...vault, authorRegistered: true });
}

/** @param {import("../storage/store.js").Tx} tx @param {boolean} leaving */
async function markLeaving(tx, leaving) {
  const user = await tx.meta("user");
  if (user) await tx.setMeta("user", { ...user, leaving });
}
