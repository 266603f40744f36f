// What a form that belongs to a report has from it at the start.

import assert from "node:assert/strict";
import { test } from "node:test";
import { belongsAt, carried, offersOf } from "../../../static/js/forms/belonging.js";

const REPORT = {
  choices: { language: [["english", "English"], ["spanish", "Spanish"]] },
  children: [
    {
      path: "/who",
      children: [
        { path: "/who/family_name", name: "family_name", type: "text", role: "person.family_name" },
        { path: "/who/language", name: "language", type: "select_one", role: "person.language", list: "language" },
        { path: "/who/name_known", name: "name_known", type: "select_one" },
      ],
    },
    { path: "/narrative", name: "narrative", type: "text", role: "contact.narrative" },
    { path: "/offers", name: "offers", type: "calculate", role: "contact.offers" },
  ],
};
const PAPER = {
  choices: { language: [["english", "English"]] },
  children: [
    { path: "/family_name", name: "family_name", type: "text", role: "person.family_name" },
    { path: "/language", name: "language", type: "select_one", role: "person.language", list: "language" },
    { path: "/name_known", name: "name_known", type: "select_one" },
    { path: "/seen", name: "seen", type: "text", role: "contact.narrative" },
    { path: "/summary", name: "family_name", type: "calculate", calculation: ["lit", ""] },
    { path: "/of", name: "of", type: "hidden", role: "contact.belongs_to" },
  ],
};
const SAID = { who: { family_name: "Vane", language: "english", name_known: "given" }, narrative: "As it was.", offers: "paper other" };

test("what is the same by its role, or without one by its name, is carried, and no author's own words", () => {
  assert.deepEqual(carried(REPORT, SAID, PAPER), [["/family_name", "Vane"], ["/language", "english"], ["/name_known", "given"]]);
});

test("a choice that is none there is left open", () => {
  assert.deepEqual(carried(REPORT, { who: { language: "spanish" } }, PAPER), []);
});

test("a report says which forms begin from it, and a form where it says to what it belongs", () => {
  assert.deepEqual([offersOf(REPORT, SAID), offersOf(REPORT, {}), belongsAt(PAPER), belongsAt(REPORT)], [["paper", "other"], [], "/of", null]);
});
