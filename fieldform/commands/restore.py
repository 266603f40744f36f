"""`fieldform restore FROM`: the records as a backup has them, checked whole before anything is touched. Public: add_parser, run."""

import argparse
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from tempfile import TemporaryDirectory

from fieldform import intake
from fieldform.commands.given_file import text_of
from fieldform.commands.lock import AlreadyServed, only_server
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import prepare
from fieldform.config import Config
from fieldform.keys_folder import Keys, load_keys, restore_keys
from fieldform.upkeep import journal_read, replay, restore
from fieldform.upkeep.archive import Manifest, read_header


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("restore", help="put a backup in the place of the records")
    parser.add_argument("source", type=Path, metavar="FILE", help="a backup that fieldform backup made")
    parser.add_argument("--check", action="store_true", help="only read it whole and say what is in it")
    parser.add_argument("--replace", action="store_true", help="there are records already: keep them beside")
    parser.add_argument("--recovery-key-from", type=Path, metavar="FILE", help="the keys are lost, too: it brings them back")
    parser.add_argument("--until", metavar="TIME", help="then bring in what came until this time, from the journal: 2026-11-20T14:00Z")
    parser.add_argument("--journal", type=Path, metavar="FOLDER", help="where the journal is, if not where FIELDFORM_JOURNAL says")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, config: Config) -> int:
    source: Path = args.source.expanduser().resolve()
    keys = _keys(source, config, args.recovery_key_from)
    again = _replaying(args, config, keys, source)
    if args.check:
        return _check(source, config, keys)
    try:
        with only_server(config.data_folder):
            until = again.read.until if again else None
            done = restore.restore(source, config, keys, datetime.now(UTC), again or prepare, over=args.replace, until=until)
    except AlreadyServed as problem:
        raise CommandProblem(f"Fieldform serves {config.data_folder} right now. Stop it first, then restore.") from problem
    _tell(done.manifest)
    if again:
        again.tell()
    print(f"Restored in {done.seconds:.1f} s. Start Fieldform now. Everybody signs in again; devices offer again what these records lack.")
    if done.beside:
        print(f"What was there before is kept in {done.beside}. Delete it once you are sure.")
    if not done.anchored:
        print(f"The log of looks could not be anchored in {config.anchors}. Mend that, then run: fieldform audit anchor")
    if not done.journaled:
        print(f"The journal in {config.journal} could not be told of it. Before the next restore --until, begin a new folder for it.")
    print(_review(done.shut))
    return 0


def _review(shut: int | None) -> str:
    look = "Devices deliver, and read nothing until IT has looked over users and devices: /admin/review, or fieldform review"
    if shut is None:
        return f"What was closed or revoked after the backup is open again. {look}"
    return f"Of what was closed or revoked since the backup, {shut} had to be shut again, and is. {look}"


@dataclass
class _Replaying:
    """`prepare` for a restore, and then everything from the journal until a time."""

    read: journal_read.Read
    done: replay.Replayed | None = None

    def __call__(self, keys: Keys, now: datetime) -> None:
        prepare(keys, now)
        self.done = replay.replay(self.read, keys, intake.reconciler(keys))

    def tell(self) -> None:
        assert self.done is not None
        aside = f", {self.done.set_aside:,} of them set aside or waiting" if self.done.set_aside else ""
        print(f"From the journal, until {self.read.until.isoformat()}: {self.done.entered + self.done.set_aside:,} more records{aside}.")
        if self.read.newest and self.read.newest < self.read.until:
            print(f"The newest record in it came {self.read.newest.isoformat()}.")
        for name in self.read.broken_off:
            print(f"The last line of {name} broke off, as a power cut leaves it; what it was to say is in the next file.")
        print(
            "Not in a journal: phrases, devices' names, the calendar, what was opened or decided of what was set aside. As in the backup."
        )
        print("Whoever was added after it needs a new phrase from IT.")


def _replaying(args: argparse.Namespace, config: Config, keys: Keys, source: Path) -> _Replaying | None:
    """Read whole before anything is touched."""
    if not args.until:
        return None
    if config.database_url:
        raise CommandProblem("On PostgreSQL, go back to a time with its own archive: docs/postgresql.md.", 2)
    folder = args.journal.expanduser().resolve() if args.journal else config.journal
    if folder is None:
        raise CommandProblem("No journal is kept here (FIELDFORM_JOURNAL), and none was given (--journal FOLDER).", 2)
    read, made = journal_read.read_through(folder, keys, _time(args.until)), datetime.fromisoformat(read_header(source).made_at)
    if read.until < made:
        raise CommandProblem(f"{source.name} was made {made.isoformat()}, after that time. Take an older one.")
    if read.begins and read.begins > made:
        raise CommandProblem(f"The journal begins {read.begins.isoformat()}, after {source.name} was made. Take a newer one.")
    return _Replaying(read)


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as problem:
        raise CommandProblem(f"--until is “{text}”; it takes a time such as 2026-11-20T14:00Z.", 2) from problem
    if found.tzinfo is None:
        raise CommandProblem(f"--until is “{text}”, which has no zone. Add Z for UTC, or such as -05:00.", 2)
    if found > datetime.now(UTC):
        raise CommandProblem(f"--until is “{text}”, which has not come yet.", 2)
    return found.astimezone(UTC)


def _check(source: Path, config: Config, keys: Keys) -> int:
    with TemporaryDirectory(prefix="fieldform-check-") as room:
        _tell(restore.check(source, config, keys, Path(room)))
    print("It reads back whole and fits this Fieldform.")
    return 0


def _tell(manifest: Manifest) -> None:
    counted = f"{manifest.counts.get('envelope', 0):,} envelopes, {manifest.counts.get('user_account', 0):,} people"
    print(f"Made {manifest.made_at} by Fieldform {manifest.release}: {counted}, {manifest.counts.get('device', 0):,} devices.")


def _keys(source: Path, config: Config, recovery_key_from: Path | None) -> Keys:
    """Those that are here; or, where they are lost, those that travel sealed in the backup itself."""
    if config.keys_folder.exists() and any(config.keys_folder.iterdir()):
        return load_keys(config.keys_folder)
    header = read_header(source)
    with TemporaryDirectory(prefix="fieldform-keys-") as room:
        sealed = Path(room) / "keys.recovery"
        sealed.write_bytes(header.sealed_keys)
        restore_keys(config.keys_folder, sealed, _recovery_key(recovery_key_from))
    print(f"The keys are restored in {config.keys_folder}.")
    return load_keys(config.keys_folder)


def _recovery_key(path: Path | None) -> str:
    if path is not None:
        return text_of(path)
    if not sys.stdin.isatty():
        raise CommandProblem("There are no keys here. Give the recovery key: --recovery-key-from FILE", 2)
    return getpass("Recovery key: ")
