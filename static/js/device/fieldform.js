/**
 * The device's face to the page: everything an officer's screen may ask of this phone, as plain promises of plain results.
 *
 * Knows no DOM and no form logic. Expected outcomes are values (`{sent: false, reason: "storage_full"}`); only a storage that does not
 * answer at all is thrown. The heavy parts (sealing, vault, sender) come with inside.js when first needed, so that the first tap waits
 * for four small modules. Public: openFieldform; the types stand in face.js.
 */
import { browserPorts } from "./browser.js";
import { createMirror } from "./mirror.js";

/** @typedef {import("./face.js").Fieldform} Fieldform */
/** @typedef {import("./face.js").AppState} AppState */
/** @typedef {import("./face.js").Connection} Connection */
/** @typedef {import("./face.js").Change} Change */
/** @typedef {import("./face.js").User} User */
/** @typedef {import("./face.js").DraftContent} DraftContent */
/** @typedef {import("./face.js").DraftSummary} DraftSummary */
/** @typedef {import("./face.js").OpenDraft} OpenDraft */
/** @typedef {import("./face.js").RecordSummary} RecordSummary */
/** @typedef {import("./face.js").SignInResult} SignInResult */
/** @typedef {import("./face.js").EnrolResult} EnrolResult */
/** @typedef {import("./face.js").UnlockResult} UnlockResult */
/** @typedef {import("./face.js").SaveResult} SaveResult */
/** @typedef {import("./face.js").SendResult} SendResult */
/** @typedef {import("./face.js").Alarm} Alarm */
/** @typedef {import("./face.js").Visit} Visit */
/** @typedef {import("./face.js").Holdings} Holdings */
/** @typedef {import("./face.js").OpenDraftResult} OpenDraftResult */

/**
 * @param {Partial<import("./ports.js").Ports>} [given] in tests and in the simulation; the browser's own for what is left out
 * @returns {Promise<Fieldform>}
 */
export async function openFieldform(given) {
  const ports = /** @type {import("./ports.js").Ports} */ (given && "store" in given ? given : { ...browserPorts(), ...given });
  const mirror = createMirror(ports);
  await mirror.refresh();

  /** @type {Promise<import("./inside.js").Inside> | null} */
  let opening = null;
  const inside = () => (opening ??= import("./inside.js").then(({ createInside }) => createInside(ports, mirror)));
  ports.channel.listen((word) => void heardFromOtherTab(word));

  /** @param {string} word */
  async function heardFromOtherTab(word) {
    if (word === "lock") return (await opening)?.lockHere();
    if (word === "touch") return (await opening)?.touchedElsewhere();
    await mirror.refresh();
    mirror.tellHere(/** @type {Change} */ (word));
  }

  return {
    state: mirror.state,
    connection: mirror.connection,
    onChange: mirror.onChange,
    checkSession: async () => (await inside()).checkSession(),
    signIn: async (username, phrase) => (await inside()).signIn(username, phrase),
    signOut: async () => (await inside()).signOut(),
    enrol: async (code) => (await inside()).enrol(code),
    unlock: async (phrase) => (await inside()).unlock(phrase),
    canBeQuick: async () => (await ports.passkey()).available(),
    addQuick: async (phrase) => (await inside()).addQuick(phrase),
    unlockQuickly: async () => (await inside()).unlockQuickly(),
    touch: () => void inside().then((device) => device.touch()),
    lock: () => void opening?.then((device) => device.lock()),
    handOverEarlier: async () => (await inside()).handOverEarlier(),
    newDraft: async (form, version) => (await inside()).newDraft(form, version),
    drafts: async () => (await inside()).listDrafts(),
    saveDraft: async (id, content, { strict = false } = {}) => (await inside()).saveDraft(id, content, strict),
    openDraft: async (id) => (await inside()).openDraft(id),
    practice: async () => (await inside()).listDrafts("practice"),
    bin: async () => (await inside()).listDrafts("bin"),
    discardDraft: async (id) => (await inside()).discardDraft(id),
    restoreDraft: async (id) => (await inside()).restoreDraft(id),
    eraseDraft: async (id) => (await inside()).eraseDraft(id),
    train: async (on) => (await inside()).train(on),
    closeDraft: (id) => void opening?.then((device) => device.closeDraft(id)),
    send: async (id, content, { incomplete = false, alarm = false } = {}) => (await inside()).send(id, content, { incomplete, alarm }),
    alarms: async () => (await inside()).listAlarms(),
    undo: async (id) => (await inside()).undo(id),
    records: async () => (await inside()).listRecords(),
    newestVersion: (form) => mirror.kept().forms?.[form] ?? null,
    formsInUse: async () => (await inside()).formsInUse(),
    holdings: async () => (await inside()).holdings(),
    copyOut: async (everything) => (await inside()).copyOut(everything),
    room: () => ports.measure(),
    keepSafe: () => ports.keepStorage(),
    day: async () => (await inside()).listDay(),
    openRecord: async (id) => (await inside()).openRecord(id),
    revise: async (id) => (await inside()).revise(id),
    attachedLists: async (named) => (await inside()).attachedLists(named),
    bringLists: async (hashes) => (await inside()).bringLists(hashes),
    report: async (id) => (await inside()).report(id),
    fetchReport: async (id) => (await inside()).fetchReport(id),
    act: async (form, answers, concerns) => (await inside()).act(form, answers, concerns),
    wake: (options) => void inside().then((device) => device.wake(options)),
    settled: async () => (await opening)?.settled(),
    close: () => void (opening ? opening.then((device) => device.close()) : ports.store.close()),
  };
}
