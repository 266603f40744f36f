/**
 * A list of boxes to tick: all or none of them by one press, and on the button how many are ticked. A comfort only: each box works by itself.
 */

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("[data-tick]") : null;
  const list = pressed?.closest('[data-behaviour="ticks"]');
  if (!pressed || !list) return;
  event.preventDefault();
  for (const box of boxesOf(list)) box.checked = pressed.getAttribute("data-tick") === "all";
  count();
});
document.addEventListener("change", count);
addEventListener("pageshow", count);
count();

/** Without a script the button says what it does and no number, for it could not keep it true. */
function count() {
  for (const place of document.querySelectorAll("[data-ticked]")) {
    place.setAttribute("data-ticked", place.getAttribute("data-ticked") || place.textContent || " ");
    const ticked = boxesOf(place.closest("form") ?? document).filter((box) => box.checked).length;
    place.textContent = ticked > 0 ? String(ticked) : place.getAttribute("data-ticked");
  }
}

/** @param {ParentNode} within @returns {HTMLInputElement[]} */
function boxesOf(within) {
  return [...within.querySelectorAll("input.tick__box:not(:disabled)")].filter((box) => box instanceof HTMLInputElement);
}

export {};
