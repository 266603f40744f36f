"""What must hold once everything is mended and everybody has drained. Each law reads the phones' storage and the server's tables.

A law answers what is broken, in words; nothing where it holds. Public: broken_laws.
"""

from collections.abc import Iterator
from typing import Any

from sync import ledger, receipts
from sync.encoding import b64, sha256, unb64
from sync.models import Aside, Change, Held, Revision, StoredEnvelope
from sync.parse import parse_body
from sync.sealing import open_sealed, public_bytes
from sync.wire import Body, Kind, Place, Signed, body_info
from tests.faults.domain import Contest, Entered, fate_of
from tests.faults.phone import Phone
from tests.faults.world import World

Json = dict[str, Any]


def broken_laws(world: World) -> list[str]:
    contents = {phone.index: world.contents(phone) for phone in world.phones}
    found = [*world.broken, *_record_is_sound(world)]
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
    for record, body_hash in sorted((phone.watch.owed | phone.watch.promised) - given_up):
        rows = list(StoredEnvelope.select().where(StoredEnvelope.envelope_id == record, StoredEnvelope.body_hash == unb64(body_hash)))
        if len(rows) != 1:
            yield f"{record} is on the server {len(rows)} times"
        elif sha256(bytes(rows[0].body)) != unb64(body_hash):
            yield f"{record} is on the server in other bytes"


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


def _record_is_sound(world: World) -> Iterator[str]:
    """No update is lost: each accepted one stands in its line, each contested one is an open conflict, each held one waits for what is
    really not there. Nothing entered twice."""
    entered = {(row.submission_id, row.revision): bytes(row.body_hash) for row in Entered.select()}
    revisions = {(row.submission_id, row.number): bytes(row.body_hash) for row in Revision.select()}
    contested = {bytes(row.body_hash) for row in Contest.select()}
    aside = {bytes(row.body_hash) for row in Aside.select()}
    held: dict[int, str] = {row.envelope.number: row.waiting_on for row in Held.select()}
    if entered != revisions:
        yield f"the record differs from the lines: {len(entered)} entered, {len(revisions)} revisions"
    for submission, number in sorted(revisions):
        if number > 1 and (submission, number - 1) not in revisions:
            yield f"{submission} has a revision {number} and no revision {number - 1}"
    judged = {bytes(row.body_hash) for row in StoredEnvelope.select().where(StoredEnvelope.outcome != "held")}
    accepted = set(revisions.values())
    for row in StoredEnvelope.select():
        yield from _answered(row, accepted, contested & aside, held, judged, world)


def _answered(
    row: StoredEnvelope, accepted: set[bytes], contested: set[bytes], held: dict[int, str], judged: set[bytes], world: World
) -> Iterator[str]:
    name, body_hash = row.envelope_id, bytes(row.body_hash)
    if row.outcome == "accepted" and row.kind in (Kind.SUBMISSION, Kind.REVISION) and body_hash not in accepted:
        yield f"{name} was accepted and is in no line"
    if row.outcome == "conflict" and body_hash not in contested:
        yield f"{name} is in conflict and nobody can see it"
    if row.outcome == "quarantined" and not row.reasons:
        yield f"{name} is in quarantine without a reason"
    if row.outcome == "held":
        yield from _held(name, held.get(row.number), judged, world)
    if row.outcome not in ("accepted", "conflict", "quarantined", "held"):
        yield f"{name} was never answered ({row.outcome!r})"
    if row.owns_id and row.kind == Kind.REVISION and row.outcome == "accepted":
        yield from _follows(row, world)


def _held(name: str, waiting_on: str | None, judged: set[bytes], world: World) -> Iterator[str]:
    kind, _, what = (waiting_on or "").partition(":")
    if waiting_on is None:
        yield f"{name} is held and waits for nothing"
    if (kind == "form" and what in world.server.published) or (kind == "base" and unb64(what) in judged):
        yield f"{name} waits for {waiting_on}, which is there"


def _follows(row: StoredEnvelope, world: World) -> Iterator[str]:
    """An accepted revision edits the one before it: nobody's words were overwritten unseen."""
    here = Revision.get_or_none(Revision.body_hash == bytes(row.body_hash))
    if here is None or here.number == 1:
        return
    before = Revision.get_or_none(Revision.submission_id == here.submission_id, Revision.number == here.number - 1)
    body = parse_body(Kind.REVISION, open_sealed(world.server.sealing, body_info(bytes(row.header)), bytes(row.body)))
    if isinstance(body, Body) and before is not None and body.base != bytes(before.body_hash):
        yield f"{row.envelope_id} became revision {here.number} without having seen revision {here.number - 1}"


def _handed_over(world: World) -> set[str]:
    found = set()
    for row in StoredEnvelope.select().where(StoredEnvelope.kind == Kind.DRAFT):
        body = parse_body(Kind.DRAFT, open_sealed(world.server.sealing, body_info(bytes(row.header)), bytes(row.body)))
        if isinstance(body, Body):
            found.add(str(body.answers["draft"]))
    return found
