// Moves to another of the officer's pages without leaving the document: the new page is parsed by the browser itself, its scripts
// never run, and only its <main> is taken over. Knows no view. Public: loadPage, putInPlace.

/**
 * @param {string} url
 * @returns {Promise<Document | null>} null: not reached, or what answered is not one of the officer's pages
 */
export function loadPage(url) {
  return new Promise((resolve) => {
    // A page, not a record: the one way to parse HTML that Trusted Types let pass.
    // eslint-disable-next-line no-restricted-globals
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.timeout = 15_000;
    request.onloadend = () => resolve(officersPage(request));
    request.send();
  });
}

/** @param {Document} page as loadPage gave it; it is used up */
export function putInPlace(page) {
  const main = /** @type {HTMLElement} */ (page.querySelector("main[data-view]"));
  for (const without of main.querySelectorAll("noscript")) without.remove();
  document.querySelector("main")?.replaceWith(document.adoptNode(main));
  document.title = page.title;
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
}

/**
 * @param {XMLHttpRequest} request
 * @returns {Document | null}
 */
function officersPage(request) {
  const page = request.status === 200 ? /** @type {Document | null} */ (request.response) : null;
  return page?.querySelector("main[data-view]") ? page : null;
}
