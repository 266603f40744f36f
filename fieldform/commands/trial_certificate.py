"""`fieldform trial-certificate`: what a trial needs so that phones trust this server (docs/https.md). Public: add_parser, run."""

import argparse
import os
import plistlib
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.trial_authority import Issued, NameRefused, issue, names_of
from fieldform.config import Config

_AUTHORITY, _PROFILE, _SERVER, _KEY = "authority.crt", "authority.mobileconfig", "server.pem", "server.key"


def add_parser(commands: Subparsers) -> None:
    parser = commands.add_parser("trial-certificate", help="make an authority of your own and a certificate, for a trial")
    parser.add_argument("--name", dest="names", action="append", required=True, metavar="NAME", help="what people type; may be repeated")
    parser.add_argument("--to", dest="folder", type=Path, required=True, metavar="FOLDER", help="a new or an empty folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, _config: Config) -> int:
    try:
        names = names_of(args.names)
    except NameRefused as problem:
        raise CommandProblem(f"“{problem}” is no server's name. Give it alone, such as fieldform.local or 192.168.1.20.", 2) from problem
    folder = args.folder.expanduser().resolve()
    _refuse_what_is_there(folder)
    issued = issue(names, datetime.now(UTC))
    _write(folder, issued, str(names[0]))
    print(f"{folder / _SERVER} and {_KEY} are for the proxy; keep {_KEY} to its user. They end on {issued.ends_at:%Y-%m-%d}.")
    print(f"{_AUTHORITY} is for phones and computers, {_PROFILE} for iPhones: docs/https.md says how each comes to trust it.")
    print(f"On each, compare its SHA-256 fingerprint:\n{issued.fingerprint}")
    return 0


def _refuse_what_is_there(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandProblem(f"{folder} is there and not empty. Choose a new folder: phones trust what lies in an old one.")


def _write(folder: Path, issued: Issued, name: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for file, content in (
            (_KEY, issued.server_key),
            (_SERVER, issued.server),
            (_AUTHORITY, issued.authority),
            (_PROFILE, _profile(issued, name)),
        ):
            with os.fdopen(os.open(folder / file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
                written.write(content)
    except OSError as problem:
        raise CommandProblem(f"{folder} cannot be written: {problem.strerror}.") from problem


def _profile(issued: Issued, name: str) -> bytes:
    """What an iPhone installs: Apple's own form of a list of one root certificate."""
    root = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"fieldform.trial.{uuid4()}",
        "PayloadUUID": str(uuid4()).upper(),
        "PayloadDisplayName": f"Fieldform trial for {name}",
        "PayloadCertificateFileName": _AUTHORITY,
        "PayloadContent": issued.authority_der,
    }
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"fieldform.trial.profile.{uuid4()}",
            "PayloadUUID": str(uuid4()).upper(),
            "PayloadDisplayName": f"Fieldform trial for {name}",
            "PayloadDescription": f"Trusts {name} and no other name, until {issued.ends_at:%Y-%m-%d}.",
            "PayloadContent": [root],
        }
    )
