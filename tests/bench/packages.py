"""What is measured beside ours comes in packages, pinned in peers/*/package.json: installed when a row first asks, and by nothing else.

Knows node and npm. Public: PEERS, install, is_installed.
"""

import shutil
import subprocess
from pathlib import Path

PEERS = Path(__file__).parent / "peers"
OLDEST_NODE = (20, 19)


def install(folder: Path) -> str:
    """Puts the packages of `folder` in place; why its rows cannot be measured on this machine, or nothing where they can."""
    if not shutil.which("npm") or _node_version() < OLDEST_NODE:
        return f"node {'.'.join(map(str, OLDEST_NODE))} or newer is not installed"
    if not is_installed(folder):
        print(f"Installing the packages of {folder.name} …", flush=True)
        told = subprocess.run(["npm", "ci", "--loglevel=error", "--no-progress"], cwd=folder, check=False, stdin=subprocess.DEVNULL)
        if told.returncode:
            return "npm could not install their packages: is there a network?"
        shutil.copy(_lock(folder), _stamp(folder))
    return ""


def is_installed(folder: Path) -> bool:
    return _stamp(folder).exists() and _stamp(folder).read_bytes() == _lock(folder).read_bytes()


def _lock(folder: Path) -> Path:
    return folder / "package-lock.json"


def _stamp(folder: Path) -> Path:
    return folder / "node_modules" / "installed-package-lock.json"


def _node_version() -> tuple[int, ...]:
    if shutil.which("node") is None:
        return (0,)
    return tuple(map(int, subprocess.check_output(["node", "-p", "process.versions.node"], text=True).split(".")))
