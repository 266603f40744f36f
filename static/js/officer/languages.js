// In which language the questions are asked: a switch on the form, without a connection, kept with the draft. Every language stands on the
// page; what is not translated stays in the form's own. Public: join.

/** @typedef {import("./sheet.js").Sheet} Sheet */

/** @param {Sheet} sheet */
export function join(sheet) {
  const { signal, form } = sheet;
  const page = form.closest("main") ?? form;
  const translated = messagesOf(sheet.definition);
  sheet.inLanguage = (problem) => translated.get(`${sheet.language} ${problem.code} ${templateOf(problem.path)}`) ?? problem.message;
  page.addEventListener("click", (event) => press(event, sheet), { signal });
  sheet.addEventListener("shown", () => speak(page, sheet), { signal });
  speak(page, sheet);
}

/** @param {Event} event @param {Sheet} sheet */
function press(event, sheet) {
  const button = event.target instanceof Element ? event.target.closest("button[data-language]") : null;
  if (!button) return;
  sheet.language = button.getAttribute("data-language") ?? "";
  sheet.rebind();
  sheet.dispatchEvent(new Event("spoken"));
}

/** @param {Element} page @param {Sheet} sheet */
function speak(page, { language, definition }) {
  const spoken = (definition.languages ?? []).find((/** @type {any} */ one) => one.code === language);
  for (const button of page.querySelectorAll("button[data-language]")) button.setAttribute("aria-pressed", String(button.getAttribute("data-language") === language));
  for (const place of page.querySelectorAll("[data-mirrors]")) place.setAttribute("dir", spoken?.right_to_left ? "rtl" : "ltr");
  for (const words of page.querySelectorAll('[data-in=""]')) choose(words, language);
  for (const option of page.querySelectorAll("option[data-words]")) sayOption(/** @type {HTMLOptionElement} */ (option), language);
  const warned = page.querySelector("[data-unreviewed]");
  warned?.toggleAttribute("hidden", !warned.getAttribute("data-unreviewed")?.split(" ").includes(language));
}

/** @param {Element} own the words in the form's own language; the others follow it @param {string} language */
function choose(own, language) {
  let found = false;
  for (let other = own.nextElementSibling; other?.hasAttribute("data-in"); other = other.nextElementSibling) {
    const speaks = other.getAttribute("data-in") === language;
    other.toggleAttribute("hidden", !speaks);
    found ||= speaks;
  }
  own.toggleAttribute("hidden", found);
}

/** @param {HTMLOptionElement} option @param {string} language */
function sayOption(option, language) {
  option.dataset.own ??= option.text;
  const words = JSON.parse(option.dataset.words ?? "{}");
  option.text = Object.hasOwn(words, language) ? words[language] : option.dataset.own;
}

/** @param {any} definition @returns {Map<string, string>} by language, code and path */
function messagesOf(definition) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const visit = (/** @type {any} */ node) => {
    for (const [language, { constraint_message: words }] of Object.entries(/** @type {Record<string, any>} */ (node.in ?? {}))) {
      if (words) found.set(`${language} constraint ${node.path}`, words);
    }
    for (const child of node.children ?? []) visit(child);
  };
  visit(definition);
  return found;
}

/** @param {string} path @returns {string} */
function templateOf(path) {
  return path.replace(/\[\d+\]/g, "");
}
