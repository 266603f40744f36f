/**
 * "Where I am": the device's own place as latitude, longitude, height and accuracy. Where it is refused or not found, what to do instead
 * is said; typing always works. The place goes into the answer and nowhere else. Public: attend.
 */

const WITHIN_MS = 20_000;
const FINE_M = 10;
const WHY_NOT = new Map([
  [1, "This device may not say where it is. Allow it in the browser's settings, or type the place."],
  [2, "No signal says where this is. Try again outside, or type the place."],
  [3, "It took too long. Try again outside, or type the place."],
]);
/** @type {WeakSet<Element>} */
const known = new WeakSet();

/** @param {HTMLElement} pair the input and its button */
export function attend(pair) {
  const input = pair.querySelector("input");
  const button = pair.querySelector("[data-locate]");
  if (known.has(pair) || !input || !(button instanceof HTMLButtonElement)) return;
  known.add(pair);
  const tell = (/** @type {string} */ words) => say(pair.nextElementSibling, words);
  button.addEventListener("click", () => void locate(input, button, tell));
  for (const moment of ["input", "written"]) input.addEventListener(moment, () => tell(accuracyOf(input.value)));
  tell(accuracyOf(input.value));
}

/** @param {HTMLInputElement} input @param {HTMLButtonElement} button @param {(words: string) => void} tell */
async function locate(input, button, tell) {
  button.setAttribute("aria-busy", "true");
  tell("Looking for this place …");
  try {
    const { coords } = await position((better) => tell(`Looking … within ${Math.round(better.accuracy)} m so far`));
    const height = coords.altitude === null ? 0 : coords.altitude;
    input.value = `${coords.latitude.toFixed(6)} ${coords.longitude.toFixed(6)} ${height.toFixed(1)} ${coords.accuracy.toFixed(1)}`;
    for (const moment of ["input", "change"]) input.dispatchEvent(new Event(moment, { bubbles: true }));
  } catch (problem) {
    tell(WHY_NOT.get(/** @type {GeolocationPositionError} */ (problem).code) ?? WHY_NOT.get(2) ?? "");
  }
  button.removeAttribute("aria-busy");
}

/**
 * The best that comes within the time; at once where it is fine enough.
 * @param {(coords: GeolocationCoordinates) => void} better
 * @returns {Promise<GeolocationPosition>}
 */
function position(better) {
  return new Promise((resolve, reject) => {
    /** @type {GeolocationPosition | null} */
    let best = null;
    const end = () => {
      clearTimeout(timer);
      navigator.geolocation.clearWatch(watch);
      if (best) resolve(best);
    };
    const take = (/** @type {GeolocationPosition} */ found) => {
      if (!best || found.coords.accuracy < best.coords.accuracy) best = found;
      better(best.coords);
      if (best.coords.accuracy <= FINE_M) end();
    };
    const timer = setTimeout(() => (best ? end() : reject({ code: 3 })), WITHIN_MS);
    const watch = navigator.geolocation.watchPosition(take, (problem) => (best ? end() : (clearTimeout(timer), reject(problem))), { enableHighAccuracy: true, timeout: WITHIN_MS });
  });
}

/** @param {string} value @returns {string} */
function accuracyOf(value) {
  const metres = Number(value.trim().split(/\s+/)[3] ?? NaN);
  return metres > 0 ? `Within ${Math.round(metres)} m` : "";
}

/** @param {Element | null} place @param {string} words */
function say(place, words) {
  if (!place) return;
  place.textContent = words;
  place.toggleAttribute("hidden", words === "");
}
