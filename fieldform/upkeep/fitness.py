"""What can be seen to be wrong on this machine with how it is set up, before somebody finds it out on a bad day.

Changes nothing. Public: faults, NO_CHECKSUMS.
"""

import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from peewee import DatabaseError

from fieldform import mail, schema
from fieldform.config import Config
from fieldform.database import DatabaseUnfit, close_database, open_database
from fieldform.keys_folder import Keys, KeysProblem, load_keys
from fieldform.postgresql import has_page_checksums
from fieldform.upkeep import postgresql_dump
from fieldform.upkeep.disk import free_bytes, words_of_size
from fieldform.upkeep.health import MEGABYTE, NO_MAIL, Check, Word
from fieldform.upkeep.soundness import refuse_damaged
from sync.models import StoredEnvelope
from sync.tables import database

NO_CHECKSUMS = Check(
    "Records",
    Word.LOOK,
    "PostgreSQL keeps no checksums of its pages: what a failing disk changes in one is read as if it had been written.",
    "Stop it and run: pg_checksums --enable (docs/postgresql.md)",
)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_OVER_A_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs")


def faults(config: Config, now: datetime) -> Iterator[Check]:
    """What was looked at and how it is; the first that stops everything after it is the last."""
    yield from _misspelt()
    yield from _addresses(config)
    yield _room(config)
    yield from _owner(config)
    yield from _network_drive(config)
    yield from _journal(config)
    yield _anchors(config.anchors)
    yield from _mail(config)
    yield from _time_service()
    yield from _programs(config)
    try:
        keys = load_keys(config.keys_folder)
    except KeysProblem as problem:
        yield Check("Keys", Word.ACT, str(problem), "Until then nothing can be opened.")
        return
    yield Check("Keys", Word.GOOD, "Complete, and closed to others.")
    yield from _records(config, keys, now)


def _misspelt() -> Iterator[Check]:
    for variable in sorted(Config.unknown()):
        yield Check("Settings", Word.ACT, f"{variable} is no setting.", "Is it misspelt? See docs/install.md.")


def _addresses(config: Config) -> Iterator[Check]:
    if not config.https and set(config.trusted_hosts) - set(_LOOPBACK):
        yield Check("Address", Word.ACT, f"{config.url} is not encrypted.", "Other machines need https: put a proxy in front.")
    elif not config.https and config.host not in _LOOPBACK:
        yield Check("Address", Word.ACT, f"It would listen on {config.host} without https.", "Leave FIELDFORM_HOST out.")
    elif config.https and config.host not in _LOOPBACK:
        yield Check("Address", Word.LOOK, f"It listens on {config.host}, past the proxy and its encryption.", "Leave FIELDFORM_HOST out.")
    elif not config.https:
        yield Check("Address", Word.LOOK, "Only this machine can use it.", "For phones: an https address, and a proxy that speaks it.")
    else:
        yield Check("Address", Word.GOOD, "https, through a proxy on this machine, whose word on who asks is taken.")
    if config.demo and config.https:
        yield Check("Demo", Word.ACT, "FIELDFORM_DEMO is on: it shows the demo's accounts to whoever starts it.", "Leave it out.")


def _room(config: Config) -> Check:
    folder = next(path for path in (config.data_folder, *config.data_folder.parents) if path.exists())
    free = free_bytes(folder)
    word = Word.ACT if free < 500 * MEGABYTE else Word.LOOK if free < 2048 * MEGABYTE else Word.GOOD
    return Check("Disk", word, f"{words_of_size(free)} free for the records.", "" if word is Word.GOOD else "Make room.")


def _owner(config: Config) -> Iterator[Check]:
    folder = config.data_folder
    if os.name != "posix" or not folder.exists():
        return
    found = folder.stat()
    if stat.S_IMODE(found.st_mode) & 0o077:
        yield Check("Data folder", Word.ACT, f"Others may look into {folder}.", f"Close it: chmod go= {folder}")
    if found.st_uid != os.geteuid():
        yield Check(
            "Data folder",
            Word.ACT,
            f"{folder} belongs to another user than runs this.",
            "Run it as that user.",
        )


def _network_drive(config: Config) -> Iterator[Check]:
    """SQLite's locks do not hold over a network; where Linux says what is mounted, it is looked up."""
    mounts = Path("/proc/self/mounts")
    if config.database_url or not mounts.exists():
        return
    held = [line.split(" ")[1:3] for line in mounts.read_text(encoding="utf-8").splitlines()]
    under = [(place, kind) for place, kind in held if config.data_folder.is_relative_to(place)]
    kind = max(under, key=lambda one: len(one[0]))[1] if under else ""
    if kind in _OVER_A_NETWORK:
        yield Check(
            "Data folder",
            Word.ACT,
            f"It lies on a network drive ({kind}).",
            "Move it to a disk of this machine.",
        )


def _journal(config: Config) -> Iterator[Check]:
    """Beside the records it would be lost with them."""
    folder = config.journal
    if folder is None:
        return
    if config.database_url:
        yield Check("Journal", Word.LOOK, "None is kept on PostgreSQL, which has its own archive.", "See docs/postgresql.md.")
    elif not folder.is_dir() or not os.access(folder, os.W_OK):
        yield Check("Journal", Word.ACT, f"{folder} is no folder that can be written.", "Make it, for the service's user alone.")
    elif config.data_folder.exists() and folder.stat().st_dev == config.data_folder.stat().st_dev:
        yield Check("Journal", Word.LOOK, f"{folder} is on the same disk as the records.", "Name a folder on another one.")


def _anchors(file: Path) -> Check:
    """Whether a line can be added; where there is no file yet, whether there can be one."""
    asked = file if file.exists() else file.parent
    if file.exists() and not file.is_file():
        return Check("Anchors", Word.ACT, f"{file} is no file.", "Name a file in FIELDFORM_ANCHOR_FILE, in a folder that is there.")
    if not asked.exists() or not os.access(asked, os.W_OK):
        return Check(
            "Anchors", Word.ACT, f"{asked} is not there or cannot be written.", "Until it can, the end of the log of looks is not kept."
        )
    if os.name == "posix" and stat.S_IMODE(asked.stat().st_mode) & 0o022:
        return Check("Anchors", Word.ACT, f"Others may write {asked}.", f"Close it: chmod go-w {asked}")
    return Check("Anchors", Word.GOOD, f"{file} can be written.")


def _mail(config: Config) -> Iterator[Check]:
    post = mail.post_of(config)
    if post is None:
        yield NO_MAIL
        return
    secret = Path(post.password_file) if post.password_file else None
    if secret and secret.exists() and os.name == "posix" and stat.S_IMODE(secret.stat().st_mode) & 0o077:
        yield Check(NO_MAIL.name, Word.ACT, f"Others may read {secret}.", f"Close it: chmod go= {secret}")
    trouble = mail.reach(post)
    if trouble is not None:
        yield Check(NO_MAIL.name, Word.ACT, f"{post.host}: {trouble.words}", "Until it answers, alerts reach only open screens.")
    else:
        yield Check(NO_MAIL.name, Word.GOOD, f"{post.host} answers{' and knows us' if post.user else ''}.")


def _time_service() -> Iterator[Check]:
    program = shutil.which("timedatectl")
    if program is None:
        return
    asked = [program, "show", "--property=NTPSynchronized", "--value"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=5)  # noqa: S603 (systemd's own, nothing of a person's)
    if said.stdout.strip() == "no":
        yield Check("Clock", Word.LOOK, "Nothing keeps this machine's clock right.", "Turn a time service on: timedatectl set-ntp true")


def _programs(config: Config) -> Iterator[Check]:
    """Without them nothing is backed up, and that is found out on a bad day."""
    missing = postgresql_dump.missing_programs() if config.database_url else []
    if missing:
        yield Check("Programs", Word.ACT, f"Not installed: {', '.join(missing)}.", "Backup and restore need PostgreSQL's client programs.")


def _records(config: Config, keys: Keys, now: datetime) -> Iterator[Check]:
    before = database.obj
    try:
        refuse_damaged(config, keys.database_key)
        opened = open_database(config, keys.database_key)
        try:
            with opened.connection_context():
                if config.database_url and not has_page_checksums(opened):
                    yield NO_CHECKSUMS
                yield from _inside(now)
        finally:
            close_database(opened)
    except (DatabaseUnfit, DatabaseError, OSError) as problem:
        yield Check("Records", Word.ACT, str(problem), "Until then the server does not start.")
    finally:
        database.initialize(before)


def _inside(now: datetime) -> Iterator[Check]:
    try:
        pending = schema.pending()
    except schema.TooNew as problem:
        yield Check("Records", Word.ACT, str(problem))
        return
    if pending:
        yield Check("Records", Word.ACT, "They are not ready for this version.", "Run: fieldform migrate")
        return
    yield Check("Records", Word.GOOD, "They open, and are ready for this version.")
    newest: StoredEnvelope | None = StoredEnvelope.select(StoredEnvelope.received_at).order_by(StoredEnvelope.number.desc()).first()
    if newest is not None and newest.received_at > now:
        yield Check("Clock", Word.ACT, "The newest record was received in this clock's future.", "Set the clock right.")
