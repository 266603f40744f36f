"""Opening and preparing the records, as several commands need it. Public: opened, prepare, database_exists."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from fieldform import intake, schema
from fieldform.access import looks
from fieldform.commands.problem import CommandProblem
from fieldform.config import Config
from fieldform.database import close_database, open_database
from fieldform.keys_folder import Keys, load_keys
from fieldform.record import form_versions


@contextmanager
def opened(config: Config, *, migrated: bool = True) -> Iterator[Keys]:
    """The keys, with the database open under them; refuses one that is not migrated unless told otherwise."""
    keys = load_keys(config.keys_folder)
    found = open_database(config, keys.database_key)
    looks.entrust(found, keys.look_key)
    found.connect()
    try:
        if migrated and (schema.pending() or not looks.has_begun()):
            raise CommandProblem("The records are not ready for this version yet. Run: fieldform migrate")
        yield keys
    finally:
        close_database(found)


def prepare(keys: Keys, now: datetime) -> list[str]:
    """Bring the schema and the shipped forms up to date; what was done, in words."""
    done = [f"Applied {name}." for name in schema.migrate()]
    if sealed := looks.begin(now, _say_how_far):
        done.append(f"Sealed the log of looks as it was found: {sealed:,} looks.")
    published = form_versions.publish_library(now)
    reconciler = intake.reconciler(keys)
    for form in form_versions.current_forms():
        reconciler.release(form_versions.waiting_on_form(form.version))
    return [*done, *(f"Published the form {name}." for name in published)]


def database_exists(config: Config) -> bool:
    return not config.database_url and any(config.data_folder.glob("fieldform.db*"))


def _say_how_far(sealed: int) -> None:
    print(f"{sealed:,} looks sealed …", file=sys.stderr, flush=True, end="\r" if sys.stderr.isatty() else "\n")
