"""The engine's tables: what came (raw, for ever), what was decided, which devices there are.

Rows only; no rule lives here. An envelope's bytes never change once written.
Public: Device, EnrolmentCode, AuthorKey, AuthorRevocation, StoredEnvelope, Revision, Aside, Held, Ruling, WriteOff, CopySettled, Change,
Refusal, Instance, TABLES.
"""

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)

from sync.tables import InstantField, Table


class Device(Table):
    """A phone or laptop that may deliver. `epoch` is the one the server has ordered, `acked_through` the last number of it without a gap,
    `said_epoch` the one in which the device itself counts, to which its `next_sequence` belongs.

    Revoked is a time, a name and a reason, not a flag; `certified_at` is set where a restored server took the device back on its
    certificate. `pending_since` is set while IT has not approved it: it delivers, and nothing comes back. `silence_told_at`: when IT was
    told that it had fallen silent.
    """

    id = CharField(36, primary_key=True)
    public_key = BlobField(unique=True)
    agency = CharField(36)
    device_class = CharField(32)
    label = CharField(120)
    enrolled_at = InstantField()
    enrolled_by = CharField(36)
    certified_at = InstantField(null=True)
    revoked_at = InstantField(null=True)
    revoked_by = CharField(36, null=True)
    pending_since = InstantField(null=True)
    approved_at = InstantField(null=True)
    approved_by = CharField(36, null=True)
    revoked_because = CharField(200, default="")
    epoch = BigIntegerField(default=1)
    acked_through = BigIntegerField(default=0)
    said_epoch = BigIntegerField(default=1, constraints=[SQL("DEFAULT 1")])
    next_sequence = BigIntegerField(default=1)
    last_seen_at = InstantField(null=True)
    app_version = CharField(64, default="")
    waiting = BigIntegerField(default=0)
    oldest_unacknowledged_at = InstantField(null=True)
    skew_ms = BigIntegerField(null=True)
    silence_told_at = InstantField(null=True)

    class Meta:
        table_name = "device"
        only_save_dirty = True


class EnrolmentCode(Table):
    """A one-time code from IT; only its hash is kept."""

    code_hash = BlobField(primary_key=True)
    agency = CharField(36)
    device_class = CharField(32)
    label = CharField(120)
    made_by = CharField(36)
    made_at = InstantField()
    expires_at = InstantField()
    used_at = InstantField(null=True)
    used_by = CharField(36, null=True)
    device = ForeignKeyField(Device, null=True, backref="codes")

    class Meta:
        table_name = "enrolment_code"


class AuthorKey(Table):
    """A person's signing key on one device, public half, registered at sign-in."""

    author = CharField(36)
    device = ForeignKeyField(Device, backref="author_keys")
    device_id: str
    public_key = BlobField()
    registered_at = InstantField()

    class Meta:
        table_name = "author_key"
        indexes = ((("author", "device", "public_key"), True),)


class AuthorRevocation(Table):
    author = CharField(36, primary_key=True)
    at = InstantField()
    by = CharField(36)

    class Meta:
        table_name = "author_revocation"


class StoredEnvelope(Table):
    """One envelope as it came, what was decided of it, and the receipt it got.

    Two envelopes may bear one id or one place (a clone, a changed record): both stay; `owns_id` and `owns_place` mark the first.
    Of a draft that went home the body is empty: nothing of it is kept.
    `receipt` is the first answer and never changes; `outcome` and `reasons` follow when a held record is released.
    """

    number = AutoField()
    envelope_id = CharField(36)
    kind = CharField(16)
    device = ForeignKeyField(Device, backref="envelopes")
    device_id: str
    epoch = BigIntegerField()
    sequence = BigIntegerField()
    author = CharField(64)
    header = BlobField()
    body = BlobField()
    body_hash = BlobField()
    author_sig = BlobField(null=True)
    device_sig = BlobField()
    received_at = InstantField()
    skew_ms = BigIntegerField(null=True)
    author_confirmed = BooleanField(default=False)
    owns_id = BooleanField()
    owns_place = BooleanField()
    outcome = CharField(16, index=True)
    reasons = JSONField(default=list)
    receipt = BlobField(null=True)
    receipt_signature = BlobField(null=True)

    class Meta:
        table_name = "envelope"
        indexes = ((("envelope_id", "body_hash"), True),)


StoredEnvelope.add_index(
    StoredEnvelope.index(StoredEnvelope.envelope_id, unique=True, name="envelope_owner_of_id").where(StoredEnvelope.owns_id)
)
StoredEnvelope.add_index(
    StoredEnvelope.index(
        StoredEnvelope.device, StoredEnvelope.epoch, StoredEnvelope.sequence, unique=True, name="envelope_owner_of_place"
    ).where(StoredEnvelope.owns_place)
)


# What waits to go home to its author: few, and asked for with each pull.
StoredEnvelope.add_index(StoredEnvelope.index(StoredEnvelope.author, name="envelope_draft_of").where(StoredEnvelope.kind == "draft"))
StoredEnvelope.add_index(
    StoredEnvelope.index(StoredEnvelope.device, name="envelope_second").where(~StoredEnvelope.owns_place | ~StoredEnvelope.owns_id)
)


class Revision(Table):
    """An accepted revision in the line of its submission; `number` counts from 1 without a gap."""

    envelope = ForeignKeyField(StoredEnvelope, unique=True, backref="revisions")
    submission_id = CharField(36)
    number = IntegerField()
    body_hash = BlobField(unique=True)

    class Meta:
        table_name = "revision"
        indexes = ((("submission_id", "number"), True),)


class Aside(Table):
    """A submission or revision that was read and did not enter its line: in conflict, or of no use as it was.

    Whoever edits it edits revision `number` of the line, which is 0 where that line has not begun: so what follows it is judged, not held.
    """

    envelope = ForeignKeyField(StoredEnvelope, unique=True, backref="asides")
    envelope_id: int
    body_hash = BlobField(unique=True)
    submission_id = CharField(36)
    number = IntegerField()

    class Meta:
        table_name = "aside"


class Held(Table):
    """An envelope that waits for something named: `form:<version>`, `base:<body hash>` or `record:<submission id>`."""

    envelope = ForeignKeyField(StoredEnvelope, unique=True, backref="holds")
    waiting_on = CharField(128, index=True)

    class Meta:
        table_name = "held"


class Ruling(Table):
    """A person's word on what was set aside: `what` became of it (rulings.What), and why. Taken back is a time and a name as well.

    `before` is the outcome that it had, `became` the id under which it, or what corrects it, is in the record.
    """

    id = CharField(36, primary_key=True)
    envelope = ForeignKeyField(StoredEnvelope, backref="rulings")
    what = CharField(12)
    by = CharField(36)
    at = InstantField()
    note = TextField(default="")
    before = CharField(16)
    became = CharField(36, default="")
    undone_at = InstantField(null=True)
    undone_by = CharField(36, null=True)

    class Meta:
        table_name = "ruling"


class WriteOff(Table):
    """A number that nobody waits for any more, by whom and why. A record that comes in it after all is taken all the same."""

    device = ForeignKeyField(Device, backref="write_offs")
    epoch = BigIntegerField()
    sequence = BigIntegerField()
    by = CharField(36)
    at = InstantField()
    because = CharField(200)

    class Meta:
        table_name = "write_off"
        indexes = ((("device", "epoch", "sequence"), True),)


class CopySettled(Table):
    """IT has looked into the traces of a copied device, up to envelope `through`; `how` it was settled (gaps.How), by whom and why."""

    device = ForeignKeyField(Device, backref="+")
    through = IntegerField()
    how = CharField(16)
    by = CharField(36)
    at = InstantField()
    because = CharField(200)

    class Meta:
        table_name = "copy_settled"


class Change(Table):
    """Something that `audience` (an opaque name) may want to know of `subject` (an opaque id); the feed's raw material."""

    number = AutoField()
    audience = CharField(64)
    subject = CharField(36)
    at = InstantField()

    class Meta:
        table_name = "change"
        indexes = ((("audience", "number"), False), (("audience", "subject"), False))


class Refusal(Table):
    """How many were refused on a day and why: counted, never stored."""

    on = DateField()
    reason = CharField(64)
    count = IntegerField()

    class Meta:
        table_name = "refusal"
        indexes = ((("on", "reason"), True),)


class Instance(Table):
    """Which life of the database this is: a new row at every restore tells devices to offer again what may be lacking.

    `because` says what ended the life before: "restored", or "rolled back" where the records were found to be older than what a device
    had in hand; empty for the first.
    """

    id = CharField(36, primary_key=True)
    since = InstantField()
    because = CharField(16, default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        table_name = "instance"


TABLES: tuple[type[Model], ...] = (
    Device,
    EnrolmentCode,
    AuthorKey,
    AuthorRevocation,
    StoredEnvelope,
    Revision,
    Aside,
    Held,
    Ruling,
    WriteOff,
    CopySettled,
    Change,
    Refusal,
    Instance,
)
