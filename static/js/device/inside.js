/**
 * The device at work: puts vault, drafts, outbox and sender together and answers what the face is asked.
 *
 * Every method here is one use case: look, do, tell. Rules live in the rooms it calls. Public: createInside.
 */
import { forgetEmptyVaults } from "../drafts/at_rest.js";
import { createDrafts } from "../drafts/drafts.js";
import { createHandingOver } from "../drafts/handing_over.js";
import { setTraining } from "../drafts/training.js";
import { createServer } from "../network/server.js";
import { createDelivery } from "../outbox/delivery.js";
import { createAlarms } from "../outbox/alarms.js";
import { createOutbox } from "../outbox/outbox.js";
import { UNDO_MS } from "../outbox/record.js";
import { createRescue } from "../outbox/rescue.js";
import { createSender } from "../outbox/sender.js";
import { DEFAULT_RULES, isOver, seenNow } from "../vault/lease.js";
import { createVaults } from "../vault/vault.js";
import { createAttendance } from "./attendance.js";
import { eraseReader } from "./erasure.js";
import { createEnrolment } from "./enrolment.js";
import { createIdle } from "./idle.js";
import { createAttached } from "./attached.js";
import { createLists } from "./lists.js";
import { createReports } from "./reports.js";
import { createRoom } from "./room.js";
import { createSignIn } from "./sign_in.js";

/** @typedef {import("./ports.js").Ports} Ports */
/** @typedef {import("./mirror.js").Mirror} Mirror */
/** @typedef {import("./face.js").DraftContent} DraftContent */
/** @typedef {import("./face.js").OpenDraftResult} OpenDraftResult */
/** @typedef {import("./face.js").SaveResult} SaveResult */
/** @typedef {import("./face.js").SendResult} SendResult */
/** @typedef {import("./face.js").UnlockResult} UnlockResult */
/** @typedef {import("../storage/shapes.js").DeviceMeta} DeviceMeta */
/** @typedef {ReturnType<typeof createInside>} Inside */

/** Whose a record is while nobody has ever signed in here. */
const NOBODY = "nobody";
const LONGER_THAN_UNDO_MS = UNDO_MS + 2_000;

/** @param {Ports} ports @param {Mirror} mirror */
export function createInside(ports, mirror) {
  const server = createServer(ports.transport);
  const vaults = createVaults(ports);
  const drafts = createDrafts(ports);
  const outbox = createOutbox(ports);
  const rescue = createRescue(ports);
  const withRoom = createRoom(outbox.makeRoom);
  const people = createSignIn(ports, server, vaults, mirror);
  const enrolment = createEnrolment(ports, server);
  const lists = createLists(ports, drafts, outbox);
  const attached = createAttached(ports, server);
  const alarms = createAlarms(ports, server);
  const reports = createReports(server, {
    records: () => lists.records(who(), openVault()),
    openRecord: (id) => openRecord(id),
    draftThatRevises: (id) => lists.draftThatRevises(id),
    hashOf: async (id) => (await lists.newest(id))?.bodyHash ?? null,
  });
  const attendance = createAttendance(ports, {
    server,
    alarms,
    outbox,
    people,
    mirror,
    lockHere,
    forgetAll: drafts.closeAll,
    wake: () => sender.wake(),
    isApproved: enrolment.isApproved,
  });
  const sender = createSender(ports, createDelivery(ports, server), after);

  const who = () => mirror.kept().user?.id ?? NOBODY;
  const leaseIsOver = () => isOver(mirror.kept().reading, ports.clock.now());
  const openVault = () => (leaseIsOver() ? null : vaults.open(who()));
  const currentVault = () => mirror.kept().vaults.find((vault) => vault.user === who() && vault.current) ?? null;

  const idle = createIdle(ports, () => mirror.kept().reading?.idleMs ?? DEFAULT_RULES.idleMs, () => {
    if (mirror.state().vault === "none") return;
    lock();
    mirror.tellHere("idle");
  });

  /** @param {import("../outbox/delivery.js").Round} round */
  async function after(round) {
    await attendance.after(round);
    await noteTime();
    if (round.did !== "delivered" && leaseIsOver() && vaults.open(who())) lock(); // What follows a delivery may have renewed it.
    idle.look();
  }

  /** The latest time that the clock showed is kept: turned back, it gives nobody more time. */
  async function noteTime() {
    const { reading } = mirror.kept();
    if (!reading || !seenNow(reading, ports.clock.now())) return;
    await ports.store.write(["meta"], async (tx) => {
      const found = await tx.meta("reading");
      const noted = found && seenNow(found, ports.clock.now());
      if (noted) await tx.setMeta("reading", noted);
    });
    await mirror.refresh();
  }

  function lockHere() {
    vaults.lock();
    drafts.lock();
    lists.forget();
    reports.forget();
    mirror.learn({ vault: null });
    mirror.tellHere("state");
  }

  function lock() {
    lockHere();
    ports.channel.post("lock");
  }

  /**
   * @param {string} form
   * @param {string} version
   * @param {{ revises: string, base: import("../wire/bytes.js").Bytes } | null} edits
   * @param {DeviceMeta} device
   */
  function begin(form, version, edits, device) {
    const { revises = null, base = null } = edits ?? {};
    const training = mirror.state().training && base === null; // A correction is of something real.
    return drafts.begin({ form, version, revises, base, training, author: who(), vault: currentVault(), server: device.sealing });
  }

  /** @param {string} id @param {DraftContent} content @param {boolean} strict @returns {Promise<SaveResult>} */
  async function saveDraft(id, content, strict) {
    const saved = await withRoom(() => drafts.save(id, content, strict));
    if (saved === "storage_full") return { saved: false, reason: saved };
    if (saved === null) return { saved: false, reason: "not_open" };
    if (strict) mirror.tell("drafts");
    return { saved: true, id: saved };
  }

  /** @param {string} id @returns {Promise<OpenDraftResult>} */
  async function openDraft(id) {
    const [record, content] = await Promise.all([drafts.record(id), drafts.shown(id)]);
    if (record?.state !== "open" || record.author !== who()) return { opened: false, reason: "not_found" };
    if (content) return opened(record, content);
    const vault = openVault();
    const { device } = mirror.kept();
    if (!vault || !device) return { opened: false, reason: "locked" };
    if (record.vault !== vault.id) return { opened: false, reason: record.vault ? "other_phrase" : "unreadable" };
    const found = await drafts.open(record, vault, device.sealing);
    return typeof found === "string" ? { opened: false, reason: found } : opened(record, found);
  }

  /** @param {string} id @returns {Promise<OpenDraftResult>} */
  async function openRecord(id) {
    const sent = await lists.newest(id);
    const copy = sent?.draft ? await drafts.record(sent.draft) : undefined;
    if (!copy || copy.author !== who()) return { opened: false, reason: "not_found" };
    if (!openVault()) return { opened: false, reason: "locked" };
    if (copy.vault !== openVault()?.id) return { opened: false, reason: "other_phrase" };
    const content = await drafts.contentOf(copy, openVault());
    return content ? opened(copy, content) : { opened: false, reason: "unreadable" };
  }

  return {
    lockHere,
    lock,
    saveDraft,
    openDraft,
    openRecord,
    checkSession: people.check,
    /** @param {"unfinished" | "practice" | "bin"} [which] */
    listDrafts: (which) => lists.drafts(who(), openVault(), which),
    listAlarms: alarms.list,
    listRecords: () => lists.records(who(), openVault()),
    /** @returns {Promise<import("./face.js").Holdings>} */
    async holdings() {
      const [records, room] = await Promise.all([lists.records(who(), openVault()), ports.measure()]);
      return { records, others: await outbox.waitingBeside(who()), room };
    },
    /** @param {boolean} everything */
    async copyOut(everything) {
      const copied = await rescue.copyOut(everything);
      mirror.tell("records");
      return copied;
    },
    formsInUse: lists.formsInUse,
    listDay: () => lists.day(openVault()),
    closeDraft: drafts.close,
    wake: sender.wake,
    settled: sender.settled,

    /** @param {string} username @param {string} phrase */
    async signIn(username, phrase) {
      const result = await people.signIn(username, phrase);
      if (!result.signedIn) return result;
      drafts.lock();
      lists.forget();
      reports.forget();
      await people.registerAuthorKey();
      mirror.tell("state");
      sender.wake({ now: true });
      return result;
    },

    async signOut() {
      lock();
      await people.signOut();
      mirror.tell("state");
    },

    /** @param {string} code @returns {Promise<import("./face.js").EnrolResult>} */
    async enrol(code) {
      if (mirror.kept().device) return { enrolled: true };
      const result = await enrolment.enrol(code);
      if (!result.enrolled) return result;
      await mirror.refresh();
      void askToKeep();
      await people.registerAuthorKey();
      mirror.tell("state");
      sender.wake({ now: true });
      return result;
    },

    /** @param {string} [phrase] @returns {Promise<import("./face.js").AddQuickResult>} */
    async addQuick(phrase) {
      if (phrase !== undefined && !(await this.unlock(phrase)).unlocked) return { added: false, reason: "wrong_phrase" };
      const key = openVault() && vaults.justTyped();
      if (!key) return { added: false, reason: "phrase_needed" };
      const made = await (await ports.passkey()).make(who(), ports.random.bytes);
      if (!made || !(await vaults.addQuick(who(), key, made))) return { added: false, reason: "turned_away" };
      await mirror.refresh();
      mirror.tell("state");
      return { added: true };
    },

    /** @returns {Promise<UnlockResult>} */
    async unlockQuickly() {
      if (mirror.kept().contact?.lockOrdered) return { unlocked: false, reason: "locked_by_order" };
      await noteTime();
      if (leaseIsOver()) return { unlocked: false, reason: "lease_over" };
      const credential = await vaults.quick(who());
      const given = credential && (await (await ports.passkey()).ask(credential, ports.random.bytes));
      if (!given || !(await vaults.unlockQuickly(who(), given.secret))) return { unlocked: false, reason: "turned_away" };
      mirror.learn({ vault: openVault() });
      mirror.tellHere("state");
      return { unlocked: true, brought: 0 };
    },

    /**
     * The phrase of an earlier vault brings what is kept there over to the open one.
     * @param {string} phrase
     * @returns {Promise<UnlockResult>}
     */
    async unlock(phrase) {
      if (mirror.kept().contact?.lockOrdered) return { unlocked: false, reason: "locked_by_order" };
      await noteTime();
      if (leaseIsOver()) return { unlocked: false, reason: "lease_over" };
      const tries = mirror.kept().reading?.tries ?? DEFAULT_RULES.tries;
      const { result, waitMs, left } = await vaults.unlock(who(), phrase, tries);
      if (result === "wait") return { unlocked: false, reason: "wait", retryAfterMs: waitMs };
      const brought = result === "open" ? 0 : await bringEarlier(phrase);
      if (result !== "open" && brought === null) return left === 0 ? forgetReader() : { unlocked: false, reason: result };
      if (result !== "open") await vaults.tried(who());
      mirror.learn({ vault: openVault() });
      await mirror.refresh();
      mirror.tellHere("state");
      return { unlocked: true, brought: brought ?? 0 };
    },

    /**
     * @param {string} form
     * @param {string} version
     * @returns {Promise<import("./face.js").BeginResult>}
     */
    async newDraft(form, version) {
      const { device } = mirror.kept();
      if (!device) return { begun: false, reason: "not_enrolled" };
      const { training } = mirror.state();
      return { begun: true, draft: { id: await begin(form, version, null, device), form, version, content: { answers: {} }, training } };
    },

    /** @param {string} id */
    async discardDraft(id) {
      const binned = await drafts.discard(id);
      mirror.tell("drafts");
      return binned;
    },

    /** @param {boolean} on */
    async train(on) {
      await ports.store.write(["meta", "drafts"], (tx) => setTraining(tx, on, ports.clock.now()), { strict: true });
      await mirror.refresh();
      mirror.tell("state");
      mirror.tell("drafts");
    },

    /** @param {string} id */
    async restoreDraft(id) {
      const restored = await drafts.restore(id);
      mirror.tell("drafts");
      return restored;
    },

    /** @param {string} id */
    async eraseDraft(id) {
      await drafts.erase(id);
      mirror.tell("drafts");
    },

    /** @param {string} id @param {DraftContent} content @param {{ incomplete: boolean, alarm: boolean }} marks @returns {Promise<SendResult>} */
    async send(id, content, marks) {
      const saved = await saveDraft(id, content, false);
      if (!saved.saved) return { sent: false, reason: saved.reason };
      const { device } = mirror.kept();
      if (!device) return { sent: false, reason: "not_open" };
      const draft = await drafts.takeForSending(saved.id);
      if (!draft) return { sent: false, reason: "already_sent" };
      const record = await withRoom(() => outbox.send(draft, content, device, vaults.open(draft.about.author), marks));
      if (record === null || typeof record === "string") {
        drafts.undone(draft.id, draft.submission);
        return { sent: false, reason: record ?? "already_sent" };
      }
      drafts.sent(draft.id, LONGER_THAN_UNDO_MS);
      reports.forget();
      mirror.tell("drafts");
      mirror.tell("records");
      sender.wake();
      return { sent: true, id: record.id, undoUntil: record.notBefore };
    },

    /**
     * @param {string} id
     * @returns {Promise<import("./face.js").UndoResult>}
     */
    async undo(id) {
      const { device } = mirror.kept();
      const result = device ? await withRoom(() => outbox.undo(id, device, vaults.open)) : "not_found";
      if (typeof result === "string") return { undone: false, reason: result };
      if (result.draft) drafts.undone(result.draft, result.submission);
      mirror.tell("drafts");
      mirror.tell("records");
      sender.wake();
      return { undone: true, draft: result.draft };
    },

    /** @param {string} id @returns {Promise<OpenDraftResult>} */
    async revise(id) {
      const begun = await lists.draftThatRevises(id);
      if (begun) return openDraft(begun.id);
      const { device } = mirror.kept();
      const found = await reports.start(id);
      if (typeof found === "string") return { opened: false, reason: found };
      if (!device || !openVault()) return { opened: false, reason: "locked" };
      const { form, version, content, base, revises } = found;
      const draft = await begin(form, version, { revises, base }, device);
      const saved = await saveDraft(draft, content, false);
      mirror.tell("drafts");
      return saved.saved ? { opened: true, draft: { id: saved.id, form, version, content, training: false } } : { opened: false, reason: "not_found" };
    },

    /**
     * The earlier phrase is forgotten: what is kept under it goes to the server as it lies, and comes back to this person alone.
     * @returns {Promise<number>} how many forms
     */
    async handOverEarlier() {
      const { device } = mirror.kept();
      const vault = openVault();
      if (!device || !vault) return 0;
      const handOver = createHandingOver(ports, outbox, device);
      const theirs = (await drafts.list(who())).filter((draft) => draft.vault !== vault.id);
      for (const draft of theirs) await handOver(draft);
      await ports.store.write(["vaults", "drafts"], (tx) => forgetEmptyVaults(tx, vault), { strict: true });
      await mirror.refresh();
      attendance.hearSoon();
      mirror.tell("state");
      mirror.tell("drafts");
      sender.wake({ now: true });
      return theirs.length;
    },

    /** @param {import("./attached.js").Attached[]} named */
    attachedLists: (named) => attached.atHand(named, { device: mirror.kept().device?.id ?? null, vault: currentVault(), opened: openVault() }),

    /** @param {string[]} hashes */
    bringLists: (hashes) => attached.bring(hashes, { device: mirror.kept().device?.id ?? null, vault: currentVault() }),

    report: reports.report,

    /** @param {string} id */
    async fetchReport(id) {
      const { device } = mirror.kept();
      if (!device || !openVault()) return /** @type {const} */ ("not_found");
      const result = await reports.fetch(id, device.id);
      if (result === "fetched") mirror.tellHere("records");
      return result;
    },

    /**
     * @param {import("../storage/shapes.js").Form} form
     * @param {Record<string, unknown>} answers
     * @param {string} concerns
     * @returns {Promise<SendResult>}
     */
    async act(form, answers, concerns) {
      const { device } = mirror.kept();
      if (!device) return { sent: false, reason: "not_open" };
      const record = await withRoom(() => outbox.act({ form, answers, concerns, author: who() }, device, openVault()));
      if (record === "storage_full") return { sent: false, reason: record };
      mirror.tell("records");
      sender.wake();
      return { sent: true, id: record.id, undoUntil: record.notBefore };
    },

    touch: idle.touch,
    touchedElsewhere: idle.touchedElsewhere,

    close() {
      idle.close();
      sender.close();
      drafts.closeAll();
      ports.channel.close();
      ports.store.close();
    },
  };

  /**
   * Too many wrong phrases: what could be read is erased; unfinished forms go to the server first and come home to their author.
   * @returns {Promise<UnlockResult>}
   */
  async function forgetReader() {
    const { device } = mirror.kept();
    const done = device ? await withRoom(() => eraseReader(ports, outbox, device, who())) : "storage_full";
    lock();
    await mirror.refresh();
    mirror.tell("drafts");
    sender.wake();
    return { unlocked: false, reason: done === "storage_full" ? "wrong_phrase" : "erased" };
  }

  /** Nothing waits for it: Firefox puts the question to the person, who may never answer. */
  async function askToKeep() {
    mirror.learn({ persistent: await ports.keepStorage().catch(() => null) });
    mirror.tellHere("state");
  }

  /** @param {string} phrase @returns {Promise<number | null>} null: it opens nothing */
  async function bringEarlier(phrase) {
    const to = openVault();
    const from = to && (await vaults.earlier(who(), phrase));
    if (!from) return null;
    const brought = await drafts.bring(from, to);
    mirror.tell("drafts");
    return brought;
  }
}

/**
 * @param {{ id: string, form: string, version: string, training?: boolean, revises: string | null }} record
 * @param {DraftContent} content
 * @returns {OpenDraftResult}
 */
function opened({ id, form, version, revises, training = false }, content) {
  return { opened: true, draft: { id, form, version, content, training, corrects: revises !== null } };
}
