/**
 * The phone of these tests on a pipe: another process is its server, moves its clock and presses its buttons.
 *
 * A line in is a command `{"do": name, "with": …}` or an answer `{"reply": …}`; a line out is a question `{"ask": …}` or the outcome of a
 * command, `{"done": …}` or `{"failed": words}`. One at a time each. Run: node pipe.js
 */
import { createInterface } from "node:readline";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { openFieldform } from "../../../static/js/device/fieldform.js";
import { openStore } from "../../../static/js/storage/store.js";
import { b64, concat, label, sha256, unb64, utf8 } from "../../../static/js/wire/bytes.js";
import { generatePair, open, publicOf, seal } from "../../../static/js/wire/hpke.js";
import { authorClaim, deviceClaim, importVerifier, sign, verify, ECDSA } from "../../../static/js/wire/signing.js";
import { HandClock } from "./world.js";

/** @typedef {Record<string, any>} Json */

const subtle = crypto.subtle;
/** @type {((reply: any) => void)[]} */
const asked = [];
const clock = new HandClock();
const indexedDB = new IDBFactory();
const pair = await generatePair(subtle);
const signing = await subtle.generateKey(ECDSA, true, ["sign", "verify"]);
let app = await open_app();

/** @type {Record<string, (given: any) => Promise<unknown>>} */
const COMMANDS = {
  set_clock: async ({ ms }) => void (clock.wall = ms),
  advance: async ({ ms }) => {
    await app.settled();
    clock.advance(ms);
    app.wake({ now: true });
    await app.settled();
  },
  reopen: async () => {
    app.close();
    app = await open_app();
  },
  sign_in: ({ username, phrase }) => app.signIn(username, phrase),
  enrol: ({ code }) => app.enrol(code),
  send: async ({ form, version, answers }) => {
    const begun = await app.newDraft(form, version);
    return begun.begun ? app.send(begun.draft.id, { answers }) : begun;
  },
  undo: ({ id }) => app.undo(id),
  revise: async ({ id, answers }) => {
    const revised = await app.revise(id);
    return revised.opened ? app.send(revised.draft.id, { answers }) : revised;
  },
  draft: async ({ form, version, answers }) => {
    const begun = await app.newDraft(form, version);
    return begun.begun && app.saveDraft(begun.draft.id, { answers });
  },
  records: () => app.records(),
  copy_out: ({ everything = false }) => app.copyOut(everything),
  holdings: () => app.holdings(),
  day: () => app.day(),
  drafts: () => app.drafts(),
  open_draft: ({ id }) => app.openDraft(id),
  hand_over_earlier: () => app.handOverEarlier(),
  state: async () => ({ ...app.state(), ...app.connection() }),
  lock: async () => app.lock(),
  unlock: ({ phrase }) => app.unlock(phrase),

  public_keys: async () => ({ sealing: b64(await publicOf(subtle, pair)), signing: b64(await publicOf(subtle, signing)) }),
  seal: async ({ recipient, info, text }) =>
    b64(await seal(subtle, { recipient: bytes(recipient), info: bytes(info), plaintext: utf8(text) })),
  open: async ({ info, sealed }) => {
    const opened = await open(subtle, {
      privateKey: pair.privateKey,
      recipient: await publicOf(subtle, pair),
      info: bytes(info),
      sealed: bytes(sealed),
    });
    return opened && b64(opened);
  },
  sign: async ({ claim }) => b64(await sign(subtle, signing.privateKey, bytes(claim))),
  verify: async ({ key, signature, claim }) => verify(subtle, await importVerifier(subtle, bytes(key)), bytes(signature), bytes(claim)),
  claims: async ({ header, body, epoch, sequence }) => {
    const hash = await sha256(subtle, bytes(body));
    const claims = [await deviceClaim(subtle, bytes(header), { epoch, sequence }, hash), await authorClaim(subtle, bytes(header), hash)];
    return { device: b64(claims[0] ?? utf8("")), author: b64(claims[1] ?? utf8("")), info: b64(concat(label("body"), bytes(header))) };
  },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const said = JSON.parse(line);
  if ("reply" in said) asked.shift()?.(said.reply);
  else void obey(said);
});

/** @param {{ do: string, with: Json }} command */
async function obey({ do: name, with: given }) {
  try {
    say({ done: (await COMMANDS[name]?.(given)) ?? null });
  } catch (problem) {
    say({ failed: String(problem) });
  }
}

function open_app() {
  return openFieldform({
    clock,
    random: {
      bytes: (/** @type {number} */ length) => crypto.getRandomValues(new Uint8Array(length)),
      uuid: () => crypto.randomUUID(),
      unit: () => 0.5,
    },
    crypto,
    store: openStore({ indexedDB, IDBKeyRange, clock }),
    transport: { ask },
    locks: { take: async () => () => undefined },
    channel: { post: () => undefined, listen: () => undefined, close: () => undefined },
    keepStorage: async () => true,
    passkey: async () => ({ available: async () => false, make: async () => null, ask: async () => null }),
    measure: async () => ({ used: 3, quota: 100, kept: true }),
    report: (problem) => say({ failed: String(problem) }),
    app: "pipe",
    rounds: 1000,
  });
}

/** @param {object} question @returns {Promise<import("../../../static/js/device/ports.js").Reply>} */
function ask(question) {
  say({ ask: question });
  return new Promise((resolve) => {
    asked.push(resolve);
  });
}

/** @param {object} words */
function say(words) {
  process.stdout.write(`${JSON.stringify(words)}\n`);
}

/** @param {string} text */
function bytes(text) {
  const read = unb64(text);
  if (!read) throw new Error("not base64url");
  return read;
}
