"""One-time codes that enrol a device: drawn here, shown once, and kept by the engine as a hash alone.

Public: hand_out, DEVICE_CLASSES.
"""

import secrets
from datetime import datetime

from sync.enrolment import make_code

# What a person sees beside a device. An in-car laptop never leaves the car; a phone does (CJIS 5.5.5 treats them differently).
DEVICE_CLASSES = {"phone": "Phone", "car": "In-car laptop", "desk": "Desk computer"}

# Without the letters and digits that are mistaken for each other on a sheet of paper; 12 of 30 make 58 bits.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ".replace("U", "")


def hand_out(*, agency: str, device_class: str, label: str, made_by: str, now: datetime) -> str:
    """A new code for one device of this agency, as it is read out: K7QM-2XWD-9FHT."""
    code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    make_code(secret=code, agency=agency, device_class=device_class, label=label, made_by=made_by, now=now)
    return code
