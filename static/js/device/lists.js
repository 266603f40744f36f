/**
 * What the home page lists: unfinished drafts and sent records, each with the words that an open vault lets us read.
 *
 * They are remembered while the vault is open, so that a list drawn often is opened once. Public: createLists.
 */
import { readDay, readFates } from "../outbox/pull.js";
import { canBeUndone } from "../outbox/record.js";

/** @typedef {import("./ports.js").Ports} Ports */
/** @typedef {import("./face.js").DraftSummary} DraftSummary */
/** @typedef {import("./face.js").RecordSummary} RecordSummary */
/** @typedef {import("../drafts/drafts.js").Drafts} Drafts */
/** @typedef {import("../outbox/outbox.js").Outbox} Outbox */
/** @typedef {import("../storage/shapes.js").DraftRecord} DraftRecord */
/** @typedef {import("../storage/shapes.js").OutboxRecord} OutboxRecord */
/** @typedef {import("../vault/keys.js").OpenVault} OpenVault */

/** @typedef {{ label: string | null, belongsTo: string | null }} Words what an open vault lets us read */

const NO_WORDS = { label: null, belongsTo: null };

/** @param {Pick<Ports, "store" | "crypto" | "clock">} ports @param {Drafts} drafts @param {Outbox} outbox */
export function createLists({ store, crypto: { subtle }, clock }, drafts, outbox) {
  /** @type {Map<string, Words>} */
  const known = new Map();

  /** @param {DraftRecord | null} record @param {OpenVault | null} vault @returns {Promise<Words>} */
  async function wordsOf(record, vault) {
    if (!record || !vault) return NO_WORDS;
    const key = `${record.id} ${record.content.nonce}`;
    const words = known.get(key) ?? wordsIn(await drafts.contentOf(record, vault));
    known.set(key, words);
    return words;
  }

  return {
    forget: () => known.clear(),

    /**
     * @param {string} author
     * @param {OpenVault | null} vault
     * @param {"unfinished" | "practice" | "bin"} [which]
     * @returns {Promise<DraftSummary[]>} newest first
     */
    async drafts(author, vault, which) {
      const all = await drafts.list(author, which);
      return Promise.all(all.map(async (draft) => summaryOfDraft(draft, vault, await wordsOf(draft, vault))));
    },

    /**
     * @param {string} author
     * @param {OpenVault | null} vault
     * @returns {Promise<RecordSummary[]>} newest first; voids are nobody's business
     */
    async records(author, vault) {
      const [sent, [kept, fateRecords]] = await Promise.all([outbox.list(), store.read(["drafts", "fates"], draftsAndFates)]);
      const fates = vault ? await readFates(subtle, fateRecords, vault) : new Map();
      const versions = new Map(sent.map((record) => [record.id, record]));
      const corrected = new Set(sent.map((one) => one.revises));
      const copies = new Map(kept.map((draft) => [draft.id, draft]));
      const revised = new Set([...sent, ...kept.filter((draft) => draft.state !== "binned")].map((one) => one.revises));
      const shown = sent.filter((record) => record.kind !== "void" && record.author === author).reverse();
      return Promise.all(
        shown.map(async (record) => {
          const copy = copies.get(record.draft ?? "") ?? null;
          const root = record.concerns ?? rootOf(record, versions);
          const words = { copy, ...(await wordsOf(copy, vault)), fate: fates.get(root) ?? null };
          const line = { root, superseded: corrected.has(record.id), revised: revised.has(record.id) };
          return summaryOfRecord(record, vault, words, line, clock.now());
        }),
      );
    },

    /**
     * Which form versions anything here was made with, whoever wrote it: on a shared laptop the next one to sign in is somebody else.
     * @returns {Promise<import("../storage/shapes.js").Form[]>} each once
     */
    async formsInUse() {
      const [kept, sent] = await store.read(["drafts", "outbox"], async (tx) => [await tx.all("drafts"), await tx.all("outbox")]);
      const written = kept.map(({ form: id, version }) => ({ id, version }));
      const made = sent.filter(({ kind }) => kind !== "action").flatMap(({ form }) => form ?? []);
      return [...new Map([...written, ...made].map((form) => [`${form.id} ${form.version}`, form])).values()];
    },

    /** @param {OpenVault | null} vault @returns {Promise<import("./face.js").Visit[]>} none while it is locked */
    async day(vault) {
      const records = vault ? await store.read(["fates"], (tx) => tx.all("fates")) : [];
      return vault ? readDay(subtle, records, vault) : [];
    },

    /**
     * The last correction of this record, or itself.
     * @param {string} id
     * @returns {Promise<OutboxRecord | undefined>}
     */
    async newest(id) {
      const sent = await outbox.list();
      return sent.reduce(
        (newest, record) => (newest && record.revises === newest.id ? record : newest),
        sent.find((record) => record.id === id),
      );
    },

    /** @param {string} id @returns {Promise<DraftRecord | undefined>} */
    async draftThatRevises(id) {
      const newest = await this.newest(id);
      const all = await store.read(["drafts"], (tx) => tx.all("drafts"));
      return all.find((draft) => draft.state === "open" && draft.revises !== null && draft.revises === newest?.id);
    },
  };
}

/**
 * @param {import("../storage/store.js").Tx} tx
 * @returns {Promise<[DraftRecord[], import("../storage/shapes.js").NewsRecord[]]>}
 */
async function draftsAndFates(tx) {
  return [await tx.all("drafts"), await tx.all("fates")];
}

/** @param {import("./face.js").DraftContent | null} content @returns {Words} */
function wordsIn(content) {
  return { label: content?.label ?? null, belongsTo: content?.belongsTo ?? null };
}

/** @param {DraftRecord} draft @param {OpenVault | null} vault @param {Words} words @returns {DraftSummary} */
function summaryOfDraft({ id, form, version, startedAt, savedAt, vault: kept, base, bin, training = false }, vault, words) {
  const readable = vault !== null && kept === vault.id;
  return { id, form, version, startedAt, savedAt, ...words, readable, revision: base !== null, training, binnedAt: bin?.at ?? null };
}

/**
 * @param {OutboxRecord} record @param {OpenVault | null} vault
 * @param {{ copy: DraftRecord | null, label: string | null, belongsTo: string | null, fate: RecordSummary["fate"] }} words
 * @param {{ root: string, superseded: boolean, revised: boolean }} line @param {number} now
 * @returns {RecordSummary}
 */
function summaryOfRecord(record, vault, { copy, label, belongsTo, fate }, { root, superseded, revised }, now) {
  const { id, kind, state, madeAt, notBefore, incomplete, again, receipt, reasons } = record;
  return {
    id,
    kind,
    state,
    again,
    reasons,
    label,
    belongsTo,
    fate,
    root,
    superseded,
    form: record.form?.id ?? copy?.form ?? null,
    version: record.form?.version ?? copy?.version ?? null,
    sentAt: madeAt,
    undoUntil: canBeUndone(record, now) ? notBefore : null,
    incomplete: incomplete && !revised,
    sentBack: isSentBack(record, fate) && !revised,
    receivedAt: receipt?.receivedAt ?? null,
    outcome: receipt?.outcome ?? null,
    readable: vault !== null && copy?.vault === vault.id,
  };
}

/**
 * The first of the versions that this is one of, as far back as this device remembers.
 * @param {OutboxRecord} record
 * @param {Map<string, OutboxRecord>} versions
 * @returns {string}
 */
function rootOf(record, versions) {
  const seen = new Set([record.id]);
  for (let { id, revises } = record; ; ) {
    const before = revises === null || seen.has(revises) ? undefined : versions.get(revises);
    if (!before) return revises ?? id;
    seen.add(before.id);
    ({ id, revises } = before);
  }
}

/**
 * What the server said before it had this version does not speak of it.
 * @param {OutboxRecord} record
 * @param {RecordSummary["fate"]} fate
 */
function isSentBack({ receipt }, fate) {
  return (fate?.fate === "sent_back" || fate?.fate === "rejected") && receipt !== null && Date.parse(receipt.receivedAt) <= Date.parse(fate.at);
}
