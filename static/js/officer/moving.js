// A form that was begun with an earlier version: it may be finished as it is, or moved to the newer one after what would not fit there was
// shown, in the words of the earlier one. The one that was begun lies in the bin afterwards, whole. Knows no storage.
// Public: offer, review.

import { inWords } from "../forms/answer-words.js";
import { nodesByPath } from "../forms/report.js";
import { plainOf } from "../forms/wording.js";
import { loadPage } from "./navigation.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {{form: string, version: string, draft: string}} Begun */
/** @typedef {{path: string, value: any}} Leaf */

/**
 * On the page of the earlier version.
 * @param {HTMLElement} main
 * @param {Screen} screen
 * @param {Begun} begun
 * @param {AbortSignal} signal the page was left
 */
export async function offer(main, screen, { form, version, draft }, signal) {
  const device = await screen.device;
  const look = () => {
    const newest = device.newestVersion(form);
    const notice = main.querySelector("[data-moving]");
    notice?.querySelector("a")?.setAttribute("href", `/officer/forms/${form}/${newest}#move=${draft}`);
    notice?.toggleAttribute("hidden", newest === null || newest === version);
  };
  look();
  signal.addEventListener("abort", device.onChange((change) => void (change === "forms" && look())));
}

/**
 * On the page of the newer one: nothing is typed before it is decided.
 * @param {HTMLElement} main
 * @param {Sheet} sheet
 * @param {Record<string, any>} answers of the one that was begun
 * @param {string} back the address of the one that was begun
 * @returns {Promise<void>} once it is to be moved
 */
export async function review(main, sheet, answers, back) {
  const notice = /** @type {HTMLElement} */ (main.querySelector("[data-move-review]"));
  const lost = lostIn(sheet, answers);
  const definition = (lost.length > 0 && (await definitionOf(back))) || sheet.definition;
  const nodes = nodesByPath(definition);
  notice.querySelector("ul")?.replaceChildren(...lost.map((leaf) => line(leaf, definition, nodes)));
  for (const one of notice.querySelectorAll("[data-when]")) one.toggleAttribute("hidden", one.getAttribute("data-when") !== (lost.length > 0 ? "some" : "none"));
  notice.querySelector("a")?.setAttribute("href", back);
  notice.hidden = false;
  notice.focus();
  return new Promise((resolve) => {
    notice.querySelector("button")?.addEventListener("click", () => {
      notice.hidden = true;
      resolve();
    });
  });
}

/** Of the earlier version, whose page is kept as long as a draft needs it. @param {string} address */
async function definitionOf(address) {
  const text = (await loadPage(address.split("#")[0] ?? ""))?.querySelector("script[data-form-definition]")?.textContent;
  return text ? JSON.parse(text) : null;
}

/** @param {Sheet} sheet @param {Record<string, any>} answers @returns {Leaf[]} what has no place, or does not fit its question any more */
function lostIn(sheet, answers) {
  const kept = new Map(leaves(sheet.entered, "").map(({ path, value }) => [path, String(value)]));
  const wrong = new Set(sheet.logic.problems().map(({ path }) => path));
  return leaves(answers, "").filter(({ path, value }) => kept.get(path) !== String(value) || wrong.has(path));
}

/** @param {any} value @param {string} path @returns {Leaf[]} */
function leaves(value, path) {
  if (value === undefined || value === null || value === "") return [];
  const isChoice = Array.isArray(value) && value.every((one) => typeof one !== "object");
  if (typeof value !== "object" || isChoice) return [{ path, value }];
  if (Array.isArray(value)) return value.flatMap((one, place) => leaves(one, `${path}[${place}]`));
  return Object.entries(value).flatMap(([name, one]) => leaves(one, `${path}/${name}`));
}

/** @param {Leaf} leaf @param {any} definition @param {Map<string, any>} nodes */
function line({ path, value }, definition, nodes) {
  const node = nodes.get(path.replace(/\[\d+\]/g, ""));
  const words = node ? inWords(node, value, definition, Intl.DateTimeFormat().resolvedOptions().timeZone) : [value].flat().join(", ");
  const item = document.createElement("li");
  item.textContent = `${[...rowsAround(path, nodes), wordOf(node, path)].join(" · ")}: \u2068${words}\u2069`;
  return item;
}

/** @param {string} path such as /person[1]/pet[0]/kind @param {Map<string, any>} nodes @returns {string[]} "Person 2", "Pet 1" */
function rowsAround(path, nodes) {
  return [...path.matchAll(/\[(\d+)\]/g)].map((found) => {
    const repeat = path.slice(0, found.index);
    return `${wordOf(nodes.get(repeat.replace(/\[\d+\]/g, "")), repeat)} ${Number(found[1]) + 1}`;
  });
}

/** @param {any} node @param {string} path @returns {string} its label, or its name where it has none */
function wordOf(node, path) {
  return plainOf(node?.label ?? "") || path.slice(path.lastIndexOf("/") + 1).replaceAll("_", " ");
}
