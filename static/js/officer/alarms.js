// Above everything on the first page: what became of each urgent report, and whom to phone until somebody has opened it. Clones what the
// page brings (templates/officer/_parts.html); the words of a state stand in templates/macros/states.html. Public: drawAlarms.

import { when } from "./when.js";

/** @typedef {import("../device/fieldform.js").Alarm} Alarm */

/** What is drawn already: drawn anew only when it changes, so that it is not read out again. @type {WeakMap<Element, string>} */
const drawn = new WeakMap();

/**
 * @param {HTMLElement} main
 * @param {Alarm[]} alarms
 * @param {(form: string | null) => string} titleOf
 */
export function drawAlarms(main, alarms, titleOf) {
  const place = main.querySelector("[data-alarms]");
  const now = JSON.stringify(alarms);
  if (!place || drawn.get(place) === now) return;
  drawn.set(place, now);
  place.replaceChildren(...alarms.map((alarm) => drawOne(main, alarm, titleOf(alarm.form))));
  place.toggleAttribute("hidden", alarms.length === 0);
}

/** @param {HTMLElement} main @param {Alarm} alarm @param {string} title */
function drawOne(main, alarm, title) {
  const shown = clone(main, "alarm");
  const word = wordOf(main, alarm);
  shown.querySelector(".alarm")?.setAttribute("data-kind", word?.dataset.kind ?? "phone");
  shown.querySelector(".alarm")?.setAttribute("data-alarm", alarm.submission);
  if (word) shown.querySelector('[data-field="state"]')?.replaceChildren(document.importNode(word.content, true));
  put(shown, "title", title);
  putTime(shown, "sent", alarm.sentAt);
  putTime(shown, "at", alarm.at);
  const list = shown.querySelector('[data-field="lines"]');
  if (word?.dataset.kind === "good") list?.remove();
  else list?.replaceChildren(...drawLines(main, alarm));
  return shown;
}

/** The most exact words there are for this state. @param {HTMLElement} main @param {Alarm} alarm @returns {HTMLTemplateElement | null} */
function wordOf(main, { queue, state, to }) {
  for (const code of [`${queue}-${state}-${to}`, `${queue}-${state}`, state, "delivered"]) {
    const found = main.querySelector(`template[data-state-word="alarm-${CSS.escape(code)}"]`);
    if (found instanceof HTMLTemplateElement) return found;
  }
  return null;
}

/** Before the server ever said whom to phone, the page's own line stands. @param {HTMLElement} main @param {Alarm} alarm */
function drawLines(main, { lines }) {
  if (lines.length === 0) return [clone(main, "alarm-line")];
  return lines.map(({ words, phone }) => {
    const line = clone(main, "alarm-line");
    put(line, "words", words);
    put(line, "phone", phone);
    line.querySelector("a")?.setAttribute("href", `tel:${phone.replaceAll(/[^\d+*#]/g, "")}`);
    return line;
  });
}

/** @param {HTMLElement} main @param {string} row @returns {DocumentFragment} */
function clone(main, row) {
  const template = /** @type {HTMLTemplateElement} */ (main.querySelector(`template[data-row="${row}"]`));
  return document.importNode(template.content, true);
}

/** @param {DocumentFragment} place @param {string} field @param {string} words */
function put(place, field, words) {
  const found = place.querySelector(`[data-field="${field}"]`);
  if (found) found.textContent = words;
}

/** @param {DocumentFragment} place @param {string} field @param {number | string} at */
function putTime(place, field, at) {
  const time = place.querySelector(`time[data-field="${field}"]`);
  if (!(time instanceof HTMLTimeElement)) return;
  const told = when(at);
  time.textContent = told.words;
  time.dateTime = told.iso;
  time.title = told.full;
}
