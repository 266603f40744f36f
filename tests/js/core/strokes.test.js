import assert from "node:assert/strict";
import { test } from "node:test";
import { isInk, pathOf, strokesOf, textOf } from "../../../static/js/forms/strokes.js";

const TWO = /** @type {[number, number][][]} */ ([[[10, 20], [13, 19]], [[50, 60]]]);

test("strokes are a start and the steps from there", () => {
  assert.equal(textOf(TWO), "ink:10,20,3,-1;50,60");
});

test("strokes come back from their text", () => {
  assert.deepEqual(strokesOf(textOf(TWO)), TWO);
});

test("no stroke is no answer", () => {
  assert.equal(textOf([]), "");
});

test("a typed name is no ink, and nothing else is", () => {
  for (const text of ["Ada Okafor", "ink:", "ink:1,2<script>", "", null]) assert.equal(isInk(text), false);
});

test("they are drawn as a path, and a dot is seen", () => {
  assert.equal(pathOf("ink:10,20,3,-1;50,60"), "M10 20L13 19M50 60h1");
});

test("what is drawn beyond 20,000 characters is not taken", () => {
  const long = Array.from({ length: 400 }, () => Array.from({ length: 30 }, (_, place) => /** @type {[number, number]} */ ([place * 7, (place * 13) % 200])));
  assert.ok(textOf(long).length <= 20_000);
  assert.ok(strokesOf(textOf(long)).length > 10);
});
