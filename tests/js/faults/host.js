/**
 * Many phones on one pipe: the simulation (tests/faults) says what happens to which phone, and hears what came of it.
 *
 * A line in is `{"do": …}`, a line out its outcome. `step` hands a phone some acts at once, lets it work until only the network or the
 * clock could go on, and may kill it after so many tasks. Run: node host.js <folder of static/js>
 */
import { readSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { Phone } from "./phone.js";
import { PRESSES } from "./presses.js";
import { Tasks } from "./tasks.js";

/** @typedef {Record<string, any>} Json */

/** Turns that an import may take; a tab that is not open by then waits for its storage. */
const LONGEST_IMPORT = 50;
const tasks = new Tasks();
tasks.takeOverStorage();
// eslint-disable-next-line no-unsanitized/method -- a folder that whoever started this names
const from = (/** @type {string} */ file) => import(pathToFileURL(resolve(process.argv[2] ?? "static/js", file)).href);
/** @type {import("./phone.js").Served} */
const served = {
  openFieldform: (await from("device/fieldform.js")).openFieldform,
  openStore: (await from("storage/store.js")).openStore,
  createExchange: (await from("network/exchange.js")).createExchange,
};
await from("device/inside.js");

const chunk = Buffer.alloc(1 << 16);
let heard = Buffer.alloc(0);
/** @type {Phone[]} */
let phones = [];

/** @type {Record<string, (said: any) => Promise<Json> | Json>} */
const COMMANDS = {
  begin({ seed, count }) {
    phones = Array.from({ length: count }, (_, index) => new Phone(tasks, served, seed * 31 + index));
    return {};
  },
  step,
  contents: ({ phone }) => ({ contents: briefly(phoneOf(phone).disk.contents()) }),
  copy({ phone, to }) {
    kept.set(to, phoneOf(phone).disk.contents());
    return {};
  },
  replace({ phone, with: name }) {
    phoneOf(phone).disk.replaceWith(kept.get(name) ?? {});
    return { contents: briefly(phoneOf(phone).disk.contents()) };
  },
};

/** @type {Map<string, Record<string, Json[]>>} */
const kept = new Map();

for (let line = read(); line !== null; line = read()) {
  const said = JSON.parse(line);
  const command = COMMANDS[said.do];
  say(command ? await command(said) : { failed: said.do });
}

/**
 * @param {{ phone: number, at: number, wall: number, order: number, acts: Json[], crash?: { after: number, power: number | null },
 *   room?: number | null, fault?: { kind: string, after: number } }} said
 */
async function step({ phone: index, at, wall, order, acts, crash, room, fault }) {
  const phone = phoneOf(index);
  let pending = 0;
  Object.assign(phone, { at, wallOffset: wall, questions: [], reported: [], done: [] });
  if (room !== undefined) phone.disk.room = room ?? Infinity;
  if (fault !== undefined) phone.disk.fault = { kind: fault.kind, at: phone.disk.requests + fault.after };
  tasks.begin(order);
  for (const act of acts) tasks.free(() => void obey(phone, act));
  let killed = false;
  let idle = 0;
  await tasks.settle(
    () => {
      if (crash && !killed && tasks.done >= crash.after) killed = dies(phone, crash);
    },
    () => pending === 0 || killed || (idle += 1) > LONGEST_IMPORT,
  );
  if (crash && !killed) killed = dies(phone, crash);
  const { questions, reported, done } = phone;
  const signedIn = phone.tabs.get(0)?.app?.state().signedIn === true;
  return { done, asked: questions, reported, killed, tasks: tasks.done, timer: phone.nextTimer(), log: phone.disk.takeLog(), rest: phone.disk.rest(), signedIn };

  /** @param {Phone} phone @param {Json} act */
  async function obey(phone, act) {
    if (act.do === "answer") return phone.answer(act.question, act.reply);
    if (act.do === "ring") return phone.ring();
    if (act.do === "kill") return phone.kill(act.tab);
    if (act.do === "open") {
      pending += 1;
      await phone.open(act.tab);
      pending -= 1;
      return phone.done.push({ act: act.name });
    }
    const app = phone.tabs.get(act.tab)?.app;
    if (!app) return phone.done.push({ act: act.name, failed: "no such tab" });
    return PRESSES[act.do]?.(app, act).then(
      (result) => phone.done.push({ act: act.name, result: result ?? null }),
      (problem) => phone.done.push({ act: act.name, failed: String(problem) }),
    );
  }
}

/** @param {Phone} phone @param {{ power: number | null }} crash */
function dies(phone, { power }) {
  phone.killAll();
  if (power !== null) phone.disk.losePower(power);
  return true;
}

/** @param {number} index @returns {Phone} */
function phoneOf(index) {
  return /** @type {Phone} */ (phones[index]);
}

/** Bytes as base64url, private keys left out. @param {Record<string, Json[]>} contents */
function briefly(contents) {
  const words = (/** @type {string} */ name, /** @type {any} */ value) => (name === "privateKey" ? undefined : value);
  return JSON.parse(JSON.stringify(contents, (name, value) => (value instanceof Uint8Array ? Buffer.from(value).toString("base64url") : words(name, value))));
}

/** @returns {string | null} */
function read() {
  for (;;) {
    const end = heard.indexOf(10);
    if (end >= 0) {
      const line = heard.subarray(0, end).toString();
      heard = heard.subarray(end + 1);
      return line;
    }
    const some = readSync(0, chunk);
    if (some === 0) return null;
    heard = Buffer.concat([heard, chunk.subarray(0, some)]);
  }
}

/** @param {Json} words */
function say(words) {
  const line = Buffer.from(`${JSON.stringify(words)}\n`);
  for (let sent = 0; sent < line.length; ) sent += writeSync(1, line, sent);
}
