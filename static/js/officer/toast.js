// One short sentence in a band on the page's bar, for a while, perhaps with Undo. A new one takes the place of the old; it stays when the
// page is exchanged. Covers nothing: the page is told how high it is, and ends above it. Public: toast, settle.

const STAYS_MS = 6_000;
const resized = new ResizeObserver(() => measure());
let timer = 0;
/** Text that is made larger meanwhile, or a phone that is turned. */
const grows = new ResizeObserver(() => settle());

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
  offerUndo(shown.querySelector('[data-action="undo"]'), undo);
  show(shown);
  grows.observe(region);
  clearTimeout(timer);
  timer = window.setTimeout(() => show(null), undo ? undo.until - Date.now() : STAYS_MS);
}

/** Each page has its own bar, or none: to be called again when another was put in place. Either may still grow or shrink. */
export function settle() {
  const [region, bar] = places();
  resized.disconnect();
  for (const place of [region, bar]) if (place) resized.observe(place);
  measure();
}

function measure() {
  const [region, bar] = places();
  const sticks = bar !== null && getComputedStyle(bar).position === "sticky";
  put("--toast", region?.getBoundingClientRect().height ?? 0);
  put("--bar", sticks ? bar.getBoundingClientRect().height : 0);
}

function places() {
  return /** @type {const} */ ([document.querySelector("[data-toast]"), document.querySelector(".action-bar")]);
}

/** @param {DocumentFragment | null} what */
function show(what) {
  document.querySelector("[data-toast]")?.replaceChildren(...(what ? [what] : []));
  settle();
}

/**
 * @param {Element | null} button
 * @param {{run: () => void} | undefined} undo
 */
function offerUndo(button, undo) {
  if (!(button instanceof HTMLButtonElement) || !undo) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    show(null);
    undo.run();
  });
}

/**
 * @param {string} name
 * @param {number} px
 */
function put(name, px) {
  // eslint-disable-next-line no-restricted-syntax -- a height that was measured, for the style sheet to reckon with
  document.documentElement.style.setProperty(name, `${px}px`);
}
