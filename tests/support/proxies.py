"""The proxies of docs/examples as they are shipped, with a test's own name, ports and files put in; and who trusts their certificate.

Each is a process of its own in a folder of its own, ended by its process id. `python -m tests.support.proxies` finds the programs,
installs them with apt where it may, or names the command.
Public: Nginx, nginx_for, caddyfile_for, caddy_finds_fault, trusting_home, program, ProgramsMissing.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support import installing
from tests.support.open_files import open_lines

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
EXAMPLE_NAME = "fieldform.example.gov"
INSTALL = "apt-get install -y --no-install-recommends libnss3-tools caddy nginx-light"
WHERE = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
START_SECONDS = 10

# What the example leaves to nginx's own file: everything lies in one folder, and it stays in the foreground as one process.
AROUND = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
    scgi_temp_path {folder}/s;
    include {folder}/fieldform.conf;
}}
"""


class ProgramsMissing(Exception):
    """nginx, Caddy or certutil is not on this machine. Likely cause: a fresh system; the message names the command that installs them."""


@dataclass
class Nginx:
    """Listens on `port` (TLS) and `plain_port` of this machine."""

    folder: Path
    port: int
    plain_port: int
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self._process = subprocess.Popen([program("nginx"), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")])
        for _ in range(START_SECONDS * 20):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            assert self._process.poll() is None, f"nginx left with {self._process.returncode}:\n{self.errors()}"
            time.sleep(0.05)
        raise AssertionError("nginx did not answer")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=10)

    def lines(self) -> int:
        """How many it holds open, to either side."""
        assert self._process is not None
        return open_lines(self._process.pid)

    def errors(self) -> str:
        log = self.folder / "error.log"
        return log.read_text() if log.exists() else ""

    def files_of_requests(self) -> list[Path]:
        """Bodies and answers that were put on the disk."""
        return [path for name in ("body", "proxy") for path in (self.folder / name).rglob("*") if path.is_file()]


def nginx_for(folder: Path, name: str, ports: tuple[int, int], behind: int, certificate: Path) -> Nginx:
    """The shipped example with `name`, TLS and plain `ports`, the port of the server `behind` it and the folder of its certificate."""
    port, plain = ports
    folder.mkdir()
    text = (EXAMPLES / "nginx.conf").read_text(encoding="utf-8")
    for was, becomes, times in (
        (EXAMPLE_NAME, name, 2),
        ("/etc/ssl/fieldform", str(certificate), 2),
        ("127.0.0.1:8080", f"127.0.0.1:{behind}", 1),
        ("listen 443", f"listen 127.0.0.1:{port}", 2),
        ("listen 80;", f"listen 127.0.0.1:{plain};", 1),
    ):
        assert text.count(was) == times, f"{was} stands {text.count(was)} times in the example"
        text = text.replace(was, becomes)
    (folder / "fieldform.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder), encoding="utf-8")
    return Nginx(folder, port, plain)


def caddyfile_for(folder: Path, certificate: Path) -> Path:
    text = (EXAMPLES / "Caddyfile").read_text(encoding="utf-8")
    assert text.count("/etc/ssl/fieldform") == 2
    written = folder / "Caddyfile"
    written.write_text(text.replace("/etc/ssl/fieldform", str(certificate)), encoding="utf-8")
    return written


def caddy_finds_fault(caddyfile: Path) -> str:
    """What `caddy validate` says, where it is not content."""
    elsewhere = {**os.environ, "HOME": str(caddyfile.parent), "XDG_DATA_HOME": str(caddyfile.parent)}
    words = [program("caddy"), "validate", "--adapter", "caddyfile", "--config", str(caddyfile)]
    told = subprocess.run(words, check=False, capture_output=True, text=True, env=elsewhere)
    return "" if told.returncode == 0 and "Valid configuration" in told.stdout + told.stderr else told.stderr


def trusting_home(folder: Path, authority: Path) -> Path:
    """A home whose browser trusts this authority, put there with the same tool that an administrator would use on Linux."""
    store = folder / ".pki" / "nssdb"
    store.mkdir(parents=True)
    for words in (("-N", "--empty-password"), ("-A", "-t", "C,,", "-n", "trial", "-i", str(authority))):
        subprocess.run([program("certutil"), "-d", f"sql:{store}", *words], check=True)
    return folder


def program(name: str) -> str:
    found = shutil.which(name, path=WHERE)
    if found is None:
        raise ProgramsMissing(f"The tests need {name}. Install it with: sudo {INSTALL}")
    return found


def _all() -> list[str]:
    return [program(name) for name in ("nginx", "certutil", "caddy")]


if __name__ == "__main__":
    sys.exit(installing.found_or_installed(_all, ProgramsMissing, INSTALL))
