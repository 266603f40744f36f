import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { b64, concat, instant, jsonBytes, label, textOf, u64, unb64, utf8 } from "../../../static/js/wire/bytes.js";
import { fullJitter } from "../../../static/js/wire/backoff.js";
import { pad, sealEnvelope } from "../../../static/js/wire/envelope.js";
import { generatePair, open, publicOf, seal } from "../../../static/js/wire/hpke.js";

/** @typedef {import("../../../static/js/wire/bytes.js").Bytes} Bytes */

const subtle = crypto.subtle;
const P256 = { name: "ECDH", namedCurve: "P-256" };

/** RFC 9180's own test vector for this suite (base mode, its first encryption). */
const VECTOR = {
  info: "4f6465206f6e2061204772656369616e2055726e",
  skEm: "90345e3a1d116c1dd39ae76d95ab858c142223a63e44f8f85318cfa91a84858e",
  pkEm: "04c06b4f6bebc7bb495cb797ab753f911aff80aefb86fd8b6fcc35525f3ab5f03e0b21bd31a86c6048af3cb2d98e0d3bf01da5cc4c39ff5370d331a4f1f7d5a4e0",
  skRm: "317f915db7bc629c48fe765587897e01e282d3e8445f79f27f65d031a88082b2",
  pkRm: "04abc7e49a4c6b3566d77d0304addc6ed0e98512ffccf505e6a8e3eb25c685136f853148544876de76c0f2ef99cdc3a05ccf5ded7860c7c021238f9e2073d2356c",
  aad: "436f756e742d30",
  pt: "4265617574792069732074727574682c20747275746820626561757479",
  ct: "58c61a45059d0c5704560e9d88b564a8b63f1364b8d1fcb3c4c6ddc1d291742465e902cd216f8908da49f8f96f",
};

test("sealing gives the bytes that RFC 9180 publishes", async () => {
  const ephemeral = { privateKey: await privateKey(VECTOR.skEm, VECTOR.pkEm), publicKey: await publicKey(VECTOR.pkEm) };
  const sealed = await seal(subtle, {
    recipient: hex(VECTOR.pkRm),
    info: hex(VECTOR.info),
    plaintext: hex(VECTOR.pt),
    aad: hex(VECTOR.aad),
    ephemeral,
  });
  assert.equal(toHex(sealed), VECTOR.pkEm + VECTOR.ct);
});

test("opening gives the plaintext that RFC 9180 publishes", async () => {
  assert.equal(toHex(await openVector(VECTOR, hex(VECTOR.pkEm + VECTOR.ct))), VECTOR.pt);
});

const PUBLISHED = new URL("../../../../shared/data/hpke_p256_vectors.json", import.meta.url);

test("the published vectors open", { skip: existsSync(PUBLISHED) ? false : "hpke_p256_vectors.json is not here" }, async () => {
  const vectors = JSON.parse(readFileSync(PUBLISHED, "utf8")).filter((/** @type {any} */ vector) => vector.aead_id === 2);
  assert.ok(vectors.length > 0);
  for (const vector of vectors) {
    const [first] = vector.encryptions;
    assert.equal(toHex(await openVector({ ...vector, aad: first.aad }, hex(vector.enc + first.ct))), first.pt);
  }
});

test("every byte of what is sealed counts", async () => {
  const sealed = hex(VECTOR.pkEm + VECTOR.ct);
  for (let at = 0; at < sealed.length; at += 1) {
    const damaged = sealed.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    assert.equal(await openVector(VECTOR, damaged), null, `byte ${at}`);
  }
});

test("what was sealed under one info does not open under another", async () => {
  const pair = await generatePair(subtle);
  const recipient = await publicOf(subtle, pair);
  const sealed = await seal(subtle, { recipient, info: utf8("one"), plaintext: utf8("x") });
  assert.equal(await open(subtle, { privateKey: pair.privateKey, recipient, info: utf8("other"), sealed }), null);
});

test("something too short to be sealed opens as nothing", async () => {
  const pair = await generatePair(subtle);
  assert.equal(
    await open(subtle, { privateKey: pair.privateKey, recipient: await publicOf(subtle, pair), info: utf8(""), sealed: utf8("short") }),
    null,
  );
});

test("two sealings of the same words share no bytes worth knowing", async () => {
  const recipient = await publicOf(subtle, await generatePair(subtle));
  const what = { recipient, info: utf8("i"), plaintext: utf8("the same words") };
  assert.notEqual(b64(await seal(subtle, what)), b64(await seal(subtle, what)));
});

test("a body's length tells only in steps of 1,024", () => {
  assert.deepEqual(
    [1, 1024, 1025].map((length) => pad(new Uint8Array(length).fill(65)).length),
    [1024, 1024, 2048],
  );
  assert.equal(textOf(pad(utf8("{}"))).trimEnd(), "{}");
});

test("the header of an envelope is fixed, in this order", async () => {
  const recipient = await publicOf(subtle, await generatePair(subtle));
  const { header } = await sealEnvelope(subtle, recipient, { kind: "void", id: "i", device: "d", author: "a", key: "k" }, {});
  assert.equal(textOf(header), '{"v":1,"kind":"void","id":"i","device":"d","author":"a","key":"k"}');
});

test("base64url is read strictly, as the server reads it", () => {
  assert.deepEqual(
    ["AA", "AB", "A", "AA==", "A+A", "", null].map((text) => unb64(text)?.length ?? null),
    [1, null, null, null, null, 0, null],
  );
});

test("integers are eight bytes, big-endian, and labels end in a zero byte", () => {
  assert.deepEqual([...u64(2 ** 40 + 5)], [0, 0, 1, 0, 0, 0, 0, 5]);
  assert.deepEqual([...label("body").slice(-5)], [...utf8("body"), 0]);
  assert.equal(concat(utf8("a"), utf8("b")).length, 2);
});

test("JSON for the server holds no half character and no NUL", () => {
  assert.equal(textOf(jsonBytes({ a: "x\ud83dy\0z", b: ["👩‍🚒"] })), '{"a":"x\ufffdyz","b":["👩‍🚒"]}');
});

test("a clock beyond all years still gives a time that the server can read", () => {
  assert.deepEqual([8.64e15, -1, NaN].map(instant), ["9999-12-31T00:00:00.000Z", "1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.000Z"]);
});

test("waiting grows with failures, is spread, and ends at its cap", () => {
  const bounds = { base: 1000, cap: 60_000 };
  assert.deepEqual(
    [1, 2, 3, 99].map((failures) => fullJitter(failures, bounds, 0.999999)),
    [1000, 2000, 4000, 60_000],
  );
  assert.equal(fullJitter(99, bounds, 0), 6000);
});

/** @param {typeof VECTOR} vector @param {Bytes} sealed */
async function openVector({ skRm, pkRm, info, aad }, sealed) {
  return open(subtle, { privateKey: await privateKey(skRm, pkRm), recipient: hex(pkRm), info: hex(info), sealed, aad: hex(aad) });
}

/** @param {string} secret @param {string} point */
function privateKey(secret, point) {
  const [x, y] = [point.slice(2, 66), point.slice(66)].map((part) => b64(hex(part)));
  return subtle.importKey("jwk", { kty: "EC", crv: "P-256", d: b64(hex(secret)), x: String(x), y: String(y) }, P256, false, ["deriveBits"]);
}

/** @param {string} point */
function publicKey(point) {
  return subtle.importKey("raw", hex(point), P256, true, []);
}

/** @param {string} text @returns {Bytes} */
function hex(text) {
  return new Uint8Array(Buffer.from(text, "hex"));
}

/** @param {Bytes | null} bytes */
function toHex(bytes) {
  return bytes && Buffer.from(bytes).toString("hex");
}
