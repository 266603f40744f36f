// Keeps what is typed: within 300 ms of every change, and at once, surviving lost power, where it counts (leaving a field, hiding
// the page). Knows no page but its address, and no storage: the device's face does both. Public: Autosave, Keeping.

/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {import("../device/fieldform.js").DraftContent} DraftContent */
/** @typedef {"none" | "saving" | "saved" | "failed"} SavedWord */

const WITHIN_MS = 150;
const NO_STORAGE = /** @type {const} */ ({ saved: false, reason: "not_open" });

/**
 * When to save: one save runs at a time, the newest words win, and what could not be saved is tried again with the next change.
 */
export class Autosave {
  #save;
  #timers;
  #underWay = Promise.resolve();
  #unsaved = false;
  #onlyRelaxed = false;
  #waiting = false;
  #stopped = false;

  /**
   * @param {(options: {strict: boolean}) => Promise<boolean>} save false: it was not kept
   * @param {{setTimeout: (run: () => void, ms: number) => unknown}} [timers]
   */
  constructor(save, timers = globalThis) {
    this.#save = save;
    this.#timers = timers;
  }

  /** Something was typed. The next key does not put the save off: who types without a pause is saved all the same. */
  changed() {
    this.#unsaved = true;
    if (this.#waiting || this.#stopped) return;
    this.#waiting = true;
    this.#timers.setTimeout(() => {
      this.#waiting = false;
      void this.#run(false);
    }, WITHIN_MS);
  }

  /** Resolves when all that was typed before is kept strictly, or could not be. */
  flush() {
    return this.#run(true);
  }

  /** Something was typed that no save has taken up yet. */
  get pending() {
    return this.#unsaved;
  }

  /** Resolves when the saves asked for so far are over. */
  settled() {
    return this.#underWay;
  }

  /** Nothing more will be saved: it was sent, thrown away, or left. */
  stop() {
    this.#stopped = true;
  }

  /** @param {boolean} strict */
  #run(strict) {
    this.#underWay = this.#underWay.then(() => this.#saveIfNeeded(strict));
    return this.#underWay;
  }

  /** @param {boolean} strict */
  async #saveIfNeeded(strict) {
    if (this.#stopped || !(this.#unsaved || (strict && this.#onlyRelaxed))) return;
    this.#unsaved = false;
    this.#onlyRelaxed = !strict;
    if (!(await this.#save({ strict }).catch(() => false))) this.#unsaved = true;
  }
}

/** The one draft that this page writes to: begun with the first change, known by the page's address from the first save. */
export class Keeping {
  #about;
  #autosave = new Autosave((options) => this.#save(options));
  /** @type {string | null} */
  #draft = null;
  /** @type {Promise<string | null> | null} */
  #beginning = null;
  #page = location.pathname;
  #stopped = false;

  /**
   * @param {object} about
   * @param {Promise<Fieldform>} about.device
   * @param {string} about.form
   * @param {string} about.version
   * @param {() => DraftContent} about.content
   * @param {(draft: {training: boolean}) => void} about.begun
   * @param {(word: SavedWord, reason?: "storage_full" | "not_open") => void} about.tell
   */
  constructor(about) {
    this.#about = about;
  }

  /** From here on "saved" would not be true of the newest words. What a draft needs to begin is brought while its first save waits. */
  changed() {
    if (this.#draft !== null) this.#about.tell("saving");
    else if (!this.#stopped) void this.id().catch(() => undefined);
    this.#autosave.changed();
  }

  flush() {
    return this.#autosave.flush();
  }

  stop() {
    this.#stopped = true;
    this.#autosave.stop();
  }

  /** The draft's id, if there is one yet. */
  get begun() {
    return this.#draft;
  }

  /** @param {string} draft its id: one that was opened, or the new one it got because another tab had changed it */
  goOnWith(draft) {
    this.#draft = draft;
    // "Back" changes the address before the last save: what stands there then belongs to another page.
    const stillHere = !this.#stopped && location.pathname === this.#page;
    if (stillHere && location.hash !== `#${draft}`) history.replaceState(history.state, "", `${this.#page}#${draft}`);
  }

  /** @returns {Promise<string | null>} the draft's id, begun if need be; null: this device is not set up, nothing is kept on it */
  async id() {
    return this.#draft ?? (this.#beginning ??= this.#begin().finally(() => (this.#beginning = null)));
  }

  async #begin() {
    const begun = await (await this.#about.device).newDraft(this.#about.form, this.#about.version);
    this.#draft = begun.begun ? begun.draft.id : null;
    if (begun.begun) this.#about.begun(begun.draft);
    return this.#draft;
  }

  /** What is typed goes into a new draft when the old one is no longer open here. */
  forget() {
    this.#draft = null;
  }

  /** @param {{strict: boolean}} options */
  async #save(options) {
    const result = await this.#saveOnce(options)
      .then((first) => this.#saveOnceMore(options, first))
      .catch(() => NO_STORAGE);
    if (result?.saved) this.goOnWith(result.id);
    if (result === null) this.#about.tell("none");
    else if (result.saved) this.#about.tell(this.#autosave.pending ? "saving" : "saved");
    else this.#about.tell("failed", result.reason);
    return result === null || result.saved;
  }

  /** @param {{strict: boolean}} options */
  async #saveOnce(options) {
    const draft = await this.id();
    return draft === null ? null : (await this.#about.device).saveDraft(draft, this.#about.content(), options);
  }

  /**
   * @param {{strict: boolean}} options
   * @param {import("../device/fieldform.js").SaveResult | null} result
   */
  async #saveOnceMore(options, result) {
    if (result === null || result.saved || result.reason !== "not_open") return result;
    this.forget();
    return this.#saveOnce(options);
  }
}
