"""What must hold once everything is mended and everybody has drained, as far as a phone can tell or is owed.

Each law reads the phone's storage and asks the server's tables; what those must say among themselves is in record_laws.py. A law answers
what is broken, in words; nothing where it holds. Public: broken_laws.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sync import ledger, receipts
from sync.encoding import b64, sha256, unb64
from sync.models import Change, StoredEnvelope
from sync.sealing import public_bytes
from sync.wire import Body, Kind, Place, Signed
from tests.faults.domain import fate_of
from tests.faults.phone import Phone
from tests.faults.record_laws import unsound
from tests.faults.world import World

Json = dict[str, Any]


def broken_laws(world: World) -> list[str]:
    contents = {phone.index: world.contents(phone) for phone in world.phones}
    found = [*world.broken, *unsound(world.server)]
    for phone in world.phones:
        here = contents[phone.index]
        found += [f"phone {phone.index}: {words}" for words in phone.watch.broken]
        for law in (_nothing_waits, _nothing_is_lost, _receipts_are_true, _numbers_are_accounted_for, _drafts_are_kept, _news_have_come):
            found += [f"phone {phone.index}: {words}" for words in law(world, phone, here)]
    return found


def _nothing_waits(_: World, phone: Phone, here: Json) -> Iterator[str]:
    if not phone.enrolled:
        yield "never came to be enrolled"
    for record in here["outbox"]:
        if record["state"] != "received":
            yield f"{record['id']} is still {record['state']} ({', '.join(record['reasons'])})"


def _nothing_is_lost(world: World, phone: Phone, _: Json) -> Iterator[str]:
    """Every record that was committed and not undone is on the server once, in the very bytes that were sealed. Only what a full phone
    gave up after its receipt cannot be given to a server that was put back."""
    given_up = phone.watch.dropped if world.server.put_back else set()
    stored = Counter((row.envelope_id, b64(sha256(bytes(row.body)))) for row in StoredEnvelope.select())
    for owed in sorted((phone.watch.owed | phone.watch.promised) - given_up):
        if stored[owed] != 1:
            yield f"{owed[0]} is on the server {stored[owed]} times"


def _receipts_are_true(world: World, _: Phone, here: Json) -> Iterator[str]:
    for record in here["outbox"]:
        if record["receipt"] is None:
            continue
        signed = record["receipt"]["signed"]
        receipt = receipts.read(Signed(unb64(signed["bytes"]), unb64(signed["signature"])), public_bytes(world.server.receipt))
        if receipt is None or receipt.id != record["id"] or receipt.body_hash is None or b64(receipt.body_hash) != record["bodyHash"]:
            yield f"{record['id']} was freed by something that is no receipt for it"


def _numbers_are_accounted_for(world: World, phone: Phone, here: Json) -> Iterator[str]:
    """Each number that was given is on the server (as a record or its void) ; or a phone was robbed of it, and it is named as missing."""
    device = next((row["value"]["id"] for row in here["meta"] if row["key"] == "device"), None)
    place = next((row["value"] for row in here["meta"] if row["key"] == "place"), None)
    if device is None or place is None:
        return
    last: dict[int, int] = {place["epoch"]: place["next"] - 1}
    for epoch, sequence in phone.watch.given:
        last[epoch] = max(last.get(epoch, 0), sequence)
    for epoch, highest in sorted(last.items()):
        taken = ledger.places_taken(device, range(1, highest + 1))
        missing = ledger.numbers(device, epoch, 0, highest + 1)[1]
        for sequence in range(1, highest + 1):
            if Place(epoch, sequence) not in taken and (sequence not in missing or not (phone.robbed or phone.watch.dropped)):
                yield f"number {epoch}/{sequence} is not accounted for"


def _drafts_are_kept(world: World, phone: Phone, here: Json) -> Iterator[str]:
    """What was typed and called saved is there as it was typed last, or was sent, or went to the server when the device was erased."""
    looked = {draft["id"]: draft for draft in (phone.looked or {}).get("drafts", [])}
    stored = {draft["id"]: draft["state"] for draft in here["drafts"]}
    handed_over = _handed_over(world) if phone.revoked else set()
    for draft, n in sorted(phone.drafts.items()):
        if draft in phone.thrown_away or draft in handed_over or stored.get(draft) == "kept":
            continue
        if draft not in stored:
            yield f"draft {draft} is gone"
        elif draft in looked and looked[draft]["n"] not in (n, None) and looked[draft]["n"] not in phone.typed.get(draft, ()):
            yield f"draft {draft} says {looked[draft]['n']} and not {n}"


def _news_have_come(world: World, phone: Phone, here: Json) -> Iterator[str]:
    """Whatever the server has to tell this person is here, and says what the server says now."""
    if not here["vaults"] or phone.revoked:
        return
    known = {fate["submission"] for fate in here["fates"]}
    wanted = {row.subject for row in Change.select(Change.subject).where(Change.audience == phone.officer)}
    for subject in sorted(wanted - known):
        yield f"never heard of {subject}"
    if phone.looked is None or phone.looked["vault"] != "open":
        return
    for record in phone.looked["records"]:
        told, said = record["fate"], fate_of(record["root"])["fate"]
        if record["root"] in wanted and told != said:
            yield f"believes of {record['root']} that it came to {told}; it came to {said}"


def _handed_over(world: World) -> set[str]:
    found = set()
    for row in StoredEnvelope.select().where(StoredEnvelope.kind == Kind.DRAFT):
        body = world.server.body_of(row)
        if isinstance(body, Body):
            found.add(str(body.answers["draft"]))
    return found
