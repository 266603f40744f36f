/**
 * News: what became of this person's reports, a clinician's day, which forms are the newest. Asked of the server, sealed to the vault
 * before it is stored, readable only while that is open; what the server tells as gone is removed.
 *
 * Public: pull, readFates, readDay, LIST.
 */
import { concat, jsonBytes, label, textOf, utf8 } from "../wire/bytes.js";
import { open, seal } from "../wire/hpke.js";
import { granted } from "../vault/lease.js";
import { hearInstance, momentOf, obey, wentBack } from "./heard.js";

/** @typedef {import("../device/ports.js").Ports} Ports */
/** @typedef {import("../network/server.js").Server} Server */
/** @typedef {import("../network/server.js").PullAnswer} PullAnswer */
/** @typedef {import("../storage/store.js").Tx} Tx */
/** @typedef {import("../storage/shapes.js").NewsRecord} NewsRecord */
/** @typedef {import("../storage/shapes.js").VaultRecord} VaultRecord */
/** @typedef {import("../vault/keys.js").OpenVault} OpenVault */
/** @typedef {import("../device/face.js").Fate} Fate */
/** @typedef {import("../device/face.js").Visit} Visit */
/** @typedef {"fate" | "day"} Topic */

const PAGES_AT_MOST = 20;
const DAY = "day/";
/** Before the keys of lists that come with forms: they lie beside the news. */
export const LIST = "list/";

/**
 * @param {Pick<Ports, "store" | "crypto" | "clock">} ports
 * @param {Server} server
 * @param {VaultRecord} vault whose person the session is
 * @param {string} device
 * @returns {Promise<{ word: "pulled" | "sign_in_needed" | "not_now" | "failed", drafts: number }>} `not_now`: the server was restored, and
 *   nobody has looked it over; `drafts`: how many wait to come home
 */
export async function pull(ports, server, vault, device) {
  let cursor = vault.cursor;
  let drafts = 0;
  for (let page = 0; page < PAGES_AT_MOST; page += 1) {
    const asked = { wall: ports.clock.now(), monotonic: ports.clock.monotonic() };
    const answer = await server.pull(cursor, device);
    if (!answer.ok) return { word: whyNot(answer), drafts: 0 };
    const moment = momentOf(answer.body.server_time, asked, { wall: ports.clock.now(), monotonic: ports.clock.monotonic() });
    const news = await sealAll(ports.crypto.subtle, answer.body, vault, moment.serverTime);
    const restored = await ports.store.write(
      ["meta", "vaults", "outbox", "fates"],
      (tx) => keep(tx, answer.body, news, vault, moment),
      { strict: true },
    );
    drafts = answer.body.drafts ?? 0;
    if (answer.body.more !== true && !restored) break;
    cursor = restored ? "" : answer.body.cursor;
  }
  return { word: "pulled", drafts };
}

/**
 * @param {SubtleCrypto} subtle
 * @param {NewsRecord[]} records
 * @param {OpenVault} vault
 * @returns {Promise<Map<string, Fate>>} by submission
 */
export async function readFates(subtle, records, vault) {
  const mine = records.filter((record) => record.vault === vault.id && !record.submission.includes("/"));
  const read = await Promise.all(mine.map(async (record) => /** @type {const} */ ([record.submission, await readOne(subtle, record, "fate", vault)])));
  return new Map(read.filter(([, fate]) => fate !== null));
}

/**
 * @param {SubtleCrypto} subtle
 * @param {NewsRecord[]} records
 * @param {OpenVault} vault
 * @returns {Promise<Visit[]>} what is due first comes first
 */
export async function readDay(subtle, records, vault) {
  const mine = records.filter((record) => record.vault === vault.id && record.submission.startsWith(DAY));
  const read = await Promise.all(mine.map((record) => readOne(subtle, record, "day", vault)));
  return read.filter((visit) => visit !== null).sort((one, other) => Date.parse(one.due_at) - Date.parse(other.due_at));
}

/** @param {import("../network/server.js").NotOk} answer */
function whyNot({ status, error }) {
  if (status === 401) return "sign_in_needed";
  return error === "under_review" ? "not_now" : "failed";
}

/**
 * @param {SubtleCrypto} subtle
 * @param {PullAnswer} answer
 * @param {VaultRecord} vault
 * @param {number} heard
 * @returns {Promise<NewsRecord[]>}
 */
function sealAll(subtle, { changes, day = [] }, vault, heard) {
  return Promise.all([
    ...changes.map(({ submission, ...told }) => sealOne(subtle, "fate", submission, told, vault, heard)),
    ...day.map((visit) => sealOne(subtle, "day", DAY + visit.follow_up, visit, vault, heard)),
  ]);
}

/** @param {SubtleCrypto} subtle @param {Topic} topic @param {string} key @param {object} told @param {VaultRecord} vault @param {number} heard */
async function sealOne(subtle, topic, key, told, vault, heard) {
  const sealed = await seal(subtle, { recipient: vault.publicKey, info: info(topic, key), plaintext: jsonBytes(told) });
  return { submission: key, vault: vault.id, sealed, heard };
}

/**
 * A cursor belongs to its instance: what another one said is asked for again from the start.
 * @param {Tx} tx
 * @param {PullAnswer} answer
 * @param {NewsRecord[]} news
 * @param {VaultRecord} vault
 * @param {import("./heard.js").Moment} moment
 */
async function keep(tx, answer, news, { id, user }, moment) {
  const { instance, epoch = 0, acked_through = Infinity, anew = false, gone = [], orders = [], forms } = answer;
  const before = await tx.meta("contact");
  const lost = wentBack(before, epoch, acked_through);
  const contact = await hearInstance(tx, instance, moment, lost);
  if (anew) await dropAll(tx, user);
  for (const one of news) await tx.put("fates", one);
  for (const one of gone) await drop(tx, one.submission ?? DAY + one.follow_up, id);
  for (const order of orders) await obey(tx, contact, order);
  await tx.setMeta("contact", contact);
  await tx.setMeta("reading", granted(await tx.meta("reading"), answer.reading, moment.now));
  if (forms) await tx.setMeta("forms", Object.fromEntries(forms.map(({ form, version }) => [form, version])));
  const restored = lost || (before !== undefined && before.instance !== instance);
  const vault = await tx.get("vaults", id);
  if (vault) await tx.put("vaults", { ...vault, cursor: restored ? "" : answer.cursor });
  return restored;
}

/**
 * What this person was told in this or an earlier vault, or in one that is no longer here. The lists of forms are no news: they stay.
 * @param {Tx} tx
 * @param {string} user
 */
async function dropAll(tx, user) {
  const others = new Set((await tx.all("vaults")).filter((vault) => vault.user !== user).map((vault) => vault.id));
  const told = (await tx.all("fates")).filter(({ submission }) => !submission.startsWith(LIST));
  for (const record of told) if (!others.has(record.vault)) await tx.remove("fates", record.submission);
}

/** @param {Tx} tx @param {string} key @param {string} vault */
async function drop(tx, key, vault) {
  if ((await tx.get("fates", key))?.vault === vault) await tx.remove("fates", key);
}

/**
 * @param {SubtleCrypto} subtle
 * @param {NewsRecord} record
 * @param {Topic} topic
 * @param {OpenVault} vault
 * @returns {Promise<any>}
 */
async function readOne(subtle, { submission, sealed, heard = 0 }, topic, { privateKey, publicKey }) {
  const plaintext = await open(subtle, { privateKey, recipient: publicKey, info: info(topic, submission), sealed });
  return plaintext && { ...JSON.parse(textOf(plaintext)), heard };
}

/** @param {Topic} topic @param {string} key @returns {import("../wire/bytes.js").Bytes} */
function info(topic, key) {
  return concat(label(topic), utf8(key));
}
