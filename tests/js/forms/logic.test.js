// What the page asks of a form's logic beside the table of cases: instances that come, go and come back, choices, triggers, the clock.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createLogic, readyFor } from "../../../static/js/forms/logic.js";

const NOON = Date.parse("2026-11-20T17:00:00Z");
const HERE = { now: NOON, zone: "America/Detroit" };
const text = (/** @type {string} */ path, more = {}) => ({ path, name: path.slice(path.lastIndexOf("/") + 1), type: "text", label: path, ...more });
const PERSON = {
  ...{ path: "/person", name: "person", type: "group", repeat: true },
  children: [text("/person/name", { default: ["lit", "Doe"] }), text("/person/nr", { type: "calculate", calculation: ["position", 0] })],
};
const ALL = text("/all", { type: "calculate", calculation: ["call", "join", ["lit", " "], ["nodes", 0, "/person/name", ["step", "/person"]]] });

/** @param {any[]} children @param {any} [choices] */
function form(children, choices = {}) {
  const order = children.flatMap((child) => [child.path, ...(child.children ?? []).map((/** @type {any} */ inner) => inner.path)]);
  return { fieldform: 1, form_id: "t", title: "T", version: "v", choices, children, order };
}

const PEOPLE = form([PERSON, ALL]);
await readyFor(JSON.stringify(PEOPLE));

/** @param {string[]} names */
function people(...names) {
  return createLogic(PEOPLE, { ...HERE, answers: { person: names.map((name) => ({ name })) } });
}

test("it begins with one instance, and each that is added begins with the defaults", () => {
  const logic = createLogic(PEOPLE, HERE);
  assert.equal(logic.count("/person"), 1);
  assert.equal(logic.add("/person"), 1);
  assert.equal(logic.value("/person[1]/name"), "Doe");
  assert.equal(logic.value("/person[1]/nr"), 2);
  assert.equal(logic.value("/all"), "Doe Doe");
});

test("it tells which paths an instance that came changed", () => {
  const logic = people("Ann");
  logic.add("/person");
  assert.deepEqual([...logic.changed].sort(), ["/all", "/person", "/person[1]/name", "/person[1]/nr"]);
});

test("it takes an instance away and puts it back where it was", () => {
  const logic = people("Ann", "Bob", "Cy");
  const before = logic.answers();
  const gone = logic.remove("/person", 1);
  assert.deepEqual({ ...gone }, { name: "Bob" });
  assert.equal(logic.value("/all"), "Ann Cy");
  assert.equal(logic.value("/person[1]/nr"), 2);
  logic.insert("/person", 1, gone);
  assert.deepEqual(logic.answers(), before);
});

test("it takes no more than two hundred instances", () => {
  const logic = people(...Array.from({ length: 199 }, () => "x"));
  assert.equal(logic.add("/person"), 199);
  assert.equal(logic.add("/person"), -1);
  assert.equal(logic.count("/person"), 200);
});

test("it knows no instance that is not there", () => {
  const logic = people("Ann");
  assert.equal(logic.value("/person[7]/name"), undefined);
  assert.equal(logic.relevant("/person[7]/name"), false);
  assert.equal(logic.relevant("/person[0]"), true);
  assert.deepEqual([...logic.set("/person[7]/name", "x")], []);
  assert.deepEqual({ ...logic.remove("/person", 7) }, {});
  assert.equal(logic.add("/nothing"), -1);
});

test("a change touches its own instance alone", () => {
  const logic = people("Ann", "Bob");
  assert.deepEqual([...logic.set("/person[1]/name", "Bo")].sort(), ["/all", "/person[1]/name"]);
});

test("what a shorter count hides comes back with a longer one", () => {
  const counted = form([text("/n", { type: "integer" }), { ...PERSON, count: ["ref", "/n"] }, ALL]);
  const logic = createLogic(counted, { ...HERE, answers: { n: 2, person: [{ name: "Ann" }, { name: "Bob" }] } });
  logic.set("/n", "1");
  assert.equal(logic.value("/all"), "Ann");
  logic.set("/n", "3");
  assert.equal(logic.value("/all"), "Ann Bob Doe");
  assert.equal(logic.add("/person"), -1);
});

test("it gives the choices that pass now, and tells when they are others", () => {
  const filter = ["=", ["column", "county"], ["ref", "/county"]];
  const places = { place: [["westland", "Westland", { county: "wayne" }], ["canton", "Canton", { county: "elsewhere" }]] };
  const logic = createLogic(form([text("/county"), text("/town", { type: "select_one", list: "place", choice_filter: filter })], places), HERE);
  assert.deepEqual(logic.choices("/town"), []);
  assert.deepEqual([...logic.set("/county", "wayne")], ["/county", "/town"]);
  assert.deepEqual(logic.choices("/town"), [{ county: "wayne", name: "westland", label: "Westland" }]);
  logic.set("/town", "westland");
  logic.set("/county", "elsewhere");
  assert.equal(logic.value("/town"), "westland");
  assert.equal(logic.problem("/town")?.code, "choice");
});

test("a trigger sets an answer when its question changes, and leaves it alone otherwise", () => {
  const shout = { calculation: ["call", "concat", ["ref", "/a"], ["lit", "!"]], trigger: ["/a"] };
  const logic = createLogic(form([text("/a"), text("/b", shout), text("/c")]), HERE);
  logic.set("/a", "x");
  assert.equal(logic.value("/b"), "x!");
  logic.set("/b", "mine");
  logic.set("/c", "y");
  assert.equal(logic.value("/b"), "mine");
  logic.set("/a", "z");
  assert.equal(logic.value("/b"), "z!");
});

test("what reads the clock is worked out at each change, and on its own", () => {
  let now = NOON;
  const late = [">", ["call", "now"], ["lit", "2026-11-20T12:30:00-05:00"]];
  const logic = createLogic(form([text("/a"), text("/late", { relevant: late }), text("/end", { type: "end" })]), { now: () => now, zone: "America/Detroit" });
  assert.equal(logic.relevant("/late"), false);
  now += 3_600_000;
  assert.deepEqual([...logic.set("/a", "x")].sort(), ["/a", "/end", "/late"]);
  now += 1000;
  assert.deepEqual([...logic.refresh()], ["/end"]);
  assert.equal(logic.answers().end, "2026-11-20T13:00:01-05:00");
});

test("what was drawn by chance is kept in the draft and drawn no second time", async () => {
  const drawn = form([text("/a"), text("/luck", { type: "calculate", calculation: ["call", "random"] })]);
  await readyFor(JSON.stringify(drawn));
  const chances = [0.1, 0.2, 0.3];
  const surroundings = { ...HERE, chance: () => chances.shift() ?? 1 };
  const logic = createLogic(drawn, surroundings);
  logic.set("/a", "x");
  assert.equal(createLogic(drawn, { ...surroundings, answers: logic.entered() }).answers().luck, 0.1);
});

const LOCKED = form([text("/done"), text("/said", { readonly: ["=", ["ref", "/done"], ["lit", "yes"]], constraint: ["!=", ["self"], ["lit", "bad"]] })]);

test("a rule locks a question and opens it again, and the page is told of both", () => {
  const logic = createLogic(LOCKED, HERE);
  logic.set("/said", "x");
  assert.ok(logic.set("/done", "yes").has("/said"));
  assert.equal(logic.locked("/said"), true);
  assert.ok(logic.set("/done", "no").has("/said"));
  assert.equal(logic.locked("/said"), false);
});

test("what is wrong stays open to whoever mends it, although a rule locks it", () => {
  const logic = createLogic(LOCKED, { ...HERE, answers: { done: "yes", said: "bad" } });
  assert.equal(logic.locked("/said"), false);
  logic.set("/said", "good");
  assert.equal(logic.locked("/said"), true);
});

test("the answers of a repeat are choices as they are typed", () => {
  const asked = form([PERSON, { ...text("/who"), type: "select_one", choices_from: ["nodes", 0, "/person/name", ["step", "/person"]] }]);
  const logic = createLogic(asked, { ...HERE, answers: { person: [{ name: "Ann" }, { name: "Bo" }], who: "Bo" } });
  assert.deepEqual(logic.choices("/who").map(({ name }) => name), ["Ann", "Bo"]);
  assert.ok(logic.set("/person[1]/name", "Bea").has("/who"));
  assert.equal(logic.problem("/who")?.code, "choice");
  logic.set("/who", "Bea");
  logic.remove("/person", 1);
  assert.deepEqual([logic.choices("/who").length, logic.problem("/who")?.code], [1, "choice"]);
});
