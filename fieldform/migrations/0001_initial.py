"""The first schema: frozen copies of the tables as they were, independent of what the models have become since.

Also names this life of the database, by which devices notice a restored server. Public: up.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)


class Agency(Model):
    id = CharField(36, primary_key=True)
    name = CharField(120, unique=True)
    kind = CharField(16)

    class Meta:
        legacy_table_names = False
        table_name = "agency"


class Person(Model):
    id = CharField(36, primary_key=True)
    agency = CharField(36)
    created_at = BigIntegerField()
    name = TextField()
    born_on = DateField(null=True)
    age = IntegerField(null=True)
    sex = TextField()
    details_at = BigIntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "person"


class Contact(Model):
    id = CharField(36, primary_key=True)
    agency = CharField(36)
    person = ForeignKeyField(Person, backref="+")
    author = CharField(64)
    form = CharField(64)
    occurred_at = BigIntegerField()
    received_at = BigIntegerField()
    summary = TextField()
    location = TextField()
    incomplete = IntegerField()
    revision = IntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "contact"
        indexes = (
            (("author", "received_at"), False),
            (("agency", "occurred_at"), False),
        )


class FollowUp(Model):
    id = CharField(36, primary_key=True)
    agency = CharField(36)
    queue = CharField(32)
    wall = CharField(16)
    person = ForeignKeyField(Person, backref="+")
    contact = ForeignKeyField(Contact, backref="+", index=False, null=True)
    raised_revision = IntegerField()
    acuity = CharField(8)
    acuity_rank = IntegerField()
    reason = TextField()
    raised_at = BigIntegerField()
    target_at = BigIntegerField()
    due_at = BigIntegerField()
    first_opened_at = BigIntegerField(null=True)
    first_opened_by = CharField(36, null=True)
    attempts_count = IntegerField()
    last_attempt_at = BigIntegerField(null=True)
    reached_at = BigIntegerField(null=True)
    state = CharField(8)
    closed_at = BigIntegerField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "follow_up"
        indexes = (
            (("agency", "wall", "state", "acuity_rank", "due_at", "id"), False),
            (("agency", "wall", "state", "acuity_rank", "closed_at", "id"), False),
            (("contact", "queue", "raised_revision"), True),
        )


class FormVersion(Model):
    version = CharField(64, primary_key=True)
    form_id = CharField(64, index=True)
    title = TextField()
    definition = JSONField()
    published_at = BigIntegerField()
    current = BooleanField()

    class Meta:
        legacy_table_names = False
        table_name = "form_version"


class Attempt(Model):
    id = CharField(36, primary_key=True)
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField()
    follow_up = ForeignKeyField(FollowUp, backref="+")
    mode = CharField(32)
    result = CharField(32)
    next_at = BigIntegerField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "attempt"


class Device(Model):
    id = CharField(36, primary_key=True)
    public_key = BlobField(unique=True)
    agency = CharField(36)
    device_class = CharField(32)
    label = CharField(120)
    enrolled_at = BigIntegerField()
    enrolled_by = CharField(36)
    certified_at = BigIntegerField(null=True)
    revoked_at = BigIntegerField(null=True)
    revoked_by = CharField(36, null=True)
    epoch = BigIntegerField()
    acked_through = BigIntegerField()
    next_sequence = BigIntegerField()
    last_seen_at = BigIntegerField(null=True)
    app_version = CharField(64)
    waiting = BigIntegerField()
    oldest_unacknowledged_at = BigIntegerField(null=True)
    skew_ms = BigIntegerField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "device"


class AuthorKey(Model):
    author = CharField(36)
    device = ForeignKeyField(Device, backref="+")
    public_key = BlobField()
    registered_at = BigIntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "author_key"
        indexes = ((("author", "device", "public_key"), True),)


class AuthorRevocation(Model):
    author = CharField(36, primary_key=True)
    at = BigIntegerField()
    by = CharField(36)

    class Meta:
        legacy_table_names = False
        table_name = "author_revocation"


class Change(Model):
    number = AutoField()
    audience = CharField(64)
    subject = CharField(36)
    at = BigIntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "change"
        indexes = ((("audience", "number"), False),)


class ContactRevision(Model):
    contact = ForeignKeyField(Contact, backref="+")
    revision = IntegerField()
    envelope = CharField(36)
    body_hash = BlobField(unique=True)
    version = ForeignKeyField(FormVersion, backref="+")
    author = CharField(64)
    device = CharField(36)
    captured_at = BigIntegerField()
    received_at = BigIntegerField()
    answers = JSONField()
    missing = JSONField()

    class Meta:
        legacy_table_names = False
        table_name = "contact_revision"
        primary_key = CompositeKey("contact", "revision")


class EnrolmentCode(Model):
    code_hash = BlobField(primary_key=True)
    agency = CharField(36)
    device_class = CharField(32)
    label = CharField(120)
    made_by = CharField(36)
    made_at = BigIntegerField()
    expires_at = BigIntegerField()
    used_at = BigIntegerField(null=True)
    used_by = CharField(36, null=True)
    device = ForeignKeyField(Device, backref="+", null=True)

    class Meta:
        legacy_table_names = False
        table_name = "enrolment_code"


class StoredEnvelope(Model):
    number = AutoField()
    envelope_id = CharField(36)
    kind = CharField(16)
    device = ForeignKeyField(Device, backref="+")
    epoch = BigIntegerField()
    sequence = BigIntegerField()
    author = CharField(64)
    header = BlobField()
    body = BlobField()
    body_hash = BlobField()
    author_sig = BlobField(null=True)
    device_sig = BlobField()
    received_at = BigIntegerField()
    skew_ms = BigIntegerField(null=True)
    author_confirmed = BooleanField()
    owns_id = BooleanField()
    owns_place = BooleanField()
    outcome = CharField(16, index=True)
    reasons = JSONField()
    receipt = BlobField(null=True)
    receipt_signature = BlobField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "envelope"
        indexes = ((("envelope_id", "body_hash"), True),)


class Held(Model):
    envelope = ForeignKeyField(StoredEnvelope, backref="+", unique=True)
    waiting_on = CharField(128, index=True)

    class Meta:
        legacy_table_names = False
        table_name = "held"


class Instance(Model):
    id = CharField(36, primary_key=True)
    since = BigIntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "instance"


class NextStep(Model):
    id = CharField(36, primary_key=True)
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField()
    follow_up = ForeignKeyField(FollowUp, backref="+")
    due_at = BigIntegerField()
    acuity = CharField(8, null=True)

    class Meta:
        legacy_table_names = False
        table_name = "next_step"


class Outcome(Model):
    id = CharField(36, primary_key=True)
    by = CharField(64)
    at = BigIntegerField()
    version = ForeignKeyField(FormVersion, backref="+")
    note = TextField()
    follow_up = ForeignKeyField(FollowUp, backref="+")
    outcome = CharField(32)

    class Meta:
        legacy_table_names = False
        table_name = "outcome"


class PersonDetails(Model):
    contact = CharField(36)
    revision = IntegerField()
    person = ForeignKeyField(Person, backref="+")
    at = BigIntegerField()
    name = TextField()
    family_name = TextField()
    given_name = TextField()
    known_as = TextField()
    born_on = DateField(null=True)
    age = IntegerField(null=True)
    sex = TextField()
    phone = TextField()
    language = TextField()
    contact_rules = TextField()

    class Meta:
        legacy_table_names = False
        table_name = "person_details"
        primary_key = CompositeKey("contact", "revision")


class PersonName(Model):
    agency = CharField(36)
    word = BlobField()
    person = ForeignKeyField(Person, backref="+")

    class Meta:
        legacy_table_names = False
        table_name = "person_name"
        primary_key = CompositeKey("agency", "word", "person")


class Refusal(Model):
    on = DateField()
    reason = CharField(64)
    count = IntegerField()

    class Meta:
        legacy_table_names = False
        table_name = "refusal"
        indexes = ((("on", "reason"), True),)


class Revision(Model):
    envelope = ForeignKeyField(StoredEnvelope, backref="+", unique=True)
    submission_id = CharField(36)
    number = IntegerField()
    body_hash = BlobField(unique=True)

    class Meta:
        legacy_table_names = False
        table_name = "revision"
        indexes = ((("submission_id", "number"), True),)


class Service(Model):
    id = CharField(36, primary_key=True)
    provider = ForeignKeyField(Agency, backref="+", on_delete="CASCADE")
    police = ForeignKeyField(Agency, backref="+", on_delete="CASCADE")

    class Meta:
        legacy_table_names = False
        table_name = "service"
        indexes = ((("provider", "police"), True),)


class User(Model):
    id = CharField(36, primary_key=True)
    agency = ForeignKeyField(Agency, backref="+", on_delete="RESTRICT")
    username = CharField(40, unique=True)
    name = CharField(120)
    role = CharField(16, index=True)
    unit = CharField(40)
    training = CharField(40)
    supervisor = CharField(120)
    phrase_hash = CharField(200)
    created_at = BigIntegerField()
    disabled_at = BigIntegerField(null=True)
    disabled_by = CharField(80, null=True)

    class Meta:
        legacy_table_names = False
        table_name = "user_account"


class Session(Model):
    token_hash = CharField(64, primary_key=True)
    user = ForeignKeyField(User, backref="+", on_delete="CASCADE")
    csrf = CharField(64)
    created_at = BigIntegerField()
    last_seen_at = BigIntegerField()
    ended_at = BigIntegerField(null=True)
    ended_because = CharField(40, null=True)

    class Meta:
        legacy_table_names = False
        table_name = "user_session"


class SignInFailure(Model):
    id = CharField(36, primary_key=True)
    account = CharField(64)
    network = CharField(64)
    at = BigIntegerField()
    forgiven_at = BigIntegerField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "sign_in_failure"
        indexes = (
            (("account", "network", "at"), False),
            (("network", "at"), False),
        )


class ViewLog(Model):
    id = CharField(36, primary_key=True)
    viewer = ForeignKeyField(User, backref="+", on_delete="RESTRICT")
    subject_kind = CharField(32)
    subject_id = CharField(36)
    at = BigIntegerField(index=True)
    reason = CharField(200)

    class Meta:
        legacy_table_names = False
        table_name = "view_log"
        indexes = ((("subject_kind", "subject_id", "at"), False),)


TABLES: tuple[type[Model], ...] = (
    Agency,
    Person,
    Contact,
    FollowUp,
    FormVersion,
    Attempt,
    Device,
    AuthorKey,
    AuthorRevocation,
    Change,
    ContactRevision,
    EnrolmentCode,
    StoredEnvelope,
    Held,
    Instance,
    NextStep,
    Outcome,
    PersonDetails,
    PersonName,
    Refusal,
    Revision,
    Service,
    User,
    Session,
    SignInFailure,
    ViewLog,
)

PARTIAL_INDEXES = (
    FormVersion.index(FormVersion.form_id, unique=True, name="form_version_current").where(FormVersion.current),
    StoredEnvelope.index(StoredEnvelope.envelope_id, unique=True, name="envelope_owner_of_id").where(StoredEnvelope.owns_id),
    StoredEnvelope.index(
        StoredEnvelope.device, StoredEnvelope.epoch, StoredEnvelope.sequence, unique=True, name="envelope_owner_of_place"
    ).where(StoredEnvelope.owns_place),
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    with db.bind_ctx(TABLES, bind_refs=False, bind_backrefs=False):
        db.create_tables(TABLES, safe=False)
        for index in PARTIAL_INDEXES:
            db.execute(index)
        microseconds = (datetime.now(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        Instance.create(id=str(uuid4()), since=microseconds)
