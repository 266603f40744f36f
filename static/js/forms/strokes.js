// A signature as text: strokes of a pen on a sheet of 600 by 200, each a start and the steps from there. Pure.
//   ink:10,20,3,-1,4,0;50,60,1,1     two strokes
// At most 20,000 characters: what is drawn beyond is not taken. Public: strokesOf, textOf, isInk, pathOf, SHEET.

export const SHEET = { width: 600, height: 200 };
const MARK = "ink:";
const MOST = 20_000;
const STROKES = /^ink:-?\d{1,4}(?:,-?\d{1,4})*(?:;-?\d{1,4}(?:,-?\d{1,4})*)*$/;

/** @typedef {[number, number][]} Stroke points from the upper left */

/** @param {unknown} text @returns {boolean} */
export function isInk(text) {
  return typeof text === "string" && STROKES.test(text);
}

/** @param {string} text @returns {Stroke[]} none where it is no ink */
export function strokesOf(text) {
  if (!isInk(text)) return [];
  return text.slice(MARK.length).split(";").map((part) => {
    const steps = part.split(",").map(Number);
    let [x, y] = [0, 0];
    /** @type {Stroke} */
    const points = [];
    for (let place = 0; place + 1 < steps.length; place += 2) {
      [x, y] = [x + (steps[place] ?? 0), y + (steps[place + 1] ?? 0)];
      points.push([x, y]);
    }
    return points;
  });
}

/** @param {Stroke[]} strokes @returns {string} "" for none */
export function textOf(strokes) {
  const drawn = strokes.filter((stroke) => stroke.length > 0).map(stepsOf);
  while (drawn.join(";").length > MOST - MARK.length) drawn.pop();
  return drawn.length > 0 ? `${MARK}${drawn.join(";")}` : "";
}

/** @param {string} text @returns {string} the d of an SVG path */
export function pathOf(text) {
  return strokesOf(text)
    .map((stroke) => stroke.map(([x, y], place) => `${place === 0 ? "M" : "L"}${x} ${y}`).join("") + (stroke.length === 1 ? "h1" : ""))
    .join("");
}

/** @param {Stroke} stroke @returns {string} */
function stepsOf(stroke) {
  let [fromX, fromY] = [0, 0];
  return stroke
    .flatMap(([x, y]) => {
      const step = [x - fromX, y - fromY];
      [fromX, fromY] = [x, y];
      return step;
    })
    .join(",");
}
