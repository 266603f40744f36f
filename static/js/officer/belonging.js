// A form that belongs to a sent report (a petition worksheet to its crisis contact) begins from that report's page, with what was said there
// already; and the two pages lead to each other. Only an open vault knows what belongs to what. Knows no storage and no form by name.
// Public: bringIn, drawAround.

import { belongsAt, carried, offersOf } from "../forms/belonging.js";
import { loadPage } from "./navigation.js";

/** @typedef {import("./app.js").Screen} Screen */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("../device/fieldform.js").Fieldform} Fieldform */
/** @typedef {import("../device/face.js").Report} Report */

/**
 * @param {Sheet} sheet of the form that begins
 * @param {Screen} screen
 * @param {string} id of the report
 * @returns {Promise<boolean>} false: the report cannot be read here, and what was said there must be said again
 */
export async function bringIn(sheet, screen, id) {
  const device = await screen.device;
  let report = await device.report(id);
  if (report?.why === "locked" && (await screen.ask("unlock"))) report = await device.report(id);
  const belongs = belongsAt(sheet.definition);
  if (belongs) sheet.logic.set(belongs, report?.newest.root ?? id);
  const definition = report?.copy && (await definitionOf(`/officer/forms/${report.copy.form}/${report.copy.version}`));
  const brought = report?.copy && definition ? carried(definition, report.copy.answers, sheet.definition) : null;
  for (const [path, answer] of brought ?? []) sheet.logic.set(path, answer);
  sheet.rebind();
  return brought !== null;
}

/**
 * @param {HTMLElement} main the report's page
 * @param {any} definition
 * @param {Report} report
 * @param {Fieldform} device
 */
export async function drawAround(main, definition, { copy, newest }, device) {
  const offered = new Set(copy ? offersOf(definition, copy.answers) : []);
  const papers = /** @type {NodeListOf<HTMLAnchorElement>} */ (main.querySelectorAll("a[data-paper]"));
  const [drafts, records] = papers.length > 0 || belongsAt(definition) ? await Promise.all([device.drafts(), device.records()]) : [[], []];
  for (const paper of papers) {
    const form = paper.dataset.paper ?? "";
    const isOfThis = (/** @type {{form: string | null, belongsTo: string | null}} */ one) => one.form === form && one.belongsTo === newest.root;
    const sent = records.find((record) => isOfThis(record) && !record.superseded);
    const begun = drafts.find((draft) => isOfThis(draft) && !draft.revision);
    const version = device.newestVersion(form);
    const blank = version ? `/officer/forms/${form}/${version}` : paper.pathname;
    if (sent) lead(paper, "sent", `/officer/forms/${sent.form}/${sent.version}/report#${sent.id}`);
    else if (begun) lead(paper, "begun", `/officer/forms/${begun.form}/${begun.version}#${begun.id}`);
    else lead(paper, "begin", `${blank}#from=${newest.root}`);
    paper.hidden = !sent && !begun && !offered.has(form);
  }
  const above = /** @type {HTMLAnchorElement | null} */ (main.querySelector("a[data-belongs]"));
  const contact = records.find((record) => record.root === newest.belongsTo && record.kind !== "action" && !record.superseded);
  if (above && contact) above.href = `/officer/forms/${contact.form}/${contact.version}/report#${contact.id}`;
  if (above) above.hidden = !contact;
}

/** @param {HTMLAnchorElement} paper @param {"sent" | "begun" | "begin"} state @param {string} href */
function lead(paper, state, href) {
  paper.href = href;
  paper.dataset.stands = state;
}

/** Of the report's own version. @param {string} address */
async function definitionOf(address) {
  const text = (await loadPage(address))?.querySelector("script[data-form-definition]")?.textContent;
  return text ? JSON.parse(text) : null;
}
