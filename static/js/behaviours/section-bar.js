/**
 * The section bar of a form: marks where the reader is, keeps that link in view, and lets Alt+1…9 jump.
 * Listens on the document and measures only when something scrolled, so it needs no telling when <main> is swapped.
 */

let asked = false;

document.addEventListener("scroll", ask, { passive: true, capture: true });
addEventListener("resize", ask);
ask();

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit[1-9]$/.test(event.code)) return;
  const link = shown()[Number(event.code.slice(5)) - 1];
  if (!link) return;
  event.preventDefault();
  go(link);
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("[data-section-link]") : null;
  if (!link) return;
  event.preventDefault();
  go(link);
});

/** @param {Element} link moves focus too; the address stays clean so that "back" leaves the form */
function go(link) {
  const section = sectionOf(link);
  section?.focus({ preventScroll: true });
  section?.scrollIntoView();
}

function ask() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    mark();
  });
}

function mark() {
  const links = shown();
  const line = innerHeight / 3;
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2 && scrollY > 0;
  const passed = links.filter((link) => (sectionOf(link)?.getBoundingClientRect().top ?? Infinity) <= line);
  const here = atEnd ? links.at(-1) : (passed.at(-1) ?? links[0]);
  for (const link of document.querySelectorAll("[data-section-link]")) {
    if (link === here && !link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "step");
      keepInView(link);
    } else if (link !== here) link.removeAttribute("aria-current");
  }
}

/** @param {Element} link slides the band, never the page */
function keepInView(link) {
  const band = link.closest("ol");
  if (!band || band.scrollWidth <= band.clientWidth) return;
  const place = link.getBoundingClientRect();
  const window = band.getBoundingClientRect();
  band.scrollBy({ left: place.left + place.width / 2 - window.left - window.width / 2 });
}

/** @returns {Element[]} */
function shown() {
  return [...document.querySelectorAll("[data-section-link]")].filter((link) => sectionOf(link)?.hidden === false);
}

/** @param {Element} link @returns {HTMLElement | null} */
function sectionOf(link) {
  return document.querySelector(`[data-section="${CSS.escape(link.getAttribute("data-section-link") ?? "")}"]`);
}

export {};
