// What lies below the first screen is laid out by the browser when somebody comes near (static/css/components/field.css), so that the first
// tap does not wait for it. Here it is laid out for good, piece by piece while nothing else is to do: from then on the page is as long as
// it is, whatever was looked at. Public: join, layOut.

/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {{timeRemaining: () => number}} Moment idle, in milliseconds */

const LEFT = ".page--form :is(.section ~ .section, .instance:nth-of-type(n + 4)):not([data-laid])";
/** Whoever goes far should arrive where they wanted to. */
const GOES_FAR = "[data-section-link], [data-left], [data-action=send]";
/** Less than this is no time for a further piece. */
const ROOM_MS = 10;

/** @param {Sheet} sheet */
export function join({ form, signal }) {
  const pieces = [...form.querySelectorAll(LEFT)];
  const goOn = (/** @type {Moment} */ moment) => {
    if (signal.aborted) return;
    do {
      pieces.shift()?.setAttribute("data-laid", "");
      form.getBoundingClientRect(); // Now, not with the next frame: only so does it show how long it takes.
    } while (pieces.length > 0 && moment.timeRemaining() > ROOM_MS);
    if (pieces.length > 0) whenIdle(goOn);
  };
  if (pieces.length > 0) whenIdle(goOn);
  form.addEventListener("click", (event) => event.target instanceof Element && event.target.closest(GOES_FAR) && layOut(form), { signal, capture: true });
  document.addEventListener("keydown", (event) => event.altKey && layOut(form), { signal, capture: true });
}

/** All of it at once. @param {ParentNode} page */
export function layOut(page) {
  for (const piece of page.querySelectorAll(LEFT)) piece.setAttribute("data-laid", "");
}

/** @param {(moment: Moment) => void} act not every browser says when it is idle */
function whenIdle(act) {
  if ("requestIdleCallback" in window) requestIdleCallback(act);
  else setTimeout(() => act({ timeRemaining: () => 0 }), 50);
}
