// Choices that depend on other answers, and lists too long to draw: which of them stand on the page follows the form's logic and what is
// typed to find them. What was chosen always stays in sight, so that nothing is taken back unseen. Public: join.

import { plainOf } from "../forms/wording.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {{name: string, label: string}} Choice */

const MOST_DRAWN = 50;
/** So many are seen at once. */
const FEW = 9;
/** What was drawn last into each list, to leave it alone where it is the same. @type {WeakMap<Element, string>} */
const drawn = new WeakMap();
/** The options of a select as they were drawn, by name. @type {WeakMap<Element, HTMLOptionElement[]>} */
const options = new WeakMap();

/** @param {Sheet} sheet */
export function join(sheet) {
  const { signal } = sheet;
  sheet.addEventListener("shown", () => settle(sheet), { signal });
  sheet.form.addEventListener("input", (event) => find(event, sheet), { signal });
  settle(sheet);
}

/** @param {Sheet} sheet */
function settle(sheet) {
  for (const question of sheet.form.querySelectorAll("[data-endless]")) drawFound(question, sheet);
  for (const question of sheet.form.querySelectorAll("[data-filtered]:not([data-endless])")) keepPassing(question, sheet);
}

/** @param {Event} event @param {Sheet} sheet */
function find(event, sheet) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.dataset.behaviour !== "endless") return;
  const question = field.closest("[data-endless]");
  if (question) drawFound(question, sheet);
}

/** @param {Element} question @param {Sheet} sheet */
function keepPassing(question, sheet) {
  const passing = new Set(sheet.logic.choices(pathOf(question)).map(({ name }) => String(name)));
  for (const chip of question.querySelectorAll(".chip")) {
    const input = chip.querySelector("input");
    chip.toggleAttribute("hidden", input !== null && !passing.has(input.value) && !input.checked);
  }
  const select = question.querySelector("select");
  if (select) keepOptions(select, passing);
}

/** Options are taken out: not every browser hides one. @param {HTMLSelectElement} select @param {Set<string>} passing */
function keepOptions(select, passing) {
  const all = options.get(select) ?? [...select.options];
  options.set(select, all);
  const chosen = select.value;
  const kept = all.filter((option) => option.value === "" || option.value === chosen || passing.has(option.value));
  if (kept.length === select.options.length) return;
  select.replaceChildren(...kept);
  select.value = chosen;
}

/** @param {Element} question @param {Sheet} sheet */
function drawFound(question, sheet) {
  const search = /** @type {HTMLInputElement | null} */ (question.querySelector("[data-behaviour=endless]"));
  const place = question.querySelector("[data-choices]");
  if (!search || !place) return;
  const said = translated(sheet, pathOf(question));
  const ofAnswers = question.hasAttribute("data-of-answers");
  const all = sheet.logic.choices(pathOf(question)).map(({ name = "", label = name }) => ({ name, label: ofAnswers ? label : plainOf(said.get(name) ?? label) }));
  const answer = sheet.logic.value(pathOf(question));
  const chosen = new Set(answer === undefined ? [] : [answer].flat().map(String));
  search.toggleAttribute("hidden", ofAnswers && all.length <= FEW && search.value === "");
  const found = fitting(all, search.value);
  const shown = [...all.filter(({ name }) => chosen.has(name)), ...found.filter(({ name }) => !chosen.has(name)).slice(0, MOST_DRAWN)];
  const gone = [...chosen].filter((name) => !all.some((choice) => choice.name === name)).map((name) => ({ name, label: name }));
  put(question, place, [...gone, ...shown], chosen, sheet.language);
  tell(question, all.length, found.length, search.value.trim() !== "");
}

/** @param {Sheet} sheet @param {string} path @returns {Map<string, string>} labels in the language of the questions, by name */
function translated({ definition, language }, path) {
  if (!language) return new Map();
  const list = nodeAt(definition, path.replace(/\[\d+\]/g, ""))?.list;
  const choices = list && Object.hasOwn(definition.choices, list) ? definition.choices[list] : [];
  return new Map(choices.flatMap((/** @type {any[]} */ [name, , , others]) => (others?.[language]?.label ? [[name, others[language].label]] : [])));
}

/** @param {any} group @param {string} path @returns {any} */
function nodeAt(group, path) {
  for (const child of group.children ?? []) {
    if (child.path === path) return child;
    const found = path.startsWith(`${child.path}/`) ? nodeAt(child, path) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** @param {Choice[]} all @param {string} typed @returns {Choice[]} those that begin so first */
function fitting(all, typed) {
  const wanted = folded(typed.trim());
  if (wanted === "") return all;
  const begin = all.filter(({ label }) => folded(label).startsWith(wanted));
  return [...begin, ...all.filter(({ label }) => !folded(label).startsWith(wanted) && folded(label).includes(wanted))];
}

/** @param {Element} question @param {Element} place @param {Choice[]} choices @param {Set<string>} chosen @param {string} language */
function put(question, place, choices, chosen, language) {
  const looks = JSON.stringify([choices.map(({ name }) => name), [...chosen], language]);
  if (drawn.get(place) === looks) return;
  drawn.set(place, looks);
  const focused = place.contains(document.activeElement) ? /** @type {HTMLInputElement} */ (document.activeElement).value : null;
  const clear = place.querySelector(".chips__clear");
  place.replaceChildren(...choices.map((choice, number) => chip(question, choice, chosen.has(choice.name), number)), ...(clear ? [clear] : []));
  if (focused !== null) /** @type {HTMLElement | null} */ (place.querySelector(`input[value="${CSS.escape(focused)}"]`))?.focus();
}

/** @param {Element} question @param {Choice} choice @param {boolean} isChosen @param {number} number @returns {HTMLElement} */
function chip(question, choice, isChosen, number) {
  const many = question.getAttribute("data-type") === "select_multiple";
  const label = document.createElement("label");
  label.className = many ? "chip chip--many" : "chip";
  const name = nameOf(pathOf(question));
  const input = Object.assign(document.createElement("input"), { type: many ? "checkbox" : "radio", className: "chip__input", name, value: choice.name });
  input.id = number === 0 ? name : `${name}-${choice.name}`;
  input.checked = isChosen;
  const word = Object.assign(document.createElement("span"), { className: "chip__word", textContent: choice.label });
  const tick = Object.assign(document.createElement("span"), { className: "chip__tick", ariaHidden: "true" });
  label.append(input, ...(many ? [tick] : []), word);
  return label;
}

/** @param {Element} question @param {number} all @param {number} found @param {boolean} typed */
function tell(question, all, found, typed) {
  const place = question.querySelector("[data-more]");
  if (!place) return;
  const many = all.toLocaleString("en-US");
  if (all === 0 && question.hasAttribute("data-of-answers")) place.textContent = "Nothing to choose from yet: other answers of this form are the choices.";
  else if (all === 0) place.textContent = "This list is not on this device yet. Go on with the rest: it comes with the next connection.";
  else if (found === 0) place.textContent = `None of ${many} is called so.`;
  else if (found > MOST_DRAWN) place.textContent = `${MOST_DRAWN} of ${(typed ? found : all).toLocaleString("en-US")} shown. Type to find others.`;
  else place.textContent = typed ? `${found} found.` : "";
}

/** Without case and accents. @param {string} text */
function folded(text) {
  return String(text).normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** @param {Element} question @returns {string} */
function pathOf(question) {
  return question.getAttribute("data-path") ?? "";
}

/** @param {string} path @returns {string} */
function nameOf(path) {
  return path.slice(1).replaceAll("/", ".").replaceAll("[", ".").replaceAll("]", "");
}
