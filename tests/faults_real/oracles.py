"""The oracles, asked of a real server's own records after each case.

O1 every acknowledged submission is there exactly once, byte for byte by its hash; O2 what was not acknowledged is still with its car and
arrives; O3 the database finds itself sound; O4 no 5xx but those that say when to try again; O6 health answers
within 10 s. Public: kept_what_it_acknowledged, sound, all_arrived, answered_soon.
"""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from peewee import DatabaseError
from playhouse.sqlcipher_ext import SqlCipherDatabase

from fieldform.record.contacts import Contact
from sync.encoding import sha256
from sync.models import Device, StoredEnvelope
from sync.receipts import Receipt
from sync.tables import database
from tests.faults_real.cars import Car, acknowledged, drained

CHECK_SECONDS = 10
SOME = 500


def kept_what_it_acknowledged(receipts: Mapping[str, Receipt]) -> list[str]:
    """O1, of the database that is bound: raw bytes and the record made from them."""
    broken = []
    for names in _some(list(receipts)):
        stored = list(StoredEnvelope.select(StoredEnvelope.envelope_id, StoredEnvelope.body).where(StoredEnvelope.envelope_id << names))
        rows = Counter(row.envelope_id for row in stored)
        contacts = {row.id for row in Contact.select(Contact.id).where(Contact.id << names)}
        broken += [f"O1: {name} was acknowledged and is there {rows[name]} times" for name in names if rows[name] != 1]
        broken += [f"O1: {name} has other bytes" for name in _changed(stored, receipts)]
        broken += [f"O1: {name} never entered the record" for name in names if name not in contacts]
    return broken


def sound() -> list[str]:
    """O3, of the database that is bound. PostgreSQL holds references at every commit by itself."""
    if not isinstance(database.obj, SqlCipherDatabase):
        return []
    try:
        faults = [row[0] for row in database.execute_sql("PRAGMA cipher_integrity_check")]
        faults += [row[0] for row in database.execute_sql("PRAGMA integrity_check") if row[0] != "ok"]
        faults += [f"a row of {row[0]} names what is not there" for row in database.execute_sql("PRAGMA foreign_key_check")]
    except DatabaseError as problem:
        faults = [str(problem)]
    return [f"O3: {fault}" for fault in faults[:3]]


def answered_soon(seconds: float) -> list[str]:
    """O6; not asked of a machine that has more to do than it has cores, where the time would be that of others."""
    busy = os.getloadavg()[0] > (os.cpu_count() or 1)
    return [f"O6: it answered after {seconds:.1f} s"] if seconds > CHECK_SECONDS and not busy else []


def all_arrived(cars: Sequence[Car]) -> list[str]:
    """O1 to O4 once more, of everything: nobody drives any more, the server is well, what waits is offered again."""
    broken = [] if drained(cars) else [f"O2: {sum(len(car.kept) for car in cars)} never got a receipt"]
    with cars[0].pusher.server.records():
        broken += kept_what_it_acknowledged(acknowledged(cars)) + sound() + _numbers(cars)
        sent = sum(len(car.pusher.sent) for car in cars)
        if (stored := StoredEnvelope.select().count()) != sent:
            broken.append(f"O1: {sent} were written and {stored} are stored")
    return broken + [words for car in cars for words in car.complaints]


def _numbers(cars: Iterable[Car]) -> list[str]:
    through = {row.id: row.acked_through for row in Device.select()}
    written = {car.pusher.signer.device: car.pusher.next_sequence - 1 for car in cars}
    return [f"O2: numbers to {last} were given, to {through[name]} received" for name, last in written.items() if through[name] != last]


def _changed(stored: Iterable[StoredEnvelope], receipts: Mapping[str, Receipt]) -> list[str]:
    return [row.envelope_id for row in stored if sha256(bytes(row.body)) != receipts[row.envelope_id].body_hash]


def _some(names: list[str]) -> Iterable[list[str]]:
    return (names[start : start + SOME] for start in range(0, len(names), SOME))
