// Times as people say them: "today 21:04". Pure. Public: when.

/**
 * @param {number | string} instant ms since 1970, or ISO
 * @param {Date} [now]
 * @returns {{words: string, full: string, iso: string}} `full` for hover and print
 */
export function when(instant, now = new Date()) {
  const at = new Date(instant);
  const clock = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return { words: `${day(at, now)} ${clock}`, full: at.toLocaleString([], { dateStyle: "full", timeStyle: "long" }), iso: at.toISOString() };
}

/**
 * @param {Date} at
 * @param {Date} now
 * @returns {string}
 */
function day(at, now) {
  const ago = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (ago === 0) return "today";
  if (ago === 1) return "yesterday";
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: /** @type {const} */ ("numeric") };
  return at.toLocaleDateString([], { weekday: "short", day: "numeric", month: "short", ...year });
}

/**
 * @param {Date} at
 * @returns {number}
 */
function midnight(at) {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
