// The way to the page that finds a person or an address: it is the server's own page and needs a connection, which is said plainly
// where there is none. Public: lookUp.

/** @typedef {import("./app.js").Screen} Screen */

/**
 * @param {string} address
 * @param {Screen} screen
 */
export async function lookUp(address, screen) {
  const { signedIn } = await (await screen.device).checkSession();
  if (signedIn === null) return screen.say("To find a person or an address you need a connection. There is none right now.");
  location.assign(address);
}
