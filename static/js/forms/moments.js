// Dates and times: ISO text in answers, days since 1970-01-01 in arithmetic. A date with a time counts by the wall clock of the form's
// zone; two of them are compared as instants (values.js). Pure: the clock and the zone come in. The twin of
// fieldform/forms/expression/moments.py, whose docstring says why.
// Public: zoneOf, clockAt, daysOf, millisecondsOf, isMoment, isDate, isTime, dateText, localDate, momentText, momentOfDays,
// normalMoment, formatted.

/** @typedef {{now: number, offset: (instant: number) => number}} Clock milliseconds since 1970; milliseconds that the zone is ahead of UTC */
/** @typedef {{wall: number, offset: number | null, timed: boolean}} Moment `wall` is the clock's reading as if it were UTC */

const MINUTE = 60_000;
const DAY = 86_400_000;
const FIRST_DAY = -354_285; // 1000-01-01
const LAST_DAY = 2_932_896; // 9999-12-31
const MOMENT =
  /^([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?(Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?)?$/;
const TIME = /^([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** @param {string} zone an IANA name; one that nobody knows counts as UTC @returns {(instant: number) => number} */
export function zoneOf(zone) {
  const format = formatOf(zone) ?? formatOf("UTC");
  return (instant) => {
    const inside = Math.floor(Math.min(Math.max(instant, (FIRST_DAY + 2) * DAY), (LAST_DAY - 2) * DAY) / 1000) * 1000;
    /** @type {Map<string, number>} */
    const parts = new Map((format?.formatToParts(inside) ?? []).map((part) => [part.type, Number(part.value)]));
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = ["year", "month", "day", "hour", "minute", "second"].map((name) => parts.get(name));
    return Math.floor((Date.UTC(year, month - 1, day, hour, minute, second) - inside) / MINUTE) * MINUTE;
  };
}

/** @param {number} now @param {(instant: number) => number} offset of `zoneOf` @returns {Clock} */
export function clockAt(now, offset) {
  return { now: Math.floor(now), offset };
}

/** @param {string} text @param {Clock} clock @returns {number} days since 1970-01-01 of a date, a date with time or a time; else NaN */
export function daysOf(text, clock) {
  const moment = momentOf(text);
  if (moment) return localOf(moment, clock) / DAY;
  const time = TIME.exec(text);
  return time ? timeOfDay(time[1], time[2], time[3], time[4]) / DAY : NaN;
}

/** @param {string} text @param {Clock} clock @returns {number | null} milliseconds since 1970 of a date with time */
export function millisecondsOf(text, clock) {
  const moment = momentOf(text);
  return moment?.timed ? instantOf(moment, clock) : null;
}

/** @param {string} text @returns {boolean} a date, with or without a time */
export function isMoment(text) {
  return momentOf(text) !== null;
}

/** @param {string} text @returns {boolean} */
export function isDate(text) {
  return momentOf(text)?.timed === false;
}

/** @param {string} text @returns {boolean} */
export function isTime(text) {
  return TIME.test(text);
}

/** @param {number} days @returns {string} the date, or "" outside the calendar */
export function dateText(days) {
  return days >= FIRST_DAY && days < LAST_DAY + 1 ? new Date(Math.floor(days) * DAY).toISOString().slice(0, 10) : "";
}

/** @param {string} text @param {Clock} clock @returns {string} its date by the wall clock */
export function localDate(text, clock) {
  const moment = momentOf(text);
  return moment ? dateText(Math.floor(localOf(moment, clock) / DAY)) : "";
}

/** @param {number} instant @param {Clock} clock @returns {string} "2026-11-20T21:04:05-05:00", or "" outside the calendar */
export function momentText(instant, clock) {
  const offset = clock.offset(instant);
  const day = dateText(Math.floor((instant + offset) / DAY));
  return day && `${day}T${wallTime(instant + offset)}${offsetText(offset)}`;
}

/** @param {number} days by the wall clock @param {Clock} clock @returns {string} */
export function momentOfDays(days, clock) {
  return Math.abs(days) < 1e7 ? momentText(instantOfWall(Math.floor(days * DAY + 0.5), clock), clock) : "";
}

/** @param {string} text @param {Clock} clock @returns {string} a date with time as it is stored; "" for any other text */
export function normalMoment(text, clock) {
  const moment = momentOf(text);
  if (!moment?.timed) return "";
  if (moment.offset === null) return momentText(instantOfWall(moment.wall, clock), clock);
  return `${text.slice(0, 10)}T${wallTime(moment.wall)}${offsetText(moment.offset)}`;
}

/** @param {string} text @param {string} layout with the directives of XLSForm's format-date @param {Clock} clock @returns {string} */
export function formatted(text, layout, clock) {
  const moment = momentOf(text);
  if (!moment) return "";
  const wall = localOf(moment, clock);
  return layout.replace(/%([YymnbdeHhMS3a%])/g, (_, directive) => datePart(directive, wall));
}

/** @param {string} directive @param {number} wall @returns {string} */
function datePart(directive, wall) {
  const at = new Date(Math.min(Math.max(wall, FIRST_DAY * DAY), LAST_DAY * DAY + DAY - 1));
  const rest = ((wall % DAY) + DAY) % DAY;
  switch (directive) {
    case "Y":
      return String(at.getUTCFullYear());
    case "y":
      return two(at.getUTCFullYear() % 100);
    case "m":
      return two(at.getUTCMonth() + 1);
    case "n":
      return String(at.getUTCMonth() + 1);
    case "b":
      return MONTHS[at.getUTCMonth()] ?? "";
    case "d":
      return two(at.getUTCDate());
    case "e":
      return String(at.getUTCDate());
    case "H":
      return two(Math.floor(rest / 3_600_000));
    case "h":
      return String(Math.floor(rest / 3_600_000));
    case "M":
      return two(Math.floor(rest / MINUTE) % 60);
    case "S":
      return two(Math.floor(rest / 1000) % 60);
    case "3":
      return String(rest % 1000).padStart(3, "0");
    case "a":
      return WEEKDAYS[(((Math.floor(wall / DAY) + 4) % 7) + 7) % 7] ?? "";
    default:
      return "%";
  }
}

/** @param {string} text @returns {Moment | null} */
function momentOf(text) {
  const found = text.length >= 10 && text[4] === "-" ? MOMENT.exec(text) : null;
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const start = Date.UTC(year, month - 1, day);
  if (new Date(start).getUTCMonth() !== month - 1 || new Date(start).getUTCDate() !== day) return null;
  if (found[4] === undefined) return { wall: start, offset: null, timed: false };
  return { wall: start + timeOfDay(found[4], found[5], found[6], found[7]), offset: offsetOf(found[8]), timed: true };
}

/** @param {string | undefined} hour @param {string | undefined} minute @param {string | undefined} second @param {string | undefined} fraction */
function timeOfDay(hour, minute, second, fraction) {
  return Number(hour) * 3_600_000 + Number(minute) * MINUTE + Number(second ?? 0) * 1000 + Number(`${fraction ?? ""}000`.slice(0, 3));
}

/** @param {string | undefined} text "-05:00" @returns {number | null} */
function offsetOf(text) {
  if (text === undefined) return null;
  if (text === "Z") return 0;
  const size = (Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6))) * MINUTE;
  return text.startsWith("-") ? 0 - size : size;
}

/** @param {Moment} moment @param {Clock} clock @returns {number} */
function instantOf(moment, clock) {
  return moment.offset === null ? instantOfWall(moment.wall, clock) : moment.wall - moment.offset;
}

/** @param {Moment} moment @param {Clock} clock @returns {number} the wall clock's reading in the form's zone */
function localOf(moment, clock) {
  if (moment.offset === null) return moment.wall;
  const instant = moment.wall - moment.offset;
  return instant + clock.offset(instant);
}

/** @param {number} wall @param {Clock} clock @returns {number} the first of two in autumn, and past the gap in spring */
function instantOfWall(wall, clock) {
  const before = clock.offset(wall - DAY);
  const after = clock.offset(wall + DAY);
  return wall - (clock.offset(wall - before) !== before && clock.offset(wall - after) === after ? after : before);
}

/** @param {number} wall @returns {string} */
function wallTime(wall) {
  const seconds = Math.floor((((wall % DAY) + DAY) % DAY) / 1000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** @param {number} offset @returns {string} */
function offsetText(offset) {
  const minutes = Math.floor(Math.abs(offset) / MINUTE);
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** @param {number} number @returns {string} */
function two(number) {
  return String(number).padStart(2, "0");
}

/** @param {string} timeZone @returns {Intl.DateTimeFormat | null} */
function formatOf(timeZone) {
  const parts = /** @type {const} */ ({ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn", ...parts });
  } catch {
    return null;
  }
}
