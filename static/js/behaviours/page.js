/**
 * What every page can do by itself: change the light, lead to the error summary, close a dialog.
 * Listens on the document, so that it goes on working when the officer's app swaps <main>. Knows no form and no storage.
 */

const kept = "fieldform.theme";
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("[data-action]") : null;
  if (pressed?.getAttribute("data-action") === "theme") changeLight();
  if (pressed?.getAttribute("data-action") === "close") pressed.closest("dialog")?.close();
  if (pressed?.getAttribute("data-action") === "print") print();
});

/** @type {HTMLElement | null} */ (document.querySelector("[data-error-summary]"))?.focus();

/** One tap always changes what is seen: from automatic to the other light, then to the first, then back to automatic. */
function changeLight() {
  const byDevice = dark.matches ? "night" : "day";
  const other = dark.matches ? "day" : "night";
  const now = root.dataset.theme;
  setLight(now === undefined ? other : now === other ? byDevice : null);
}

/** @param {string | null} light null: as the device */
function setLight(light) {
  if (light === null) delete root.dataset.theme;
  else root.dataset.theme = light;
  keep(light);
  const grounds = { light: "#faf7f1", dark: "#0b0a09" };
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    const night = light === null ? meta.getAttribute("media")?.includes("dark") : light === "night";
    meta.setAttribute("content", night ? grounds.dark : grounds.light);
  }
}

/** @param {string | null} light */
function keep(light) {
  try {
    if (light === null) localStorage.removeItem(kept);
    else localStorage.setItem(kept, light);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}

export {};
