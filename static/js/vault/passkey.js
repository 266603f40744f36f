/**
 * A passkey's PRF (WebAuthn Level 3): a secret that only this device's lock (finger, face, PIN of the device) gives out. It wraps the
 * vault's keys beside the phrase, which always remains. Knows no vault. Public: browserPasskey.
 */

/** @typedef {import("../wire/bytes.js").Bytes} Bytes */
/** @typedef {import("../device/ports.js").Passkey} Passkey */

const SALT_WORDS = new TextEncoder().encode("fieldform/1 vault unlock");
const PATIENCE_MS = 60_000;

/** @returns {Passkey} */
export function browserPasskey() {
  return {
    async available() {
      const Credential = /** @type {any} */ (globalThis.PublicKeyCredential);
      if (!Credential || !(await Credential.isUserVerifyingPlatformAuthenticatorAvailable?.())) return false;
      const can = await Credential.getClientCapabilities?.();
      return can ? can["extension:prf"] !== false : true;
    },
    make: (user, random) => quietly(() => make(user, random)),
    ask: (credential, random) => quietly(() => ask(credential, random)),
  };
}

/** @param {string} user opaque id @param {(length: number) => Bytes} random */
async function make(user, random) {
  const made = /** @type {PublicKeyCredential | null} */ (
    await navigator.credentials.create({
      publicKey: /** @type {any} */ ({
        challenge: random(32),
        rp: { name: "Fieldform" },
        user: { id: new TextEncoder().encode(user), name: "Fieldform", displayName: "Fieldform" },
        pubKeyCredParams: [
          { type: "public-key", alg: -7 },
          { type: "public-key", alg: -257 },
        ],
        authenticatorSelection: { authenticatorAttachment: "platform", residentKey: "preferred", userVerification: "required" },
        timeout: PATIENCE_MS,
        extensions: { prf: { eval: { first: SALT_WORDS } } },
      }),
    })
  );
  const told = /** @type {any} */ (made?.getClientExtensionResults())?.prf;
  if (!made || !told?.enabled) return null;
  const credential = new Uint8Array(made.rawId);
  const secret = told.results?.first ? new Uint8Array(told.results.first) : (await ask(credential, random))?.secret;
  return secret ? { credential, secret } : null;
}

/** @param {Bytes} credential @param {(length: number) => Bytes} random */
async function ask(credential, random) {
  const given = /** @type {PublicKeyCredential | null} */ (
    await navigator.credentials.get({
      publicKey: /** @type {any} */ ({
        challenge: random(32),
        allowCredentials: [{ type: "public-key", id: credential }],
        userVerification: "required",
        timeout: PATIENCE_MS,
        extensions: { prf: { eval: { first: SALT_WORDS } } },
      }),
    })
  );
  const first = /** @type {any} */ (given?.getClientExtensionResults())?.prf?.results?.first;
  return first ? { credential, secret: new Uint8Array(first) } : null;
}

/** Turned away, timed out, not there: the phrase remains. @template T @param {() => Promise<T>} work @returns {Promise<T | null>} */
async function quietly(work) {
  try {
    return await work();
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
}
