import assert from "node:assert/strict";
import { test } from "node:test";
import { personWords } from "../../../static/js/officer/today.js";

const TODAY = new Date(2026, 2, 7);
const VISIT = { follow_up: "f-1", acuity: "now", due_at: "2026-03-07T15:00:00Z", tries: 0 };

test("a name stands with the years since birth", () => {
  assert.deepEqual(personWords({ ...VISIT, name: "Dana Doe", born_on: "1991-03-08", age: 12 }, TODAY), { person: "Dana Doe", years: ", 34" });
});

test("who is not known by name is told by what was seen", () => {
  assert.deepEqual(personWords({ ...VISIT, sex: "Male", age: 40 }, TODAY), { person: "Name not known, male", years: ", about 40" });
});
