// A form at the desk asks as on a phone: what was answered shows further questions, rows and choices, by the same logic. Without scripts
// everything shows, the server draws rows and choices when it is asked to, and what does not apply is left out when it is saved. The lists
// that come with a form are fetched with the visitor's session. Knows no page.

import { lookOver } from "../behaviours/fields.js";
import { createExchange } from "../network/exchange.js";
import { accompany, ready } from "../officer/form.js";
import { Sheet } from "../officer/sheet.js";

/** @typedef {import("../officer/app.js").Screen} Screen */
/** @typedef {{name: string, sha256: string}} Attached */

const exchange = createExchange({ clock: { now: Date.now, after } });
const script = document.querySelector("script[data-form-definition]");
const place = script?.parentElement;
if (script && place) await begin(place, JSON.parse(script.textContent ?? "{}"));

/** @param {HTMLElement} main @param {any} definition */
async function begin(main, definition) {
  await ready(main);
  const sheet = new Sheet(main, definition, "typed");
  /** @type {Attached[]} */
  const attached = definition.lists ?? [];
  const lists = Object.fromEntries(await Promise.all(attached.map(async (one) => [one.name, await rowsOf(one)])));
  const lacking = Object.values(lists).includes(null);
  if (attached.length > 0 && !lacking) sheet.renew({ lists });
  main.querySelector("[data-lists-lacking]")?.toggleAttribute("hidden", !lacking);
  await accompany(main, sheet, /** @type {Screen} */ ({ say }));
  lookOver(main);
}

/** @param {Attached} attached @returns {Promise<unknown>} null: it could not be fetched */
async function rowsOf({ sha256 }) {
  const reply = await exchange.ask({ method: "GET", path: `/clinician/form-files/${sha256}`, session: true });
  return reply.kind === "json" && reply.status === 200 ? reply.body.rows : null;
}

/** @param {number} ms @param {() => void} run */
function after(ms, run) {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** @param {string} words @param {{until: number, run: () => void}} [undo] */
function say(words, undo) {
  void import("../officer/toast.js").then(({ toast }) => toast(words, undo));
}
