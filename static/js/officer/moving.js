// A form that was begun with an earlier version: it may be finished as it is, or moved to the newer one after what would not fit there was
// shown. The one that was begun lies in the bin afterwards, whole. Knows no storage. Public: offer, review.

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {{form: string, version: string, draft: string}} Begun */
/** @typedef {{path: string, answer: string}} Leaf */

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
export function review(main, sheet, answers, back) {
  const notice = /** @type {HTMLElement} */ (main.querySelector("[data-move-review]"));
  const lost = lostIn(sheet, answers);
  notice.querySelector("ul")?.replaceChildren(...lost.map(line));
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

/** @param {Sheet} sheet @param {Record<string, any>} answers @returns {Leaf[]} what has no place, or does not fit its question any more */
function lostIn(sheet, answers) {
  const kept = new Map(leaves(sheet.entered, "").map(({ path, answer }) => [path, answer]));
  const wrong = new Set(sheet.logic.problems().map(({ path }) => path));
  return leaves(answers, "").filter(({ path, answer }) => kept.get(path) !== answer || wrong.has(path));
}

/** @param {any} value @param {string} path @returns {Leaf[]} */
function leaves(value, path) {
  if (value === undefined || value === null || value === "") return [];
  const isChoice = Array.isArray(value) && value.every((one) => typeof one !== "object");
  if (typeof value !== "object" || isChoice) return [{ path, answer: isChoice ? value.join(", ") : String(value) }];
  if (Array.isArray(value)) return value.flatMap((one, place) => leaves(one, `${path}[${place}]`));
  return Object.entries(value).flatMap(([name, one]) => leaves(one, `${path}/${name}`));
}

/** @param {Leaf} leaf */
function line({ path, answer }) {
  const item = document.createElement("li");
  item.textContent = `${path.slice(path.lastIndexOf("/") + 1).replaceAll("_", " ")}: \u2068${answer}\u2069`;
  return item;
}
