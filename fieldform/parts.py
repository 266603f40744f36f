"""The parts a running Fieldform is made of, in one frozen value that every route can reach.

Public: Parts, parts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import current_app

from fieldform.config import Config
from fieldform.keys_folder import Keys
from sync.receive import Reconciler

EXTENSION = "fieldform"


def utc_now() -> datetime:
    return datetime.now(UTC)


def _nobody() -> None:
    """Nobody sends alerts here."""


@dataclass(frozen=True, slots=True)
class Parts:
    """`clock` is the only clock that routes read (aware UTC); `wake` tells whoever sends alerts that something came in."""

    config: Config
    keys: Keys
    reconciler: Reconciler
    clock: Callable[[], datetime] = utc_now
    wake: Callable[[], None] = _nobody


def parts() -> Parts:
    """The parts of the app that answers this request."""
    return cast("Parts", current_app.extensions[EXTENSION])
