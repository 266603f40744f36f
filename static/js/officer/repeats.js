// Repeats on the page: as many rows as the form's logic counts, "Add", and "Remove" with undo. A row is a copy of its template; which
// answers stand in it is the logic's, so a row taken out of the middle leaves the page one shorter and every answer where it belongs.
// Public: join.

import { lookOver } from "../behaviours/fields.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./app.js").Screen} Screen */

const MOST = 200;
const UNDO_MS = 10_000;

/**
 * @param {Sheet} sheet
 * @param {Screen} screen
 */
export function join(sheet, screen) {
  const { signal } = sheet;
  sheet.form.addEventListener("click", (event) => press(event, sheet, screen), { signal });
  sheet.addEventListener("shown", () => settle(sheet), { signal });
  settle(sheet);
}

/** @param {Sheet} sheet the page has as many rows as the logic; within new rows there may be further ones */
function settle(sheet) {
  let changed = false;
  for (let more = true; more; ) {
    more = repeatsOf(sheet.form).some((repeat) => settleOne(repeat, sheet.logic.count(pathOf(repeat))));
    changed ||= more;
  }
  if (changed) sheet.rebind();
}

/** @param {Element} repeat @param {number} wanted @returns {boolean} */
function settleOne(repeat, wanted) {
  const rows = rowsOf(repeat);
  const template = /** @type {HTMLTemplateElement | null} */ (repeat.querySelector(":scope > template"));
  for (const row of rows.slice(wanted)) row.remove();
  for (let number = rows.length; number < wanted && template; number++) template.before(copyOf(template, pathOf(repeat), number));
  repeat.querySelector(":scope > [data-add]")?.toggleAttribute("hidden", wanted >= MOST);
  repeat.toggleAttribute("data-none", wanted === 0);
  return rows.length !== wanted && template !== null;
}

/** @param {HTMLTemplateElement} template @param {string} path @param {number} number @returns {DocumentFragment} */
function copyOf(template, path, number) {
  const copy = /** @type {DocumentFragment} */ (document.importNode(template.content, true));
  const name = path.slice(1).replaceAll("/", ".").replaceAll("[", ".").replaceAll("]", "");
  renumber(copy, [[`${path}[#]`, `${path}[${number}]`], [`${name}.#`, `${name}.${number}`]]);
  for (const place of copy.querySelectorAll("[data-number]")) {
    if (place.closest("[data-instance]") === copy.firstElementChild) place.textContent = String(number + 1);
  }
  lookOver(copy);
  return copy;
}

/** In every attribute, and in the templates of rows within. @param {DocumentFragment} part @param {[string, string][]} pairs */
function renumber(part, pairs) {
  for (const element of part.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (!value.includes("#")) continue;
      element.setAttribute(name, pairs.reduce((text, [from, to]) => text.replaceAll(from, to), value));
    }
    if (element instanceof HTMLTemplateElement) renumber(element.content, pairs);
  }
}

/** @param {Event} event @param {Sheet} sheet @param {Screen} screen */
function press(event, sheet, screen) {
  const button = event.target instanceof Element ? event.target.closest("[data-add], [data-remove]") : null;
  const repeat = button?.closest("[data-repeat]");
  if (!button || !repeat) return;
  event.preventDefault();
  if (button.hasAttribute("data-add")) add(repeat, sheet);
  else remove(repeat, rowsOf(repeat).findIndex((row) => row.contains(button)), sheet, screen);
}

/** @param {Element} repeat @param {Sheet} sheet */
function add(repeat, sheet) {
  const number = sheet.logic.add(pathOf(repeat));
  if (number < 0) return;
  settle(sheet);
  sheet.dispatchEvent(new Event("changed"));
  tell(repeat, `${called(repeat)} ${number + 1} added`);
  const first = rowsOf(repeat)[number]?.querySelector("[data-question]:not([hidden]) :is(input:not([type=hidden]), select, textarea)");
  if (first instanceof HTMLElement) first.focus();
}

/** @param {Element} repeat @param {number} number @param {Sheet} sheet @param {Screen} screen */
function remove(repeat, number, sheet, screen) {
  const path = pathOf(repeat);
  const gone = sheet.logic.remove(path, number);
  redraw(sheet);
  focusNear(repeat, number);
  const words = `${called(repeat)} ${number + 1} removed`;
  tell(repeat, words);
  screen.say(`${words}.`, { until: Date.now() + UNDO_MS, run: () => putBack(path, number, gone, sheet) });
}

/** @param {string} path @param {number} number @param {Record<string, any>} gone @param {Sheet} sheet */
function putBack(path, number, gone, sheet) {
  sheet.logic.insert(path, number, gone);
  redraw(sheet);
  const repeat = repeatsOf(sheet.form).find((one) => pathOf(one) === path);
  if (repeat) focusNear(repeat, number);
}

/** @param {Sheet} sheet */
function redraw(sheet) {
  settle(sheet);
  sheet.rebind();
  sheet.dispatchEvent(new Event("changed"));
}

/** @param {Element} repeat @param {number} number */
function focusNear(repeat, number) {
  const rows = rowsOf(repeat);
  const place = rows[Math.min(number, rows.length - 1)] ?? repeat.querySelector(":scope > [data-add]");
  if (place instanceof HTMLElement) place.focus();
}

/** @param {Element} repeat @param {string} words */
function tell(repeat, words) {
  const place = repeat.querySelector(":scope > [data-told]");
  if (place) place.textContent = words;
}

/** @param {Element} repeat @returns {string} */
function called(repeat) {
  return repeat.getAttribute("data-label") || "Entry";
}

/** @param {Element} form @returns {Element[]} the outer ones first */
function repeatsOf(form) {
  return [...form.querySelectorAll("[data-repeat]")];
}

/** @param {Element} repeat @returns {Element[]} */
function rowsOf(repeat) {
  return [...repeat.querySelectorAll(":scope > [data-instance]")];
}

/** @param {Element} repeat @returns {string} */
function pathOf(repeat) {
  return repeat.getAttribute("data-repeat") ?? "";
}
