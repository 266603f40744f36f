/** A form tried out before it is published: it asks and hides as on a phone; what was typed goes nowhere but to the page that shows it. */

import { Sheet } from "../officer/sheet.js";
import { lookOver } from "../behaviours/fields.js";

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const definition = JSON.parse(main.querySelector("script[data-form-definition]")?.textContent ?? "{}");
const sheet = new Sheet(main, definition, main.querySelector("[data-tried]") ? "typed" : "new");
lookOver(main);

main.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("button[data-left]")) sheet.goToNextMissing();
});
