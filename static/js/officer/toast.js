// One short sentence at the edge of the screen, for a while, perhaps with Undo. A new one takes the place of the old.
// Public: toast.

const STAYS_MS = 6_000;
let timer = 0;

/**
 * @param {string} words
 * @param {{until: number, run: () => void}} [undo] `until`: device clock, ms
 */
export function toast(words, undo) {
  const region = document.querySelector("[data-toast]");
  const template = document.querySelector('template[data-row="toast"]');
  if (!region || !(template instanceof HTMLTemplateElement)) return;
  const shown = /** @type {DocumentFragment} */ (document.importNode(template.content, true));
  const word = shown.querySelector('[data-field="word"]');
  if (word) word.textContent = words;
  offerUndo(shown.querySelector('[data-action="undo"]'), undo, region);
  region.replaceChildren(shown);
  clearTimeout(timer);
  timer = window.setTimeout(() => region.replaceChildren(), undo ? undo.until - Date.now() : STAYS_MS);
}

/**
 * @param {Element | null} button
 * @param {{run: () => void} | undefined} undo
 * @param {Element} region
 */
function offerUndo(button, undo, region) {
  if (!(button instanceof HTMLButtonElement) || !undo) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    region.replaceChildren();
    undo.run();
  });
}
