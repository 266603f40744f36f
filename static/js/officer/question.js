// One question on the page: what stands in its inputs, and what is said beside them. Text stays text: reading it by the question's type,
// and saying what is wrong with it, is the form's logic alone. Touches only the element it is given.
// Public: readAnswer, writeAnswer, differsFromDrawn, answerInWords, sayProblem, isLocked, lock, focusIn.

// "2026-11-01T01:30": what an input for a moment takes. Which of the two 01:30s it is stands beside it in `data-moment`.
const SHOWN = 16;
const CONTROLS = "input[name], select, textarea";
const WORDS = ".label, .hint, .guidance";
const LOCKED = "Another answer locks this one.";

/**
 * @param {Element} wrapper a question as templates/macros/fields.html draws it (`data-path`, `data-type`)
 * @returns {string | string[] | undefined} text, one choice, or a list of choices
 */
export function readAnswer(wrapper) {
  const type = wrapper.getAttribute("data-type");
  if (type === "select_multiple") return chosen(wrapper);
  if (type === "select_one" || type === "acknowledge") return chosen(wrapper)[0];
  const input = control(wrapper);
  if (input?.dataset.precision) return wholeDate(input.value);
  const moment = input?.dataset.moment;
  return moment !== undefined && moment.slice(0, SHOWN) === input?.value ? moment : input?.value;
}

/**
 * @param {Element} wrapper
 * @param {unknown} answer as the logic stores it
 */
export function writeAnswer(wrapper, answer) {
  const type = wrapper.getAttribute("data-type");
  const words = answer === undefined ? [] : [answer].flat().map(String);
  if (type === "select_one" || type === "select_multiple" || type === "acknowledge") choose(wrapper, words);
  else if (type === "dateTime") writeMoment(control(wrapper), words[0] ?? "");
  else writeText(control(wrapper), words[0] ?? "");
}

/**
 * Somebody was quicker than the scripts: what stands in the inputs is not what the page was drawn with.
 * @param {Element} wrapper
 * @returns {boolean}
 */
export function differsFromDrawn(wrapper) {
  const input = control(wrapper);
  const typed = input !== null && input.value !== input.defaultValue;
  const picked = [...wrapper.querySelectorAll("option")].some((option) => option.selected !== option.defaultSelected && option.value !== "");
  return typed || picked || chips(wrapper).some((chip) => chip.checked !== chip.defaultChecked);
}

/**
 * @param {Element} wrapper
 * @param {unknown} answer
 * @returns {string} with the words of its choices
 */
export function answerInWords(wrapper, answer) {
  const choices = [...wrapper.querySelectorAll("option:checked"), ...chips(wrapper).filter((chip) => chip.checked).map((chip) => chip.closest("label"))];
  return choices.map((choice) => choice?.textContent?.trim()).join(", ") || String(answer);
}

/**
 * Few questions ever have something wrong with them: the place for it comes with the words, and goes with them.
 * @param {Element} wrapper
 * @param {string} words "" where nothing is wrong
 */
export function sayProblem(wrapper, words) {
  const place = wrapper.querySelector(":scope > [data-error]") ?? (words && placeIn(wrapper));
  if (!place) return;
  place.textContent = words;
  describe(wrapper.matches("fieldset") ? wrapper : wrapper.querySelector(CONTROLS), place.id, words !== "");
  for (const each of wrapper.querySelectorAll(CONTROLS)) {
    if (words === "") each.removeAttribute("aria-invalid");
    else each.setAttribute("aria-invalid", "true");
  }
  if (words === "") place.remove();
}

/** @param {Element} wrapper @returns {boolean} */
export function isLocked(wrapper) {
  return wrapper.hasAttribute("data-locked");
}

/**
 * Another answer locks it, or opens it again. It stays where the focus may be, and says so to whoever hears the page.
 * @param {Element} wrapper
 * @param {boolean} locks
 */
export function lock(wrapper, locks) {
  wrapper.toggleAttribute("data-locked", locks);
  for (const each of wrapper.querySelectorAll(CONTROLS)) {
    if (each.matches("textarea, input:not([type=radio], [type=checkbox], [type=range])")) each.toggleAttribute("readonly", locks);
    else each.toggleAttribute("disabled", false);
    if (locks) each.setAttribute("aria-disabled", "true");
    else each.removeAttribute("aria-disabled");
  }
  const words = wrapper.querySelector(":scope > [data-locked-words]") ?? wordsIn(wrapper);
  if (!locks) words.remove();
  describe(wrapper.matches("fieldset") ? wrapper : wrapper.querySelector(CONTROLS), words.id, locks);
}

/** @param {Element} wrapper @returns {Element} */
function wordsIn(wrapper) {
  const words = placed(wrapper, "hint", "locked");
  words.textContent = LOCKED;
  words.setAttribute("data-locked-words", "");
  return words;
}

/** @param {Element} wrapper @returns {Element} as templates/macros/fields.html would draw it: under the question's words */
function placeIn(wrapper) {
  const place = placed(wrapper, "error", "error");
  place.setAttribute("data-error", "");
  return place;
}

/** @param {Element} wrapper @param {string} className @param {string} ending of its id @returns {Element} a line of words under those that are there */
function placed(wrapper, className, ending) {
  const place = Object.assign(document.createElement("p"), { className, id: `${wrapper.querySelector(CONTROLS)?.getAttribute("name")}-${ending}` });
  wrapper.insertBefore(place, [...wrapper.children].find((child) => !child.matches(WORDS)) ?? null);
  return place;
}

/** @param {Element | null} field @param {string} id of what describes it @param {boolean} does */
function describe(field, id, does) {
  const others = (field?.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one !== "" && one !== id);
  const all = does ? [...others, id] : others;
  if (all.length > 0) field?.setAttribute("aria-describedby", all.join(" "));
  else field?.removeAttribute("aria-describedby");
}

/** @param {Element | undefined} wrapper */
export function focusIn(wrapper) {
  const first = wrapper?.querySelector("input:checked") ?? wrapper?.querySelector(CONTROLS);
  if (first instanceof HTMLElement) first.focus({ preventScroll: true });
}

/**
 * @param {Element} wrapper
 * @returns {string[]}
 */
function chosen(wrapper) {
  const options = [...wrapper.querySelectorAll("option")].filter((option) => option.selected && option.value !== "");
  return [...options, ...chips(wrapper).filter((chip) => chip.checked)].map((choice) => choice.value);
}

/**
 * What stands so already is left alone: a browser draws anew what is written, were it the same.
 * @param {Element} wrapper
 * @param {string[]} names
 */
function choose(wrapper, names) {
  for (const chip of chips(wrapper)) if (chip.checked !== names.includes(chip.value)) chip.checked = !chip.checked;
  const wanted = names.length > 0 ? names : [""];
  for (const option of wrapper.querySelectorAll("option")) if (option.selected !== wanted.includes(option.value)) option.selected = !option.selected;
}

/**
 * @param {Element} wrapper
 * @returns {HTMLInputElement[]}
 */
function chips(wrapper) {
  return [...wrapper.querySelectorAll("input")].filter((input) => input.type === "radio" || input.type === "checkbox");
}

/**
 * @param {Element} wrapper
 * @returns {HTMLInputElement | HTMLTextAreaElement | null}
 */
function control(wrapper) {
  return wrapper.querySelector("input[name]:not([type=radio], [type=checkbox]), textarea[name]");
}

/** @param {string} typed a month or a year @returns {string} its first day, as every date is kept */
function wholeDate(typed) {
  const text = typed.trim();
  if (/^\d{4}$/.test(text)) return `${text}-01-01`;
  return /^\d{4}-\d\d$/.test(text) ? `${text}-01` : text;
}

/**
 * @param {HTMLInputElement | HTMLTextAreaElement | null} input
 * @param {string} text
 */
function writeText(input, text) {
  const length = { year: 4, month: 7 }[input?.dataset.precision ?? ""];
  write(input, length ? text.slice(0, length) : text);
}

/**
 * A moment is shown by the clock it was typed by, without its zone.
 * @param {HTMLInputElement | HTMLTextAreaElement | null} input
 * @param {string} moment
 */
function writeMoment(input, moment) {
  if (input && (input.dataset.moment ?? "") !== moment) input.dataset.moment = moment;
  write(input, moment.slice(0, SHOWN));
}

/**
 * @param {HTMLInputElement | HTMLTextAreaElement | null} input
 * @param {string} text
 */
function write(input, text) {
  if (!input || input.value === text) return;
  input.value = text;
  input.dispatchEvent(new Event("written", { bubbles: true }));
}
