// One form on the page: binds its questions to the form's logic. What is answered goes in; what is relevant, wrong, missing or
// is left comes out and is shown. Focus stays where it is when questions appear. What only some forms have (sections, rows, other
// languages, lists that depend on answers) joins it as a companion that hears `shown`. Knows no draft, no storage, no other page. Public: Sheet.

import { createLogic } from "../forms/logic.js";
import { answerInWords, differsFromDrawn, focusIn, isLocked, lock, readAnswer, sayProblem, writeAnswer } from "./question.js";

/** @typedef {Record<string, any>} Answers nested, groups as objects */
/** @typedef {{field: string | null, scroll: number, language?: string}} Position where the person was, and in which language */
/** @typedef {{path: string, label: string, role?: string | null}} Question as the form's definition has it, found anywhere in it */

export class Sheet extends EventTarget {
  /** In which the questions are asked: a code, "" for the form's own. */
  language = "";
  /** What is wrong with an answer, in the language of the questions. @type {(problem: import("../forms/logic.js").Problem) => string} */
  inLanguage = ({ message }) => message;
  #over = new AbortController();
  /** @type {Map<string, HTMLElement>} */
  #questions = new Map();
  /** @type {Map<string, HTMLElement>} */
  #sections = new Map();
  /** @type {Map<string, HTMLElement>} */
  #entries = new Map();
  /** @type {Partial<import("../forms/logic.js").Surroundings>} */
  #known = {};
  #definition;
  #form;
  /** Says how much is left. @type {Element | null} */
  #left;
  #logic;
  /** Questions that were left once: only then is it said what is wrong with an answer. @type {Set<string>} */
  #touched = new Set();
  /** Beside which something is said to be wrong. @type {Set<string>} */
  #said;
  /** Questions beside which the server said what is wrong: its words stay until the answer changes. @type {Set<string>} */
  #told;
  /** What stood in the inputs when it was last taken. @type {Map<string, string>} */
  #taken = new Map();

  /**
   * Tells of itself by the events `changed`, `left` (a question was left), `spoken` (in another language) and `shown` (what shows may be
   * another: `detail` has the paths).
   * @param {HTMLElement} main
   * @param {any} definition
   * @param {"new" | "typed" | "restored"} begin `new`: first answers, and what was typed before this came; `typed`: what the server
   *   drew into the inputs; `restored`: empty, until `restore`
   */
  constructor(main, definition, begin) {
    super();
    this.#definition = definition;
    this.#form = /** @type {HTMLFormElement} */ (main.querySelector("form[data-form]"));
    this.#left = this.#form.querySelector("[data-left]");
    this.#find();
    this.#logic = newLogic(definition, begin === "new" ? undefined : {});
    this.#told = new Set([...this.#form.querySelectorAll("[data-path] > [data-error]")].map((place) => pathOf(/** @type {Element} */ (place.parentElement))));
    this.#said = new Set(this.#told);
    const early = begin === "restored" ? [] : [...this.#entries].filter(([, wrapper]) => begin === "typed" || differsFromDrawn(wrapper));
    if (begin === "typed") this.#takeRows();
    for (const [path, wrapper] of early) this.#logic.set(path, readAnswer(wrapper));
    this.#writeAll();
    this.#listen();
    /** Whether there is something to keep already. */
    this.begun = early.length > 0;
    this.#showAll();
  }

  /** The rows that the server drew, the outer ones first; what the form counts itself it has when its count is read. */
  #takeRows() {
    for (const row of this.#form.querySelectorAll("[data-repeat]:not([data-counted]) > [data-instance]")) {
      this.#logic.add(row.parentElement?.getAttribute("data-repeat") ?? "");
    }
  }

  /** For companions: another one after `restore`. */
  get logic() {
    return this.#logic;
  }

  get form() {
    return this.#form;
  }

  get definition() {
    return this.#definition;
  }

  /** Ends with the sheet. */
  get signal() {
    return this.#over.signal;
  }

  /** What is sent: without what does not apply. @returns {Answers} */
  get answers() {
    return this.#logic.answers();
  }

  /** What a draft keeps: all that was entered, readable or not. @returns {Answers} */
  get entered() {
    return this.#logic.entered();
  }

  /** The questions that are answered on this page, by their paths in its order. */
  get entries() {
    return this.#entries;
  }

  /** How many needed answers are still to be given. */
  get missing() {
    return this.#logic.missing().length;
  }

  /** The follow-ups that the form's own calculations ask for, as the server will read them. */
  get raised() {
    const queues = questionsOf(this.#definition).map(({ role }) => /^followup\.(\w+)\.acuity$/.exec(role ?? "")?.[1]);
    return queues
      .filter((queue) => queue !== undefined)
      .map((queue) => ({ queue, acuity: this.#byRole(`followup.${queue}.acuity`), reason: this.#byRole(`followup.${queue}.reason`) }))
      .filter(({ acuity }) => acuity !== "");
  }

  /** @returns {Position} */
  get position() {
    const here = wrapperOf(document.activeElement);
    return { field: here && pathOf(here), scroll: Math.round(window.scrollY), ...(this.language && { language: this.language }) };
  }

  /** Whether the form itself calls it a "Now", for whichever queue. */
  get alarm() {
    const asks = questionsOf(this.#definition).filter(({ role }) => /^followup\.\w+\.acuity$/.test(role ?? ""));
    return asks.some(({ path }) => this.#logic.value(path) === "now");
  }

  /** Whether its author must sign it: it is their own account. */
  get signed() {
    return questionsOf(this.#definition).some(({ role }) => role?.startsWith("petition."));
  }

  /** Forms that begin from it once it is sent, by id; "" for none. */
  get offers() {
    return this.#byRole("contact.offers");
  }

  /** The report that it was begun from; "" for none. */
  get belongsTo() {
    return this.#byRole("contact.belongs_to");
  }

  /** A few words for the list of unfinished forms: initials, or none. */
  get label() {
    const whole = this.#byRole("person.name");
    const parts = `${this.#byRole("person.given_name")} ${this.#byRole("person.family_name")}`;
    return initials(whole || parts);
  }

  /** Every answer with its question, for copying out. */
  get inWords() {
    const answered = [...this.#entries].filter(([path]) => this.#logic.relevant(path) && this.#logic.value(path) !== undefined);
    return answered.map(([path, wrapper]) => `${this.#labelOf(path)}: ${answerInWords(wrapper, this.#logic.value(path))}`).join("\n");
  }

  /**
   * @param {Answers} answers
   * @param {Position} [position]
   */
  restore(answers, position) {
    this.#logic = newLogic(this.#definition, answers, this.#known);
    this.language = position?.language ?? "";
    this.rebind();
    focusIn(position?.field ? this.#entries.get(position.field) : undefined);
    window.scrollTo(0, position?.scroll ?? 0);
  }

  /** @returns {boolean} true: something keeps this from being sent; it is said, and has the focus */
  pointOutWhatBlocks() {
    this.#logic.refresh();
    const essential = this.#logic.missingEssential();
    const wrong = this.#wrong();
    const first = [...this.#entries.keys()].find((path) => essential.includes(path) || wrong.includes(path));
    if (first === undefined) return false;
    for (const path of wrong) this.#touched.add(path);
    this.#showAll();
    if (essential.includes(first)) this.#tellNeeded(first);
    this.#goTo(first);
    return true;
  }

  /** From where the person is, and round again from the top. */
  goToNextMissing() {
    const missing = new Set([...this.#logic.missingEssential(), ...this.#logic.missing()]);
    const inOrder = [...this.#entries].filter(([path]) => missing.has(path));
    const here = wrapperOf(document.activeElement);
    const next = inOrder.find(([, wrapper]) => here && follows(wrapper, here)) ?? inOrder[0];
    if (next) this.#goTo(next[0]);
  }

  /** What is known only now: the lists that came, the device, the user. All that was entered stays. @param {Partial<import("../forms/logic.js").Surroundings>} known */
  renew(known) {
    this.#known = { ...this.#known, ...known };
    this.#logic = newLogic(this.#definition, this.#logic.entered(), this.#known);
    this.rebind();
  }

  /** Rows were added or taken away: what stands on the page is bound again. */
  rebind() {
    this.#find();
    this.#writeAll();
    this.#showAll();
  }

  stop() {
    this.#over.abort();
  }

  #find() {
    this.#questions = byAttribute(this.#form, "data-question");
    this.#sections = byAttribute(this.#form, "data-section");
    this.#entries = byAttribute(this.#form, "data-path");
  }

  #listen() {
    const { signal } = this.#over;
    this.#form.addEventListener("input", (event) => this.#take(wrapperOf(event.target)), { signal });
    this.#form.addEventListener("change", (event) => this.#take(wrapperOf(event.target)), { signal });
    this.#form.addEventListener("focusout", (event) => this.#leave(wrapperOf(event.target), event.relatedTarget), { signal });
  }

  /** @param {Element | null} wrapper */
  #take(wrapper) {
    if (!wrapper) return;
    const path = pathOf(wrapper);
    if (isLocked(wrapper)) writeAnswer(wrapper, this.#logic.value(path)); // Of a choice no browser keeps a press away.
    const answer = readAnswer(wrapper);
    const taken = JSON.stringify(answer ?? null);
    if (this.#taken.get(path) === taken) return;
    this.#taken.set(path, taken);
    this.#told.delete(path);
    this.#show(this.#logic.set(path, answer), true);
    this.dispatchEvent(new Event("changed"));
  }

  /**
   * @param {Element | null} wrapper
   * @param {EventTarget | null} next
   */
  #leave(wrapper, next) {
    if (!wrapper || wrapper.contains(/** @type {Node | null} */ (next))) return;
    this.#touched.add(pathOf(wrapper));
    this.#showProblem(pathOf(wrapper), wrapper);
    this.dispatchEvent(new Event("left"));
  }

  #showAll() {
    this.#show([...this.#sections.keys(), ...this.#questions.keys()]);
  }

  /**
   * @param {Iterable<string>} paths whatever may look different now
   * @param {boolean} [slides] what appears, appears under somebody's eyes
   */
  #show(paths, slides = false) {
    for (const path of paths) this.#showOne(path, slides);
    this.#showLeft(this.missing);
    this.dispatchEvent(new CustomEvent("shown", { detail: paths }));
  }

  /** @param {string} path @param {boolean} slides */
  #showOne(path, slides) {
    const element = this.#sections.get(path) ?? this.#questions.get(path);
    const shows = this.#logic.relevant(path);
    if (element?.hidden === shows) {
      element.hidden = !shows;
      if (slides) element.setAttribute("data-slides", "");
    }
    const entry = this.#entries.get(path);
    if (!entry) return;
    this.#showProblem(path, entry);
    if (isLocked(entry) !== this.#logic.locked(path)) lock(entry, this.#logic.locked(path));
  }

  /** @param {string} path @param {Element} wrapper */
  #showProblem(path, wrapper) {
    if (this.#told.has(path)) return;
    const words = this.#touched.has(path) ? this.#problem(path) : "";
    if (words === "" && !this.#said.delete(path)) return;
    if (words !== "") this.#said.add(path);
    sayProblem(wrapper, words);
  }

  /** @param {number} missing */
  #showLeft(missing) {
    const count = this.#left?.querySelector("[data-left-count]");
    if (count && count.textContent !== String(missing)) count.textContent = String(missing);
    const word = missing > 0 ? "some" : "none";
    if (this.#left?.getAttribute("data-left") !== word) this.#left?.setAttribute("data-left", word);
  }

  /** @param {string} path */
  #tellNeeded(path) {
    const word = this.#left?.querySelector("[data-left-word]");
    if (word) word.textContent = `Needed to send: ${this.#labelOf(path)}`;
    this.#left?.setAttribute("data-left", "essential");
  }

  /** @param {string} path */
  #goTo(path) {
    const wrapper = this.#entries.get(path);
    wrapper?.scrollIntoView({ block: "center" });
    focusIn(wrapper);
  }

  #wrong() {
    return [...this.#entries.keys()].filter((path) => this.#problem(path) !== "");
  }

  /** @param {string} path @returns {string} in words; "" where nothing is wrong */
  #problem(path) {
    const problem = this.#logic.problem(path);
    return problem ? this.inLanguage(problem) : "";
  }

  #writeAll() {
    for (const [path, wrapper] of this.#entries) {
      writeAnswer(wrapper, this.#logic.value(path));
      this.#taken.set(path, JSON.stringify(readAnswer(wrapper) ?? null));
    }
  }

  /** @param {string} role @returns {string} */
  #byRole(role) {
    const question = questionsOf(this.#definition).find((one) => one.role === role);
    return question ? String(this.#logic.value(question.path) ?? "") : "";
  }

  /** @param {string} path @returns {string} */
  #labelOf(path) {
    const called = this.#entries.get(path)?.querySelector(".label [data-in]:not([hidden])") ?? this.#entries.get(path)?.querySelector(".label");
    const own = [...(called?.childNodes ?? [])].filter((node) => !(node instanceof Element && node.matches(".needed")));
    return own.map((node) => node.textContent).join("").trim() || path;
  }
}

/**
 * @param {any} definition
 * @param {Answers | undefined} answers undefined: a new form, with its first answers
 * @param {Partial<import("../forms/logic.js").Surroundings>} [known]
 */
function newLogic(definition, answers, known) {
  return createLogic(definition, { ...known, now: () => new Date(), zone: aheadOfUtc, ...(answers && { answers }) });
}

/**
 * By the device's own clock, wherever it was taken: `Intl` would cost the first form 12 ms.
 * @param {number} instant
 * @returns {number} milliseconds ahead of UTC
 */
function aheadOfUtc(instant) {
  return -new Date(instant).getTimezoneOffset() * 60_000;
}

/** @param {any} group @returns {Question[]} */
function questionsOf(group) {
  return group.children.flatMap((/** @type {any} */ child) => (child.children ? questionsOf(child) : [child]));
}

/**
 * @param {Element} form
 * @param {string} attribute
 * @returns {Map<string, HTMLElement>} in the order of the page
 */
function byAttribute(form, attribute) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(`[${attribute}]`));
  return new Map([...found].map((element) => [element.getAttribute(attribute) ?? "", element]));
}

/** @param {EventTarget | null} target @returns {Element | null} */
function wrapperOf(target) {
  return target instanceof Element ? target.closest("form[data-form] [data-path]") : null;
}

/** @param {Element} wrapper @returns {string} */
function pathOf(wrapper) {
  return wrapper.getAttribute("data-path") ?? "";
}

/** @param {Element} one @param {Element} other @returns {boolean} */
function follows(one, other) {
  return Boolean(other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
}

/** @param {string} name @returns {string} "J. D." */
function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  return words.slice(0, 3).map((word) => `${[...word][0]?.toLocaleUpperCase()}.`).join(" ");
}
