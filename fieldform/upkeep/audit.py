"""Whether the log of looks is as it was written: every chain walked, and held against the anchors that were kept elsewhere.

Finds the first row that is not. A restore is told from tampering by the mark that it leaves in the server's own chain: what was anchored
before it need not be here. Public: Verdict, Fault, verify, keep, last_check, anchor_now, keeper, Anchoring, mark_restore.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from fieldform.access import looks
from fieldform.access.look_chain import START, Break, How, Link, first_break
from fieldform.access.models import Agency, ViewLogCheck, ViewLogMark
from fieldform.config import Config
from fieldform.keys_folder import Keys
from fieldform.rounds import Rounds
from fieldform.upkeep import anchors
from fieldform.upkeep.anchors import Anchor, Anchors
from sync.sealing import public_bytes

Progress = Callable[[int], None]
_MOMENT = timedelta(microseconds=1)
_NOW_AND_THEN = 10_000
_LOOK_EVERY_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Fault:
    """In words: whose log, and what of it is not as it was written."""

    whose: str
    what: str

    def __str__(self) -> str:
        return f"{self.whose}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults`: the first of each chain, and what is wrong with the anchors. `notes`: what is no fault and should be known."""

    looks: int
    anchored_at: datetime | None
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def verify(config: Config, keys: Keys, progress: Progress = lambda _: None, kept: Path | None = None) -> Verdict:
    """All of it, with the records open and in use. `kept`: a copy of the anchor file from elsewhere, instead of the one that is here."""
    path = kept or config.anchors
    found = anchors.read(path, public_bytes(keys.receipt))
    restores = [row for row in looks.marks() if row.what in (looks.RESTORED, looks.PUT_BACK)]
    valid = [anchor for anchor in found.found if not restores or anchor.at >= restores[-1].at]
    anchored, names = _by_chain(valid), _names()
    seen, faults = 0, []
    for chain in sorted({looks.SERVER, *looks.chains(), *anchored}):
        walked = _Walked(seen, progress)
        broken = _walk(chain, keys.look_key, walked, anchored.get(chain, {}))
        seen = walked.seen
        faults += [_fault(chain, names, broken)] if broken else []
    faults += [*_without_a_seal(), *_of_the_file(path, found, seen)]
    notes = tuple(_told(restore, found.found, names) for restore in restores)
    return Verdict(seen, found.found[-1].at if found.found else None, tuple(faults), notes)


def keep(verdict: Verdict, now: datetime) -> None:
    """For IT's page."""
    problem = str(verdict.faults[0]) if verdict.faults else ""
    ViewLogCheck.create(id=str(uuid4()), at=now, looks=verdict.looks, problem=problem[:400])


def last_check() -> ViewLogCheck | None:
    """The newest that was kept; None where nobody has verified."""
    found: ViewLogCheck | None = ViewLogCheck.select().order_by(ViewLogCheck.at.desc(), ViewLogCheck.id).first()
    return found


def anchor_now(config: Config, keys: Keys, now: datetime) -> Anchor:
    """Append where every chain ends now. Never earlier than the line before it, whatever the clock says."""
    before = anchors.last(config.anchors, public_bytes(keys.receipt))
    made = Anchor(now if before is None else max(now.astimezone(UTC), before.at + _MOMENT), looks.ends())
    anchors.append(config.anchors, made, keys.receipt)
    return made


def mark_restore(config: Config, keys: Keys, what: str, detail: str, now: datetime) -> None:
    """In the records that take the place of the others: a mark later than every anchor of theirs."""
    before = anchors.last(config.anchors, public_bytes(keys.receipt))
    looks.mark(what, detail, now if before is None else max(now, before.at + _MOMENT))


def keeper(config: Config, keys: Keys, clock: Callable[[], datetime]) -> Rounds:
    """What the server does by itself. In a thread of its own, since the file's best place is another machine's disk, which may hang."""
    anchoring, complaint = Anchoring(config, keys), f"The log of looks could not be anchored in {config.anchors}. It is tried again"
    return Rounds("anchors", lambda: anchoring.look(clock()), complaint, every=_LOOK_EVERY_SECONDS)


class Anchoring:
    """An anchor every so often, where anybody has looked at anything since the last one."""

    def __init__(self, config: Config, keys: Keys) -> None:
        self._config, self._keys = config, keys
        self._last: Anchor | None = None

    def look(self, now: datetime) -> None:
        """OSError where the file cannot be written."""
        if self._last is None:
            self._last = anchors.last(self._config.anchors, public_bytes(self._keys.receipt))
        if self._last is None or (self._is_time(self._last, now) and self._last.ends != looks.ends()):
            self._last = anchor_now(self._config, self._keys, now)

    def _is_time(self, last: Anchor, now: datetime) -> bool:
        """A clock that was set back does not make it wait."""
        return not timedelta() <= now - last.at < timedelta(minutes=self._config.anchor_minutes)


class _Walked:
    """Counts the looks that pass, and says so now and then."""

    def __init__(self, seen: int, progress: Progress) -> None:
        self.seen, self._progress = seen, progress

    def past(self, links: Iterable[Link]) -> Iterator[Link]:
        for link in links:
            self.seen += 1
            if self.seen % _NOW_AND_THEN == 0:
                self._progress(self.seen)
            yield link


def _walk(chain: str, key: bytes, walked: _Walked, anchored: Mapping[int, str]) -> Break | None:
    if chain == looks.SERVER:
        return first_break(key, chain, map(looks.link_of_mark, looks.marks()), looks.end_of(chain), anchored)
    last, end = looks.last_number(chain), looks.end_of(chain)  # In this order: somebody may be looking at somebody right now.
    broken = first_break(key, chain, walked.past(looks.looks_of(chain, end.sequence)), end, anchored)
    return broken or (Break(end.sequence + 1, How.INSERTED) if last > end.sequence else None)


def _by_chain(valid: Iterable[Anchor]) -> dict[str, dict[int, str]]:
    """What was anchored of each chain; no seal fits where two anchors disagree."""
    kept: dict[str, dict[int, str]] = {}
    for anchor in valid:
        for chain, end in anchor.ends.items():
            known = kept.setdefault(chain, {}).setdefault(end.sequence, end.seal)
            if known != end.seal:
                kept[chain][end.sequence] = ""
    return kept


def _names() -> dict[str, str]:
    return {looks.SERVER: "What was done to the log"} | {agency.id: agency.name for agency in Agency.select()}


def _fault(chain: str, names: Mapping[str, str], broken: Break) -> Fault:
    kind = "mark" if chain == looks.SERVER else "look"
    return Fault(
        names.get(chain, f"Agency {chain}"), f"{kind} {broken.sequence:,}{f' (id {broken.id})' if broken.id else ''} {broken.how}."
    )


def _without_a_seal() -> Iterator[Fault]:
    row = looks.unsealed()
    if row is not None:
        yield Fault("The log of looks", f"a look without a number (id {row.id}) {How.INSERTED}.")


def _of_the_file(path: Path, found: Anchors, seen: int) -> Iterator[Fault]:
    if found.spoilt:
        yield Fault("The anchor file", f"line {found.spoilt[0]:,} of {path} is not as this server wrote it.")
    if seen and not found.found:
        yield Fault("The anchor file", f"there is none at {path}: nobody can tell whether the end was cut off (fieldform audit anchor).")


def _told(restore: ViewLogMark, found: Sequence[Anchor], names: Mapping[str, str]) -> str:
    """What a restore left out, as far as it was anchored on both sides of it."""
    by_us = restore.what == looks.RESTORED
    how = "restored from a backup" if by_us else f"put back by something other than Fieldform, as somebody said (“{restore.detail}”)"
    told = f"The records were {how} at {restore.at:%Y-%m-%d %H:%M} UTC."
    before = [anchor for anchor in found if anchor.at < restore.at][-1:]
    since = [anchor for anchor in found if anchor.at >= restore.at][:1]
    if not before or not since:
        return told
    lost = {chain: end.sequence - since[0].ends.get(chain, START).sequence for chain, end in before[0].ends.items()}
    words = [f"{number:,} of {names.get(chain, chain)}" for chain, number in lost.items() if number > 0 and chain != looks.SERVER]
    return f"{told} Newer looks are in what was there before alone: {', '.join(words)}." if words else told
