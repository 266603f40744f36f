// One sent report: how it stands, its words section by section, and what its author can do with it: correct, finish, withdraw, copy out,
// print. Clones the parts that the page brings (templates/officer/report.html); the words of a state stand there, not here.
// Knows no storage and no wire. Public: ready, mount.

import { inWords } from "../forms/answer-words.js";
import { narrativeOf, onePage, saidOf, sections } from "../forms/report.js";
import { pathOf } from "../forms/strokes.js";
import { when } from "./when.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {import("../device/face.js").Report} Report */
/** @typedef {NonNullable<Report["copy"]>} Copy */

const RECORD = /^#([0-9a-f]{8}-[0-9a-f-]{27})$/;
const HOME = "/officer/";
const WALLS = new Set(["police"]);

/** @type {Record<string, string>} */
const NOT_FETCHED = {
  unreachable: "There is no connection right now. Try again when there is one.",
  not_found: "The server does not give this report to this device. Ask your supervisor.",
};

/** The form's logic: what is still to be answered takes it, and the page's first words do not wait for it. @type {typeof import("../forms/logic.js")} */
let logic;

/** Brings what this form's rules need beyond the usual, too. @param {HTMLElement} main */
export async function ready(main) {
  logic = await import("../forms/logic.js");
  await logic.readyFor(main.querySelector("script[data-form-definition]")?.textContent ?? "");
}

/**
 * @param {HTMLElement} main
 * @param {Screen} screen
 * @returns {import("./app.js").View}
 */
export function mount(main, screen) {
  const view = new ReportView(main, screen);
  void view.begin();
  return view;
}

class ReportView {
  #over = new AbortController();
  #main;
  #screen;
  #id;
  #definition;
  #zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  #unwatch = () => {};
  /** @type {Fieldform | null} */
  #device = null;
  /** @type {Report | null} */
  #report = null;
  /** The rows of the lists that come with its form, as far as they are here. @type {import("../forms/answer-words.js").Lists} */
  #lists = {};

  /** @param {HTMLElement} main @param {Screen} screen */
  constructor(main, screen) {
    this.#main = main;
    this.#screen = screen;
    this.#id = RECORD.exec(location.hash)?.[1] ?? "";
    this.#definition = JSON.parse(main.querySelector("script[data-form-definition]")?.textContent ?? "{}");
  }

  async begin() {
    const { signal } = this.#over;
    this.#main.addEventListener("click", (event) => void this.#press(/** @type {Element} */ (event.target)), { signal });
    const device = await this.#screen.device;
    if (signal.aborted) return;
    this.#device = device;
    this.#unwatch = device.onChange(() => void this.#draw(device));
    await this.#draw(device);
  }

  async leave() {
    this.#over.abort();
    this.#unwatch();
  }

  /** @param {Fieldform} device */
  async #draw(device) {
    const report = await device.report(this.#id);
    if (this.#over.signal.aborted) return;
    if (!report) return this.#giveUp("This report is not on this device, or not yours.");
    const { copy } = report;
    if (copy && (copy.form !== this.#main.dataset.formId || copy.version !== this.#main.dataset.formVersion)) return this.#turnTo(copy);
    this.#report = report;
    if (this.#definition.lists) ({ lists: this.#lists } = await device.attachedLists(this.#definition.lists));
    if (this.#over.signal.aborted) return;
    this.#main.dataset.reportState = copy ? "read" : (report.why ?? "gone");
    this.#drawState(report);
    this.#drawActions(report);
    await this.#drawWords(report, device);
    if (this.#main.querySelector("[data-paper], [data-belongs]")) await (await import("./belonging.js")).drawAround(this.#main, this.#definition, report, device);
  }

  /** What came from the server may be of another version of the form: its words stand on that version's page. @param {Copy} copy */
  async #turnTo({ form, version }) {
    const there = await this.#screen.goTo(`/officer/forms/${form}/${version}/report#${this.#id}`, { replace: true });
    if (!there) this.#main.dataset.reportState = "gone";
  }

  /** @param {string} words */
  async #giveUp(words) {
    await this.#screen.goTo(HOME, { replace: true });
    this.#screen.say(words);
  }

  /** @param {Report} report */
  #drawState(report) {
    const { fate } = report.newest;
    const withdrawn = isWithdrawn(report);
    const { code, at } = standing(report, withdrawn);
    this.#clone(`template[data-state-word="${code}"]`, "[data-report-word]");
    this.#put("[data-report-at]", when(at).words);
    this.#put("[data-report-note-words]", fate?.note ?? "");
    this.#show("[data-report-note]", Boolean(fate?.note));
    this.#clone(`template[data-decided="${fate?.decided ?? ""}"]`, "[data-report-decided]");
    this.#show("[data-report-decided]", fate?.decided !== undefined && fate.fate !== "conflict");
    this.#show("[data-report-withdrawn]", withdrawn);
    for (const part of this.#main.querySelectorAll("[data-report-why]")) {
      const why = report.why === "other_phrase" ? "locked" : report.why;
      part.toggleAttribute("hidden", part.getAttribute("data-report-why") !== why);
    }
  }

  /** @param {Report} report */
  #drawActions(report) {
    const { copy, begun, newest } = report;
    const withdrawn = isWithdrawn(report);
    const revise = this.#main.querySelector('[data-action="revise"]');
    revise?.setAttribute("data-revise", begun ? "go-on" : newest.incomplete || this.#missing(copy).length > 0 ? "complete" : "correct");
    revise?.toggleAttribute("hidden", withdrawn || report.why === "locked" || report.why === "other_phrase");
    for (const button of this.#main.querySelectorAll("[data-report-needs-copy]")) button.toggleAttribute("hidden", copy === null);
    this.#show('[data-action="copy-narrative"]', copy !== null && narrativeOf(this.#definition, copy.answers) !== "");
    this.#show('[data-step="withdrawal"]', !withdrawn);
    this.#show('[data-step="reinstatement"]', withdrawn);
  }

  /** @param {Report} report @param {Fieldform} device */
  async #drawWords({ copy, newest }, device) {
    const article = this.#main.querySelector("[data-report]");
    article?.toggleAttribute("hidden", copy === null);
    article?.removeAttribute("aria-busy");
    const missing = this.#missing(copy);
    this.#put("[data-report-left-count]", `${missing.length} ${missing.length === 1 ? "answer" : "answers"}`);
    this.#show("[data-report-left]", missing.length > 0);
    if (!copy) return;
    const told = sections(this.#definition, copy.answers, { walls: WALLS, zone: this.#zone, missing, lists: this.#lists });
    this.#main.querySelector("[data-report-sections]")?.replaceChildren(...told.map((section) => this.#section(section)));
    const { user } = device.state();
    this.#put("[data-report-agency]", user?.agencyName ?? "");
    this.#put("[data-report-foot]", `Printed ${inWords({ type: "dateTime" }, new Date().toISOString(), this.#definition, this.#zone)}${user?.name ? ` by ${user.name}` : ""}.`);
    this.#main.querySelector("[data-report-facts]")?.replaceChildren(...this.#facts(copy, newest, user).map(([name, words]) => this.#part("fact", { name, words })));
  }

  /**
   * What stands above the report, on paper and in what is copied.
   * @param {Copy} copy
   * @param {Report["newest"]} newest
   * @param {ReturnType<Fieldform["state"]>["user"]} user
   * @returns {[string, string][]}
   */
  #facts({ answers }, newest, user) {
    const said = (/** @type {string} */ role) => saidOf(this.#definition, answers, role, this.#zone);
    const moment = (/** @type {string | null} */ at) => (at ? inWords({ type: "dateTime" }, at, this.#definition, this.#zone) : "");
    /** @type {[string, string][]} */
    const facts = [
      ["Person", said("person.name") || `${said("person.given_name")} ${said("person.family_name")}`.trim()],
      ["Happened", said("contact.occurred_at")],
      ["Reported by", user?.name ?? ""],
      ["Case number", said("contact.case_no")],
      ["Sent", moment(new Date(newest.sentAt).toISOString())],
      ["Received", moment(newest.receivedAt)],
    ];
    return facts.filter(([, words]) => words !== "");
  }

  /** @param {Copy | null} copy @returns {string[]} what is still to be answered, by path */
  #missing(copy) {
    if (!copy) return [];
    return logic.createLogic(this.#definition, { now: Date.now(), zone: this.#zone, answers: copy.answers, lists: this.#lists }).missing();
  }

  /** @param {import("../forms/report.js").Section} section */
  #section({ title, lines, kept }) {
    const drawn = this.#part("section", { title });
    if (!title) drawn.querySelector("h2")?.remove();
    const parts = [...lines.map((line) => this.#line(line)), ...kept.map((wall) => this.#part(`kept-${wall}`, {}))];
    drawn.querySelector('[data-field="lines"]')?.replaceChildren(...parts);
    return drawn;
  }

  /** @param {Element} target */
  async #press(target) {
    const pressed = target.closest("button");
    const action = pressed?.getAttribute("data-action");
    const step = pressed?.getAttribute("data-step");
    if (action === "revise") await this.#revise();
    if (action === "fetch") await this.#fetch();
    if (action === "copy-narrative") await this.#copy((copy) => narrativeOf(this.#definition, copy.answers));
    if (action === "copy-page") await this.#copy((copy) => this.#page(copy));
    if (step) await (await import("./steps.js")).take(step, this.#report?.newest.root ?? this.#id, this.#screen);
  }

  async #revise() {
    const device = await this.#screen.device;
    const result = await device.revise(this.#id);
    if (result.opened) return void (await this.#screen.goTo(`/officer/forms/${result.draft.form}/${result.draft.version}#${result.draft.id}`));
    if (result.reason === "other_tab") return this.#screen.say("This correction is open in another window. Go on with it there.");
    if (result.reason === "locked" || result.reason === "other_phrase") return void ((await this.#screen.ask("unlock")) && (await this.#revise()));
    if (await this.#fetch()) await this.#revise();
  }

  /** @returns {Promise<boolean>} */
  async #fetch() {
    const device = await this.#screen.device;
    let result = await device.fetchReport(this.#id);
    if (result === "sign_in_needed" && (await this.#screen.ask("sign-in"))) result = await device.fetchReport(this.#id);
    const words = NOT_FETCHED[result];
    if (words) this.#screen.say(words);
    return result === "fetched";
  }

  /** @param {(copy: Copy) => string} text */
  async #copy(text) {
    const copy = this.#report?.copy;
    if (!copy) return;
    const copied = await navigator.clipboard?.writeText(text(copy)).then(
      () => true,
      () => false,
    );
    this.#screen.say(copied ? "Copied. Paste it into the records system, then copy something else." : "This browser does not let pages copy. Print it instead.");
  }

  /** @param {Copy} copy @returns {string} */
  #page(copy) {
    const newest = /** @type {Report} */ (this.#report).newest;
    const facts = this.#report && isWithdrawn(this.#report) ? [/** @type {[string, string]} */ (["State", "withdrawn"])] : [];
    const foot = `Fieldform report ${newest.root.slice(0, 8)}, copied ${when(Date.now()).full}.`;
    const reader = { walls: WALLS, zone: this.#zone, missing: this.#missing(copy), lists: this.#lists };
    const user = this.#device?.state().user ?? null;
    return onePage(this.#definition, copy.answers, reader, [...facts, ...this.#facts(copy, newest, user)], foot);
  }

  /** @param {import("../forms/report.js").Line} line */
  #line(line) {
    const drawn = this.#part(line.heading ? "row" : line.missing ? "missing" : line.ink ? "signed" : line.long ? "long" : "line", line);
    drawn.querySelector("svg path")?.setAttribute("d", pathOf(line.ink));
    return drawn;
  }

  /** @param {string} template @param {string} place */
  #clone(template, place) {
    const found = this.#main.querySelector(template);
    const words = found instanceof HTMLTemplateElement ? [document.importNode(found.content, true)] : [];
    this.#main.querySelector(place)?.replaceChildren(...words);
  }

  /** @param {string} name @param {Record<string, unknown>} fields @returns {DocumentFragment} */
  #part(name, fields) {
    const template = this.#main.querySelector(`template[data-part="${name}"]`);
    if (!(template instanceof HTMLTemplateElement)) return new DocumentFragment();
    const drawn = document.importNode(template.content, true);
    for (const place of drawn.querySelectorAll("[data-field]")) {
      const words = fields[place.getAttribute("data-field") ?? ""];
      if (typeof words === "string") place.textContent = words;
    }
    return drawn;
  }

  /** @param {string} place @param {string} words */
  #put(place, words) {
    const found = this.#main.querySelector(place);
    if (found) found.textContent = words;
  }

  /** @param {string} place @param {boolean} shown */
  #show(place, shown) {
    this.#main.querySelector(place)?.toggleAttribute("hidden", !shown);
  }
}

/**
 * What was done here and has not arrived comes first; else what became of it.
 * @param {Report} report
 * @param {boolean} withdrawn
 * @returns {{code: string, at: string | number}} the code of a state's words, and since when
 */
function standing({ newest, notice }, withdrawn) {
  const { fate, receivedAt, sentAt } = newest;
  const waiting = [notice, newest].find((record) => record && record.state !== "received");
  if (waiting) return { code: `outbox-${waiting.state === "sending" ? "waiting" : waiting.state}`, at: waiting.sentAt };
  if (withdrawn) return { code: "fate-withdrawn", at: fate?.fate === "withdrawn" ? fate.at : (notice?.sentAt ?? sentAt) };
  return { code: fate ? `fate-${fate.fate}` : "outbox-received", at: fate?.at ?? receivedAt ?? sentAt };
}

/**
 * The last word counts: what was done here, or what the server told after it had received that.
 * @param {Report} report
 * @returns {boolean}
 */
function isWithdrawn({ newest: { fate }, notice }) {
  const told = fate?.heard ?? 0;
  const last = notice?.receivedAt ? Date.parse(notice.receivedAt) : notice ? Infinity : -Infinity;
  return last > told ? notice?.form === "withdrawal" : fate?.fate === "withdrawn";
}
