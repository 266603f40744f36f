// Between what stands in the page's inputs and the answers a form's logic knows: numbers, lists, times with their zone.
// Touches only the element it is given; knows no draft and no storage. What cannot be read as the question's type stays the
// text that was typed, so that nothing typed is lost and the logic can say what is wrong with it.
// Public: readAnswer, writeAnswer, localToInstant, instantToLocal.

/** @typedef {string | number | string[] | undefined} Answer undefined = not answered */

/**
 * @param {Element} wrapper a question as templates/macros/fields.html draws it (`data-path`, `data-type`)
 * @returns {Answer}
 */
export function readAnswer(wrapper) {
  const type = wrapper.getAttribute("data-type") ?? "text";
  if (type === "select_multiple") return listOrNothing(chosen(wrapper));
  if (type === "select_one") return chosen(wrapper)[0];
  return typed(type, control(wrapper)?.value ?? "");
}

/**
 * @param {Element} wrapper
 * @param {unknown} answer
 */
export function writeAnswer(wrapper, answer) {
  const type = wrapper.getAttribute("data-type") ?? "text";
  if (type.startsWith("select_")) choose(wrapper, Array.isArray(answer) ? answer.map(String) : answer === undefined ? [] : [String(answer)]);
  else write(control(wrapper), answer === undefined ? "" : type === "dateTime" ? instantToLocal(String(answer)) : String(answer));
}

/**
 * @param {string} local "2026-11-23T21:04" by this device's zone
 * @returns {string} "2026-11-23T21:04:00-05:00"; text that is no such time comes back as it is
 */
export function localToInstant(local) {
  const at = new Date(local);
  if (Number.isNaN(at.getTime())) return local;
  return `${wallClock(at)}:${two(at.getSeconds())}${offset(at)}`;
}

/**
 * @param {string} instant
 * @returns {string} what a datetime-local input takes, by this device's zone
 */
export function instantToLocal(instant) {
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? "" : wallClock(at);
}

/**
 * @param {string} type
 * @param {string} text
 * @returns {Answer}
 */
function typed(type, text) {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (type === "integer") return /^[+-]?\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed;
  if (type === "decimal") return /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)$/.test(trimmed) ? Number(trimmed.replace(",", ".")) : trimmed;
  if (type === "dateTime") return localToInstant(trimmed);
  return type === "text" ? text : trimmed;
}

/**
 * @param {Element} wrapper
 * @returns {string[]}
 */
function chosen(wrapper) {
  const select = wrapper.querySelector("select");
  if (select) return [...select.selectedOptions].map((option) => option.value).filter((value) => value !== "");
  return chips(wrapper).filter((chip) => chip.checked).map((chip) => chip.value);
}

/**
 * @param {Element} wrapper
 * @param {string[]} names
 */
function choose(wrapper, names) {
  for (const chip of chips(wrapper)) chip.checked = names.includes(chip.value);
  for (const option of wrapper.querySelectorAll("option")) option.selected = option.value !== "" && names.includes(option.value);
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
  return wrapper.querySelector("input[name], textarea[name]");
}

/**
 * @param {HTMLInputElement | HTMLTextAreaElement | null} input
 * @param {string} text
 */
function write(input, text) {
  if (input && input.value !== text) input.value = text;
}

/**
 * @param {string[]} names
 * @returns {string[] | undefined}
 */
function listOrNothing(names) {
  return names.length > 0 ? names : undefined;
}

/**
 * @param {Date} at
 * @returns {string}
 */
function wallClock(at) {
  const year = String(at.getFullYear()).padStart(4, "0");
  return `${year}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/**
 * @param {Date} at
 * @returns {string} "+01:00"
 */
function offset(at) {
  const minutes = -at.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/**
 * @param {number} number
 * @returns {string}
 */
function two(number) {
  return String(number).padStart(2, "0");
}
