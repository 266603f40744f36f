// "On this device": every record that was sent from here and how it truly stands, why something waits, how much room there is.
// Clones the rows that the page brings; the words of a state stand there. Knows no storage. Public: mount.

import * as advice from "./advice.js";
import { isOnItsWay } from "./connection.js";
import { followed } from "./followed.js";
import { fill, titleOf } from "./rows.js";
import { roomWord, skewWord, whyItWaits } from "./waits.js";
import { when } from "./when.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {import("../device/fieldform.js").RecordSummary} RecordSummary */
/** @typedef {import("../device/fieldform.js").Holdings} Holdings */

/** @type {Record<string, string>} */
const KINDS = { revision: "Correction", withdrawal: "Withdrawn", reinstatement: "Withdrawal taken back", draft: "Unfinished form, handed over" };

/**
 * @param {HTMLElement} main
 * @param {Screen} screen
 * @returns {import("./app.js").View}
 */
export function mount(main, screen) {
  return followed(main, screen, { draw: (device) => draw(main, device), onClick: (event) => onClick(event, main, screen) });
}

/**
 * @param {HTMLElement} main
 * @param {Fieldform} device
 */
async function draw(main, device) {
  const holdings = await device.holdings();
  const waiting = holdings.records.filter((record) => record.state !== "received");
  const problems = waiting.filter((record) => record.state === "attention").length;
  put(main, "sum", sumWords(waiting.length + holdings.others, problems));
  fill(main, "here", holdings.records.map((record) => rowOf(main, record, holdings.records, device)));
  fact(main, "others", holdings.others > 0, othersWords(holdings.others));
  fact(main, "send-soon", waiting.length + holdings.others > 0);
  drawContact(main, device);
  drawRoom(main, holdings.room);
  drawDevice(main, device);
  advice.show(main, advice.advised(holdings.room, await advice.around(device)));
}

/** @param {number} waiting @param {number} problems */
function sumWords(waiting, problems) {
  if (waiting === 0) return "Everything has arrived";
  return `${waiting} waiting · ${problems} ${problems === 1 ? "problem" : "problems"}`;
}

/** @param {number} others */
function othersWords(others) {
  return others === 1 ? "One more of somebody else’s waits to be sent." : `${others} more of other people’s wait to be sent.`;
}

/**
 * @param {HTMLElement} main
 * @param {RecordSummary} record
 * @param {RecordSummary[]} all
 * @param {Fieldform} device
 * @returns {import("./rows.js").Row}
 */
function rowOf(main, record, all, device) {
  const waits = record.state === "sending" && !isOnItsWay(record, device.connection());
  const about = record.kind === "action" ? (all.find((one) => one.id === record.root) ?? { form: null, label: null }) : record;
  return {
    template: "here",
    id: record.id,
    kind: "record",
    title: titleOf(main, about),
    detail: KINDS[record.kind] ?? KINDS[record.kind === "action" ? (record.form ?? "") : ""] ?? "",
    state: `outbox-${waits ? "waiting" : record.state}`,
    why: whyItWaits(record, device.connection(), Date.now()),
    until: device.connection().busyUntil,
    at: record.receivedAt ?? record.sentAt,
    href: pageOf(all, record),
  };
}

/** @param {RecordSummary[]} all @param {RecordSummary} record */
function pageOf(all, { root }) {
  const newest = all.find((one) => one.root === root && one.kind !== "action" && !one.superseded && one.form !== null);
  return newest ? `/officer/forms/${newest.form}/${newest.version}/report#${root}` : null;
}

/** @param {HTMLElement} main @param {Fieldform} device */
function drawContact(main, device) {
  const { lastReachedAt, skewMs, word, busyUntil } = device.connection();
  fact(main, "reached", lastReachedAt !== null);
  fact(main, "never", lastReachedAt === null);
  if (lastReachedAt !== null) put(main, "reached", when(lastReachedAt).words);
  const asked = word === "busy" && busyUntil !== null;
  fact(main, "busy", asked);
  if (asked) put(main, "busy", when(busyUntil).words);
  const clock = skewWord(skewMs);
  notice(main, "clock", clock?.wrong === true);
  if (clock) put(main, "clock", clock.words);
  if (clock) put(main, "skew", clock.words);
}

/** @param {HTMLElement} main @param {Holdings["room"]} room */
function drawRoom(main, room) {
  if (roomWord(room) !== "unknown") put(main, "used", usedWords(Number(room.used), Number(room.quota)));
  fact(main, "kept", room.kept === true);
  fact(main, "not-kept", room.kept === false);
  fact(main, "kept-unknown", room.kept === null);
}

/** @param {number} used @param {number} quota bytes */
function usedWords(used, quota) {
  const share = Math.ceil((100 * used) / quota);
  const megabytes = (/** @type {number} */ bytes) => Math.max(1, Math.round(bytes / 1_000_000)).toLocaleString();
  return `${share} % (${megabytes(used)} of ${megabytes(quota)} MB)`;
}

/** @param {HTMLElement} main @param {Fieldform} device */
function drawDevice(main, device) {
  const { vault, signedIn, device: id } = device.state();
  for (const one of ["none", "locked", "open"]) fact(main, `vault-${one}`, vault === one);
  notice(main, "sign-in", signedIn === false);
  if (id) put(main, "device", id.slice(0, 8));
}

/**
 * @param {MouseEvent} event
 * @param {HTMLElement} main
 * @param {Screen} screen
 */
async function onClick(event, main, screen) {
  const pressed = /** @type {Element} */ (event.target).closest("[data-action]");
  const action = pressed?.getAttribute("data-action");
  const device = await screen.device;
  if (pressed && action === "keep-safe") {
    await advice.press(action, pressed, main, device, screen);
    await draw(main, device);
  }
  if (action === "copy-out" && (await screen.ask("copy-out"))) await copyOut(device, screen);
}

/**
 * What waits; where nothing does, every sealed copy that is kept: a restored server may lack them.
 * @param {Fieldform} device
 * @param {Screen} screen
 */
async function copyOut(device, screen) {
  const { records, others } = await device.holdings();
  const waits = others > 0 || records.some((record) => record.state !== "received");
  screen.say(await (await import("./copy-out.js")).copyOut(device, !waits));
}

/** @param {HTMLElement} main @param {string} field @param {string} words */
function put(main, field, words) {
  const place = main.querySelector(`.on-device [data-field="${field}"]`);
  if (place && place.textContent !== words) place.textContent = words;
}

/** @param {HTMLElement} main @param {string} name @param {boolean} shown @param {string} [words] */
function fact(main, name, shown, words) {
  const place = main.querySelector(`[data-fact="${name}"]`);
  place?.toggleAttribute("hidden", !shown);
  if (place && words !== undefined) place.textContent = words;
}

/** @param {HTMLElement} main @param {string} name @param {boolean} shown */
function notice(main, name, shown) {
  main.querySelector(`[data-advice="${name}"]`)?.toggleAttribute("hidden", !shown);
}
