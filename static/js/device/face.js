/**
 * The types of the device's face: what a page may ask, and the plain results it gets. Nothing runs here.
 */

/**
 * @typedef {object} User who is at this device; `name` is null until the vault is open (names are kept nowhere in the clear)
 * @property {string} id opaque id
 * @property {string | null} name
 * @property {string | null} username
 * @property {string | null} role
 * @property {string | null} agencyName
 * @property {boolean} [desk] they work follow-ups: there is a day to look at; known while it is locked, too
 */

/**
 * @typedef {object} AppState a snapshot; ask again after a change
 * @property {boolean} enrolled this device has its certificate: forms can be filled and sent
 * @property {boolean} pending IT has not approved this device: what is sent arrives, no news comes back
 * @property {boolean} elsewhere the person signed in belongs to another agency than this device
 * @property {string | null} device
 * @property {User | null} user the last person who signed in here
 * @property {boolean | null} signedIn whether the server still knows the session; null = not asked since the page opened
 * @property {"none" | "locked" | "open"} vault `none` = nobody has signed in on this device yet
 * @property {boolean} otherPhrase drafts are kept under an earlier phrase; `unlock` with that phrase brings them over
 * @property {boolean} leaseOver too long without a contact, or a clock turned back: what is kept is read again after signing in
 * @property {boolean} quick a passkey opens the vault
 * @property {boolean} lockedByOrder IT locked this device: it opens again only by signing in at the server
 * @property {boolean | null} persistent the browser promised not to clear this device's storage by itself; null = not known
 * @property {boolean} training forms begun now are practice: they can never be sent
 * @property {boolean} paused the server was restored: what is sent arrives, and news comes again once IT has looked it over
 * @property {boolean} erasing IT ordered this device erased; it happens as soon as everything waiting has been received
 */

/**
 * @typedef {object} Connection
 * @property {"unknown" | "reached" | "unreachable" | "not_ours" | "busy"} word
 *   `not_ours`: something answered that is not Fieldform, such as a portal's page; `busy`: Fieldform itself asked to wait
 * @property {number | null} lastReachedAt device clock, ms since 1970
 * @property {number | null} skewMs server time minus this device's clock
 * @property {number | null} busyUntil device clock, ms: until when Fieldform asked to wait
 */

/**
 * @typedef {object} DraftSummary
 * @property {string} id
 * @property {string} form
 * @property {string} version
 * @property {number} startedAt device clock, ms
 * @property {number} savedAt device clock, ms
 * @property {string | null} label what the page passed to saveDraft; null while the vault is locked
 * @property {string | null} belongsTo the sent report that it was begun from; null while the vault is locked
 * @property {boolean} readable openDraft would open it now
 * @property {boolean} revision it corrects a record that was sent before
 * @property {boolean} training practice
 * @property {number | null} binnedAt device clock, ms; null while it is not in the bin
 */

/**
 * @typedef {object} DraftContent what is sealed in a draft
 * @property {Record<string, unknown>} answers nested JSON
 * @property {unknown} [position] where the person was (section, focused question …): any JSON
 * @property {string} [label] a few words for the list, e.g. "J. D."
 * @property {string} [belongsTo] the sent report that it was begun from
 */

/** @typedef {{ id: string, form: string, version: string, content: DraftContent, training: boolean, corrects?: boolean }} OpenDraft `corrects`: a sent report */

/**
 * @typedef {object} RecordSummary something that was sent with the button, in the order of sending
 * @property {string} id the submission id
 * @property {"submission" | "revision" | "action" | "draft" | "chunk" | "void"} kind
 * @property {"waiting" | "sending" | "received" | "attention"} state
 * @property {string} root the first of the versions that this is one of; of an action, the report that it works on
 * @property {boolean} superseded a later correction of it was sent
 * @property {string | null} form null where an older app sent it and its readable copy is gone
 * @property {string | null} version
 * @property {string | null} label null while the vault is locked
 * @property {string | null} belongsTo the sent report that it was begun from; null where that is not known here
 * @property {number} sentAt device clock, ms
 * @property {number | null} undoUntil device clock, ms; null when it can no longer be undone
 * @property {boolean} incomplete sent with required answers missing, and no correction of it begun or sent
 * @property {boolean} sentBack a supervisor sent it back or did not let it in, as its fate says, and no correction of it was begun or sent since
 * @property {boolean} again it had been received and is offered again (the server was restored)
 * @property {string | null} receivedAt ISO time by the server's clock
 * @property {string | null} outcome as in the receipt
 * @property {string[]} reasons why it needs attention (codes)
 * @property {boolean} readable openRecord would open it now
 * @property {Fate | null} fate of the report as a whole; null while the vault is locked or none came
 */

/**
 * @typedef {object} Fate what became of a report, as the server's feed tells it
 * @property {"received" | "not_asked" | "opened" | "attempted" | "reached" | "closed" | "sent_back" | "conflict" | "withdrawn" | "rejected"} fate
 * @property {string} at ISO time by the server's clock
 * @property {string} [note] a supervisor's words to the author
 * @property {"keep" | "take" | "choose"} [decided] how the last conflict of it ended
 * @property {Whole} [report] with `sent_back`
 * @property {number} [heard] when the server said so, ms by its clock
 */

/**
 * @typedef {object} Visit a follow-up of this person's own that is due today or overdue, to read; what is not known is left out
 * @property {string} follow_up
 * @property {string} acuity "now", "24h", "72h" or "7d"
 * @property {string} due_at ISO time by the server's clock
 * @property {number} tries
 * @property {string} [contact_rules] how the person may safely be reached
 * @property {string} [safety] what whoever goes there must know
 * @property {string} [name]
 * @property {string} [born_on] ISO date
 * @property {number} [age]
 * @property {string} [sex]
 * @property {string} [known_as]
 * @property {string} [where] where it happened
 * @property {string} [address]
 * @property {string} [phone]
 * @property {string} [language]
 * @property {string} [why]
 * @property {string} [summary]
 * @property {number} [heard] when the server said so, ms by its clock
 */

/** @typedef {{ form: string, version: string, base: string, answers: Record<string, unknown> }} Whole a report and the hash of its version */

/**
 * @typedef {object} Report a sent report as this device knows it
 * @property {RecordSummary} newest the last version that was sent from here
 * @property {RecordSummary | null} notice its withdrawal, or the taking back of one, where that was the last thing done from here
 * @property {string | null} begun a draft that corrects it, begun before
 * @property {{ form: string, version: string, answers: Record<string, unknown>, from: "device" | "server" } | null} copy
 * @property {"locked" | "other_phrase" | "unreadable" | "gone" | null} why there is no copy to read; `gone`: a day after it was received
 */

/**
 * @typedef {object} Alarm a report that somebody must hear of now, and what is known of that
 * @property {string} submission
 * @property {string | null} form null once the readable copy is gone
 * @property {string} queue who was asked: "clinician" or "advocate"
 * @property {string} state "not_delivered", "delivered" (nothing more is known), or what the server said
 * @property {string} to who was alerted, or who opened it; "" where that is not known
 * @property {number | string} at when that state began
 * @property {number} sentAt device clock, ms
 * @property {boolean} isPending the server is asked again
 * @property {import("../storage/shapes.js").PhoneLine[]} lines whom to phone; empty where nobody has to be
 */

/**
 * @typedef {object} Holdings everything that this device still has to do with
 * @property {RecordSummary[]} records this person's own, newest first, without voids
 * @property {number} others how many of other people's, and voids, the server has not received
 * @property {import("./ports.js").Room} room
 */

/** @typedef {"state" | "drafts" | "records" | "connection" | "forms" | "idle" | "erased"} Change `forms`: the server named newer ones */

/**
 * @typedef {object} Fieldform
 * @property {() => AppState} state
 * @property {() => Connection} connection
 * @property {(callback: (change: Change) => void) => () => void} onChange
 *   returns its own undoing; called for this tab's and other tabs' changes
 * @property {() => Promise<CheckResult>} checkSession asks the server; updates state().signedIn
 * @property {(username: string, phrase: string) => Promise<SignInResult>} signIn
 *   needs a connection; opens (or makes) the vault with the same phrase
 * @property {() => Promise<void>} signOut locks, and ends the server's session now or with the first connection; nothing is deleted
 * @property {(code: string) => Promise<EnrolResult>} enrol needs a signed-in person; without a code ("") it is pending until IT approves it
 * @property {(phrase: string) => Promise<UnlockResult>} unlock works offline
 * @property {() => Promise<number>} handOverEarlier the earlier phrase is forgotten: forms kept under it go to the server, sealed, and come back
 *   to this person alone, on whichever device they are signed in; how many
 * @property {() => Promise<boolean>} canBeQuick this device can open the vault by finger or face
 * @property {(phrase?: string) => Promise<AddQuickResult>} addQuick without the phrase where it was typed within the last two minutes
 * @property {() => Promise<UnlockResult>} unlockQuickly by the passkey that was added
 * @property {() => void} touch somebody is at this device: it locks itself some time after the last of these
 * @property {() => void} lock forgets the keys in every tab; open drafts keep being saved until they are closed
 * @property {(form: string, version: string) => Promise<BeginResult>} newDraft
 *   needs no unlocking; nothing is stored until the first saveDraft
 * @property {() => Promise<DraftSummary[]>} drafts this person's unfinished ones, newest first
 * @property {() => Promise<DraftSummary[]>} practice what they practise with: in none of the other lists
 * @property {() => Promise<DraftSummary[]>} bin what they discarded in the last 30 days
 * @property {(id: string, content: DraftContent, options?: { strict?: boolean }) => Promise<SaveResult>} saveDraft
 *   resolves once it is committed; `strict` also survives lost power. Go on with the returned `id`: it is a new one where another tab
 *   had changed or sent this draft
 * @property {(id: string) => Promise<OpenDraftResult>} openDraft
 * @property {(id: string) => Promise<string>} discardDraft into the bin (practice: gone); resolves to its id there
 * @property {(id: string) => Promise<boolean>} restoreDraft out of the bin; false: it is no longer there
 * @property {(id: string) => Promise<void>} eraseDraft out of the bin for good
 * @property {(on: boolean) => Promise<void>} train begins training, or ends it with all that was practised
 * @property {(id: string) => void} closeDraft the page left it; its key is forgotten and another tab may open it
 * @property {(id: string, content: DraftContent, options?: { incomplete?: boolean, alarm?: boolean }) => Promise<SendResult>} send
 *   `alarm`: the form itself calls it a "Now".
 *   `sent: true` only after the strict commit of sealed record, id and sequence together
 * @property {(id: string) => Promise<UndoResult>} undo by record id
 * @property {() => Promise<Alarm[]>} alarms the truth about the urgent reports of this device, whoever sent them; needs no unlocking
 * @property {() => Promise<RecordSummary[]>} records newest first; without voids
 * @property {(form: string) => string | null} newestVersion of a form that is offered, as the server named it last
 * @property {() => Promise<import("../storage/shapes.js").Form[]>} formsInUse which form versions anything here was made with, whoever wrote it
 * @property {() => Promise<Holdings>} holdings what is on this device, whoever's, and how much room there is
 * @property {(everything: boolean) => Promise<{ records: number, text: string } | null>} copyOut a sealed rescue file of what the server
 *   has not received, or of every sealed copy kept; what is in it can no longer be undone. null: there is nothing
 * @property {() => Promise<Holdings["room"]>} room how much there is, and whether the browser keeps what is here
 * @property {() => Promise<boolean | null>} keepSafe asks the browser not to clear what is kept here; null: it cannot say
 * @property {() => Promise<Visit[]>} day a clinician's own day, as last heard, what is due first comes first; none while the vault is locked
 * @property {(id: string) => Promise<OpenDraftResult>} openRecord the readable copy of a sent record, to look at
 * @property {(id: string) => Promise<OpenDraftResult>} revise
 *   a draft that corrects or completes a sent record: the one begun before, or a new one
 * @property {(named: import("./attached.js").Attached[]) => Promise<import("./attached.js").AtHand>} attachedLists
 *   the rows of a form's lists, fetched and sealed where they are not here yet; those in the vault only while it is open
 * @property {(hashes: string[]) => Promise<void>} bringLists fetches and seals those lists of forms that are not here yet
 * @property {(id: string) => Promise<Report | null>} report by the id of any of its versions; null: not one of theirs on this device
 * @property {(id: string) => Promise<"fetched" | "unreachable" | "sign_in_needed" | "not_found">} fetchReport
 *   asks the server for the newest version and keeps it in memory, until the vault is locked; who looked is written down there
 * @property {(form: import("../storage/shapes.js").Form, answers: Record<string, unknown>, concerns: string) => Promise<SendResult>} act
 *   does something to a sent report, such as withdrawing it; goes out like a report and can be undone like one
 * @property {(options?: { now?: boolean }) => void} wake
 *   call on: app open, `online`, `visibilitychange`, a timer; `now` for the "Try now" button (past our own back-off; a time that the
 *   server asked for is waited out in any case)
 * @property {() => Promise<void>} settled resolves when the sender has nothing under way
 * @property {() => void} close
 */

/**
 * @typedef {{ signedIn: true, user: User, vault: "open" | "created" | "other_phrase" }
 *   | { signedIn: false, reason: "wrong" | "wait" | "phrase_change_needed" | "unreachable" | "not_ours", retryAfterMs?: number }} SignInResult
 *   `phrase_change_needed`: IT gave it; the visit is signed in at the server, for choosing another at /phrase and for nothing else.
 *   `other_phrase`: the phrase is right at the server but does not open what is kept here; a new vault was made, the old drafts stay
 */

/**
 * @typedef {{ enrolled: true } | { enrolled: false,
 *   reason: "code_unknown" | "code_used" | "code_expired" | "proof_failed" | "too_many_pending" | "sign_in_needed" | "unreachable" | "not_ours" }} EnrolResult
 */

/** @typedef {{ signedIn: boolean } | { signedIn: null, reason: "unreachable" }} CheckResult */

/** @typedef {{ added: true } | { added: false, reason: "wrong_phrase" | "phrase_needed" | "turned_away" }} AddQuickResult */

/** @typedef {{ begun: true, draft: OpenDraft } | { begun: false, reason: "not_enrolled" }} BeginResult */

/** @typedef {{ undone: true, draft: string | null } | { undone: false, reason: "too_late" | "not_found" | "storage_full" }} UndoResult */

/**
 * @typedef {{ unlocked: true, brought: number }
 *   | { unlocked: false, reason: "wrong_phrase" | "turned_away" | "no_vault" | "locked_by_order" | "lease_over" | "wait" | "erased", retryAfterMs?: number }} UnlockResult `brought`: drafts from an earlier phrase
 */

/** @typedef {{ saved: true, id: string } | { saved: false, reason: "storage_full" | "not_open" }} SaveResult */

/**
 * @typedef {{ opened: true, draft: OpenDraft }
 *   | { opened: false, reason: "locked" | "not_found" | "other_tab" | "other_phrase" | "unreadable" }} OpenDraftResult
 *   to revise a report whose readable copy is gone: `not_found`, until it was fetched
 */

/**
 * @typedef {{ sent: true, id: string, undoUntil: number }
 *   | { sent: false, reason: "storage_full" | "not_open" | "already_sent" | "training" }} SendResult `training`: it can never be sent
 */

export {};
