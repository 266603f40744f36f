"""A PostgreSQL of the tests' own: a private cluster on a socket in a temporary folder, ended by its process id when the run ends.

Knows no table. `python -m tests.support.postgresql` finds the server's programs, installs them with apt where it may, or names the
command. Public: Cluster, running, programs, PostgresqlMissing.
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
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg

from tests.support import installing

INSTALL = "apt-get install -y --no-install-recommends postgresql"
SEVERAL = "/usr/lib/postgresql/*/bin"
START_SECONDS = 30
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
        self._tell(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    def drop(self, database: str) -> None:
        self._tell(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _tell(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@cache
def running() -> Cluster:
    """The one cluster of this test run, started when it is first asked for."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # Short: a socket's path has at most 107 bytes.
    _make(folder)
    server = subprocess.Popen([*_as_postgres(), _program("postgres"), "-D", str(folder / "cluster"), "-k", str(folder), *_settings()])
    atexit.register(_end, server, folder)
    _wait(folder, server)
    return Cluster(folder)


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


def _make(folder: Path) -> None:
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync")
    subprocess.run(
        [*_as_postgres(), _program("initdb"), *options, "-D", str(folder / "cluster")],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )


def _as_postgres() -> list[str]:
    """PostgreSQL refuses root; the package brings a user of its own. Killed with us, should we be killed."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=QUIT"]


def _program(name: str) -> str:
    return str(programs() / name)


def _settings() -> list[str]:
    return [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]


def _wait(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(START_SECONDS * 20):
        with suppress(psycopg.OperationalError), psycopg.connect(Cluster(folder).url("postgres")):
            return
        assert server.poll() is None, f"PostgreSQL left with {server.returncode}"
        time.sleep(0.05)
    raise AssertionError(f"PostgreSQL did not answer within {START_SECONDS} s")


def _end(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    server.send_signal(signal.SIGINT)  # Fast: nobody is waited for.
    server.wait()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(installing.found_or_installed(programs, PostgresqlMissing, INSTALL))
