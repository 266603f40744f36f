// The form's page: puts the sheet, the keeping of its draft and the sending together. A draft named by the address is opened (asking
// to unlock), at the field and the place where it was left. Knows no form logic and no storage. Public: ready, accompany, mount.

import { readyFor } from "../forms/logic.js";
import { Keeping } from "./keeping.js";
import { Sheet } from "./sheet.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("../device/fieldform.js").DraftContent} DraftContent */

const DRAFT = /^#([0-9a-f]{8}-[0-9a-f-]{27})$/;
const ASKS_WHO = /"type": ?"(?:deviceid|username)"/;
const MOVED = /^#move=([0-9a-f]{8}-[0-9a-f-]{27})$/;
const FROM = /^#from=([0-9a-f]{8}-[0-9a-f-]{27})$/;
const HOME = "/officer/";
const SAVED = "Saved on this device. It is sent as soon as there is a connection.";
const SAVED_URGENT = "Saved on this device. It is sent as soon as there is a connection, but it is urgent: phone until it says opened.";

const BELONGS = "What belongs to this contact is begun from it: open it below.";
const SAY_AGAIN = "What you said in the contact cannot be read here now. This form belongs to it all the same; please fill it in.";

const SIGN_FIRST = "Nothing was sent: this form bears your signature, and signing needs the unlocked device. It stays with your unfinished forms.";

const WHY_NOT_OPENED = {
  locked: "This form is locked. Unlock to go on with it.",
  not_found: "This form is no longer unfinished on this device: it was sent or discarded.",
  other_tab: "This form is open in another window. Go on with it there.",
  other_phrase: "This form is locked with your earlier phrase. Unlock with that one to bring it back.",
  unreadable: "This form cannot be read on this device any more. What was sent is not affected.",
};

/** @typedef {[string, () => Promise<{join: (sheet: Sheet, screen: Screen) => void}>]} Companion what only some forms have, by the sign of it on the page */

/** @type {Companion[]} */
const COMPANIONS = [
  ["[data-repeat]", () => import("./repeats.js")],
  ["[data-filtered], [data-endless]", () => import("./choices.js")],
  ["[data-languages]", () => import("./languages.js")],
  ["[data-attached]", () => import("./attached.js")],
];
/** What no first tap waits for. @type {Companion[]} */
const LATECOMERS = [
  ["[data-shows]", () => import("./shown-answers.js")],
  ["[data-section-link]", () => import("./progress.js")],
  [".section ~ .section, [data-instance]", () => import("./below.js")],
];

/** What only some forms have joins the sheet. @param {HTMLElement} main @param {Sheet} sheet @param {Screen} screen */
export function accompany(main, sheet, screen) {
  const bring = (/** @type {Companion[]} */ some) => {
    const asked = some.filter(([sign]) => main.querySelector(sign));
    return Promise.all(asked.map(async ([, load]) => (await load()).join(sheet, screen)));
  };
  return Promise.all([bring(COMPANIONS), Promise.resolve(screen.quiet).then(() => bring(LATECOMERS))]);
}

/** Brings what this form's rules need beyond the usual. @param {HTMLElement} main */
export function ready(main) {
  return readyFor(main.querySelector("script[data-form-definition]")?.textContent ?? "");
}

/**
 * @param {HTMLElement} main
 * @param {Screen} screen
 * @returns {import("./app.js").View}
 */
export function mount(main, screen) {
  const view = new FormView(main, screen);
  view.begin();
  return view;
}

class FormView {
  #over = new AbortController();
  #main;
  #screen;
  #form;
  #sheet;
  #keeping;
  #sending = false;
  #draft = DRAFT.exec(location.hash)?.[1] ?? null;
  #moved = MOVED.exec(location.hash)?.[1] ?? null;
  #from = FROM.exec(location.hash)?.[1] ?? null;

  /**
   * @param {HTMLElement} main
   * @param {Screen} screen
   */
  constructor(main, screen) {
    this.#main = main;
    this.#screen = screen;
    this.#form = /** @type {HTMLFormElement} */ (main.querySelector("form[data-form]"));
    const definition = JSON.parse(main.querySelector("script[data-form-definition]")?.textContent ?? "{}");
    const typed = main.querySelector("[data-error-summary]") !== null;
    this.#sheet = new Sheet(main, definition, this.#draft || this.#moved ? "restored" : typed ? "typed" : "new");
    this.#keeping = new Keeping({
      device: screen.device,
      form: main.dataset.formId ?? "",
      version: main.dataset.formVersion ?? "",
      content: () => ({ ...this.#content(), answers: this.#sheet.entered }),
      begun: (draft) => this.#markPractice(draft),
      tell: (word, reason) => this.#tellSaved(word, reason),
    });
  }

  begin() {
    this.#listen();
    void import("../behaviours/fields.js").then(({ lookOver }) => lookOver(this.#main));
    void this.#screen.quiet.then(() => import("../behaviours/section-bar.js"));
    void accompany(this.#main, this.#sheet, this.#screen);
    if (ASKS_WHO.test(this.#main.querySelector("script[data-form-definition]")?.textContent ?? "")) void this.#introduce();
    if (this.#draft) void this.#reopen(this.#draft);
    else if (this.#moved) void this.#move(this.#moved);
    else if (this.#from) void this.#beginFrom(this.#from);
    else if (this.#sheet.begun) this.#keeping.changed();
  }

  /** Some forms keep which device it was, and who used it. */
  async #introduce() {
    const { device, user } = (await this.#screen.device).state();
    if (!this.#over.signal.aborted) this.#sheet.renew({ deviceid: device ?? "", username: user?.username ?? "" });
  }

  /** Everything typed is kept before the page is left. */
  async leave() {
    const saved = this.#keeping.flush();
    this.#sheet.stop();
    this.#over.abort();
    await saved;
    this.#keeping.stop();
    if (this.#keeping.begun) (await this.#screen.device).closeDraft(this.#keeping.begun);
  }

  #listen() {
    const { signal } = this.#over;
    const keepNow = () => void this.#keeping.flush();
    this.#sheet.addEventListener("changed", () => this.#keeping.changed(), { signal });
    this.#sheet.addEventListener("spoken", () => this.#keeping.begun && this.#keeping.changed(), { signal }); // No draft of a language alone.
    this.#sheet.addEventListener("left", keepNow, { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepNow(), { signal });
    window.addEventListener("pagehide", keepNow, { signal });
    this.#form.addEventListener("submit", (event) => void this.#submit(event), { signal });
    this.#main.addEventListener("click", (event) => void this.#press(/** @type {Element} */ (event.target)), { signal });
  }

  /** @param {Element} target */
  async #press(target) {
    if (target.closest("button[data-left]")) this.#sheet.goToNextMissing();
    if (target.closest('[data-action="copy"]')) await this.#copyOut();
  }

  /** @param {string} id */
  async #reopen(id) {
    this.#form.inert = true;
    const result = await this.#open(id);
    this.#form.inert = false;
    if (this.#over.signal.aborted) return;
    if (!result.opened) return this.#giveUp(WHY_NOT_OPENED[result.reason]);
    this.#keeping.goOnWith(result.draft.id);
    this.#markPractice(result.draft);
    const position = /** @type {import("./sheet.js").Position | undefined} */ (result.draft.content.position);
    (await import("./below.js")).layOut(this.#main);
    this.#sheet.restore(result.draft.content.answers, position);
    this.#tellSaved("saved");
    if (!result.draft.corrects) await this.#offerToMove(result.draft.id);
  }

  /** @param {string} draft */
  async #offerToMove(draft) {
    const { formId: form = "", formVersion: version = "" } = this.#main.dataset;
    const { offer } = await import("./moving.js");
    await offer(this.#main, this.#screen, { form, version, draft }, this.#over.signal);
  }

  /** What was begun with an earlier version goes on here as a form of its own; the earlier one lies in the bin. @param {string} id */
  async #move(id) {
    this.#form.inert = true;
    const result = await this.#open(id);
    if (this.#over.signal.aborted) return;
    if (!result.opened) return this.#giveUp(WHY_NOT_OPENED[result.reason]);
    const { form, version, content } = result.draft;
    this.#sheet.restore(content.answers, undefined);
    const { review } = await import("./moving.js");
    await review(this.#main, this.#sheet, content.answers, `/officer/forms/${form}/${version}#${id}`);
    this.#form.inert = false;
    this.#keeping.changed();
    await this.#keeping.flush();
    const saved = this.#main.querySelector("[data-saved]")?.getAttribute("data-saved") === "saved";
    if (saved) await (await this.#screen.device).discardDraft(id);
  }

  /** It belongs to a report that was sent: what was said there is not typed again. @param {string} report */
  async #beginFrom(report) {
    this.#form.inert = true;
    const { bringIn } = await import("./belonging.js");
    const brought = await bringIn(this.#sheet, this.#screen, report);
    this.#form.inert = false;
    if (this.#over.signal.aborted) return;
    if (!brought) this.#screen.say(SAY_AGAIN);
    this.#keeping.changed();
    await this.#keeping.flush();
  }

  /** @param {string} id */
  async #open(id) {
    const device = await this.#screen.device;
    const result = await device.openDraft(id);
    const locked = !result.opened && (result.reason === "locked" || result.reason === "other_phrase");
    return locked && (await this.#screen.ask("unlock")) ? device.openDraft(id) : result;
  }

  /** @param {string} words */
  async #giveUp(words) {
    await this.#screen.goTo(HOME, { replace: true });
    this.#screen.say(words);
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#sending || this.#sheet.pointOutWhatBlocks()) return;
    this.#sending = true;
    try {
      const draft = await this.#keeping.id();
      await (draft === null ? this.#post() : this.#send(draft));
    } catch {
      this.#tellSaved("failed");
    }
    this.#sending = false;
  }

  /** @param {string} draft */
  async #send(draft) {
    const device = await this.#screen.device;
    if (this.#sheet.signed && device.state().vault !== "open" && !(await this.#screen.ask("unlock"))) return this.#screen.say(SIGN_FIRST);
    const result = await device.send(draft, this.#content(), { incomplete: this.#sheet.missing > 0, alarm: this.#sheet.alarm });
    if (result.sent) return this.#sent(result.id, result.undoUntil, this.#sheet.alarm);
    if (result.reason === "training") return this.#rehearse(draft);
    if (result.reason === "already_sent") return this.#giveUp("This form was sent already.");
    if (result.reason === "storage_full") return this.#tellSaved("failed", result.reason);
    this.#keeping.forget();
    const another = await this.#keeping.id();
    if (another !== null) await this.#send(another);
  }

  /**
   * @param {string} record
   * @param {number} until
   * @param {boolean} alarm saved is not yet heard of: the home page says whom to phone
   */
  async #sent(record, until, alarm) {
    const page = location.pathname;
    this.#keeping.stop();
    await this.#screen.goTo(HOME, { replace: true });
    this.#screen.say([alarm ? SAVED_URGENT : SAVED, ...(this.#sheet.offers ? [BELONGS] : [])].join(" "), { until, run: () => void this.#undo(record, page) });
  }

  /**
   * @param {string} record
   * @param {string} page
   */
  async #undo(record, page) {
    const result = await (await this.#screen.device).undo(record);
    if (result.undone) await this.#screen.goTo(`${page}#${result.draft}`);
    else this.#screen.say(result.reason === "storage_full" ? "This device is full: it could not be undone." : "Too late to undo: it is on its way.");
  }

  /** Once practice, always practice: also when training ended in another window meanwhile. @param {{training: boolean}} draft */
  #markPractice({ training }) {
    this.#main.dataset.practice = training ? "yes" : "no";
    void this.#screen.device.then(async (device) => (await import("./training.js")).mark(device));
  }

  /** @param {string | null} draft */
  async #rehearse(draft) {
    this.#keeping.stop();
    const { rehearse } = await import("./training.js");
    await rehearse(this.#screen, { missing: this.#sheet.missing, raised: this.#sheet.raised, draft });
  }

  /** A device that is not set up keeps nothing: what was typed is posted at once, as without JavaScript. */
  async #post() {
    if ((await this.#screen.device).state().training) return this.#rehearse(null);
    const { readyToPost } = await import("./posting.js");
    if (await readyToPost(this.#form, this.#screen)) this.#form.submit();
  }

  async #copyOut() {
    await navigator.clipboard.writeText(this.#sheet.inWords);
    this.#screen.say("Copied. Paste it somewhere safe.");
  }

  /** @returns {DraftContent} */
  #content() {
    const { answers, position, label, belongsTo } = this.#sheet;
    return { answers, position, label, ...(belongsTo && { belongsTo }) };
  }

  /**
   * @param {import("./keeping.js").SavedWord} word
   * @param {"storage_full" | "not_open"} [reason]
   */
  #tellSaved(word, reason) {
    this.#main.querySelector("[data-saved]")?.setAttribute("data-saved", word);
    const notice = this.#main.querySelector('[data-notice="storage"]');
    notice?.toggleAttribute("hidden", word !== "failed");
    const place = notice?.querySelector("[data-notice-word]");
    if (place && reason === "storage_full") place.textContent = "This device is full. Copy out what you typed, or make room, before you leave this page.";
  }
}
