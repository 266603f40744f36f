"""PostgreSQL's records through its own programs (pg_dump, pg_restore, psql), piped: no clear byte of them reaches a disk here.

Passwords go by the environment of those programs, never by their command line. Public: dump, read_back, replay, put_back, size,
contents, others_at_work, has_records, missing_programs, refuse_without_programs, BEFORE, ProgramFailed.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import monotonic, sleep  # noqa: TID251 (asks again whether a state has come)
from typing import IO, Any

import psycopg
from psycopg.pq import Conninfo
from psycopg.sql import SQL, Identifier

from fieldform.upkeep.archive import BackupProblem
from fieldform.upkeep.inside import Inside

BEFORE = "fieldform_before_"
_PROGRAMS = ("pg_dump", "pg_restore", "psql")
_PIECE = 1024 * 1024
_LEAVING_SECONDS = 2.0
_OTHERS = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""

_NOT_INSTALLED = "Not installed here: {}. Add PostgreSQL's client programs (Debian: postgresql-client)."


class ProgramFailed(BackupProblem):
    """One of PostgreSQL's own programs is missing or said no. Likely cause: client programs older than the server."""


def missing_programs() -> list[str]:
    return [name for name in _PROGRAMS if shutil.which(name) is None]


def refuse_without_programs() -> None:
    """Before anything is read or stopped: ProgramFailed where one of them is missing."""
    missing = missing_programs()
    if missing:
        raise ProgramFailed(_NOT_INSTALLED.format(", ".join(missing)))


def dump(url: str, write: Callable[[bytes], None]) -> Inside:
    """Everything committed until now, as pg_dump's custom format; what is inside is counted in the very same snapshot."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        inside = _inside(connection)
        wanted = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--exclude-schema={BEFORE}*"]
        with _Program("pg_dump", wanted, url) as program:
            for piece in iter(lambda: program.out.read(_PIECE), b""):
                write(piece)
            program.finish()
    return inside


def read_back(url: str, pieces: Iterable[bytes]) -> dict[str, int]:
    """Rows by table, counted in what pg_restore makes of a dump; ProgramFailed where it makes nothing of it."""
    counts: dict[str, int] = {}
    table = ""
    for line in _script(url, pieces):
        if not table and line.startswith(b"COPY public."):
            table = line.split(b" ", 2)[1].decode().removeprefix("public.").strip('"')
            counts[table] = 0
        elif table and line == b"\\.\n":
            table = ""
        elif table:
            counts[table] += 1
    return counts


def replay(url: str, pieces: Iterable[bytes], *, aside: str, after: str) -> None:
    """A dump in place of what is there, in one transaction: all of it or nothing. What was there goes to the schema `aside`.

    `after` is SQL that belongs to the same transaction.
    """
    with _Program("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=sqlstate", "-f", "-"], url, heard=False) as program:
        with suppress(BrokenPipeError):  # psql has given up; `finish` says why.
            program.into.write(f"BEGIN;\nALTER SCHEMA public RENAME TO {aside};\nCREATE SCHEMA public;\n".encode())
            program.into.writelines(_script(url, pieces))
            # Only now: whatever ends before this line ends without a COMMIT, and changes nothing.
            program.into.write(f"\n{after};\nCOMMIT;\n".encode())
        program.finish()


def put_back(url: str, aside: str) -> None:
    """What `replay` set aside, in its place again."""
    with psycopg.connect(url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute(SQL("ALTER SCHEMA {} RENAME TO public").format(Identifier(aside)))


def size(url: str) -> int:
    with psycopg.connect(url) as connection:
        return int(_one(connection, "SELECT pg_database_size(current_database())"))


def contents(url: str) -> Inside:
    """What is there, counted."""
    with psycopg.connect(url) as connection:
        return _inside(connection)


def others_at_work(url: str) -> int:
    """How many other connections there are to this database; one that was just closed is listed a moment longer, and is waited for."""
    until = monotonic() + _LEAVING_SECONDS
    with psycopg.connect(url, autocommit=True) as connection:
        while (count := int(_one(connection, _OTHERS))) and monotonic() < until:
            sleep(0.05)
    return count


def has_records(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return _one(connection, "SELECT to_regclass('public.envelope')") is not None


def _inside(connection: "psycopg.Connection[tuple[Any, ...]]") -> Inside:
    tables = [str(row[0]) for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    return Inside(
        schema=tuple(sorted(str(row[0]) for row in connection.execute("SELECT name FROM public.schema_migration"))),
        instance=str(_one(connection, "SELECT id FROM public.instance ORDER BY since DESC LIMIT 1")),
        counts={table: int(_one(connection, SQL("SELECT count(*) FROM {}").format(Identifier("public", table)))) for table in tables},
    )


def _one(connection: "psycopg.Connection[tuple[Any, ...]]", query: Any) -> Any:
    row = connection.execute(query).fetchone()
    return None if row is None else row[0]


def _script(url: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The SQL of a dump, line by line. It ends without an exception only where `pieces` and pg_restore both came to their ends."""
    with _Program("pg_restore", ["--no-owner", "--no-privileges", "--file=-"], url) as program:
        feeder = _Feeder(program.into, pieces)
        feeder.start()
        yield from program.out
        feeder.join()
        if feeder.failed is not None:
            raise feeder.failed
        program.finish()


class _Feeder(Thread):
    """Writes pieces into a program while somebody else reads what comes out of it."""

    def __init__(self, into: IO[bytes], pieces: Iterable[bytes]) -> None:
        super().__init__(daemon=True)
        self._into, self._pieces = into, pieces
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            with self._into:
                for piece in self._pieces:
                    self._into.write(piece)
        except BrokenPipeError:
            pass  # The program has ended; its exit code says why.
        except Exception as problem:  # noqa: BLE001 (raised again by whoever reads)
            self.failed = problem


class _Program:
    """One of PostgreSQL's own, with its pipes; stopped where whoever uses it fails."""

    def __init__(self, name: str, arguments: Sequence[str], url: str, *, heard: bool = True) -> None:
        found = shutil.which(name)
        if found is None:
            raise ProgramFailed(_NOT_INSTALLED.format(name))
        self._name = name
        out = subprocess.PIPE if heard else subprocess.DEVNULL
        # What it says of an error may quote a row: it stays in memory, and only its first line is told.
        self._process = subprocess.Popen(  # noqa: S603 (its arguments are ours; what a person chose goes by the environment)
            [found, *arguments], stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE, env=_environment(url, found)
        )
        self._said = _Listener(_there(self._process.stderr))
        self._said.start()

    @property
    def into(self) -> IO[bytes]:
        return _there(self._process.stdin)

    @property
    def out(self) -> IO[bytes]:
        return _there(self._process.stdout)

    def __enter__(self) -> "_Program":
        return self

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._said.join()

    def finish(self) -> None:
        """Wait for its end; ProgramFailed where that is not a good one."""
        with suppress(BrokenPipeError):
            self.into.close()
        code = self._process.wait()
        self._said.join()
        if code != 0:
            raise ProgramFailed(f"{self._name} failed: {self._said.first_line or f'exit code {code}'}")


class _Listener(Thread):
    """Keeps the first line of what a program says of errors, and lets the rest go by."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._pipe, self.first_line = pipe, ""

    def run(self) -> None:
        with self._pipe:
            for line in self._pipe:
                self.first_line = self.first_line or line.decode(errors="replace").strip()[:300]


def _there(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("this program was started without that pipe")
    return pipe


def _environment(url: str, program: str) -> dict[str, str]:
    """The whole of it: what the program needs to find the database, and nothing of ours."""
    asked = ((option.envvar, option.val) for option in Conninfo.parse(url.encode()))
    usual = ("/usr/bin", "/bin") if os.name == "posix" else ()
    return {
        "PATH": os.pathsep.join((str(Path(program).parent), *usual)),
        "LC_ALL": "C",
        "PGAPPNAME": "fieldform backup",
        **{variable.decode(): said.decode() for variable, said in asked if variable and said},
    }
