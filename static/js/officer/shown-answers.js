// Answers that are shown in the words of another question ("How old is Dana?"), and what follows from answers and has words of its own.
// Public: join.

import { inWords } from "../forms/answer-words.js";
import { nodesByPath, numbered } from "../forms/report.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */

const NOTHING = "…";

/** @param {Sheet} sheet */
export function join(sheet) {
  const nodes = nodesByPath(sheet.definition);
  sheet.addEventListener("shown", () => show(sheet, nodes), { signal: sheet.signal });
  show(sheet, nodes);
}

/** @param {Sheet} sheet @param {Map<string, any>} nodes */
function show(sheet, nodes) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const place of sheet.form.querySelectorAll("[data-shows]")) {
    const path = place.getAttribute("data-shows") ?? "";
    const row = place.closest("[data-instance]")?.getAttribute("data-instance") ?? "";
    const question = nodes.get(path);
    const value = sheet.logic.value(numbered(path, row, nodes));
    const words = (question && inWords(question, value, sheet.definition, zone)) || NOTHING;
    if (place.textContent !== words) place.textContent = words;
  }
}
