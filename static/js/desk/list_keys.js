/**
 * The list by keyboard: j and k move, Enter opens, a logs an attempt, s plans (snoozes), x closes, / finds; and
 * whatever on the page names a key of its own (data-key). A comfort only: every place is a link.
 * Single letters can be switched off, and then stay off on this machine (WCAG 2.1.4). Kept is that choice and nothing else.
 */

const kept = "fieldform.keys";
const list = document.querySelector('[data-behaviour="work-list"]');
const toggle = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-keys-switch]"));

if (toggle !== null) {
  toggle.checked = read() !== "off";
  toggle.addEventListener("change", () => write(toggle.checked ? "on" : "off"));
}

document.addEventListener("keydown", (event) => {
  if (toggle?.checked !== true || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = keys[event.key] ?? pressed(event.key);
  if (act === undefined) return;
  event.preventDefault();
  act();
});

/** @type {Record<string, () => void>} */
const keys = Object.assign(Object.create(null), {
  j: () => move(1),
  k: () => move(-1),
  a: () => follow("data-attempt"),
  s: () => follow("data-plan"),
  x: () => follow("data-close"),
  "/": () => /** @type {HTMLElement | null} */ (document.querySelector("#find-text"))?.focus(),
});

/** @param {string} key @returns {(() => void) | undefined} */
function pressed(key) {
  if (!/^[a-z]$/.test(key)) return undefined;
  const named = /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${key}"]`));
  return named === null ? undefined : () => named.click();
}

/** @param {number} by rows further; the first key lands on the first row */
function move(by) {
  const rows = links();
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at === -1 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[next]?.focus();
}

/** @param {string} attribute which of the focused row's addresses to open */
function follow(attribute) {
  const address = links().find((row) => row === document.activeElement)?.getAttribute(attribute);
  if (address) location.assign(address);
}

/** @returns {HTMLElement[]} */
function links() {
  return list === null ? [] : [...list.querySelectorAll("a")];
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLInputElement ? target.type !== "checkbox" : target instanceof HTMLTextAreaElement;
}

function read() {
  try {
    return localStorage.getItem(kept);
  } catch {
    return null;
  }
}

/** @param {string} choice */
function write(choice) {
  try {
    localStorage.setItem(kept, choice);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}
