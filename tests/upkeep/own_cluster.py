"""A PostgreSQL cluster of a test's own with one office in it, to be stopped and changed. Public: OwnCluster, own_cluster."""

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from fieldform.config import Config
from fieldform.keys_folder import Keys, create_keys, load_keys
from tests.support import postgresql
from tests.support.postgresql import Cluster


@dataclass
class OwnCluster:
    """`folder` holds the cluster; `server` is its running process."""

    folder: Path
    config: Config
    keys: Keys
    server: "subprocess.Popen[bytes]"


Kind = TypeVar("Kind", bound=OwnCluster)


@contextmanager
def own_cluster(kind: Callable[..., Kind], folder: Path, ours: Path, **settings: str) -> Iterator[Kind]:
    """Started with these settings in a folder that `postgresql.made` made; keys and data lie in `ours`."""
    server = postgresql.start(folder, "cluster", **settings)
    Cluster(folder).create("office")
    create_keys(ours / "keys")
    config = Config(data_folder=ours / "data", keys_folder=ours / "keys", database_url=Cluster(folder).url("office"))
    made = kind(folder, config, load_keys(config.keys_folder), server)
    yield made
    made.server.send_signal(signal.SIGQUIT)  # Nobody wants its last checkpoint.
    made.server.wait()
    shutil.rmtree(folder, ignore_errors=True)
