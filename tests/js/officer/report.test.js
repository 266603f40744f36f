import assert from "node:assert/strict";
import { test } from "node:test";
import { narrativeOf, onePage, saidOf } from "../../../static/js/forms/report.js";

const DEFINITION = {
  title: "Crisis contact",
  choices: { yes_no: [["yes", "Yes"]] },
  children: [
    { path: "/who", name: "who", type: "group", label: "Who", children: [{ path: "/who/name", name: "name", type: "text", label: "Name", role: "person.name" }] },
    {
      path: "/more",
      name: "more",
      type: "group",
      label: "More",
      children: [
        { path: "/more/safe", name: "safe", type: "text", label: "Safe way", wall: "advocate" },
        { path: "/more/drug", name: "drug", type: "select_one", list: "yes_no", label: "Medication?", wall: "health" },
        { path: "/more/hurt", name: "hurt", type: "select_one", list: "yes_no", label: "Hurt?" },
        { path: "/more/words", name: "words", type: "text", label: "What happened?", appearance: "multiline", role: "contact.narrative" },
      ],
    },
  ],
};
const ANSWERS = { who: { name: "Dana Doe" }, more: { safe: "ZZPHI by day", drug: "yes", words: "She wept.\nHer sister came." } };
const READER = { walls: new Set(["police"]), zone: "UTC", missing: ["/more/hurt"] };

test("the narrative is the officer's own words and nothing else", () => {
  assert.equal(narrativeOf(DEFINITION, ANSWERS), "She wept.\nHer sister came.");
});

test("a role that no question has says nothing", () => {
  assert.equal(saidOf(DEFINITION, ANSWERS, "person.phone", "UTC"), "");
});

test("one page says what was answered, what is open and what is not in it", () => {
  const text = onePage(DEFINITION, ANSWERS, READER, [["Reported by", "Ada Okafor"], ["Case number", ""]], "Copied today.");
  assert.equal(
    text,
    `CRISIS CONTACT
Reported by: Ada Okafor

WHO
Name: Dana Doe

MORE
What happened?
She wept.
Her sister came.

Not answered yet: 1 question.
Not included, if any: answers kept for the advocate and health staff.
Copied today.`,
  );
});

test("nothing from behind a wall is in it", () => {
  assert.doesNotMatch(onePage(DEFINITION, ANSWERS, READER, [], ""), /ZZPHI|Medication/);
});
