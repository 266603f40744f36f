// Times as people say them: "today 21:04"; in the hour that comes twice "today 01:30 EST". Pure. Public: when.

const HOUR = 3_600_000;

/**
 * @param {number | string} instant ms since 1970, or ISO
 * @param {Date} [now]
 * @returns {{words: string, full: string, iso: string}} `full` for hover and print
 */
export function when(instant, now = new Date()) {
  const at = new Date(instant);
  const zone = comesTwice(at) ? { timeZoneName: /** @type {const} */ ("short") } : {};
  const clock = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...zone });
  return { words: `${day(at, now)} ${clock}`, full: at.toLocaleString([], { dateStyle: "full", timeStyle: "long" }), iso: at.toISOString() };
}

/** Does this clock show the same once more, on the night it goes back? @param {Date} at @returns {boolean} */
function comesTwice(at) {
  return [-HOUR, HOUR].some((away) => new Date(at.getTime() + away).getHours() === at.getHours());
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
