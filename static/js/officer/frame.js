// What stands around every view: the connection mark, the notices, and the buttons that lock, sign in and out, set up and update.
// Comes after the first view is ready, since nobody needs it to begin to write. Public: attend, refresh.

import { isOnItsWay, lampWord } from "./connection.js";
import { invitedWith, readInvitation } from "./invitation.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */

/** @type {Record<string, string>} */
const STILL_HERE = {
  unreachable: "There is still no connection. It is kept here and tried again by itself.",
  not_ours: "Something answered, but it was not Fieldform. Does this network want you to sign in to it first?",
  busy: "Fieldform asks to wait a little. It is kept here and tried again by itself.",
};

/** @type {Record<string, (screen: Screen, device: Fieldform) => Promise<void> | void>} */
const ACTIONS = {
  unlock,
  "add-quick": addQuick,
  lock: (_screen, device) => device.lock(),
  "sign-in": signIn,
  "sign-out": (_screen, device) => device.signOut(),
  enrol,
  "use-now": useNow,
  update: async () => (await import("./update.js")).takeOver(),
  "try-now": tryNow,
  "hand-over": handOver,
  train: async (screen, device) => (await import("./training.js")).toggle(screen, device),
};

/** By `StorageUnavailable.why`; otherwise the words of the page stand. */
const CLOSED = {
  older_window: "Fieldform is open in another window, in an older version. Close that window, then load this page again. What you began and what you sent is safe.",
  newer_app: "A newer version of Fieldform was opened on this device. Load this page again. What you began and what you sent is safe.",
};

/** @param {Screen} screen */
export async function attend(screen) {
  const device = await screen.device.catch(sayWhyClosed);
  if (!device) return;
  document.addEventListener("click", (event) => void act(event, screen, device));
  device.onChange((change) => void (change === "erased" ? beginAnew() : refresh(screen)));
  device.onChange((change) => void (change === "idle" && leaveWhatCanBeRead(screen)));
  for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => device.touch(), { passive: true });
  device.touch();
  device.onChange((change) => void (change === "connection" && askWhoIsSignedIn(screen, device)));
  await refresh(screen);
  await device.checkSession();
  await refresh(screen);
  if (readInvitation() && !device.state().enrolled) await answerInvitation(screen, device);
}

/**
 * An app that begins empty on the home screen is set up there, with the same code.
 * @param {Screen} screen
 * @param {Fieldform} device
 */
async function answerInvitation(screen, device) {
  const main = document.querySelector("main");
  if (main && (await (await import("./advice.js")).keepsCode(main, device, invitedWith()))) return;
  await ACTIONS.enrol?.(screen, device);
}

async function beginAnew() {
  (await import("./advice.js")).forget();
  location.assign("/officer/");
}

/**
 * Asked on opening; and again with the first connection, where there was none then.
 * @param {Screen} screen
 * @param {Fieldform} device
 */
async function askWhoIsSignedIn(screen, device) {
  if (device.state().signedIn !== null || lampWord(device) !== "connected") return;
  await device.checkSession();
  await refresh(screen);
}

/** @param {Screen} screen */
export async function refresh(screen) {
  const device = await screen.device;
  const state = device.state();
  const home = document.querySelector('main:is([data-view="home"], [data-view="today"])') !== null;
  const connected = lampWord(device) === "connected";
  await lamp(device);
  (await import("./training.js")).mark(device);
  notice("enrol", !state.enrolled && state.signedIn === true);
  notice("pending", home && state.pending);
  notice("paused", home && state.paused);
  notice("elsewhere", home && state.elsewhere && state.signedIn === true);
  notice("signed-out", home && state.signedIn === false && connected);
  notice("lease", home && state.vault !== "none" && state.leaseOver);
  notice("locked", home && state.vault === "locked" && !state.leaseOver && (await holdsAnything(device)));
  notice("other-phrase", home && state.vault === "open" && state.otherPhrase);
  button("lock", state.vault === "open");
  button("sign-out", state.signedIn === true);
  document.querySelector("[data-today-link]")?.toggleAttribute("hidden", state.user?.desk !== true);
  document.querySelector("[data-phrase-link]")?.toggleAttribute("hidden", !(state.signedIn === true && connected));
  if (state.enrolled) (await import("./update.js")).watch(screen, (ready) => notice("update", home && ready));
}

/**
 * Nobody touched it for a while: a form or a report does not stay on the screen. What was typed is saved on the way.
 * @param {Screen} screen
 */
async function leaveWhatCanBeRead(screen) {
  if (document.querySelector('main:is([data-view="form"], [data-view="report"])')) await screen.goTo("/officer/", { replace: true });
}

/**
 * A device on which nobody wrote yet has nothing to unlock.
 * @param {Fieldform} device
 * @returns {Promise<boolean>}
 */
async function holdsAnything(device) {
  return (await device.drafts()).length + (await device.records()).length > 0;
}

/**
 * @param {MouseEvent} event
 * @param {Screen} screen
 * @param {Fieldform} device
 */
async function act(event, screen, device) {
  const pressed = /** @type {Element} */ (event.target).closest("button[data-action]");
  const action = ACTIONS[pressed?.getAttribute("data-action") ?? ""];
  if (!action) return;
  await action(screen, device);
  await refresh(screen);
}

/**
 * @param {Screen} screen
 * @param {Fieldform} device
 */
async function signIn(screen, device) {
  if (!(await screen.ask("sign-in"))) return;
  if (device.state().otherPhrase) screen.say("Your phrase has changed. What you wrote under the earlier one is still here: see above.");
}

/**
 * @param {Screen} screen
 * @param {Fieldform} device
 */
async function enrol(screen, device) {
  if (device.state().signedIn !== true && !(await screen.ask("sign-in"))) return;
  if (await screen.ask("enrol")) screen.say("This device is set up. It now works without a connection, too.");
}

/**
 * By finger or face where that was set up; the phrase always remains.
 * @param {Screen} screen
 * @param {Fieldform} device
 */
async function unlock(screen, device) {
  const { vault, quick } = device.state();
  if (vault === "none") return void (await screen.ask("sign-in"));
  if (quick && (await device.unlockQuickly()).unlocked) return;
  await screen.ask("unlock");
}

/**
 * The phrase is asked for only where it was not typed just now.
 * @param {Screen} screen
 * @param {Fieldform} device
 */
async function addQuick(screen, device) {
  const result = await device.addQuick();
  if (!result.added && result.reason === "turned_away") return screen.say("This device did not open it. Your phrase does.");
  if (result.added || (await screen.ask("quick"))) screen.say("From now on this device’s own lock opens it. Your phrase does too.");
}

/**
 * A spare car at night has no code: it delivers all the same, and IT sees it.
 * @param {Screen} screen
 * @param {Fieldform} device
 */
async function useNow(screen, device) {
  if (device.state().signedIn !== true && !(await screen.ask("sign-in"))) return;
  const problem = await (await import("./dialogs.js")).setUp(device, "");
  screen.say(problem ?? "This device keeps what you write and sends it. IT has still to approve it.");
}

/**
 * The earlier phrase is forgotten.
 * @param {Screen} screen
 * @param {Fieldform} device
 */
async function handOver(screen, device) {
  const forms = await device.handOverEarlier();
  screen.say(forms > 0 ? "They go to the server, sealed, and come back to you here within minutes of a connection." : "Nothing was left under the earlier phrase.");
}

/**
 * Who presses hears how it went; what was said of an earlier try does not outlive it.
 * @param {Screen} screen
 * @param {Fieldform} device
 */
async function tryNow(screen, device) {
  device.wake({ now: true });
  await device.settled();
  const waits = (await device.records()).some((record) => record.state !== "received");
  const words = waits ? STILL_HERE[device.connection().word] : "Everything is sent.";
  if (words) screen.say(words);
}

/** @param {Fieldform} device */
async function lamp(device) {
  const mark = document.querySelector("[data-connection]");
  const sending = (await device.records()).some((record) => isOnItsWay(record, device.connection()));
  mark?.setAttribute("data-connection", sending ? "sending" : lampWord(device));
}

/**
 * A form can be filled in all the same, and copied out.
 * @param {{ why?: keyof typeof CLOSED }} problem why what is kept on this device cannot be opened
 */
function sayWhyClosed({ why }) {
  notice("storage", true);
  for (const place of document.querySelectorAll('[data-notice="storage"] [data-notice-word]')) {
    if (why && CLOSED[why]) place.textContent = CLOSED[why];
  }
}

/**
 * @param {string} name
 * @param {boolean} shown
 */
function notice(name, shown) {
  for (const found of document.querySelectorAll(`[data-notice="${name}"]`)) found.toggleAttribute("hidden", !shown);
}

/**
 * @param {string} action
 * @param {boolean} shown
 */
function button(action, shown) {
  for (const found of document.querySelectorAll(`main button[data-action="${action}"]`)) {
    if (!found.closest("[data-notice]")) found.toggleAttribute("hidden", !shown);
  }
}
