// A clinician's day: clones the page's template for each visit, what must be known before it first. Read only; knows no storage.
// Public: mount, personWords.

import { followed } from "./followed.js";
import { when } from "./when.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {import("../device/fieldform.js").Visit} Visit */

/**
 * @param {HTMLElement} main
 * @param {Screen} screen
 * @returns {import("./app.js").View}
 */
export function mount(main, screen) {
  return followed(main, screen, { draw: (device) => draw(main, device), onClick: (event) => onClick(event, screen) });
}

/**
 * “Dana Doe” and “, 34”; where no name is known what was seen: “Name not known, male” and “, about 40”. Apart, so that a name written from
 * the right keeps its years where they belong.
 * @param {Visit} visit
 * @param {Date} today
 * @returns {{ person: string, years: string }}
 */
export function personWords({ name, sex, born_on, age: guessed }, today) {
  const age = born_on ? yearsSince(new Date(`${born_on}T00:00`), today) : guessed;
  if (name) return { person: name, years: age === undefined ? "" : `, ${age}` };
  return { person: ["Name not known", sex?.toLowerCase()].filter(Boolean).join(", "), years: age === undefined ? "" : `, about ${age}` };
}

/**
 * @param {HTMLElement} main
 * @param {Fieldform} device
 */
async function draw(main, device) {
  const { vault } = device.state();
  const visits = await device.day();
  show(main, vault === "open" ? (visits.length > 0 ? "list" : "empty") : vault);
  const list = main.querySelector("[data-day-list]");
  const open = new Set([...(list?.querySelectorAll("details[open]") ?? [])].map((one) => one.closest("li")?.dataset.visit));
  const focused = document.activeElement?.closest("[data-visit]")?.getAttribute("data-visit");
  list?.replaceChildren(...visits.map((visit) => drawVisit(main, visit, open.has(visit.follow_up))));
  list?.removeAttribute("aria-busy");
  const again = focused && list?.querySelector(`[data-visit="${CSS.escape(focused)}"] summary`);
  if (again instanceof HTMLElement) again.focus();
  const heard = main.querySelector("time[data-day-heard]");
  if (heard) heard.textContent = when(device.connection().lastReachedAt ?? Date.now()).words;
}

/**
 * @param {HTMLElement} main
 * @param {string} state
 */
function show(main, state) {
  main.dataset.day = state;
  for (const part of main.querySelectorAll("[data-day-when]")) part.toggleAttribute("hidden", part.getAttribute("data-day-when") !== state);
}

/**
 * @param {HTMLElement} main
 * @param {Visit} visit
 * @param {boolean} open
 * @returns {DocumentFragment}
 */
function drawVisit(main, visit, open) {
  const template = /** @type {HTMLTemplateElement} */ (main.querySelector('template[data-row="visit"]'));
  const drawn = document.importNode(template.content, true);
  const late = Date.parse(visit.due_at) < Date.now();
  drawn.querySelector("li")?.setAttribute("data-visit", visit.follow_up);
  drawn.querySelector("details")?.toggleAttribute("open", open);
  for (const part of drawn.querySelectorAll("[data-if]")) if (!isKnown(visit, part.getAttribute("data-if") ?? "", late)) part.remove();
  const words = { ...visit, ...personWords(visit, new Date()), due: when(visit.due_at).words, tries: triesWords(visit.tries) };
  for (const part of drawn.querySelectorAll("[data-field]")) put(main, part, words);
  drawn.querySelector("a[data-visit-phone]")?.setAttribute("href", `tel:${(visit.phone ?? "").replace(/[^0-9+]/g, "")}`);
  return drawn;
}

/**
 * @param {Visit} visit
 * @param {string} name
 * @param {boolean} late
 */
function isKnown(visit, name, late) {
  return name === "overdue" ? late : Boolean(/** @type {Record<string, unknown>} */ (visit)[name]);
}

/**
 * @param {HTMLElement} main
 * @param {Element} part
 * @param {Record<string, unknown>} words
 */
function put(main, part, words) {
  const name = part.getAttribute("data-field") ?? "";
  const word = name === "acuity" && main.querySelector(`template[data-state-word="acuity-${words.acuity}"]`);
  if (word instanceof HTMLTemplateElement) part.replaceChildren(document.importNode(word.content, true));
  else part.textContent = String(words[name] ?? "");
}

/** @param {number} tries */
function triesWords(tries) {
  return ["not tried yet", "tried once", "tried twice"][tries] ?? `tried ${tries} times`;
}

/**
 * @param {Date} born
 * @param {Date} today
 */
function yearsSince(born, today) {
  const birthday = new Date(today.getFullYear(), born.getMonth(), born.getDate());
  return today.getFullYear() - born.getFullYear() - (today < birthday ? 1 : 0);
}

/**
 * The list is the server's own page.
 * @param {MouseEvent} event
 * @param {Screen} screen
 */
async function onClick(event, screen) {
  const link = /** @type {Element} */ (event.target).closest('a[data-action="desk"]');
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  const { signedIn } = await (await screen.device).checkSession();
  if (signedIn === null) screen.say("The whole list needs a connection. There is none right now.");
  else location.assign(link.href);
}
