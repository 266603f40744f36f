import assert from "node:assert/strict";
import { test } from "node:test";
import { plainOf } from "../../../static/js/forms/wording.js";

test("marks are taken off for a line of plain text", () => {
  assert.equal(plainOf("# **Is** [this](https://x.org) ${/a}\n_right_?"), "Is this … right?");
});

test("what is no mark stays", () => {
  assert.equal(plainOf("a_name_with_lines and 2 * 3 * 4"), "a_name_with_lines and 2 * 3 * 4");
});
