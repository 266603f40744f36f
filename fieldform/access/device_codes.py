"""One-time codes that enrol a device: drawn here, shown once, and kept by the engine as a hash alone.

Public: hand_out, hand_out_many, labels_of, Code, DEVICE_CLASSES, MOST_CODES, SHORTEST_LIFE, LONGEST_LIFE.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.enrolment import CODE_LIFE, make_code
from sync.tables import database

# What a person sees beside a device. An in-car laptop never leaves the car; a phone does (CJIS 5.5.5 treats them differently).
DEVICE_CLASSES = {"phone": "Phone", "car": "In-car laptop", "desk": "Desk computer"}
MOST_CODES = 200
SHORTEST_LIFE, LONGEST_LIFE = timedelta(days=1), timedelta(days=14)

# Without the letters and digits that are mistaken for each other on a sheet of paper; 12 of 30 make 58 bits.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ".replace("U", "")
_NUMBER = "{n}"


@dataclass(frozen=True, slots=True)
class Code:
    """`code` is known to whoever sees it now and to nobody afterwards."""

    code: str
    label: str
    expires_at: datetime


def hand_out(*, agency: str, device_class: str, label: str, made_by: str, now: datetime, life: timedelta = CODE_LIFE) -> str:
    """A new code for one device of this agency, as it is read out: K7QM-2XWD-9FHT."""
    code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    make_code(secret=code, agency=agency, device_class=device_class, label=label, made_by=made_by, now=now, life=life)
    return code


def hand_out_many(labels: list[str], *, agency: str, device_class: str, made_by: str, now: datetime, life: timedelta) -> list[Code]:
    """One for each label, all of them or none."""
    with database.atomic():
        return [
            Code(hand_out(agency=agency, device_class=device_class, label=label, made_by=made_by, now=now, life=life), label, now + life)
            for label in labels
        ]


def labels_of(pattern: str, count: int) -> list[str]:
    """“Car {n}” for three devices: Car 1, Car 2, Car 3; `count` is 1 to MOST_CODES."""
    words = " ".join(pattern.split())
    return [words.replace(_NUMBER, str(number)) for number in range(1, count + 1)]
