// What a form has to do with another: which forms a report offers to begin from it, to which report a form belongs, and what was said there
// that need not be said again. By roles, or, where neither question has one, by the same name and type. Pure; knows no page.
// Public: offersOf, belongsAt, carried.

/** @typedef {Record<string, any>} Answers nested, groups as objects */
/** @typedef {{path: string, name: string, type: string, role?: string, list?: string, calculation?: unknown}} Question */

const OFFERS = "contact.offers";
const BELONGS = "contact.belongs_to";
/** Told by their author in each form's own words. */
const NOT_CARRIED = new Set([OFFERS, BELONGS, "contact.narrative"]);
const NOT_ASKED = new Set(["note", "calculate", "hidden"]);

/** @param {any} definition @param {Answers} answers @returns {string[]} the ids of forms that begin from this report */
export function offersOf(definition, answers) {
  const question = questionsOf(definition).find(({ role }) => role === OFFERS);
  return String((question && valueAt(answers, question.path)) ?? "").split(" ").filter(Boolean);
}

/** @param {any} definition @returns {string | null} the path at which it says to which report it belongs */
export function belongsAt(definition) {
  return questionsOf(definition).find(({ role }) => role === BELONGS)?.path ?? null;
}

/**
 * @param {any} from the definition of the report
 * @param {Answers} answers of it
 * @param {any} to the definition of the form that begins
 * @returns {[path: string, answer: unknown][]} what stands in it from the start
 */
export function carried(from, answers, to) {
  const said = questionsOf(from).map((question) => ({ question, answer: valueAt(answers, question.path) }));
  return questionsOf(to).flatMap((asked) => {
    const found = said.find(({ question, answer }) => answer !== undefined && isTheSame(question, asked));
    return found && isAsked(asked) && fits(found.answer, asked, to) ? [/** @type {[string, unknown]} */ ([asked.path, found.answer])] : [];
  });
}

/** @param {Question} one @param {Question} other */
function isTheSame(one, other) {
  if (one.type !== other.type) return false;
  return one.role || other.role ? one.role === other.role : one.name === other.name;
}

/** @param {Question} question */
function isAsked({ type, role, calculation }) {
  return !NOT_ASKED.has(type) && !calculation && !NOT_CARRIED.has(role ?? "");
}

/** Each of its choices is one there, too. @param {unknown} answer @param {Question} asked @param {any} definition */
function fits(answer, { list = "" }, definition) {
  const choices = definition.choices?.[list];
  return !choices || [answer].flat().every((name) => choices.some((/** @type {unknown[]} */ choice) => choice[0] === name));
}

/** Outside of repeats. @param {any} group @returns {Question[]} */
function questionsOf(group) {
  return group.children.flatMap((/** @type {any} */ child) => (child.repeat ? [] : child.children ? questionsOf(child) : [child]));
}

/** @param {Answers} answers @param {string} path */
function valueAt(answers, path) {
  return path.split("/").slice(1).reduce((value, name) => (value && Object.hasOwn(value, name) ? value[name] : undefined), /** @type {any} */ (answers));
}
