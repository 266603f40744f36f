/**
 * The device's only way to the server: one JSON question, one plain reply. The only module that calls fetch.
 *
 * Never throws for what a network does: no connection, a portal's page, a cut answer and a time-out are replies.
 * Knows no endpoint (see server.js). Public: createExchange.
 */

/** @typedef {import("../device/ports.js").Reply} Reply */
/** @typedef {import("../device/ports.js").Request} Question */
/** @typedef {import("../device/ports.js").Transport} Transport */

const PATIENCE_MS = 60_000;

/**
 * @param {{ fetch?: typeof globalThis.fetch, clock: Pick<import("../device/ports.js").Clock, "after" | "now">, origin?: string }} ports
 * @returns {Transport}
 */
export function createExchange({ fetch: send = (...question) => fetch(...question), clock, origin = "" }) {
  return {
    async ask(question) {
      const patience = new AbortController();
      const forget = clock.after(PATIENCE_MS, () => patience.abort());
      try {
        return await reply(await send(origin + question.path, options(question, patience.signal)), clock);
      } catch {
        return { kind: "unreachable" };
      } finally {
        forget();
      }
    },
  };
}

/** @param {Question} question @param {AbortSignal} signal @returns {RequestInit} */
function options({ method, body, headers = {}, session }, signal) {
  /** @type {Record<string, string>} */
  const all = { Accept: "application/json", ...headers };
  if (body) all["Content-Type"] = "application/json";
  const credentials = session ? "same-origin" : "omit";
  return { method, headers: all, body: body ? JSON.stringify(body) : null, credentials, cache: "no-store", redirect: "error", signal };
}

/**
 * @param {Response} response
 * @param {Pick<import("../device/ports.js").Clock, "now">} clock
 * @returns {Promise<Reply>}
 */
async function reply(response, clock) {
  const retryAfterMs = waitAsked(response.headers.get("Retry-After"), clock.now());
  const body = response.status === 204 ? {} : parse(await response.text());
  if (body === null) return { kind: "not_ours", status: response.status, retryAfterMs };
  return { kind: "json", status: response.status, body, retryAfterMs };
}

/** @param {string} text @returns {Record<string, unknown> | null} */
function parse(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Retry-After (RFC 9110 §10.2.3): seconds or a date. @param {string | null} text @param {number} now */
function waitAsked(text, now) {
  if (text === null) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
