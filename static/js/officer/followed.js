// A page that is drawn from what the device holds, and again whenever that changes, until it is left. Public: followed.

/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */

/**
 * @param {HTMLElement} main
 * @param {import("./app.js").Screen} screen
 * @param {{ draw: (device: Fieldform) => Promise<void>, onClick: (event: MouseEvent) => Promise<void> }} page
 * @returns {import("./app.js").View}
 */
export function followed(main, screen, { draw, onClick }) {
  const over = new AbortController();
  let unwatch = () => {};
  main.addEventListener("click", (event) => void onClick(event), { signal: over.signal });
  void screen.device.then((device) => {
    if (over.signal.aborted) return;
    unwatch = device.onChange(() => void draw(device)); // From before the first drawing: what changes while that reads is told once.
    void draw(device);
  });
  return {
    async leave() {
      over.abort();
      unwatch();
    },
  };
}
