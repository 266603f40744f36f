/**
 * The server's endpoints by name, each with the words its answer may hold. A reply that is not the contract's JSON is never an answer.
 *
 * Knows paths and shapes, not what to do about them. Public: createServer.
 */

/** @typedef {import("../device/ports.js").Reply} Reply */
/** @typedef {import("../device/ports.js").Transport} Transport */

/** @typedef {{ id: string, name: string, role: string, agency: string, agency_name?: string, username: string }} SignedInUser */

/**
 * @typedef {object} PushAnswer
 * @property {unknown[]} receipts
 * @property {number} acked_through
 * @property {number[]} missing
 * @property {string} server_time
 * @property {string} instance
 * @property {{ order: string, epoch?: number }[]} orders
 * @property {unknown} [key] announces the key to seal to
 */

/**
 * @typedef {object} PullAnswer
 * @property {boolean} [more] ask again at once
 * @property {boolean} [anew] this is the first page of everything: what was told before counts for nothing
 * @property {({ submission: string } & import("../device/face.js").Fate)[]} changes
 * @property {import("../device/face.js").Visit[]} [day]
 * @property {{ form: string, version: string }[]} [forms] all of them, when any changed
 * @property {{ submission?: string, follow_up?: string }[]} [gone]
 * @property {{ order: string, epoch?: number }[]} [orders]
 * @property {number} [drafts] how many of this person's drafts wait to come home
 * @property {number} [epoch]
 * @property {number} [acked_through]
 * @property {import("../vault/lease.js").Rules} [reading]
 * @property {string} cursor
 * @property {string} instance
 * @property {string} server_time
 */

/**
 * @typedef {object} AlarmsAnswer
 * @property {import("../storage/shapes.js").Told[]} alarms
 * @property {import("../storage/shapes.js").PhoneLine[]} lines
 */

/**
 * @typedef {object} DraftAtHand a draft on its way home
 * @property {string} id of the envelope that brought it
 * @property {string} draft its own id
 * @property {string} form
 * @property {string} version
 * @property {string | null} base
 * @property {string | null} [revises]
 * @property {number | null} [started_at] ms, the clock of the device it was begun on
 * @property {string} saved_at ISO time
 * @property {import("../drafts/sealing.js").Content} content
 */

/** @typedef {import("../device/face.js").Whole} Whole */
/** @typedef {ReturnType<typeof createServer>} Server */
/**
 * @typedef {object} NotOk
 * @property {false} ok
 * @property {number | null} status null: unreachable
 * @property {string | null} error the contract's code
 * @property {boolean} ours false where anything but Fieldform answered
 * @property {number | null} retryAfterMs
 */
/** @template T @typedef {{ ok: true, body: T } | NotOk} Answer */

/** @param {Transport} transport */
export function createServer(transport) {
  /** @param {string} path @param {object} body @param {Record<string, string>} [headers] */
  const post = (path, body, headers = {}) => transport.ask({ method: "POST", path, body, headers, session: true });
  /** @param {string} path @param {Record<string, string>} [headers] */
  const get = (path, headers = {}) => transport.ask({ method: "GET", path, headers, session: true });

  return {
    /** @returns {Promise<Answer<{ user: SignedInUser | null, csrf: string }>>} */
    session: async () => answer(await get("/session"), isSession),

    /**
     * @param {string} csrf
     * @param {string} username
     * @param {string} phrase
     * @param {string} [device] where somebody signed in on it before, no stranger's tries keep them out
     * @returns {Promise<Answer<{ user: SignedInUser, csrf: string }>>}
     */
    async signIn(csrf, username, phrase, device) {
      const own = device === undefined ? {} : { "X-Fieldform-Device": device };
      return answer(await post("/sign-in", { username, phrase }, { "X-CSRFToken": csrf, ...own }), isSignedIn);
    },

    /** @param {string} csrf */
    signOut: async (csrf) => answer(await post("/sign-out", {}, { "X-CSRFToken": csrf }), isAnything),

    /** @returns {Promise<Answer<{ challenge: string }>>} */
    challenge: async () => answer(await get("/device/challenge"), isChallenge),

    /** @param {string} csrf @param {object} request @returns {Promise<Answer<Record<string, unknown>>>} */
    enrol: async (csrf, request) => answer(await post("/device/enrol", request, { "X-CSRFToken": csrf }), isAnything),

    /** @param {string} csrf @param {object} request */
    authorKey: async (csrf, request) => answer(await post("/device/author-key", request, { "X-CSRFToken": csrf }), isAnything),

    /**
     * Authentic by the device's signature alone: no session goes along.
     * @param {object} push
     * @returns {Promise<Answer<PushAnswer>>}
     */
    push: async (push) => answer(await transport.ask({ method: "POST", path: "/sync/push", body: push, session: false }), isPushAnswer),

    /**
     * As delivery: no session goes along.
     * @param {object} question
     * @returns {Promise<Answer<AlarmsAnswer>>}
     */
    alarms: async (question) =>
      answer(await transport.ask({ method: "POST", path: "/device/alarms", body: question, session: false }), isAlarmsAnswer),

    /** @param {string} cursor @param {string} device @returns {Promise<Answer<PullAnswer>>} */
    pull: async (cursor, device) =>
      answer(await get(`/sync/pull?cursor=${encodeURIComponent(cursor)}`, { "X-Fieldform-Device": device }), isPullAnswer),

    /** @param {string} device @returns {Promise<Answer<{ drafts: DraftAtHand[] }>>} */
    drafts: async (device) => answer(await get("/device/drafts", { "X-Fieldform-Device": device }), isDraftsAnswer),

    /** @param {string} csrf @param {string[]} kept */
    draftsKept: async (csrf, kept) => answer(await post("/device/drafts", { kept }, { "X-CSRFToken": csrf }), isAnything),

    /** The newest version of this person's own report. @param {string} id @param {string} device @returns {Promise<Answer<{ report: Whole }>>} */
    report: async (id, device) => answer(await get(`/device/reports/${encodeURIComponent(id)}`, { "X-Fieldform-Device": device }), isReport),

    /** The rows of a list that comes with a form. @param {string} sha256 @param {string} device @returns {Promise<Answer<{ rows: Record<string, string>[] }>>} */
    list: async (sha256, device) => answer(await get(`/device/form-files/${sha256}`, { "X-Fieldform-Device": device }), isList),

    /** One that everybody may see; kept with the pages. @param {string} sha256 @returns {Promise<Answer<{ rows: Record<string, string>[] }>>} */
    publicList: async (sha256) => answer(await get(`/officer/form-files/${sha256}`), isList),
  };
}

/** @template T @param {Reply} reply @param {(body: Record<string, unknown>) => boolean} fits @returns {Answer<T>} */
function answer(reply, fits) {
  if (reply.kind === "unreachable") return { ok: false, status: null, error: null, ours: false, retryAfterMs: null };
  if (reply.kind === "not_ours") return { ok: false, status: reply.status, error: null, ours: false, retryAfterMs: reply.retryAfterMs };
  const { status, body, retryAfterMs } = reply;
  if (status >= 200 && status < 300 && fits(body)) return { ok: true, body: /** @type {T} */ (body) };
  const error = typeof body.error === "string" ? body.error : null;
  return { ok: false, status, error, ours: error !== null, retryAfterMs };
}

/** @param {Record<string, unknown>} body */
function isPushAnswer({ fieldform, receipts, acked_through, missing, server_time, instance, orders }) {
  const lists = Array.isArray(receipts) && Array.isArray(missing) && Array.isArray(orders);
  return fieldform === 1 && lists && Number.isSafeInteger(acked_through) && isTime(server_time) && typeof instance === "string";
}

/** @param {Record<string, unknown>} body */
function isAlarmsAnswer({ fieldform, alarms, lines }) {
  return fieldform === 1 && allTexts(alarms, ["submission", "queue", "state", "at", "to"]) && allTexts(lines, ["words", "phone", "queue"]);
}

/** @param {unknown} list @param {string[]} names */
function allTexts(list, names) {
  return Array.isArray(list) && list.every((one) => names.every((name) => typeof one?.[name] === "string"));
}

/** @param {Record<string, unknown>} body */
function isPullAnswer({ fieldform, changes, cursor, instance, server_time, day = [], forms = [], gone = [], orders = [] }) {
  const lists = [changes, day, forms, gone, orders].every(Array.isArray);
  return fieldform === 1 && lists && typeof cursor === "string" && typeof instance === "string" && isTime(server_time);
}

/** @param {Record<string, unknown>} body */
function isDraftsAnswer({ fieldform, drafts }) {
  const whole = (/** @type {any} */ one) => typeof one?.content?.answers === "object" && one.content.answers !== null;
  return fieldform === 1 && allTexts(drafts, ["id", "draft", "form", "version", "saved_at"]) && /** @type {unknown[]} */ (drafts).every(whole);
}

/** @param {Record<string, unknown>} body */
function isSession({ user, csrf }) {
  return (user === null || isUser(user)) && typeof csrf === "string";
}

/** @param {Record<string, unknown>} body */
function isSignedIn({ user }) {
  return isUser(user);
}

/** @param {Record<string, unknown>} body */
function isChallenge({ challenge }) {
  return typeof challenge === "string";
}

/** @param {Record<string, unknown>} body */
function isReport({ report }) {
  const { form, version, base, answers } = /** @type {Record<string, unknown>} */ (report ?? {});
  return [form, version, base].every((word) => typeof word === "string") && typeof answers === "object" && answers !== null;
}

/** @param {Record<string, unknown>} body */
function isList({ fieldform, rows }) {
  return fieldform === 1 && Array.isArray(rows);
}

function isAnything() {
  return true;
}

/** @param {unknown} user */
function isUser(user) {
  return typeof user === "object" && user !== null && "id" in user && typeof user.id === "string";
}

/** @param {unknown} text */
function isTime(text) {
  return typeof text === "string" && Number.isFinite(Date.parse(text));
}
