// For a device that is not set up: makes the page's form ready to be posted as without JavaScript, by somebody who is signed in.
// Never used on a device that keeps drafts. Public: readyToPost.

import { loadPage } from "./navigation.js";

const BROUGHT = ["csrf_token", "record_id"];

/**
 * @param {HTMLFormElement} form
 * @param {import("./app.js").Screen} screen
 * @returns {Promise<boolean>} false: not now; the person was told why and what was typed stands as it was
 */
export async function readyToPost(form, screen) {
  if (await bringToken(form)) return true;
  if ((await (await screen.device).checkSession()).signedIn === null) {
    screen.say("There is no connection, and this device is not set up to keep what you type. Stay on this page and try again.");
    return false;
  }
  return (await screen.ask("sign-in")) && bringToken(form);
}

/**
 * A token is good for one session only, so the page is asked for again just before.
 * @param {HTMLFormElement} form
 * @returns {Promise<boolean>} false: nobody is signed in, or there is no connection
 */
async function bringToken(form) {
  const fresh = await loadPage(location.pathname);
  const inputs = BROUGHT.map((name) => fresh?.querySelector(`input[name="${name}"]`));
  if (!inputs.every((input) => input instanceof HTMLInputElement)) return false;
  for (const input of inputs) if (input) place(form, document.adoptNode(input));
  return true;
}

/**
 * @param {HTMLFormElement} form
 * @param {Element} input
 */
function place(form, input) {
  form.querySelector(`input[name="${input.getAttribute("name")}"]`)?.remove();
  form.prepend(input);
}
