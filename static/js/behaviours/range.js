/**
 * A slider beside the number that is the answer: each moves the other. A slider that nobody touched stands for no answer and looks so.
 * Public: attend.
 */

/** @type {WeakSet<Element>} */
const known = new WeakSet();

/** @param {HTMLElement} range as templates/macros/controls.html draws it */
export function attend(range) {
  const slider = range.querySelector("input[type=range]");
  const number = range.querySelector("input[name]");
  if (known.has(range) || !(slider instanceof HTMLInputElement) || !(number instanceof HTMLInputElement)) return;
  known.add(range);
  slider.addEventListener("input", () => say(number, turned(slider, Number(slider.value))));
  // The first touch is an answer even where the thumb stays where it was.
  slider.addEventListener("pointerup", () => number.value === "" && say(number, turned(slider, Number(slider.value))));
  for (const moment of ["input", "written"]) number.addEventListener(moment, () => follow(slider, number));
  range.querySelector("[data-clear]")?.addEventListener("click", () => {
    say(number, "");
    slider.focus();
  });
  follow(slider, number);
}

/** @param {HTMLInputElement} slider @param {HTMLInputElement} number */
function follow(slider, number) {
  const empty = number.value.trim() === "" || !Number.isFinite(Number(number.value));
  slider.toggleAttribute("data-untouched", empty);
  slider.setAttribute("aria-valuetext", empty ? "not answered" : number.value);
  slider.value = empty ? slider.min : turned(slider, Number(number.value));
}

/** A range that falls is a slider turned round. @param {HTMLInputElement} slider @param {number} value @returns {string} */
function turned(slider, value) {
  const turnedRound = slider.hasAttribute("data-falls") ? Number(slider.min) + Number(slider.max) - value : value;
  return String(Number(turnedRound.toPrecision(12)));
}

/** @param {HTMLInputElement} number @param {string} value */
function say(number, value) {
  number.value = value;
  number.dispatchEvent(new Event("input", { bubbles: true }));
  number.dispatchEvent(new Event("change", { bubbles: true }));
}
