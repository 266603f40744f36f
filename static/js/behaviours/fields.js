/**
 * Small comforts of the fields that templates/macros/fields.html draws: "Now", "Clear", a list narrowed or searched by typing, a
 * growing text, Enter that moves on, an empty date that looks empty. Listens on the document; changes a value only as a person would,
 * with `input` and `change`. Brings what only some forms have: sliders, places, ink. Public: lookOver.
 */

const MOST_ROWS = 24;
const MOST_OFFERED = 6;
/** @type {Record<string, () => Promise<{attend: (element: HTMLElement) => void}>>} */
const FURTHER = { range: () => import("./range.js"), place: () => import("./place.js"), ink: () => import("./ink.js") };

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("[data-behaviour]") : null;
  if (pressed?.getAttribute("data-behaviour") === "now") fillNow(pressed);
  if (pressed?.getAttribute("data-behaviour") === "clear") clear(pressed);
  if (pressed instanceof HTMLButtonElement && pressed.dataset.behaviour === "take-choice") take(pressed, pressed.value);
});

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field instanceof HTMLInputElement && field.dataset.behaviour === "filter") narrow(field);
  if (field instanceof HTMLInputElement && field.dataset.behaviour === "find-choice") offer(field);
  if (field instanceof HTMLTextAreaElement && field.dataset.behaviour === "grow") grow(field);
});

for (const moment of ["change", "written"]) document.addEventListener(moment, (event) => event.target instanceof Element && sayFolded(event.target));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.closest("[data-form]")) return;
  event.preventDefault();
  if (field.dataset.behaviour === "filter") takeFirst(field);
  else if (field.dataset.behaviour === "find-choice" && field.value.trim() !== "") takeFirstFound(field);
  else moveOn(field);
});

for (const moment of ["input", "change", "focusout", "written"]) {
  document.addEventListener(moment, (event) => event.target instanceof HTMLInputElement && markEmpty(event.target));
}
lookOver(document);

/**
 * To be called for what was put in place later. WebKit shows the present moment in an empty date: the style sheet hides it.
 * @param {ParentNode} page
 */
export function lookOver(page) {
  for (const field of page.querySelectorAll("input")) markEmpty(field);
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-behaviour]"))) {
    void FURTHER[element.dataset.behaviour ?? ""]?.().then(({ attend }) => attend(element));
  }
}

/** A folded list says what was chosen. @param {Element} within */
function sayFolded(within) {
  const folded = within.closest("details.folded");
  const summary = folded?.querySelector("summary");
  const chosen = [...(folded?.querySelectorAll(".chip:has(:checked) .chip__word") ?? [])].map((word) => word instanceof HTMLElement && word.innerText.trim());
  if (summary) summary.textContent = chosen.join(", ") || "Choose";
}

/** Half a date is no value, yet it stands there. @param {HTMLInputElement} field */
function markEmpty(field) {
  field.toggleAttribute("data-empty", field.value === "" && !field.validity.badInput);
}

/** @param {Element} button its data-for names the input */
function fillNow(button) {
  const input = document.getElementById(button.getAttribute("data-for") ?? "");
  if (!(input instanceof HTMLInputElement)) return;
  const local = localMoment(new Date());
  const parts = { date: local.slice(0, 10), time: local.slice(11, 16), "datetime-local": local.slice(0, 16) };
  input.value = parts[/** @type {keyof typeof parts} */ (input.type)] ?? "";
  input.dataset.moment = local;
  announce(input);
}

/** @param {Date} at @returns {string} by this clock, with its offset: "2026-11-01T01:30:07-05:00", the second of that night's two */
function localMoment(at) {
  const ahead = -at.getTimezoneOffset();
  const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60].map((number) => String(number).padStart(2, "0"));
  return `${new Date(at.getTime() + ahead * 60_000).toISOString().slice(0, 19)}${ahead < 0 ? "-" : "+"}${hours}:${minutes}`;
}

/** @param {Element} button */
function clear(button) {
  const question = button.closest("[data-question]");
  const chosen = question?.querySelector("input:checked");
  if (!(chosen instanceof HTMLInputElement)) return;
  chosen.checked = false;
  announce(chosen);
  chosen.focus();
}

/** @param {HTMLInputElement} filter */
function narrow(filter) {
  const wanted = filter.value.trim().toLocaleLowerCase();
  for (const chip of filter.closest("[data-question]")?.querySelectorAll(".chip") ?? []) {
    const stays = chip.querySelector(":checked") !== null || (chip.textContent ?? "").toLocaleLowerCase().includes(wanted);
    chip.toggleAttribute("hidden", !stays);
  }
}

/** @param {HTMLInputElement} filter Enter takes the first answer that is left */
function takeFirst(filter) {
  const first = filter.closest("[data-question]")?.querySelector(".chip:not([hidden]) input");
  if (!(first instanceof HTMLInputElement)) return;
  first.checked = true;
  announce(first);
  first.focus();
}

/**
 * What is typed brings up the choices that fit; the list itself stays as it is and says what is chosen.
 * @param {HTMLInputElement} search
 */
function offer(search) {
  const place = search.closest("[data-question]")?.querySelector("[data-found]");
  place?.replaceChildren(...fitting(search).slice(0, MOST_OFFERED).map(asButton));
}

/** @param {HTMLInputElement} search Enter takes the first that fits */
function takeFirstFound(search) {
  const first = fitting(search)[0];
  if (first) take(search, first.value);
}

/** @param {HTMLInputElement} search @returns {HTMLOptionElement[]} those that begin so first */
function fitting(search) {
  const wanted = folded(search.value.trim());
  if (wanted === "") return [];
  const options = [...(search.closest("[data-question]")?.querySelectorAll("option") ?? [])].filter((option) => option.value !== "");
  const begin = options.filter((option) => folded(option.text).startsWith(wanted));
  return [...begin, ...options.filter((option) => !begin.includes(option) && folded(option.text).includes(wanted))];
}

/** @param {HTMLOptionElement} option */
function asButton(option) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button", value: option.value, textContent: option.text });
  button.dataset.behaviour = "take-choice";
  return button;
}

/** @param {Element} within @param {string} choice */
function take(within, choice) {
  const question = within.closest("[data-question]");
  const [list, search] = [question?.querySelector("select"), question?.querySelector("input[type=search]")];
  question?.querySelector("[data-found]")?.replaceChildren();
  if (search instanceof HTMLInputElement) search.value = "";
  if (!list) return;
  list.value = choice;
  announce(list);
  list.focus();
}

/** Without case and accents. @param {string} text */
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** @param {HTMLTextAreaElement} text browsers that know field-sizing need no help */
function grow(text) {
  if (CSS.supports("field-sizing", "content")) return;
  while (text.scrollHeight > text.clientHeight && text.rows < MOST_ROWS) text.rows += 1;
}

/** @param {HTMLInputElement} from to the first place of the next question that shows */
function moveOn(from) {
  const questions = [...(from.closest("[data-form]")?.querySelectorAll("[data-question]") ?? [])];
  const here = from.closest("[data-question]");
  const later = questions.slice(here ? questions.indexOf(here) + 1 : 0);
  for (const question of later) {
    const place = question.querySelector("input:checked, input:not([type=hidden]), select, textarea");
    if (place instanceof HTMLElement && place.checkVisibility?.() !== false && place.offsetParent !== null) return place.focus();
  }
  /** @type {HTMLElement | null} */ (document.querySelector('[data-action="send"]'))?.focus();
}

/** @param {HTMLElement} field */
function announce(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
