/** A form tried out before it is published: it asks and hides as on a phone; what was typed goes nowhere but to the page that shows it. */

import { lookOver } from "../behaviours/fields.js";
import { accompany, ready } from "../officer/form.js";
import { Sheet } from "../officer/sheet.js";

/** @typedef {import("../officer/app.js").Screen} Screen */

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const read = (/** @type {string} */ what) => JSON.parse(main.querySelector(`script[data-form-${what}]`)?.textContent ?? "{}");

await ready(main);
const sheet = new Sheet(main, read("definition"), main.querySelector("[data-tried]") ? "typed" : "new");
const lists = read("lists");
if (Object.keys(lists).length > 0) sheet.renew({ lists });
await accompany(main, sheet, /** @type {Screen} */ ({ say }));
lookOver(main);

main.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("button[data-left]")) sheet.goToNextMissing();
});

/** @param {string} words */
function say(words) {
  const place = document.querySelector("[data-toast]");
  if (place !== null) place.textContent = words;
}
