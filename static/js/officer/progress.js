// The links of a form's sections: which sections are complete, and which apply at all. Told with the next frame, however much changed
// before it. Public: join.

/** @typedef {import("./sheet.js").Sheet} Sheet */

/** @param {Sheet} sheet */
export function join(sheet) {
  const links = new Map([...sheet.form.querySelectorAll("[data-section-link]")].map((link) => [link.getAttribute("data-section-link") ?? "", link]));
  const changed = new Set(links.keys());
  const mark = () => {
    const inside = bySection(sheet.entries.keys());
    const missing = new Set(sheet.logic.missing().map(sectionOf));
    for (const section of changed) {
      const link = links.get(section);
      if (link) markOne(sheet, link, section, inside.get(section) ?? [], missing.has(section));
    }
    changed.clear();
  };
  const note = (/** @type {Iterable<string>} */ paths) => {
    if (changed.size === 0) requestAnimationFrame(mark);
    for (const path of paths) changed.add(sectionOf(path));
  };
  sheet.addEventListener("shown", (event) => note(/** @type {CustomEvent<Iterable<string>>} */ (event).detail), { signal: sheet.signal });
  mark();
}

/**
 * @param {Sheet} sheet
 * @param {Element} link
 * @param {string} section its path
 * @param {string[]} inside the questions in it
 * @param {boolean} lacks whether a needed answer is missing
 */
function markOne({ logic }, link, section, inside, lacks) {
  const open = lacks || inside.some((path) => logic.problem(path) !== null);
  link.toggleAttribute("data-complete", !open && inside.some((path) => logic.value(path) !== undefined));
  link.closest("li")?.toggleAttribute("hidden", !logic.relevant(section));
}

/** @param {Iterable<string>} paths @returns {Map<string, string[]>} */
function bySection(paths) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const path of paths) {
    const section = sectionOf(path);
    const others = found.get(section);
    if (others) others.push(path);
    else found.set(section, [path]);
  }
  return found;
}

/** @param {string} path @returns {string} of the group at the top in which it stands, or itself */
function sectionOf(path) {
  return /^\/[^/[]+/.exec(path)?.[0] ?? path;
}
