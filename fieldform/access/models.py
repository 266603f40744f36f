"""The tables of access: agencies and whom they serve, people, their sessions, failed sign-ins, who looked at what, who changed an account.

Knows no request and no rule. Ids are random UUID text minted by the caller; times are aware UTC.
Public: Agency, Service, User, Session, SignInFailure, ViewLog, ViewLogEnd, ViewLogMark, ViewLogCheck, AccountChange, AgencyKind, TABLES.
"""

from enum import StrEnum

from peewee import BigIntegerField, CharField, ForeignKeyField, Model

from sync.tables import InstantField, Table


class AgencyKind(StrEnum):
    POLICE = "police"
    PROVIDER = "provider"
    ADVOCATE = "advocate"


class Agency(Table):
    id = CharField(36, primary_key=True)
    name = CharField(120, unique=True)
    kind = CharField(16)

    class Meta:
        table_name = "agency"


class Service(Table):
    """A provider or an advocate's office works the follow-ups of a police agency."""

    id = CharField(36, primary_key=True)
    provider = ForeignKeyField(Agency, backref="serves", on_delete="CASCADE")
    provider_id: str
    police = ForeignKeyField(Agency, backref="served_by", on_delete="CASCADE")

    class Meta:
        table_name = "service"
        indexes = ((("provider", "police"), True),)


class User(Table):
    """`username` is kept in lower case. `unit`, `training` and `supervisor` are what a report says of its officer beside the name, `email`
    and `phone` where alerts go and whom an officer may be told to phone; all may be empty. `disabled_at` and `disabled_by` together say
    that, when and by whom it was closed. `phrase_given_at` and `phrase_given_by` say that its phrase is somebody else's choice: until its
    owner has chosen one, it opens the page for choosing and nothing else."""

    id = CharField(36, primary_key=True)
    agency = ForeignKeyField(Agency, backref="users", on_delete="RESTRICT")
    agency_id: str
    username = CharField(40, unique=True)
    name = CharField(120)
    role = CharField(16, index=True)
    unit = CharField(40, default="")
    training = CharField(40, default="")
    supervisor = CharField(120, default="")
    email = CharField(254, default="")
    phone = CharField(40, default="")
    phrase_hash = CharField(200)
    created_at = InstantField()
    disabled_at = InstantField(null=True)
    disabled_by = CharField(80, null=True)
    phrase_given_at = InstantField(null=True)
    phrase_given_by = CharField(80, null=True)

    class Meta:
        table_name = "user_account"


class Session(Table):
    """One sign-in. The cookie holds a random token; only its SHA-256 is kept, so a copied database opens nothing."""

    token_hash = CharField(64, primary_key=True)
    user = ForeignKeyField(User, backref="sessions", on_delete="CASCADE")
    user_id: str
    csrf = CharField(64)
    created_at = InstantField()
    last_seen_at = InstantField()
    ended_at = InstantField(null=True)
    ended_because = CharField(40, null=True)

    class Meta:
        table_name = "user_session"


class SignInFailure(Table):
    """One wrong phrase. `account` is a keyed hash of what was typed as the name (it may have been the phrase); a success forgives."""

    id = CharField(36, primary_key=True)
    account = CharField(64)
    network = CharField(64)
    at = InstantField()
    forgiven_at = InstantField(null=True)

    class Meta:
        table_name = "sign_in_failure"
        indexes = ((("account", "network", "at"), False), (("network", "at"), False))


class ViewLog(Table):
    """One look at one person's papers, by whom and why. `sequence` and `seal` are its place in the chain of `agency`, the viewer's at the
    time (looks.py); they are empty only until `fieldform migrate` has sealed what an older version wrote."""

    id = CharField(36, primary_key=True)
    viewer = ForeignKeyField(User, backref="views", on_delete="RESTRICT")
    viewer_id: str
    subject_kind = CharField(32)
    subject_id = CharField(36)
    at = InstantField(index=True)
    reason = CharField(200, default="")
    agency = CharField(36, null=True)
    sequence = BigIntegerField(null=True)
    seal = CharField(43, null=True)

    class Meta:
        table_name = "view_log"
        indexes = ((("subject_kind", "subject_id", "at"), False), (("agency", "sequence"), True))


class ViewLogEnd(Table):
    """Where the chain of an agency's looks ends, and whose lock its writers take; `chain` "" is that of the server's own marks."""

    chain = CharField(36, primary_key=True)
    sequence = BigIntegerField()
    seal = CharField(43)

    class Meta:
        table_name = "view_log_end"


class ViewLogMark(Table):
    """What was done to the log of looks as a whole: that it was begun, that the records were restored."""

    sequence = BigIntegerField(primary_key=True)
    what = CharField(24)
    detail = CharField(200)
    at = InstantField()
    seal = CharField(43)

    class Meta:
        table_name = "view_log_mark"


class ViewLogCheck(Table):
    """That somebody had the log of looks verified: `looks` how many there were, `problem` the first thing that is not as it was written."""

    id = CharField(36, primary_key=True)
    at = InstantField(index=True)
    looks = BigIntegerField()
    problem = CharField(400, default="")

    class Meta:
        table_name = "view_log_check"


class AccountChange(Table):
    """What was done to an account, by whom (a user's id, or "command line") and what of it. Nothing here is ever changed or deleted."""

    id = CharField(36, primary_key=True)
    user = ForeignKeyField(User, backref="changes", on_delete="RESTRICT")
    user_id: str
    at = InstantField()
    by = CharField(80)
    what = CharField(24)
    detail = CharField(400, default="")

    class Meta:
        table_name = "account_change"
        indexes = ((("user", "at"), False),)


TABLES: tuple[type[Model], ...] = (
    Agency,
    Service,
    User,
    Session,
    SignInFailure,
    ViewLog,
    ViewLogEnd,
    ViewLogMark,
    ViewLogCheck,
    AccountChange,
)
