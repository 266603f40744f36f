"""`python -m tests.replay`: replay the real reports and say what was mapped, what was not and why, and what came of it."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from fieldform.record import form_versions
from fieldform.record.contacts import Contact
from sync.models import StoredEnvelope
from tests.replay import source
from tests.replay.mapping import COLUMNS, UNMAPPED
from tests.replay.replay import CARS, Replay, run
from tests.support.cast import create_cast
from tests.support.pusher import enrolled
from tests.support.servers import prepare


def main() -> int:
    if not source.FILE.is_file():
        print(f"The real reports are not here: put crisis_reports.csv into {source.FILE.parent}.", file=sys.stderr)
        return 1
    rows = source.rows()
    server = prepare(Path(tempfile.mkdtemp(prefix="replay ")))
    with server.records():
        officer = create_cast(datetime.now(UTC)).officer
        cars = [enrolled(server, officer, f"car {number}") for number in range(CARS)]
        server.start()
        try:
            replay = run(rows, cars, form_versions.current("crisis_contact"))
            print("\n".join([*_columns(rows), *_came_of_it(replay)]))
        finally:
            server.stop()
    return 0


def _columns(rows: list[dict[str, str]]) -> Iterator[str]:
    """How often each column says anything, and where that goes."""
    filled = Counter(name for row in rows for name, value in row.items() if value)
    yield f"{len({column.name for column in COLUMNS})} columns are read:"
    yield from (f"  {column.name:40} {filled[column.name]:4}  →  {column.question}" for column in COLUMNS)
    yield f"{len(UNMAPPED)} columns are not read:"
    yield from (f"  {name:40} {filled[name]:4}  {why}" for name, why in UNMAPPED.items())


def _came_of_it(replay: Replay) -> Iterator[str]:
    yield "Values that the form has no answer for; left out, not guessed:"
    yield from (f"  {name:40} {count:4}  “{value}”" for (name, value), count in replay.not_understood.most_common())
    reasons = Counter(", ".join(codes) for codes in replay.expected.values() if codes)
    yield f"{len(replay.expected)} reports, {replay.sent} envelopes sent by {CARS} cars, {replay.lost} replies lost."
    stored, entered = StoredEnvelope.select().count(), Contact.select().count()
    yield f"{len(replay.receipts)} receipts. {stored} stored, {entered} in the record, of them {replay.incomplete} to finish."
    yield f"{sum(reasons.values())} wait for a person: " + "; ".join(f"{count} × {codes}" for codes, count in reasons.most_common())
    yield "Follow-ups: " + ", ".join(f"{queue} {acuity} {count}" for (queue, acuity), count in sorted(replay.raised.items()))


if __name__ == "__main__":
    sys.exit(main())
