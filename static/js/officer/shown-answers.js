// Answers that are shown in the words of another question ("How old is Dana?"), and what follows from answers and has words of its own.
// Public: join.

import { inWords } from "../forms/report.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */

const NOTHING = "…";

/** @param {Sheet} sheet */
export function join(sheet) {
  const nodes = new Map(nodesOf(sheet.definition).map((node) => [node.path, node]));
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

/**
 * @param {string} path without numbers
 * @param {string} row in which it is shown, such as /house/person[1]
 * @param {Map<string, any>} nodes
 * @returns {string} with the numbers of the rows that both stand in; of other rows the first
 */
function numbered(path, row, nodes) {
  const around = row.split("/").slice(1);
  let [found, plain, shared] = ["", "", true];
  for (const [place, name] of path.split("/").slice(1).entries()) {
    plain += `/${name}`;
    const step = around[place] ?? "";
    shared &&= step.replace(/\[\d+\]$/, "") === name;
    found += shared ? `/${step}` : nodes.get(plain)?.repeat ? `/${name}[0]` : `/${name}`;
  }
  return found;
}

/** @param {any} group @returns {any[]} */
function nodesOf(group) {
  return group.children.flatMap((/** @type {any} */ child) => [child, ...(child.children ? nodesOf(child) : [])]);
}
