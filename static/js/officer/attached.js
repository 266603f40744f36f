// Brings a form the lists that come with it as files, and says where one is not here yet: the rest of the form is answered all the same.
// Knows no storage. Public: join.

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("./sheet.js").Sheet} Sheet */

/** @param {Sheet} sheet @param {Screen} screen */
export async function join(sheet, screen) {
  const device = await screen.device;
  const bring = async () => {
    const { lists, lacking } = await device.attachedLists(sheet.definition.lists ?? []);
    if (sheet.signal.aborted) return false;
    if (Object.keys(lists).length > 0) sheet.renew({ lists });
    say(sheet, lacking.length > 0);
    return lacking.length === 0;
  };
  if (await bring()) return;
  const again = device.onChange((change) => {
    if (change === "state" || change === "connection") void bring().then((all) => all && again());
  });
  sheet.signal.addEventListener("abort", again);
}

/** @param {Sheet} sheet @param {boolean} lacking */
function say(sheet, lacking) {
  sheet.form.querySelector("[data-attached]")?.toggleAttribute("hidden", !lacking);
}
