"""A PostgreSQL of the tests' own: a private cluster on a socket in a temporary folder, ended by its process id when the run ends.

Knows no table. `python -m tests.support.postgresql` finds the server's programs, installs them with apt where it may, or names the
command. Public: Cluster, running, programs, PostgresqlMissing; and for a cluster of a test's own: made, start, end, as_postgres, program.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg

from tests.support import installing

INSTALL = "apt-get install -y --no-install-recommends postgresql"
SEVERAL = "/usr/lib/postgresql/*/bin"
CHECKSUMS = "--data-checksums"
START_SECONDS = 30
COPIES_EITHER_WAY = 150_000  # The version from which a database is copied by way of the log, unless asked otherwise.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
    "autovacuum": "off",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
}


class PostgresqlMissing(Exception):
    """No PostgreSQL server on this machine. Likely cause: a fresh system; the message names the command that installs it."""


@dataclass(frozen=True)
class Cluster:
    """`folder` holds its socket. Databases sort by bytes, as Fieldform asks for."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql:///{database}?host={self.folder}&user=postgres"

    def create(self, database: str, template: str = "template0") -> None:
        """File by file: to write every page of the template to the log costs twice as much. Before 15 there was no other way."""
        with self._told() as connection:
            how = "STRATEGY FILE_COPY" if connection.info.server_version >= COPIES_EITHER_WAY else ""
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}" {how}'.encode())

    def drop(self, database: str) -> None:
        with self._told() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'.encode())

    def _told(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.url("postgres"), autocommit=True)


@cache
def running() -> Cluster:
    """The one cluster of this test run, started when it is first asked for."""
    folder = made(CHECKSUMS)
    server = start(folder, "cluster")
    atexit.register(_end_for_good, server, folder)
    return Cluster(folder)


def made(*options: str) -> Path:
    """The folder of a new cluster, which is called `cluster` in it; nobody serves it yet."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # Short: a socket's path has at most 107 bytes.
    _make(folder, options)
    return folder


def start(folder: Path, name: str, **more: str) -> "subprocess.Popen[bytes]":
    """Serve a cluster in this folder, with more settings; it answers when this returns."""
    settings = [part for key, value in (SETTINGS | more).items() for part in ("-c", f"{key}={value}")]
    server = subprocess.Popen([*as_postgres(), program("postgres"), "-D", str(folder / name), "-k", str(folder), *settings])
    _wait(folder, server)
    return server


def end(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGINT)  # Fast: nobody is waited for.
    server.wait()


def programs() -> Path:
    """Where initdb and postgres are: $POSTGRESQL_BIN, Debian's newest, or on the path; else PostgresqlMissing names what installs them."""
    debian = sorted(Path("/").glob(SEVERAL.lstrip("/")), key=lambda path: int(path.parent.name.split(".")[0]), reverse=True)
    on_path = shutil.which("initdb")
    asked = os.environ.get("POSTGRESQL_BIN")
    for folder in [Path(asked)] if asked else [*debian, *([Path(on_path).parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresqlMissing(
        f"The tests need a PostgreSQL server. Install it with: sudo {INSTALL}\n"
        "Or say where its programs are: POSTGRESQL_BIN=/path/to/bin make test"
    )


def _make(folder: Path, more: Sequence[str]) -> None:
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync")
    subprocess.run(
        [*as_postgres(), program("initdb"), *options, *more, "-D", str(folder / "cluster")],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )


def as_postgres() -> list[str]:
    """PostgreSQL refuses root; the package brings a user of its own. Killed with us, should we be killed."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=QUIT"]


def program(name: str) -> str:
    return str(programs() / name)


def _wait(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(START_SECONDS * 20):
        with suppress(psycopg.OperationalError), psycopg.connect(Cluster(folder).url("postgres")):
            return
        assert server.poll() is None, f"PostgreSQL left with {server.returncode}"
        time.sleep(0.05)
    raise AssertionError(f"PostgreSQL did not answer within {START_SECONDS} s")


def _end_for_good(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    end(server)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(installing.found_or_installed(programs, PostgresqlMissing, INSTALL))
