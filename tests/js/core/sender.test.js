import assert from "node:assert/strict";
import { test } from "node:test";
import { no, ok } from "./station.js";
import { enrolledPhone, letItGo, sendOne, stateOfOnly } from "./world.js";

/** @typedef {import("./station.js").Fault} Fault */

test("a request that got lost is offered again, as the same bytes in the same place", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  phone.station.faults.push(() => ({ kind: "unreachable" }));
  /** @type {any} */ let first;
  phone.station.faults[0] = (question) => {
    first = question.body;
    return { kind: "unreachable" };
  };
  await letItGo(phone);
  assert.equal(await stateOfOnly(phone.app), "sending");
  await letItGo(phone, 60_000);
  assert.deepEqual(phone.station.pushes.at(-1)?.envelopes, first.envelopes);
  assert.equal(await stateOfOnly(phone.app), "received");
});

test("an answer that got lost costs nothing: the first receipt comes again", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  phone.station.faults.push(loseAnswer);
  await letItGo(phone);
  assert.equal(phone.station.stored.has(id), true);
  assert.equal(await stateOfOnly(phone.app), "sending");
  await letItGo(phone, 60_000);
  assert.equal(await stateOfOnly(phone.app), "received");
  assert.equal(phone.station.stored.size, 1);
});

test("a browser killed while it sends offers the record again when it is opened", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  const asked = hang(phone);
  phone.clock.advance(10_000);
  await asked;
  phone.app.kill();
  const next = await phone.tab();
  assert.equal(await stateOfOnly(next), "sending");
  next.wake();
  await next.settled();
  assert.equal(await stateOfOnly(next), "received");
});

test("a browser killed after the answer, before it was written down, is given the receipt again", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  const answered = new Promise((resolve) => {
    phone.station.faults.push(async (_question, answer) => {
      await answer();
      resolve(undefined);
      return new Promise(() => {});
    });
  });
  phone.clock.advance(10_000);
  await answered;
  phone.app.kill();
  const next = await phone.tab();
  next.wake();
  await next.settled();
  assert.equal(await stateOfOnly(next), "received");
  assert.deepEqual([...phone.station.stored.keys()], [id]);
});

test("a record is marked as sending in the store before its request leaves", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  /** @type {any} */ let seen;
  phone.station.faults.push(async (_question, answer) => {
    seen = await phone.app.ports.store.read(["outbox"], (/** @type {any} */ tx) => tx.get("outbox", id));
    return answer();
  });
  await letItGo(phone);
  assert.deepEqual([seen.state, seen.offered], ["sending", true]);
});

test("a portal's page is not an answer", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  phone.station.faults.push(() => ({ kind: "not_ours", status: 200, retryAfterMs: null }));
  await letItGo(phone);
  assert.equal(await stateOfOnly(phone.app), "sending");
  assert.equal(phone.app.connection().word, "not_ours");
});

test("JSON that is not Fieldform's is not an answer", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  phone.station.faults.push(() => ok({ status: "ok", receipts: [] }));
  await letItGo(phone);
  assert.equal(await stateOfOnly(phone.app), "sending");
});

/** @type {[string, (receipt: any) => any][]} */
const FALSE_RECEIPTS = [
  ["a signature that was changed", (receipt) => ({ ...receipt, signature: flip(receipt.signature) })],
  ["bytes that were changed", (receipt) => ({ ...receipt, bytes: flip(receipt.bytes) })],
  ["no signature", ({ bytes }) => ({ bytes })],
  ["nothing in it", () => null],
];

for (const [what, change] of FALSE_RECEIPTS) {
  test(`a receipt with ${what} frees nothing`, async () => {
    const phone = await enrolledPhone();
    await sendOne(phone.app);
    phone.station.faults.push(changedReceipts(change));
    await letItGo(phone);
    assert.equal(await stateOfOnly(phone.app), "attention");
    assert.deepEqual((await phone.app.records())[0]?.reasons, ["no_receipt"]);
  });
}

test("a genuine receipt for another content frees nothing", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app, { narrative: "one" });
  await sendOne(phone.app, { narrative: "two" });
  phone.station.faults.push(async (_question, answer) => {
    const reply = /** @type {any} */ (await answer());
    reply.body.receipts = [reply.body.receipts[0], reply.body.receipts[0]];
    return reply;
  });
  await letItGo(phone);
  assert.deepEqual(
    (await phone.app.records()).map((record) => record.state),
    ["attention", "received"],
  );
});

test("a receipt that was never given asks for attention and is tried again", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  phone.station.faults.push(changedReceipts(() => null));
  await letItGo(phone);
  await letItGo(phone, 60_000);
  assert.equal(await stateOfOnly(phone.app), "received");
});

test("a refused record is kept, says why, and waits longer each time", async () => {
  const phone = await enrolledPhone();
  const id = await sendOne(phone.app);
  phone.station.refused.add(id);
  await letItGo(phone);
  assert.deepEqual((await phone.app.records())[0]?.reasons, ["refused", "not_authentic"]);
  const pushes = phone.station.pushes.length;
  await letItGo(phone, 30_000);
  assert.equal(phone.station.pushes.length, pushes);
  await letItGo(phone, 60_000);
  assert.equal(phone.station.pushes.filter((push) => push.envelopes.length > 0).length, 2);
  phone.station.refused.clear();
  await letItGo(phone, 200_000);
  assert.equal(await stateOfOnly(phone.app), "received");
});

test("one refused record does not block the next", async () => {
  const phone = await enrolledPhone();
  phone.station.refused.add(await sendOne(phone.app));
  const good = await sendOne(phone.app);
  await letItGo(phone);
  assert.deepEqual([...phone.station.stored.keys()], [good]);
});

test("a push that is too large is halved until it fits", async () => {
  const phone = await enrolledPhone();
  for (let count = 0; count < 4; count += 1) await sendOne(phone.app);
  const tooLarge = /** @type {Fault} */ (
    (question, answer) => (/** @type {any} */ (question.body).envelopes.length > 1 ? no(413, "too_large") : answer())
  );
  phone.station.faults.push(tooLarge, tooLarge);
  await letItGo(phone);
  assert.deepEqual(phone.station.pushes.map((push) => push.envelopes.length).filter(Boolean), [1, 2, 1]);
  assert.equal(phone.station.stored.size, 4);
});

test("a broken record among good ones is found by halving and set aside", async () => {
  const phone = await enrolledPhone();
  const ids = [await sendOne(phone.app), await sendOne(phone.app), await sendOne(phone.app)];
  const bad = /** @type {Fault} */ (
    (question, answer) =>
      /** @type {any} */ (question.body).envelopes.some((/** @type {any} */ one) => one.sequence === 2)
        ? no(400, "broken_request")
        : answer()
  );
  phone.station.faults.push(bad, bad, bad, bad);
  await letItGo(phone);
  assert.deepEqual(
    (await phone.app.records()).map((record) => record.state),
    ["received", "attention", "received"],
  );
  assert.deepEqual([...phone.station.stored.keys()], [ids[0], ids[2]]);
});

test("the server's wish to wait is kept, even against the button", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  phone.station.faults.push(() => no(503, "busy", 120_000));
  await letItGo(phone);
  assert.equal(phone.app.connection().word, "busy");
  phone.clock.advance(60_000);
  phone.app.wake({ now: true });
  await phone.app.settled();
  assert.equal(phone.station.stored.size, 0);
  await letItGo(phone, 65_000);
  assert.equal(await stateOfOnly(phone.app), "received");
});

test("an error of the server is answered with longer and longer waits", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  let tries = 0;
  const failing = /** @type {Fault} */ (
    () => {
      tries += 1;
      phone.station.faults.push(failing);
      return no(500, "internal");
    }
  );
  phone.station.faults.push(failing);
  for (let minute = 0; minute < 20; minute += 1) await letItGo(phone, 60_000);
  assert.ok(tries > 4 && tries < 20, `${tries} tries in 20 minutes`);
});

test("a queue is not left unsent though there is a network: waking tries at once", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  phone.station.down = true;
  await letItGo(phone);
  phone.station.down = false;
  phone.app.wake();
  await phone.app.settled();
  assert.equal(await stateOfOnly(phone.app), "received");
});

test("d12 a hundred records and more go out in batches of a hundred, in order", async () => {
  const phone = await enrolledPhone();
  for (let count = 0; count < 105; count += 1) await sendOne(phone.app, {});
  await letItGo(phone);
  const batches = phone.station.pushes.filter((push) => push.envelopes.length > 0);
  assert.deepEqual(
    batches.map((push) => push.envelopes.length),
    [100, 5],
  );
  assert.deepEqual(
    batches[1]?.envelopes.map((/** @type {any} */ one) => one.sequence),
    [101, 102, 103, 104, 105],
  );
});

test("a push stays below one mebibyte", async () => {
  const phone = await enrolledPhone();
  for (let count = 0; count < 5; count += 1) await sendOne(phone.app, { narrative: "x".repeat(200_000) });
  await letItGo(phone);
  const sizes = phone.station.pushes.map((push) => JSON.stringify(push).length);
  assert.ok(Math.max(...sizes) <= 1024 * 1024);
  assert.equal(phone.station.stored.size, 5);
});

test("two tabs send each record once", async () => {
  const phone = await enrolledPhone();
  const other = await phone.tab();
  await sendOne(phone.app);
  await letItGo(phone);
  other.wake();
  await other.settled();
  assert.equal(phone.station.pushes.filter((push) => push.envelopes.length > 0).length, 1);
  assert.equal(await stateOfOnly(other), "received");
});

test("two tabs without a lock between them still end with one record and one receipt", async () => {
  const phone = await enrolledPhone();
  const [one, other] = [await phone.tab(UNLOCKED), await phone.tab(UNLOCKED)];
  await sendOne(phone.app);
  phone.clock.wall += 10_000;
  one.wake();
  other.wake();
  await Promise.all([one.settled(), other.settled()]);
  assert.equal(phone.station.stored.size, 1);
  assert.equal(await stateOfOnly(phone.app), "received");
});

test("a report undone while another tab was about to send it is not sent", async () => {
  const phone = await enrolledPhone();
  const other = await phone.tab();
  const id = await sendOne(phone.app);
  await phone.app.settled();
  const { write } = other.ports.store;
  let undone = false;
  other.ports.store.write = async (names, work, options) => {
    other.ports.store.write = write;
    phone.clock.wall -= 5_000;
    undone = (await phone.app.undo(id)).undone;
    return write(names, work, options);
  };
  phone.clock.wall += 10_000;
  other.wake();
  await other.settled();
  assert.equal(undone, true);
  assert.equal(phone.station.stored.has(id), false);
  assert.deepEqual(phone.reported, []);
});

test("the heartbeat says how much waits and since when", async () => {
  const phone = await enrolledPhone();
  await sendOne(phone.app);
  await letItGo(phone);
  const { waiting, next_sequence, epoch, app } = phone.station.heartbeats.find((heartbeat) => heartbeat.waiting > 0) ?? {};
  assert.deepEqual([waiting, next_sequence, epoch, app], [1, 2, 1, "test"]);
});

test("with nothing to send a heartbeat still goes every five minutes of waking", async () => {
  const phone = await enrolledPhone();
  const before = phone.station.heartbeats.length;
  for (let half = 0; half < 21; half += 1) {
    phone.clock.advance(30_000);
    phone.app.wake();
    await phone.app.settled();
  }
  assert.equal(phone.station.heartbeats.length - before, 2);
});

const UNLOCKED = { locks: { take: async () => () => undefined } };

/** @type {Fault} */
async function loseAnswer(_question, answer) {
  await answer();
  return { kind: "unreachable" };
}

/** @param {(receipt: any) => any} change @returns {Fault} */
function changedReceipts(change) {
  return async (_question, answer) => {
    const reply = /** @type {any} */ (await answer());
    return { ...reply, body: { ...reply.body, receipts: reply.body.receipts.map(change) } };
  };
}

/** @param {string} text */
function flip(text) {
  return text.replace(/^./, (first) => (first === "A" ? "B" : "A"));
}

/** The next request never ends; resolves when it was asked. @param {{ station: import("./station.js").Station }} phone */
function hang({ station }) {
  return new Promise((asked) => {
    station.faults.push(() => {
      asked(undefined);
      return new Promise(() => {});
    });
  });
}
