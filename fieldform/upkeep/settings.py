"""Every setting in words: what it means, what it is and where that comes from.

Nothing secret is shown: a password in an address is left out. Public: Setting, MEANINGS, settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from fieldform.config import Config

MEANINGS: Mapping[str, str] = {
    "url": "the address people open",
    "host": "where it listens",
    "port": "the port there",
    "trusted_proxy": "whose word on who asks is believed",
    "data_folder": "the folder of the records",
    "keys_folder": "the folder of the keys",
    "database_url": "PostgreSQL instead of the encrypted SQLite file",
    "anchor_file": "where the log of looks is anchored; empty: beside the folder of the keys, called like it",
    "anchor_minutes": "how often, where anybody has looked at anything",
    "journal_folder": "the folder of the journal of what arrived, on another disk; empty: none is kept",
    "idle_minutes": "a session ends after so long without a request",
    "session_hours": "and after so long in any case",
    "sign_in_attempts": "wrong phrases for one name from one network",
    "sign_in_window_minutes": "within so long, before the next has to wait",
    "argon2_places": "phrases checked at the same time",
    "zone": "the time zone of the desk",
    "mail_host": "the mail server that takes alerts; empty: none are sent",
    "mail_port": "its port",
    "mail_from": "the sender of alerts",
    "mail_user": "whom the mail server knows us as",
    "mail_password_file": "the file with that password",
    "mail_starttls": "whether the line to it is encrypted",
    "mail_patience_seconds": "how long it may take over each word",
    "alert_step_minutes": "how long an alert waits before the next step of the ladder",
    "alert_again_minutes": "and before the whole ladder again",
    "phone_lock_minutes": "a phone locks what can be read after so long untouched",
    "car_lock_minutes": "an in-car laptop after so long",
    "lease_hours": "a device can be read for so long without contact, 72 at most",
    "phrase_tries": "wrong phrases on a device until what can be read there is erased",
    "demo": "whether this is a demo with invented people",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """`given`: set in the environment; otherwise it is the default."""

    variable: str
    shown: str
    given: bool
    meaning: str


def settings(config: Config) -> list[Setting]:
    given = Config.given()
    return [
        Setting(variable, _shown(getattr(config, field.name)), variable in given, MEANINGS.get(field.name, ""))
        for field in fields(Config)
        for variable in [Config.variable_of(field.name)]
    ]


def _shown(value: object) -> str:
    """As it would be written in the environment."""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    parts = urlsplit(text) if "://" in text else None
    if parts is None or "@" not in parts.netloc:
        return _without_password(text)
    user, _, place = parts.netloc.rpartition("@")
    return _without_password(text.replace(parts.netloc, f"{user.partition(':')[0]}@{place}"))


def _without_password(text: str) -> str:
    """`?password=…` is another place where an address may hold one."""
    address, mark, asked = text.partition("?")
    kept = "&".join(part for part in asked.split("&") if not part.lower().startswith("password"))
    return f"{address}{mark}{kept}" if mark else text
