/** A list of boxes to tick: all or none of them by one press. A comfort only: each box works by itself. */

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-tick]") : null;
  const boxes = button?.closest('[data-behaviour="ticks"]')?.querySelectorAll('input[type="checkbox"]:not(:disabled)') ?? [];
  for (const box of boxes) {
    if (box instanceof HTMLInputElement) box.checked = button?.getAttribute("data-tick") === "all";
  }
});

export {};
