/**
 * The far end of the wire for these tests: a small station that keeps the contract (docs/wire.md) in memory and can be told to fail.
 *
 * The real server meets this code in tests/browser_core. `faults` are used up one a request: each may answer in the station's place.
 */
import { b64, concat, jsonBytes, label, sha256, textOf, unb64, utf8 } from "../../../static/js/wire/bytes.js";
import { open, publicOf } from "../../../static/js/wire/hpke.js";
import { ECDSA, claimOf, deviceClaim, importVerifier, sign, verify } from "../../../static/js/wire/signing.js";

/** @typedef {import("../../../static/js/device/ports.js").Request} Question */
/** @typedef {import("../../../static/js/device/ports.js").Reply} Reply */
/** @typedef {(question: Question, answer: () => Promise<Reply>) => Promise<Reply> | Reply} Fault */
/** @typedef {Record<string, any>} Json */

const subtle = crypto.subtle;
export const AMARA = { id: "user-amara", name: "Amara Okafor", role: "officer", agency: "agency-1", username: "aokafor" };
export const BIRGIT = { id: "user-birgit", name: "Birgit Sandoval", role: "clinician", agency: "agency-1", username: "bsandoval" };
export const PHRASE = "four quiet herons";
const PEOPLE = [AMARA, BIRGIT];

export class Station {
  /** @type {Map<string, { element: Json, receipt: Json }>} */ stored = new Map();
  /** @type {Json[]} */ pushes = [];
  /** @type {Json[]} */ heartbeats = [];
  /** @type {Json[]} */ orders = [];
  /** What the answers announce as the key to seal to. @type {Json | null} */ announced = null;
  /** @type {Json[]} */ changes = [];
  /** What the next answer to a pull says besides. @type {Json} */ news = {};
  /** @type {string[]} */ cursors = [];
  /** Drafts on their way home. @type {Json[]} */ drafts = [];
  /** @type {string[]} */ draftsKept = [];
  /** Nobody has looked over a restore yet. */ underReview = false;
  /** What is asked of urgent reports, in order. @type {string[][]} */ asked = [];
  /** What is told of each. @type {Json} */ alarm = { state: "alerting" };
  /** @type {Json[]} */ lines = [{ words: "Crisis line (placeholder)", phone: "555-0199", queue: "clinician" }];
  /** @type {Json[]} */ authorKeys = [];
  /** @type {Fault[]} */ faults = [];
  /** @type {Set<string>} */ refused = new Set();
  /** @type {Set<string>} */ usedCodes = new Set();
  /** What was begun without a code has been approved. */ approved = false;
  tooManyPending = false;
  /** @type {number[] | null} */ missing = null;
  /** @type {string | null} */ signedIn = null;
  phrase = PHRASE;
  instance = "instance-1";
  skewMs = 0;
  down = false;
  /** The rows of lists that come with forms, by their hash. @type {Record<string, Json[]>} */
  lists = {};

  /** @param {() => number} now */
  static async open(now) {
    const station = new Station();
    station.now = now;
    const sealing = await subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const receipts = await subtle.generateKey(ECDSA, true, ["sign", "verify"]);
    station.keys = { sealing, receipts, sealingPoint: await publicOf(subtle, sealing), receiptPoint: await publicOf(subtle, receipts) };
    return station;
  }

  /** @type {() => number} */ now = () => 0;
  /** @type {any} */ keys = null;

  /** @param {Question} question @returns {Promise<Reply>} */
  async ask(question) {
    const sent = JSON.parse(JSON.stringify(question));
    const fault = this.faults.shift();
    if (fault) return fault(sent, () => this.answer(sent));
    return this.down ? { kind: "unreachable" } : this.answer(sent);
  }

  /** @param {Json} question @returns {Promise<Reply>} */
  async answer({ method, path, body }) {
    const [route] = path.split("?");
    switch (`${method} ${route}`) {
      case "GET /session":
        return ok({ user: PEOPLE.find((one) => one.id === this.signedIn) ?? null, csrf: "token" });
      case "POST /sign-in":
        return this.#signIn(body);
      case "POST /sign-out":
        this.signedIn = null;
        return ok({ user: null, csrf: "token" });
      case "GET /device/challenge":
        return ok({ challenge: "challenge-1" });
      case "POST /device/enrol":
        return this.#enrol(body);
      case "POST /device/author-key":
        this.authorKeys.push(body);
        return { kind: "json", status: 204, body: {}, retryAfterMs: null };
      case "POST /sync/push":
        return ok(await this.#push(body));
      case "GET /device/drafts":
        return this.signedIn ? ok({ fieldform: 1, drafts: this.drafts }) : no(401, "sign_in_needed");
      case "POST /device/drafts":
        this.draftsKept.push(...body.kept);
        this.drafts = this.drafts.filter((draft) => !body.kept.includes(draft.id));
        return { kind: "json", status: 204, body: {}, retryAfterMs: null };
      case "POST /device/alarms":
        return this.#alarms(body);
      case "GET /sync/pull":
        if (!this.signedIn) return no(401, "sign_in_needed");
        return this.underReview ? no(409, "under_review", 60_000) : ok(this.#pull(path));
      default:
        return this.#list(route);
    }
  }

  /** @param {string} route @returns {Reply} */
  #list(route) {
    const rows = this.lists[route.replace("/device/form-files/", "")];
    if (!rows) return no(404, "not_found");
    return this.signedIn ? ok({ fieldform: 1, rows }) : no(401, "sign_in_needed");
  }

  /** What a stored envelope says, opened. @param {string} id @returns {Promise<Json>} */
  async opened(id) {
    const element = /** @type {Json} */ (this.stored.get(id)).element;
    const info = concat(label("body"), bytes(element.header));
    const plaintext = await open(subtle, {
      privateKey: this.keys.sealing.privateKey,
      recipient: this.keys.sealingPoint,
      info,
      sealed: bytes(element.body),
    });
    return JSON.parse(textOf(plaintext ?? utf8("null")));
  }

  /** Envelopes in the order of their numbers. */
  inOrder() {
    return [...this.stored.values()]
      .map(({ element }) => element)
      .sort((one, other) => one.epoch - other.epoch || one.sequence - other.sequence);
  }

  /** A database without its last records, given a new life. @param {number} keep how many stay */
  restore(keep) {
    this.stored = new Map([...this.stored].slice(0, keep));
    this.instance = `${this.instance}+`;
  }

  /** @param {Json} body */
  #signIn({ username, phrase }) {
    const user = PEOPLE.find((one) => one.username === username);
    if (!user || phrase !== this.phrase) return no(401, "wrong_name_or_phrase");
    this.signedIn = user.id;
    return ok({ user, csrf: "token" });
  }

  /** @param {Json} request @returns {Promise<Reply>} */
  async #enrol({ code = "", device, public_key, heartbeat }) {
    if (this.usedCodes.has(code)) return no(409, "code_used");
    if (code !== "" && !code.startsWith("CODE")) return no(409, "code_unknown");
    if (code === "" && this.tooManyPending) return no(409, "too_many_pending");
    const verifier = await importVerifier(subtle, bytes(public_key));
    const said = JSON.parse(textOf(bytes(heartbeat.bytes)));
    const proven = await verify(subtle, verifier, bytes(heartbeat.signature), claimOf("heartbeat", bytes(heartbeat.bytes)));
    if (!proven || said.challenge !== "challenge-1" || said.device !== device) return no(409, "proof_failed");
    if (code !== "") this.usedCodes.add(code);
    const pending = code === "" && !this.approved;
    this.device = { id: device, verifier };
    const certificate = await this.#signed("certificate", {
      v: 1,
      id: device,
      public_key,
      class: pending ? "pending" : "phone",
      agency: "agency-1",
      issued_at: this.#time(),
    });
    const keys = {
      sealing: { id: "key-1", public_key: b64(this.keys.sealingPoint) },
      receipt: { public_key: b64(this.keys.receiptPoint) },
    };
    return ok({ device, certificate, keys, agency: "agency-1", pending, epoch: 1, instance: this.instance });
  }

  /** @type {any} */ device = null;

  /** @param {Json} push @returns {Promise<Json>} */
  async #push(push) {
    this.pushes.push(push);
    const heartbeat = JSON.parse(textOf(bytes(push.heartbeat.bytes)));
    this.heartbeats.push(heartbeat);
    const receipts = [];
    for (const element of push.envelopes) receipts.push(await this.#receive(element));
    const seen = new Set(
      this.inOrder()
        .filter((element) => element.epoch === heartbeat.epoch)
        .map((element) => element.sequence),
    );
    let acked = 0;
    while (seen.has(acked + 1)) acked += 1;
    const gaps = Array.from({ length: heartbeat.next_sequence - 1 }, (_, index) => index + 1).filter((sequence) => !seen.has(sequence));
    const orders = this.orders;
    const answer = {
      fieldform: 1,
      receipts,
      acked_through: acked,
      missing: this.missing ?? gaps,
      server_time: this.#time(),
      instance: this.instance,
      orders,
      key: this.announced,
    };
    return answer;
  }

  /** @param {Json} element */
  async #receive(element) {
    const header = JSON.parse(textOf(bytes(element.header)));
    const bodyHash = await sha256(subtle, bytes(element.body));
    const claim = await deviceClaim(subtle, bytes(element.header), /** @type {any} */ (element), bodyHash);
    const authentic = await verify(subtle, this.device.verifier, bytes(element.device_sig), claim);
    if (!authentic || this.refused.has(header.id)) return this.#receipt(header.id, element, null, "refused", ["not_authentic"]);
    const known = this.stored.get(header.id);
    if (known) return known.receipt;
    const receipt = await this.#receipt(header.id, element, bodyHash, "accepted", []);
    this.stored.set(header.id, { element, receipt });
    return receipt;
  }

  /** @param {string} id @param {Json} element @param {any} hash @param {string} outcome @param {string[]} reasons */
  #receipt(id, { epoch, sequence }, hash, outcome, reasons) {
    const body_hash = hash && b64(hash);
    return this.#signed("receipt", {
      v: 1,
      device: this.device.id,
      id,
      epoch,
      sequence,
      body_hash,
      outcome,
      reasons,
      received_at: this.#time(),
    });
  }

  /** @param {string} id @param {any} point @param {string} [kind] under which label it is signed */
  async announce(id, point, kind = "key") {
    this.announced = await this.#signed(kind, { v: 1, id, public_key: b64(point) });
  }

  /** @param {Json} question @returns {Promise<Reply>} */
  async #alarms({ heartbeat, ids }) {
    const genuine = await verify(subtle, this.device.verifier, bytes(heartbeat.signature), claimOf("heartbeat", bytes(heartbeat.bytes)));
    if (!genuine) return no(403, "not_allowed");
    this.asked.push(ids);
    const told = ids.map((/** @type {string} */ submission) => ({ queue: "clinician", to: "", at: this.#time(), submission, ...this.alarm }));
    return ok({ fieldform: 1, alarms: told, lines: this.lines, server_time: this.#time() });
  }

  /** @param {string} path */
  #pull(path) {
    const cursor = new URLSearchParams(path.split("?")[1]).get("cursor") ?? "";
    const [instance, number] = cursor.split("/");
    const after = instance === this.instance ? Number(number) : 0;
    const news = this.news;
    this.cursors.push(cursor);
    this.news = {};
    return {
      anew: instance !== this.instance,
      drafts: this.drafts.length,
      ...news,
      fieldform: 1,
      changes: this.changes.slice(after),
      cursor: `${this.instance}/${this.changes.length}`,
      instance: this.instance,
      server_time: this.#time(),
    };
  }

  /** @param {string} kind @param {Json} fields */
  async #signed(kind, fields) {
    const json = jsonBytes(fields);
    return { bytes: b64(json), signature: b64(await sign(subtle, this.keys.receipts.privateKey, claimOf(kind, json))) };
  }

  #time() {
    return new Date(this.now() + this.skewMs).toISOString();
  }
}

/** @param {Json} body @returns {Reply} */
export function ok(body) {
  return { kind: "json", status: 200, body, retryAfterMs: null };
}

/** @param {number} status @param {string} error @param {number | null} [retryAfterMs] @returns {Reply} */
export function no(status, error, retryAfterMs = null) {
  return { kind: "json", status, body: { error, message: "" }, retryAfterMs };
}

/** @param {string} text @returns {import("../../../static/js/wire/bytes.js").Bytes} */
export function bytes(text) {
  const read = unb64(text);
  if (!read) throw new Error("not base64url");
  return read;
}
