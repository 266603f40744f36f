// The lists of the officer's first page: clones the rows that the page brings (templates/officer/_parts.html), keeps the keyboard's place.
// Knows no storage. Public: fill, titleOf, and the type Row.

import { when } from "./when.js";

/** @typedef {{template: string, id: string, kind: "draft" | "record", title: string, detail?: string, state?: string, why?: string | null, until?: number | null, at: number | string, href?: string | null}} Row `href` null: there is no page to open */

/**
 * @param {HTMLElement} main
 * @param {string} name
 * @param {Row[]} rows
 */
export function fill(main, name, rows) {
  const list = main.querySelector(`[data-list="${name}"]`);
  if (!list) return;
  const focused = list.contains(document.activeElement) ? focusedIn(list) : null;
  list.replaceChildren(...rows.map((row) => drawRow(main, row)));
  list.removeAttribute("aria-busy");
  main.querySelector(`[data-empty="${name}"]`)?.toggleAttribute("hidden", rows.length > 0);
  const count = main.querySelector(`[data-count="${name}"]`);
  if (count) count.textContent = rows.length > 0 ? String(rows.length) : "";
  if (focused) refocus(list, focused);
}

/**
 * @param {HTMLElement} main
 * @param {Row} row
 * @returns {DocumentFragment}
 */
function drawRow(main, row) {
  const template = /** @type {HTMLTemplateElement} */ (main.querySelector(`template[data-row="${row.template}"]`));
  const drawn = document.importNode(template.content, true);
  drawn.querySelector("li")?.setAttribute(`data-${row.kind}`, row.id);
  put(drawn, "title", row.title);
  put(drawn, "detail", row.detail ?? "");
  const word = row.state && main.querySelector(`template[data-state-word="${row.state}"]`);
  if (word instanceof HTMLTemplateElement) drawn.querySelector('[data-field="state"]')?.replaceChildren(document.importNode(word.content, true));
  putWhy(main, drawn, row);
  if (row.kind === "record") drawn.querySelector('[data-action="discard"]')?.remove();
  const link = drawn.querySelector("a[data-open]");
  if (row.href) link?.setAttribute("href", row.href);
  else link?.removeAttribute("href");
  putTime(drawn, row.at);
  return drawn;
}

/**
 * @param {HTMLElement} main
 * @param {DocumentFragment} drawn
 * @param {Row} row
 */
function putWhy(main, drawn, { why, until }) {
  const words = why && main.querySelector(`template[data-state-word="why-${why}"]`);
  if (!(words instanceof HTMLTemplateElement)) return;
  drawn.querySelector('[data-field="why"]')?.replaceChildren(document.importNode(words.content, true));
  if (until) put(drawn, "until", when(until).words);
}

/**
 * @param {DocumentFragment} drawn
 * @param {string} field
 * @param {string} words
 */
function put(drawn, field, words) {
  const place = drawn.querySelector(`[data-field="${field}"]`);
  if (place) place.textContent = words;
}

/**
 * @param {DocumentFragment} drawn
 * @param {number | string} at
 */
function putTime(drawn, at) {
  const time = drawn.querySelector('time[data-field="at"]');
  if (!(time instanceof HTMLTimeElement)) return;
  const told = when(at);
  time.textContent = told.words;
  time.dateTime = told.iso;
  time.title = told.full;
}

/**
 * @param {HTMLElement} main
 * @param {{form: string | null, label: string | null}} about
 * @returns {string} "Crisis contact · J. D."; without the initials while it is locked. Isolated (U+2068), Arabic initials keep their order
 */
export function titleOf(main, { form, label }) {
  const link = form && main.querySelector(`[data-form-id="${CSS.escape(form)}"]`);
  const title = (link && link.textContent?.trim()) || form?.replaceAll("_", " ") || "Report";
  return label ? `${title} · \u2068${label}\u2069` : title;
}

/**
 * @param {Element} list
 * @returns {{id: string, action: string} | null}
 */
function focusedIn(list) {
  const button = document.activeElement;
  const row = button?.closest("li");
  if (!row || !list.contains(row)) return null;
  return { id: row.dataset.draft ?? row.dataset.record ?? "", action: button?.getAttribute("data-action") ?? "open" };
}

/**
 * A list drawn anew keeps its place for the keyboard.
 * @param {Element} list
 * @param {{id: string, action: string}} focused
 */
function refocus(list, { id, action }) {
  const row = [...list.querySelectorAll("li")].find((one) => one.dataset.draft === id || one.dataset.record === id);
  const button = row?.querySelector(action === "open" ? "a[data-open]" : `[data-action="${action}"]`);
  if (button instanceof HTMLElement) button.focus();
}
