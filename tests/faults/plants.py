"""Bugs that others have shipped, planted from here to see that the simulation finds each. No product code knows of them.

In Python something is replaced for the length of a `with`; in JavaScript a line of a copy of static/js is.
Public: Plant, PLANTS, planted.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sync import changes, gathering, ledger
from sync.models import Aside, Held, Revision, StoredEnvelope
from sync.receive import Reconciler, _Twin
from sync.wire import Signed
from tests.faults.domain import Contest, Entered
from tests.faults.fragile import Fragile
from tests.faults.host import JS

Edit = tuple[str, str, str]
"""A file under static/js, what stands there once, and what shall stand there."""


@dataclass(frozen=True, slots=True)
class Plant:
    about: str
    edits: tuple[Edit, ...] = ()
    patches: tuple[Callable[[], Any], ...] = ()


@contextmanager
def planted(plant: Plant | None) -> Iterator[Path]:
    """The folder of the browser's modules to run, while the bug is there."""
    with ExitStack() as until, TemporaryDirectory(prefix="planted ") as folder:
        for make in plant.patches if plant else ():
            until.enter_context(make())
        yield _copy(Path(folder), plant.edits) if plant and plant.edits else JS


def _copy(folder: Path, edits: tuple[Edit, ...]) -> Path:
    shutil.copytree(JS, folder / "js")
    (folder / "package.json").write_text('{"type": "module"}')
    for name, old, new in edits:
        file = folder / "js" / name
        text = file.read_text()
        if text.count(old) != 1:
            raise LookupError(f"{name} has changed: the bug finds no place in it")
        file.write_text(text.replace(old, new))
    return folder / "js"


@contextmanager
def _replaced(owner: Any, **by: Any) -> Iterator[None]:
    """Other attributes, until the end."""
    before = {name: getattr(owner, name) for name in by}
    for name, value in by.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)


def _acknowledges_before_commit() -> Any:
    """Commits are gathered: one is written when the next transaction begins, and whoever waited for it was answered long ago."""
    begin, commit = Fragile.begin, Fragile.commit

    def later(self: Fragile, lock_type: str | None = None) -> None:
        if self.connection().in_transaction:
            commit(self)
        begin(self, lock_type)

    return _replaced(Fragile, begin=later, commit=lambda _: None)


def _drops_a_duplicates_receipt() -> Any:
    answer = Reconciler._answer
    silent = Signed(b"{}", bytes(64))
    return _replaced(Reconciler, _answer=lambda self, one, batch: silent if isinstance(one, _Twin) else answer(self, one, batch))


def _overwrites() -> Any:
    """The same id again takes the place of what was there."""
    store = ledger.store

    def over(arrivals: Any) -> list[int]:
        gathering.send()
        before = StoredEnvelope.select().where(StoredEnvelope.envelope_id.in_([one.envelope.header.id for one in arrivals]))
        for row in list(before):
            for table in (Revision, Aside, Held):
                table.delete().where(table.envelope == row.number).execute()
            for copied in (Entered, Contest):
                copied.delete().where(copied.body_hash == bytes(row.body_hash)).execute()
            row.delete_instance()
        return store([replace(one, owns_id=True) for one in arrivals])

    return _replaced(ledger, store=over)


def _cursor_skips() -> Any:
    """The place is what is newest when the answer is made, whatever was told."""
    since = changes.since

    def skipping(audience: str, number: int, limit: int) -> Any:
        return since(audience, number, limit)[-1:]

    return _replaced(changes, since=skipping)


_FREED = """
    const nothing = { bytes: new Uint8Array(0), signature: new Uint8Array(64) };
    const blind = { outcome: "accepted", receivedAt: new Date(clock.now()).toISOString(), signed: nothing };
    const free = async (tx) => { for (const record of offered) await tx.put("outbox", { ...record, state: "received", receipt: blind }); };
    if (status === 200) await store.write(["outbox"], free, { strict: true });
"""

PLANTS: dict[str, Plant] = {
    "acknowledges_before_commit": Plant("the answer leaves before the commit", patches=(_acknowledges_before_commit,)),
    "deletes_before_receipt": Plant(
        "what is offered is gone from the queue, as with a background-sync queue that deletes first",
        edits=(
            ("outbox/delivery.js", 'await tx.put("outbox", record);\n    offered', 'await tx.remove("outbox", record.id);\n    offered'),
        ),
    ),
    "reuses_a_number": Plant(
        "an undone record gives its number back",
        edits=(
            (
                "outbox/outbox.js",
                'return store.write(["drafts", "outbox"], (tx) => commitUndoing',
                'return store.write(["meta", "drafts", "outbox"], (tx) => commitUndoing',
            ),
            (
                "outbox/outbox.js",
                'await tx.put("outbox", { ...nothing, epoch: record.epoch, sequence: record.sequence });',
                'await tx.setMeta("place", { epoch: record.epoch, next: record.sequence });',
            ),
        ),
    ),
    "loses_the_void": Plant(
        "an undone record leaves nothing in its number",
        edits=(("outbox/outbox.js", 'await tx.put("outbox", { ...nothing, epoch: record.epoch, sequence: record.sequence });', ""),),
    ),
    "trusts_the_clock": Plant(
        "the next attempt is a time of the phone's clock, which may be put back",
        edits=(("outbox/record.js", "return now < from ? 0 : Math.max(0, at - now);", "return Math.max(0, at - now);"),),
    ),
    "accepts_a_portals_page": Plant(
        "status 200 means received",
        edits=(("outbox/delivery.js", "const tooMuch =", f"{_FREED}const tooMuch ="),),
    ),
    "drops_a_duplicates_receipt": Plant("who sends again is not answered", patches=(_drops_a_duplicates_receipt,)),
    "skips_with_its_cursor": Plant("the cursor runs ahead of what was told", patches=(_cursor_skips,)),
    "overwrites": Plant("the same id with other bytes takes the place of what was there", patches=(_overwrites,)),
    "never_tries_again": Plant(
        "what was refused once stays refused",
        edits=(
            ("outbox/record.js", "at: now + fullJitter(refusals, PATIENCE, unit)", "at: now + fullJitter(refusals, PATIENCE, unit) * 1e6"),
        ),
    ),
    "forgets_the_outbox_when_revoked": Plant(
        "the order to erase is carried out at once",
        edits=(("device/erasure.js", 'if (waiting > 0) return "queue_not_out";', ""),),
    ),
    "says_saved_too_early": Plant(
        "the commit of a sent record is not strict: the power takes it",
        edits=(("outbox/outbox.js", "commitSending(tx, record, draft), { strict: true }", "commitSending(tx, record, draft)"),),
    ),
}
