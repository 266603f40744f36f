import assert from "node:assert/strict";
import { test } from "node:test";
import { publicOf } from "../../../static/js/wire/hpke.js";
import { enrolledPhone, letItGo, sendOne } from "./world.js";

const subtle = crypto.subtle;

test("what is sealed after the server announced a new key is sealed to that key", async () => {
  const phone = await enrolledPhone();
  await phone.station.announce("key-2", await newPoint());
  assert.deepEqual(await keysOfTwo(phone), ["key-1", "key-2"]);
});

test("a key announced under another label is not believed", async () => {
  const phone = await enrolledPhone();
  await phone.station.announce("key-2", await newPoint(), "receipt");
  assert.deepEqual(await keysOfTwo(phone), ["key-1", "key-1"]);
});

test("an announcement that nobody pinned signed is not believed, and the receipts beside it are", async () => {
  const phone = await enrolledPhone();
  await phone.station.announce("key-2", await newPoint());
  phone.station.announced = { ...phone.station.announced, signature: Buffer.alloc(64).toString("base64url") };
  assert.deepEqual(await keysOfTwo(phone), ["key-1", "key-1"]);
  assert.equal(phone.station.stored.size, 2);
});

/** Sends one, hears the answer, sends another. @param {import("./world.js").World & { app: any }} phone @returns {Promise<string[]>} */
async function keysOfTwo(phone) {
  for (let sent = 0; sent < 2; sent += 1) {
    await sendOne(phone.app);
    await letItGo(phone);
  }
  return phone.station.inOrder().map(({ header }) => JSON.parse(Buffer.from(header, "base64url").toString()).key);
}

async function newPoint() {
  return publicOf(subtle, await subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]));
}
