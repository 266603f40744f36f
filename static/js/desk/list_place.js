/**
 * The list keeps its place: whoever opens a follow-up and comes back finds the same tab, page and row. Kept for this tab of the browser
 * alone: an address of the list, and the row's; a name that was searched for stands in neither.
 */

const kept = "fieldform.list";
const list = "/clinician/";
const inList = location.pathname === list;

if (inList) {
  document.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest("a.work__link") : null;
    if (row instanceof HTMLAnchorElement) keep(row.pathname);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLAnchorElement && event.target.matches(".work__link")) keep(event.target.pathname);
  });
  for (const band of document.querySelectorAll("[data-band]")) showChosen(band);
  if (cameFromAFollowUp()) findAgain();
} else {
  const back = document.querySelector("[data-to-list]");
  const place = read();
  if (back instanceof HTMLAnchorElement && place?.list.startsWith(list)) back.href = place.list;
}

/** On a phone a band may be longer than the screen is wide: what narrows the list is in sight. @param {Element} band */
function showChosen(band) {
  const chosen = [...band.querySelectorAll("[aria-current]:not(:first-child)")].at(-1);
  if (chosen === undefined) return;
  const [there, room] = [chosen.getBoundingClientRect(), band.getBoundingClientRect()];
  if (there.left < room.left || there.right > room.right) band.scrollLeft += (there.left + there.right - room.left - room.right) / 2;
}

function cameFromAFollowUp() {
  return document.referrer.startsWith(`${location.origin}${list}follow-ups/`);
}

/** The row that was left, where it still stands in this list. */
function findAgain() {
  const place = read();
  if (place?.list !== location.pathname + location.search) return;
  const row = [...document.querySelectorAll("a.work__link")].find((link) => link instanceof HTMLAnchorElement && link.pathname === place.row);
  if (row instanceof HTMLElement) {
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  }
}

/** @param {string} row */
function keep(row) {
  try {
    sessionStorage.setItem(kept, JSON.stringify({ list: location.pathname + location.search, row }));
  } catch {
    // Storage may be forbidden: the list then begins at its beginning.
  }
}

/** @returns {{ list: string, row: string } | null} */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(kept) ?? "null");
  } catch {
    return null;
  }
}

export {};
