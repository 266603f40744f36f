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
  void screen.device.then(async (device) => {
    await draw(device);
    if (!over.signal.aborted) unwatch = device.onChange(() => void draw(device));
  });
  return {
    async leave() {
      over.abort();
      unwatch();
    },
  };
}
