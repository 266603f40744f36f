/**
 * What the device's modules need from the world around them, as types: a seeded simulation passes its own.
 *
 * Nothing runs here; see browser.js for what a real browser passes.
 */

/** @typedef {import("../wire/bytes.js").Bytes} Bytes */

/**
 * @typedef {object} Clock
 * @property {() => number} now the wall clock, ms since 1970: may be wrong, may jump
 * @property {() => number} monotonic ms since some start; never goes back
 * @property {() => string} zone IANA name
 * @property {(ms: number, callback: () => void) => () => void} after calls once, later; returns its own undoing
 */

/**
 * @typedef {object} Random
 * @property {(length: number) => Bytes} bytes
 * @property {() => string} uuid version 4
 * @property {() => number} unit 0 ≤ unit < 1
 */

/**
 * @typedef {object} Locks
 * @property {(name: string) => Promise<(() => void) | null>} take returns the release; null while another tab has it
 */

/**
 * @typedef {object} Channel to the same person's other tabs
 * @property {(word: string) => void} post
 * @property {(callback: (word: string) => void) => void} listen
 * @property {() => void} close
 */

/**
 * @typedef {object} Request
 * @property {"GET" | "POST"} method
 * @property {string} path
 * @property {object} [body] sent as JSON
 * @property {Record<string, string>} [headers]
 * @property {boolean} session whether the session's cookie goes along
 */

/**
 * @typedef {{ kind: "json", status: number, body: Record<string, unknown>, retryAfterMs: number | null }
 *   | { kind: "not_ours", status: number, retryAfterMs: number | null }
 *   | { kind: "unreachable" }} Reply `not_ours`: an answer that is no JSON object, such as a portal's page or a proxy's error
 */

/** @typedef {{ ask: (request: Request) => Promise<Reply> }} Transport */

/**
 * @typedef {object} Passkey null where there is none, or the person turned away
 * @property {() => Promise<boolean>} available
 * @property {(user: string, random: Random["bytes"]) => Promise<{ credential: Bytes, secret: Bytes } | null>} make
 * @property {(credential: Bytes, random: Random["bytes"]) => Promise<{ credential: Bytes, secret: Bytes } | null>} ask
 */

/** @typedef {{ used: number | null, quota: number | null, kept: boolean | null }} Room in bytes; `kept`: the browser does not clear it by itself */

/**
 * @typedef {object} Ports
 * @property {import("../storage/store.js").Store} store
 * @property {Transport} transport
 * @property {Clock} clock
 * @property {Random} random
 * @property {{ subtle: SubtleCrypto }} crypto
 * @property {Locks} locks
 * @property {Channel} channel
 * @property {() => Promise<boolean | null>} keepStorage asks the browser not to clear this storage by itself; null = it cannot say
 * @property {() => Promise<Passkey>} passkey
 * @property {() => Promise<Room>} measure how much room there is; null where the browser does not say
 * @property {(problem: unknown) => void} report a fact nobody planned, for whoever watches the console; never shown, never sent
 * @property {string} app the app's version, told to the server
 * @property {number} rounds of PBKDF2 for a new vault
 */

export {};
