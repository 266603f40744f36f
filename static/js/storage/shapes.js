/**
 * What lies on the device, record by record: types only. No answer, name or phrase is in the clear in any of them.
 *
 * A shape may gain fields; a change that old records do not fit needs a new version in store.js, which upgrades them.
 */

/** @typedef {import("../wire/bytes.js").Bytes} Bytes */
/** @typedef {import("../wire/signing.js").Signed} Signed */
/** @typedef {import("../wire/envelope.js").Kind} Kind */

/**
 * @typedef {object} DeviceMeta this device's identity and the server's pinned keys; set once, at enrolment
 * @property {string} id
 * @property {CryptoKey} privateKey ECDSA, non-extractable: delivers, cannot read
 * @property {Signed} certificate
 * @property {string} agency
 * @property {{ id: string, publicKey: Bytes }} sealing
 * @property {Bytes} receiptKey
 * @property {boolean} [pending] IT has not approved it: it delivers, no news comes back
 */

/** Kept while an enrolment is under way. @typedef {{ id: string, privateKey: CryptoKey, publicKey: Bytes }} EnrollingMeta */
/** @typedef {{ epoch: number, next: number }} PlaceMeta the sequence that the next record will get */
/** @typedef {{ since: number }} TrainingMeta there while training is on; device clock, ms */
/** @typedef {{ id: string, agency?: string, desk?: boolean, leaving?: boolean }} UserMeta the last person who signed in here, and their agency, as opaque
 *   ids; `desk`: they work follow-ups, and have a day to look at; `leaving`: they signed out, and the server has not heard of it yet */

/** @typedef {{ words: string, phone: string, queue: string }} PhoneLine whom to phone; names nobody */
/** @typedef {{ submission: string, queue: string, state: string, at: string, to: string }} Told what the server said of an urgent report */
/** @typedef {{ lines: PhoneLine[], told: Told[], askedAt: number }} AlarmsMeta as last heard, so that it is there offline; device clock, ms */

/**
 * @typedef {object} ContactMeta what was last heard from the server
 * @property {string | null} instance
 * @property {{ epoch: number, through: number } | null} acked
 * @property {number | null} skewMs server time minus the device's clock
 * @property {number | null} serverTime ms, as the server said it
 * @property {number | null} reachedAt ms, device clock
 * @property {boolean} lockOrdered
 * @property {boolean} eraseOrdered
 */

/**
 * @typedef {object} VaultRecord one person's keys on this device, under their phrase
 * @property {string} id
 * @property {string} user
 * @property {boolean} current new drafts go here; an older one waits for the phrase it was made with
 * @property {number} rounds
 * @property {Bytes} salt
 * @property {Bytes} publicKey in the clear: a draft can be put in without opening
 * @property {Wrapped} privateKey
 * @property {Bytes} authorPublicKey
 * @property {Wrapped} authorPrivateKey
 * @property {boolean} authorRegistered
 * @property {Bytes} profile the person's name and role, sealed to the vault
 * @property {Wrong} [wrong]
 * @property {Quick} [quick] the same keys under a passkey's secret
 * @property {string} cursor where the next pull goes on; "" from the start
 */

/** @typedef {{ credential: Bytes, salt: Bytes, privateKey: Wrapped, authorPrivateKey: Wrapped }} Quick */

/** @typedef {{ count: number, from: number, until: number }} Wrong how often in a row a phrase did not open it; device clock, ms */

/** @typedef {{ leaseMs: number, idleMs: number, tries: number, until: number, seen: number }} ReadingMeta how long what is kept may be
 *   read, and the latest time that this device's clock showed; device clock, ms */

/** @typedef {{ nonce: Bytes, sealed: Bytes }} Wrapped AES-256-GCM */

/**
 * @typedef {object} DraftRecord
 * @property {string} id
 * @property {"open" | "kept" | "binned"} state `kept`: sent; the readable copy until a day after the receipt
 * @property {Binned} [bin] while it is binned
 * @property {boolean} [training] practice: never sent, never counted
 * @property {string} author
 * @property {string} submission the id it has, or will have, when sent; a new one after an undo
 * @property {string} form
 * @property {string} version
 * @property {string | null} revises the record that this one corrects, and its body hash in `base`
 * @property {Bytes | null} base
 * @property {number} startedAt device clock, ms
 * @property {number} savedAt device clock, ms
 * @property {string | null} vault null: made while nobody had a vault here; readable by the server alone
 * @property {Bytes | null} keyForVault the draft's key, HPKE to the vault
 * @property {string} sealingKey which of the server's keys it is wrapped to
 * @property {Bytes} keyForServer the draft's key, HPKE to the server
 * @property {Wrapped} content
 */

/**
 * @typedef {object} Binned how long a draft has lain in the bin, by two clocks that may both be missing or wrong
 * @property {number} at device clock, ms: to show
 * @property {number} looked device clock, ms
 * @property {number} counted ms that have passed by the device's clock, as far as they are believed
 * @property {number | null} heard the server's time as it was known when it was binned
 * @property {number | null} since the server's time at the first contact after
 */

/** @typedef {"waiting" | "sending" | "received" | "attention"} State */

/**
 * @typedef {object} OutboxRecord
 * @property {string} id
 * @property {Kind} kind
 * @property {string} author
 * @property {number} epoch
 * @property {number} sequence
 * @property {State} state
 * @property {Bytes} header
 * @property {Bytes | null} body enc ‖ ciphertext; null 30 days after the receipt
 * @property {Bytes} bodyHash
 * @property {Bytes | null} authorSig
 * @property {Bytes | null} deviceSig made when it is first offered
 * @property {number} madeAt device clock, ms
 * @property {number} notBefore device clock, ms: the end of the time for undoing
 * @property {boolean} offered it may have reached the network: can never be undone
 * @property {boolean} again it had been received, and the server lost it
 * @property {number} refusals how often the server answered without taking it
 * @property {Retry | null} retry
 * @property {string[]} reasons
 * @property {{ outcome: string, receivedAt: string, signed: Signed } | null} receipt
 * @property {string | null} draft its readable copy, while there is one
 * @property {string | null} revises
 * @property {boolean} incomplete sent with required answers missing
 * @property {boolean} [alarm] the form itself calls it a "Now": the screen says what became of it before anything else
 * @property {Form} [form] which form it was made with; missing where an older app sent it
 * @property {string} [concerns] of an action: the report that it works on
 */

/** @typedef {{ from: number, at: number }} Retry device clock, ms; `from` shows a clock that was put back */

/** @typedef {{ id: string, version: string }} Form a form's own id, and which version of it */

/** @typedef {{ submission: string, vault: string, sealed: Bytes, heard?: number }} NewsRecord what became of a report, by its id, or
 *   what is due on a clinician's day (`day/` and its id), or a form's list (`list/`, its hash and the vault), sealed to the vault; `heard` when the server said so, by its own clock */

/** @typedef {Record<string, string>} FormsMeta the newest version of each form, as the server named them last */

/**
 * @typedef {object} MetaShapes
 * @property {DeviceMeta} device
 * @property {EnrollingMeta} enrolling
 * @property {PlaceMeta} place
 * @property {UserMeta} user
 * @property {ContactMeta} contact
 * @property {TrainingMeta} training
 * @property {AlarmsMeta} alarms
 * @property {FormsMeta} forms
 * @property {ReadingMeta} reading
 */

/**
 * @typedef {object} Shapes
 * @property {{ key: keyof MetaShapes, value: unknown }} meta
 * @property {VaultRecord} vaults
 * @property {DraftRecord} drafts
 * @property {OutboxRecord} outbox
 * @property {NewsRecord} fates
 */

export {};
