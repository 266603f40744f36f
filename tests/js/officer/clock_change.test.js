/**
 * D4: the nights on which the clocks change, and a phone that comes into another zone in the middle of a form. In New York, by its clock.
 */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { createLogic } from "../../../static/js/forms/logic.js";
import { when } from "../../../static/js/officer/when.js";

/** A page in which no more exists than these modules touch. */
class Page extends EventTarget {
  /** @type {Record<string, unknown>} */
  elements = {};
  getElementById = (/** @type {string} */ id) => this.elements[id] ?? null;
  querySelectorAll = () => [];
}
class FakeElement extends EventTarget {}
class Button extends FakeElement {}
class Input extends FakeElement {
  type = "datetime-local";
  value = "";
  validity = { badInput: false };
  toggleAttribute = () => false;
  /** @type {Record<string, string>} */
  dataset = {};
}

const page = new Page();
Object.assign(globalThis, { document: page, Element: FakeElement, HTMLElement: FakeElement, HTMLInputElement: Input, HTMLButtonElement: Button });
await import("../../../static/js/behaviours/fields.js");
const { readAnswer, writeAnswer } = await import("../../../static/js/officer/question.js");

const FIRST = "2026-11-01T05:30:00Z";
const SECOND = "2026-11-01T06:30:00Z";
const DEFINITION = {
  children: [{ path: "/at", type: "dateTime", label: "When" }],
  choices: {},
  order: ["/at"],
};
const RealDate = Date;

function inZone(/** @type {string} */ zone) {
  process.env["TZ"] = zone;
}

/** Whoever asks this machine what time it is hears `iso`. */
function atNow(/** @type {string} */ iso) {
  globalThis.Date = /** @type {DateConstructor} */ (
    class extends RealDate {
      constructor(/** @type {any[]} */ ...given) {
        // @ts-expect-error -- as many as were given
        super(...(given.length ? given : [iso]));
      }
    }
  );
}

afterEach(() => {
  globalThis.Date = RealDate;
  inZone("America/New_York");
});
inZone("America/New_York");

/** A question of the page with its one input. */
function question() {
  const input = new Input();
  const wrapper = { getAttribute: (/** @type {string} */ name) => (name === "data-type" ? "dateTime" : null), querySelector: () => input };
  return { input, wrapper: /** @type {Element} */ (/** @type {unknown} */ (wrapper)) };
}

/** The person presses the button that fills in what their clock says. */
function pressNow(/** @type {Input} */ input) {
  page.elements["at"] = input;
  const said = { "data-behaviour": "now", "data-for": "at" };
  const button = Object.assign(new FakeElement(), {
    closest: () => button,
    getAttribute: (/** @type {keyof typeof said} */ name) => said[name] ?? null,
  });
  const click = new Event("click");
  Object.defineProperty(click, "target", { value: button });
  page.dispatchEvent(click);
}

for (const zone of ["America/New_York", "America/Detroit"]) {
  test(`d4 “Now” knows which of the two 01:30s it is in ${zone}`, () => {
    inZone(zone);
    for (const [iso, stored] of /** @type {const} */ ([[FIRST, "2026-11-01T01:30:00-04:00"], [SECOND, "2026-11-01T01:30:00-05:00"]])) {
      const { input, wrapper } = question();
      atNow(iso);
      pressNow(input);
      assert.equal(input.value.slice(0, 16), "2026-11-01T01:30");
      const logic = createLogic(DEFINITION, { now: () => new Date(), zone });
      logic.set("/at", readAnswer(wrapper));
      assert.equal(logic.value("/at"), stored);
    }
  });
}

test("d4 what is shown again without its zone is still the same moment until somebody types another", () => {
  const { input, wrapper } = question();
  writeAnswer(wrapper, "2026-11-01T01:30:00-05:00");
  assert.equal(input.value, "2026-11-01T01:30");
  assert.equal(readAnswer(wrapper), "2026-11-01T01:30:00-05:00");
  input.value = "2026-11-01T01:31";
  assert.equal(readAnswer(wrapper), "2026-11-01T01:31");
});

test("d4 a time in the hour that is left out is the one that the clock shows instead", () => {
  const logic = createLogic(DEFINITION, { now: Date.parse("2026-03-08T12:00:00Z"), zone: "America/New_York" });
  logic.set("/at", "2026-03-08T02:30");
  assert.equal(logic.value("/at"), "2026-03-08T03:30:00-04:00");
});

test("d4 whoever drives into another zone types by its clock, and what was typed before stays as it was meant", () => {
  let hours = -4; // Detroit's summer
  const two = { ...DEFINITION, children: [...DEFINITION.children, { path: "/left", type: "dateTime", label: "Left" }], order: ["/at", "/left"] };
  const logic = createLogic(two, { now: Date.parse("2026-07-01T20:00:00Z"), zone: () => hours * 3_600_000 });
  logic.set("/at", "2026-07-01T14:00");
  hours = -5; // Chicago's
  logic.set("/left", "2026-07-01T14:00");
  assert.deepEqual([logic.value("/at"), logic.value("/left")], ["2026-07-01T14:00:00-04:00", "2026-07-01T14:00:00-05:00"]);
});

test("d4 the officer sees which 01:30 it was, and no zone at any other hour", () => {
  const now = new Date("2026-11-01T17:00:00Z");
  assert.equal(when(FIRST, now).words, "today 01:30 EDT");
  assert.equal(when(SECOND, now).words, "today 01:30 EST");
  assert.match(when("2026-11-01T07:30:00Z", now).words, /^today 02:30$/);
  assert.match(when("2026-03-08T07:30:00Z", new Date("2026-03-08T17:00:00Z")).words, /^today 03:30$/);
});

test("d4 yesterday is yesterday on a day of 23 hours and on one of 25", () => {
  assert.match(when("2026-03-08T04:30:00Z", new Date("2026-03-08T22:00:00Z")).words, /^yesterday 23:30$/);
  assert.match(when("2026-11-01T03:30:00Z", new Date("2026-11-02T04:30:00Z")).words, /^yesterday 23:30$/);
});
