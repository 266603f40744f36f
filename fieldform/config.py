"""Every setting in one frozen value, read from the environment once and passed on; nothing else reads the environment.

Public: Config, ConfigProblem.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_HOME = Path.home() / ".fieldform"
_LAST_PORT = 65535
_MOST = 100_000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\Z")


class ConfigProblem(Exception):
    """A setting that cannot be used. Likely cause: a typing error in the service's environment; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Config:
    """`url` is what people type; cookies are Secure exactly when it is https. Keys must not lie in the data folder.

    Mail is sent where `mail_host` is set. Times are seconds, minutes or hours as named.
    Each field is set by `FIELDFORM_` and its name in capitals.
    """

    url: str = "http://localhost:8080"
    host: str = "127.0.0.1"
    port: int = 8080
    trusted_proxy: str = "127.0.0.1"
    data_folder: Path = _HOME / "data"
    keys_folder: Path = _HOME / "keys"
    database_url: str = ""
    anchor_file: str = ""
    anchor_minutes: int = 15
    journal_folder: str = ""
    idle_minutes: int = 30
    session_hours: int = 12
    sign_in_attempts: int = 5
    sign_in_window_minutes: int = 15
    argon2_places: int = 2
    zone: str = "America/Detroit"
    mail_host: str = ""
    mail_port: int = 587
    mail_from: str = ""
    mail_user: str = ""
    mail_password_file: str = ""
    mail_starttls: bool = True
    mail_patience_seconds: int = 10
    alert_step_minutes: int = 5
    alert_again_minutes: int = 30
    phone_lock_minutes: int = 15
    car_lock_minutes: int = 60
    lease_hours: int = 24
    phrase_tries: int = 10
    demo: bool = False

    @property
    def https(self) -> bool:
        return urlsplit(self.url).scheme == "https"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def anchors(self) -> Path:
        """Where the log of looks is anchored: where it is said, or beside the keys folder and called like it."""
        return _resolved(self.anchor_file) if self.anchor_file else self.keys_folder.with_name(f"{self.keys_folder.name}.anchors")

    @property
    def journal(self) -> Path | None:
        """Where the journal is kept; None: nowhere."""
        return _resolved(self.journal_folder) if self.journal_folder else None

    @property
    def trusted_hosts(self) -> tuple[str, ...]:
        """Names a request may be addressed to: that of `url`, and on a local trial both names of this machine."""
        name = urlsplit(self.url).hostname or ""
        return ("localhost", "127.0.0.1") if name in ("localhost", "127.0.0.1") else (name,)

    @staticmethod
    def variable_of(name: str) -> str:
        """The variable that sets a field."""
        return f"FIELDFORM_{name.removesuffix('_folder').upper()}"

    @classmethod
    def given(cls, environment: Mapping[str, str] | None = None) -> frozenset[str]:
        """The variables of ours that the environment sets."""
        source = os.environ if environment is None else environment
        return frozenset(name for name in source if name.startswith("FIELDFORM_"))

    @classmethod
    def unknown(cls, environment: Mapping[str, str] | None = None) -> frozenset[str]:
        """Those of them that set nothing: misspelt, or of another version."""
        return cls.given(environment) - {cls.variable_of(field.name) for field in fields(cls)}

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> "Config":
        """The settings given as FIELDFORM_… variables, the defaults for the rest; ConfigProblem names a variable that cannot be read."""
        source = os.environ if environment is None else environment
        given = {field.name: cls.variable_of(field.name) for field in fields(cls)}
        chosen = {name: _read(name, variable, source[variable]) for name, variable in given.items() if variable in source}
        return _checked(cls(**chosen))


@cache
def _resolved(named: str) -> Path:
    """Asked of the disk once, at the start: later it may hang, and a page must not."""
    return Path(named).expanduser().resolve()


def _read(name: str, variable: str, text: str) -> Any:
    kind = type(getattr(_DEFAULTS, name))
    if kind is bool:
        return text.lower() in ("1", "true", "yes", "on")
    if kind is int:
        return _whole_number(variable, text, _LAST_PORT if name.endswith("port") else _MOST)
    return Path(text).expanduser().resolve() if issubclass(kind, Path) else text


def _whole_number(variable: str, text: str, most: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise ConfigProblem(f"{variable} is “{text}”; it takes a whole number from 1 to {most}.")
    return int(text)


def _checked(config: Config) -> Config:
    if not _is_address(config.url):
        raise ConfigProblem(f"FIELDFORM_URL is “{config.url}”; give the address people open, such as https://fieldform.example.gov.")
    if config.keys_folder.is_relative_to(config.data_folder):
        raise ConfigProblem("FIELDFORM_KEYS lies inside FIELDFORM_DATA; a copy of the data would carry its own keys. Put it elsewhere.")
    if config.anchors.is_relative_to(config.data_folder):
        raise ConfigProblem("FIELDFORM_ANCHOR_FILE lies inside FIELDFORM_DATA: whoever puts old records back would put it back, too.")
    if config.journal and (config.journal.is_relative_to(config.data_folder) or config.journal.is_relative_to(config.keys_folder)):
        raise ConfigProblem(
            "FIELDFORM_JOURNAL lies with the records or the keys: it would be lost with them. Name a folder on another disk."
        )
    if not _is_machine(config.trusted_proxy):
        raise ConfigProblem(f"FIELDFORM_TRUSTED_PROXY is “{config.trusted_proxy}”; give the proxy's own address, such as 127.0.0.1.")
    if not _is_zone(config.zone):
        raise ConfigProblem(f"FIELDFORM_ZONE is “{config.zone}”, which is no known time zone; give one such as America/Detroit.")
    if problem := _mail_problem(config):
        raise ConfigProblem(problem)
    return config


def _mail_problem(config: Config) -> str | None:
    if not config.mail_host:
        return None
    if not _EMAIL.match(config.mail_from):
        return f"FIELDFORM_MAIL_FROM is “{config.mail_from}”; give the address that alerts come from, such as fieldform@example.gov."
    if config.mail_user and not config.mail_password_file:
        return "FIELDFORM_MAIL_USER is set and FIELDFORM_MAIL_PASSWORD_FILE is not; name the file that holds its password."
    if config.mail_user and not config.mail_starttls and config.mail_host not in _LOOPBACK:
        return "FIELDFORM_MAIL_STARTTLS is off: the password would cross the network in the clear. Leave it on."
    return None


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/") and parts.port != 0
    except ValueError:  # A port that is no number, or a bracket without its other half.
        return False


def _is_machine(address: str) -> bool:
    """One address: a name or a whole network would let others say who asks."""
    try:
        ip_address(address)
    except ValueError:
        return False
    return True


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


_DEFAULTS = Config()
