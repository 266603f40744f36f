"""PostgreSQL by URL: a pool of connections to a database that keeps what it acknowledged, or a line that says why not.

Nothing is set in the server; what a session may set for itself is set here, the rest is looked at. Knows no table.
Public: open_pool, close_pool, has_page_checksums, DatabaseUnfit.
"""

from typing import Any
from urllib.parse import urlsplit

from peewee import Database, ImproperlyConfigured, OperationalError, PeeweeException
from playhouse.db_url import parse
from playhouse.pool import MaxConnectionsExceeded, PooledPostgresqlDatabase

_OLDEST = 140000
_NONE = "FIELDFORM_DATABASE_URL is no postgresql://host/name. Leave it out for the encrypted SQLite file."
_SCHEMES = ("postgresql", "postgres")

# More than Waitress has threads, so that none waits; the timed work of `serve` needs one too.
_CONNECTIONS = 24
_POOL = {"max_connections": _CONNECTIONS, "stale_timeout": 600, "timeout": 10}
_SESSION = {
    "default_transaction_isolation": r"read\ committed",
    "timezone": "UTC",
    "lock_timeout": "5s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
}
_ASKED = """
    SELECT current_setting('server_version_num')::int, current_setting('server_encoding'),
           current_setting('synchronous_commit'), current_setting('fsync'), current_setting('full_page_writes'),
           current_setting('transaction_isolation'), current_setting('transaction_read_only'),
           'Z' < 'a' AND 'a-b' < 'aa' AND 'z' < U&'\\00E9'
"""


class DatabaseUnfit(Exception):
    """The database cannot be used safely. Likely cause: the wrong key or address, an old version, a setting that may lose data."""


class Pool(PooledPostgresqlDatabase):
    """Peewee's pool, which asks each connection whether it still lives before it hands it out."""

    def connect(self, reuse_if_open: bool = False) -> bool:
        try:
            return bool(super().connect(reuse_if_open))
        except MaxConnectionsExceeded as problem:
            raise OperationalError("every connection is in use") from problem


def open_pool(url: str) -> Database:
    """A pool whose first connection has shown that the server is fit; DatabaseUnfit otherwise."""
    opened = Pool(**_parameters(url), **_POOL, prefer_psycopg3=True)
    try:
        with opened.connection_context():
            complaint = _complaint(*opened.execute_sql(_ASKED).fetchone())
    except ImproperlyConfigured as problem:
        raise DatabaseUnfit("PostgreSQL needs a driver that is not installed here. Add it with: pip install psycopg[binary]") from problem
    except PeeweeException as problem:
        raise DatabaseUnfit(f"PostgreSQL cannot be used: {_first_line(problem)}.") from problem
    if complaint:
        close_pool(opened)
        raise DatabaseUnfit(complaint)
    return opened


def close_pool(opened: Database) -> None:
    """Every connection of this process, in use or not."""
    opened.close_all()  # type: ignore[attr-defined]


def has_page_checksums(opened: Database) -> bool:
    """Whether a page that its disk changed is found out when it is read."""
    return bool(opened.execute_sql("SHOW data_checksums").fetchone() == ("on",))


def _parameters(url: str) -> dict[str, Any]:
    """The URL stands in no message: it may hold a password."""
    try:
        given: dict[str, Any] = parse(url, unquote_password=True, unquote_user=True)
        if urlsplit(url).scheme not in _SCHEMES or not given["database"]:
            raise DatabaseUnfit(_NONE)
    except ValueError as problem:
        raise DatabaseUnfit(_NONE) from problem
    ours = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    return {"connect_timeout": 5, "application_name": "fieldform"} | given | {"options": f"{ours} {given.get('options', '')}".strip()}


def _complaint(
    version: int, encoding: str, commit: str, fsync: str, full_pages: str, isolation: str, read_only: str, by_bytes: bool
) -> str | None:
    """What speaks against this server, in words; None where nothing does."""
    if version < _OLDEST:
        return f"PostgreSQL {version // 10000} is too old; {_OLDEST // 10000} or newer is needed."
    if encoding != "UTF8":
        return f"The PostgreSQL database is encoded as {encoding}; make one with ENCODING 'UTF8' (see docs/postgresql.md)."
    if not by_bytes:
        return "The PostgreSQL database sorts by a language; make one with LC_COLLATE 'C' (see docs/postgresql.md)."
    if "off" in (commit, fsync, full_pages):
        return "PostgreSQL may lose what it acknowledged: turn synchronous_commit, fsync and full_page_writes on."
    if isolation != "read committed":
        return f"PostgreSQL runs transactions as “{isolation}”; leave default_transaction_isolation at “read committed”."
    return "This PostgreSQL only reads (a standby?). Name the one that writes." if read_only == "on" else None


def _first_line(problem: Exception) -> str:
    return " ".join(str(problem).split("\n", 1)[0].split()).rstrip(".")
