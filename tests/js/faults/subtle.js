/**
 * WebCrypto's `subtle` over node:crypto: the same algorithms and bytes, computed at once, heard when the seed says.
 *
 * Real WebCrypto ends off-thread, in any order; this one has its order from tasks.js and its keys from a seed. Only an ECDSA signature
 * still differs from run to run. A key is plain bytes, so that it can be stored as a browser stores a CryptoKey. Public: seededSubtle.
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  pbkdf2Sync,
  sign,
  verify,
} from "node:crypto";

/** @typedef {{ type: string, secret: Uint8Array, point: Uint8Array }} Key `point` is empty for a symmetric key */
/** @typedef {import("./tasks.js").Tasks} Tasks */

const CURVE = "prime256v1";
const TAG_BYTES = 16;
const NONE = new Uint8Array(0);
const known = new Map();

/** @param {Tasks} tasks @param {(length: number) => Uint8Array} random @returns {SubtleCrypto} */
export function seededSubtle(tasks, random) {
  const subtle = {
    digest: async (/** @type {string} */ _name, /** @type {Uint8Array} */ bytes) => buffer(createHash("sha256").update(bytes).digest()),
    generateKey: () => tasks.later(() => newPair(random)),
    exportKey: async (/** @type {string} */ _format, /** @type {Key} */ key) => buffer(key.point),
    importKey: async (/** @type {string} */ _format, /** @type {Uint8Array} */ raw, /** @type {any} */ how) => imported(raw, how),
    deriveBits: async (/** @type {{ public: Key }} */ how, /** @type {Key} */ own) => buffer(shared(own, how.public)),
    deriveKey: async (/** @type {{ salt: Uint8Array, iterations: number }} */ how, /** @type {Key} */ phrase) => ({
      type: "secret",
      secret: new Uint8Array(pbkdf2Sync(phrase.secret, how.salt, how.iterations, 32, "sha256")),
      point: NONE,
    }),
    sign: (/** @type {any} */ how, /** @type {Key} */ key, /** @type {Uint8Array} */ bytes) =>
      how === "HMAC" ? Promise.resolve(buffer(hmac(key, bytes))) : tasks.later(() => buffer(signed(key, bytes))),
    verify: (/** @type {any} */ _how, /** @type {Key} */ key, /** @type {Uint8Array} */ signature, /** @type {Uint8Array} */ bytes) =>
      tasks.later(() => verify("sha256", bytes, { key: publicKey(key.point), dsaEncoding: "ieee-p1363" }, signature)),
    encrypt: (/** @type {AesGcmParams} */ how, /** @type {Key} */ key, /** @type {Uint8Array} */ bytes) =>
      tasks.later(() => buffer(encrypted(how, key, bytes))),
    decrypt: async (/** @type {AesGcmParams} */ how, /** @type {Key} */ key, /** @type {Uint8Array} */ bytes) => buffer(decrypted(how, key, bytes)),
    wrapKey: async (/** @type {string} */ _format, /** @type {Key} */ key, /** @type {Key} */ wrapping, /** @type {AesGcmParams} */ how) =>
      buffer(encrypted(how, wrapping, joined(key.secret, key.point))),
    unwrapKey: async (/** @type {string} */ _format, /** @type {Uint8Array} */ wrapped, /** @type {Key} */ wrapping, /** @type {AesGcmParams} */ how) => {
      const both = new Uint8Array(decrypted(how, wrapping, wrapped));
      return { type: "private", secret: both.slice(0, 32), point: both.slice(32) };
    },
  };
  return /** @type {any} */ (subtle);
}

/** @param {(length: number) => Uint8Array} random */
function newPair(random) {
  const own = createECDH(CURVE);
  const secret = random(32);
  secret[0] = 0x01; // Below the order of the group, and not 0.
  own.setPrivateKey(secret);
  const point = new Uint8Array(own.getPublicKey());
  return { privateKey: { type: "private", secret, point }, publicKey: { type: "public", secret: NONE, point } };
}

/** @param {Uint8Array} raw @param {any} how */
function imported(raw, how) {
  const curve = how.namedCurve !== undefined;
  if (curve && raw.length !== 65) throw new DOMException("not a point", "DataError");
  if (curve && how.name === "ECDSA") publicKey(raw);
  return curve ? { type: "public", secret: NONE, point: new Uint8Array(raw) } : { type: "secret", secret: new Uint8Array(raw), point: NONE };
}

/** @param {Key} own @param {Key} theirs */
function shared(own, theirs) {
  const pair = createECDH(CURVE);
  pair.setPrivateKey(own.secret);
  return orOperationError(() => pair.computeSecret(theirs.point));
}

/** @param {Key} key @param {Uint8Array} bytes */
function hmac(key, bytes) {
  return createHmac("sha256", key.secret).update(bytes).digest();
}

/** @param {Key} key @param {Uint8Array} bytes */
function signed(key, bytes) {
  return sign("sha256", bytes, { key: privateKey(key), dsaEncoding: "ieee-p1363" });
}

/** @param {AesGcmParams} how @param {Key} key @param {Uint8Array} bytes */
function encrypted({ iv, additionalData }, key, bytes) {
  const cipher = createCipheriv("aes-256-gcm", key.secret, /** @type {Uint8Array} */ (iv));
  cipher.setAAD(/** @type {Uint8Array} */ (additionalData));
  return joined(cipher.update(bytes), cipher.final(), cipher.getAuthTag());
}

/** @param {AesGcmParams} how @param {Key} key @param {Uint8Array} bytes */
function decrypted({ iv, additionalData }, key, bytes) {
  return orOperationError(() => {
    const cipher = createDecipheriv("aes-256-gcm", key.secret, /** @type {Uint8Array} */ (iv));
    cipher.setAAD(/** @type {Uint8Array} */ (additionalData));
    cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return joined(cipher.update(bytes.subarray(0, -TAG_BYTES)), cipher.final());
  });
}

/** @param {Key} key */
function privateKey({ secret, point }) {
  const d = b64(secret);
  return remembered(d, () => createPrivateKey({ format: "jwk", key: { ...coordinates(point), d } }));
}

/** @param {Uint8Array} point */
function publicKey(point) {
  return remembered(b64(point), () => createPublicKey({ format: "jwk", key: coordinates(point) }));
}

/** @template T @param {string} name @param {() => T} make @returns {T} */
function remembered(name, make) {
  if (!known.has(name)) {
    if (known.size > 500) known.clear();
    known.set(name, orOperationError(make));
  }
  return known.get(name);
}

/** @param {Uint8Array} point */
function coordinates(point) {
  return { kty: "EC", crv: "P-256", x: b64(point.subarray(1, 33)), y: b64(point.subarray(33)) };
}

/** What WebCrypto throws for whatever does not fit. @template T @param {() => T} work @returns {T} */
function orOperationError(work) {
  try {
    return work();
  } catch (problem) {
    throw new DOMException(String(problem), "OperationError");
  }
}

/** @param {Uint8Array} bytes */
function b64(bytes) {
  return Buffer.from(bytes).toString("base64url");
}

/** @param {...Uint8Array} parts */
function joined(...parts) {
  return Buffer.concat(parts);
}

/** A buffer of its own, as WebCrypto gives. @param {Uint8Array} bytes */
function buffer(bytes) {
  return new Uint8Array(bytes).buffer;
}
