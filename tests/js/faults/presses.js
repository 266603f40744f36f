/**
 * What a person does on a phone, as far as a schedule can ask for it: each press is one or a few calls of the device's face.
 *
 * A press answers plain JSON. `n` stands for what was typed: every text is another one. Public: PRESSES.
 */

/** @typedef {import("../../../static/js/device/face.js").Fieldform} Fieldform */
/** @typedef {Record<string, any>} Json */

const FORM = "crisis_contact";

/** @param {number} n */
const typed = (n) => ({ answers: { who: { name: "Dana Doe" }, n } });

/** @type {Record<string, (app: Fieldform, given: Json) => Promise<unknown>>} */
export const PRESSES = {
  sign_in: (app, { username, phrase }) => app.signIn(username, phrase),
  sign_out: (app) => app.signOut(),
  enrol: (app, { code }) => app.enrol(code),
  lock: async (app) => app.lock(),
  unlock: (app, { phrase }) => app.unlock(phrase),
  wake: async (app, { now = true }) => app.wake({ now }),
  undo: (app, { id }) => app.undo(id),
  discard: (app, { draft }) => app.discardDraft(draft),

  async type(app, { version, n }) {
    const begun = await app.newDraft(FORM, version);
    return begun.begun ? app.saveDraft(begun.draft.id, typed(n), { strict: true }) : begun;
  },

  async type_on(app, { draft, n }) {
    const opened = await app.openDraft(draft);
    return opened.opened ? app.saveDraft(draft, typed(n), { strict: true }) : opened;
  },

  async send(app, { version, n }) {
    const begun = await app.newDraft(FORM, version);
    return begun.begun ? app.send(begun.draft.id, typed(n)) : begun;
  },

  async send_draft(app, { draft, n }) {
    const opened = await app.openDraft(draft);
    return opened.opened ? app.send(draft, typed(n)) : opened;
  },

  async revise(app, { id, n }) {
    const revised = await app.revise(id);
    return revised.opened ? app.send(revised.draft.id, typed(n)) : revised;
  },

  /** All that this person sees: drafts, records, and what became of them. */
  async look(app) {
    const [drafts, records] = [await app.drafts(), await app.records()];
    const opened = await Promise.all(drafts.map(async ({ id }) => ({ id, read: await app.openDraft(id) })));
    return {
      ...app.state(),
      drafts: opened.map(({ id, read }) => ({ id, n: read.opened ? read.draft.content.answers.n : null, why: read.opened ? null : read.reason })),
      records: records.map(({ id, root, state, outcome, fate }) => ({ id, root, state, outcome, fate: fate?.fate ?? null })),
    };
  },
};
