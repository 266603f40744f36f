// The one draft of a page: begun with the first change, once, and before its first save is due.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Keeping } from "../../../static/js/officer/keeping.js";

globalThis.location = /** @type {any} */ ({ pathname: "/officer/forms/crisis_contact/1", hash: "" });

function page() {
  /** @type {string[]} */
  const begun = [];
  const device = /** @type {any} */ ({
    /** @param {string} form */
    async newDraft(form) {
      begun.push(form);
      return { begun: true, draft: { id: `draft ${begun.length}`, training: false } };
    },
  });
  const about = { device: Promise.resolve(device), form: "crisis_contact", version: "1", content: () => ({ answers: {} }) };
  return { keeping: new Keeping({ ...about, begun: () => undefined, tell: () => undefined }), begun };
}

test("a draft begins with the first change, before it is saved", async () => {
  const { keeping } = page();
  keeping.changed();
  await new Promise(setImmediate);
  assert.equal(keeping.begun, "draft 1");
  keeping.stop();
});

test("who asks for it meanwhile gets the same one", async () => {
  const { keeping, begun } = page();
  assert.deepEqual(await Promise.all([keeping.id(), keeping.id()]), ["draft 1", "draft 1"]);
  assert.equal(begun.length, 1);
});

test("after one is forgotten another begins", async () => {
  const { keeping } = page();
  await keeping.id();
  keeping.forget();
  assert.equal(await keeping.id(), "draft 2");
});

test("where the page was left none begins", async () => {
  const { keeping, begun } = page();
  keeping.stop();
  keeping.changed();
  await new Promise(setImmediate);
  assert.deepEqual(begun, []);
});
