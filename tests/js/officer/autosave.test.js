/**
 * When what is typed is saved: soon after every change, one save at a time, and again after one that failed.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Autosave } from "../../../static/js/officer/keeping.js";

/** A clock that runs when it is told to, and a record of every save. */
function workbench({ fails = 0 } = {}) {
  /** @type {{run: () => void, ms: number}[]} */
  const timers = [];
  /** @type {boolean[]} */
  const saves = [];
  let failures = fails;
  const save = async (/** @type {{strict: boolean}} */ { strict }) => {
    saves.push(strict);
    return failures-- <= 0;
  };
  const autosave = new Autosave(save, { setTimeout: (run, ms) => timers.push({ run, ms }) });
  const tick = async () => {
    for (const timer of timers.splice(0)) timer.run();
    await autosave.settled();
  };
  return { autosave, saves, timers, tick };
}

test("it saves within 300 ms of a change", async () => {
  const { autosave, saves, timers, tick } = workbench();
  autosave.changed();
  assert.ok((timers[0]?.ms ?? Infinity) <= 300);
  await tick();
  assert.deepEqual(saves, [false]);
});

test("it is not put off by the next key", () => {
  const { autosave, timers } = workbench();
  autosave.changed();
  autosave.changed();
  assert.equal(timers.length, 1);
});

test("it saves nothing when nothing was typed", async () => {
  const { autosave, saves } = workbench();
  await autosave.flush();
  assert.deepEqual(saves, []);
});

test("it saves strictly on leaving what was saved loosely before", async () => {
  const { autosave, saves, tick } = workbench();
  autosave.changed();
  await tick();
  await autosave.flush();
  await autosave.flush();
  assert.deepEqual(saves, [false, true]);
});

test("it tries again with the next occasion after a save that failed", async () => {
  const { autosave, saves, tick } = workbench({ fails: 1 });
  autosave.changed();
  await tick();
  await autosave.flush();
  assert.deepEqual(saves, [false, true]);
});

test("it goes on after a save that broke", async () => {
  const autosave = new Autosave(() => Promise.reject(new Error("no storage")), { setTimeout: () => 0 });
  autosave.changed();
  await assert.doesNotReject(autosave.flush());
});

test("it saves nothing more once it was told to stop", async () => {
  const { autosave, saves, tick } = workbench();
  autosave.changed();
  autosave.stop();
  await tick();
  assert.deepEqual(saves, []);
});

test("what was typed during a save is not taken for saved", async () => {
  /** @type {(kept: boolean) => void} */
  let finish = () => undefined;
  const autosave = new Autosave(() => new Promise((done) => {
    finish = done;
  }), { setTimeout: () => 0 });
  autosave.changed();
  const saving = autosave.flush();
  await Promise.resolve();
  autosave.changed();
  finish(true);
  await saving;
  assert.equal(autosave.pending, true);
});
