import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { createExchange } from "../../../static/js/network/exchange.js";
import { HandClock } from "./world.js";

/** @typedef {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void} Answering */

const PUSH = /** @type {const} */ ({ method: "POST", path: "/sync/push", body: { envelopes: [] }, session: false });

test("JSON comes back with its status", async () => {
  const reply = await ask((_request, response) => response.writeHead(409).end('{"error":"code_used"}'));
  assert.deepEqual(reply, { kind: "json", status: 409, body: { error: "code_used" }, retryAfterMs: null });
});

test("a portal's page is not ours, though it says 200", async () => {
  const reply = await ask((_request, response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Welcome</h1>"));
  assert.deepEqual(reply, { kind: "not_ours", status: 200, retryAfterMs: null });
});

test("a redirect to a portal is not followed", async () => {
  const reply = await ask((request, response) =>
    response.writeHead(request.url === "/portal" ? 200 : 303, { Location: "/portal" }).end("{}"),
  );
  assert.deepEqual(reply, { kind: "unreachable" });
});

test("an answer that was cut off is no answer", async () => {
  const reply = await ask((_request, response) => {
    response.writeHead(200, { "Content-Length": "1000" }).write('{"fieldform":1,');
    setImmediate(() => response.destroy());
  });
  assert.deepEqual(reply, { kind: "unreachable" });
});

test("half an answer that calls itself whole is not ours", async () => {
  const reply = await ask((_request, response) => response.end('{"fieldform":1,"rec'));
  assert.equal(reply.kind, "not_ours");
});

test("a list is not an answer", async () => {
  assert.equal((await ask((_request, response) => response.end("[]"))).kind, "not_ours");
});

test("nobody there is unreachable", async () => {
  const exchange = createExchange({ clock: new HandClock(), origin: "http://127.0.0.1:9" });
  assert.deepEqual(await exchange.ask(PUSH), { kind: "unreachable" });
});

test("an answer that does not come within a minute is given up", async () => {
  const clock = new HandClock();
  const reply = await ask((request) => request.on("data", () => clock.advance(60_000)), clock);
  assert.deepEqual(reply, { kind: "unreachable" });
});

test("the wish to wait is read in seconds and as a date", async () => {
  const clock = new HandClock();
  const inSeconds = await ask((_request, response) => response.writeHead(429, { "Retry-After": "90" }).end('{"error":"wait"}'), clock);
  const date = new Date(clock.now() + 30_000).toUTCString();
  const asDate = await ask((_request, response) => response.writeHead(503, { "Retry-After": date }).end("<h1>busy</h1>"), clock);
  assert.deepEqual(
    [inSeconds, asDate].map((reply) => "retryAfterMs" in reply && reply.retryAfterMs),
    [90_000, 30_000],
  );
});

test("a push is JSON, asks for JSON, and is never taken from a cache", async () => {
  /** @type {any} */ let headers;
  await ask((request, response) => {
    headers = request.headers;
    response.end("{}");
  });
  assert.deepEqual(
    [headers["content-type"], headers.accept, headers["cache-control"]],
    ["application/json", "application/json", "no-cache"],
  );
});

/** @param {Answering} answering @param {HandClock} [clock] */
async function ask(answering, clock = new HandClock()) {
  const server = createServer(answering);
  await new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(undefined));
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  try {
    return await createExchange({ clock, origin: `http://127.0.0.1:${port}` }).ask(PUSH);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
