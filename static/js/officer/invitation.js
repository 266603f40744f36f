// The code that came in the address of a QR code: /officer/#enrol=K7QM-2XWD-9FHT. What stands after # reaches no server and no log;
// it leaves the address bar as soon as it is read, and is used once. Public: readInvitation, invitedWith.

const FORM = /^#enrol=([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})$/i;

/** @type {string | null} */
let invited = null;

/** @returns {boolean} whether this page was opened by a QR code */
export function readInvitation() {
  const found = FORM.exec(location.hash);
  if (!found) return false;
  invited = (found[1] ?? "").toUpperCase();
  history.replaceState(null, "", location.pathname);
  return true;
}

/** @returns {string} the code to fill in; empty where nobody was invited */
export function invitedWith() {
  return invited ?? "";
}
