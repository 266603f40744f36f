// Copies a sealed rescue file out of the device: to where the phone shares files, or into its downloads. Its name tells nothing of anybody.
// Knows no envelope. Public: copyOut.

/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */

const NOTHING = "There is nothing to copy out. A form that was begun and not sent stays on this device.";

/**
 * @param {Fieldform} device
 * @param {boolean} everything also what has arrived
 * @returns {Promise<string>} how it went, in words
 */
export async function copyOut(device, everything) {
  const rescue = await device.copyOut(everything);
  if (!rescue) return NOTHING;
  const file = new File([rescue.text], nameAt(new Date()), { type: "text/plain" });
  if (isTouched() && navigator.canShare?.({ files: [file] })) return share(file, rescue.records);
  download(file);
  return `${counted(rescue.records)} in your downloads. Give the file to IT; only the server can read it.`;
}

/** @param {Date} now */
function nameAt(now) {
  return `fieldform-rescue-${now.toISOString().slice(0, 16).replace(/[-:T]/g, "")}.txt`;
}

function isTouched() {
  return matchMedia("(pointer: coarse)").matches;
}

/** @param {File} file @param {number} records */
async function share(file, records) {
  try {
    await navigator.share({ files: [file] });
    return `${counted(records)} handed over. Only the server can read the file.`;
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "AbortError") return "Nothing was copied out.";
    download(file);
    return `${counted(records)} in your downloads. Give the file to IT; only the server can read it.`;
  }
}

/** @param {File} file */
function download(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {number} records */
function counted(records) {
  return records === 1 ? "One record is" : `${records} records are`;
}
