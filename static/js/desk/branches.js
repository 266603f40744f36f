// A step at the desk shows the questions that what was answered asks for, by the same logic as on a phone. Without scripts all of them show,
// and what does not apply is left out when it is saved. Knows no page.

import { Sheet } from "../officer/sheet.js";

const definition = document.querySelector("script[data-branches]");
const place = definition?.parentElement;
if (place) new Sheet(place, JSON.parse(definition.textContent ?? "{}"), "typed");
