// A form's regular expressions: fieldform/forms/expression/pattern.py made programs of them, and this runs one. Each character is read
// once, so none can hang the page. The twin of Automaton there. Public: matches.

/** @typedef {readonly any[]} Program steps: ["set", low, high, …] ["split", a, b] ["jump", a] ["start"] ["finish"] ["match"] */

const MAX_WORK = 500_000;

/**
 * Whether the whole text matches. One that takes too much work does not.
 * @param {Program} program
 * @param {string} text
 * @returns {boolean}
 */
export function matches(program, text) {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  let [current, work] = closure(program, [0], true, codes.length === 0);
  for (const [index, code] of codes.entries()) {
    const moved = current.filter((place) => accepts(program[place], code)).map((place) => place + 1);
    const [next, steps] = closure(program, moved, false, index === codes.length - 1);
    current = next;
    work += steps;
    if (current.length === 0 || work > MAX_WORK) return false;
  }
  return current.some((place) => program[place][0] === "match");
}

/**
 * The steps that read a character, or match, and are reached without reading one; and how many were gone through.
 * @param {Program} program @param {number[]} waiting @param {boolean} atStart @param {boolean} atEnd
 * @returns {[number[], number]}
 */
function closure(program, waiting, atStart, atEnd) {
  const seen = new Set();
  const reached = [];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const [kind, first, second] = program[place];
    if (kind === "split") waiting.push(second, first);
    else if (kind === "jump") waiting.push(first);
    else if (kind === "set" || kind === "match") reached.push(place);
    else if (kind === "start" ? atStart : atEnd) waiting.push(place + 1);
  }
  return [reached, seen.size];
}

/** @param {readonly any[]} step @param {number} code @returns {boolean} */
function accepts(step, code) {
  if (step[0] !== "set") return false;
  for (let index = 1; index < step.length; index += 2) if (code >= step[index] && code <= step[index + 1]) return true;
  return false;
}
