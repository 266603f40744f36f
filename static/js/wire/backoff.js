/**
 * How long to wait before trying again: full jitter, so that a car park of phones does not return in step.
 *
 * Public: fullJitter.
 */

/**
 * @param {number} failures how many there were in a row, at least 1
 * @param {{ base: number, cap: number }} bounds ms
 * @param {number} unit random, 0 ≤ unit < 1
 * @returns {number} ms, between a tenth of the bound (never a busy loop) and the bound
 */
export function fullJitter(failures, { base, cap }, unit) {
  const bound = Math.min(cap, base * 2 ** Math.min(failures - 1, 30));
  return Math.round(bound / 10 + unit * bound * 0.9);
}
