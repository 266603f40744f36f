"""How a server is doing, thing by thing: good, look, or act, what was found, and what to do. Pure. Public: Check, Word, NO_MAIL, checks,
worst.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fieldform.record.alerts import Result
from fieldform.upkeep.disk import words_of_size
from fieldform.upkeep.facts import Backup, Clocks, Facts, LookCheck

MEGABYTE = 1024 * 1024
_A_DAY_AND_A_BIT, _TOO_OLD = timedelta(hours=26), timedelta(days=3)
_A_LONG_LOG, _A_RUNAWAY_LOG = 64 * MEGABYTE, 512 * MEGABYTE
_MINUTES_OFF, _FAR_OFF = timedelta(minutes=2), timedelta(minutes=15)
_MANY_FAILURES, _AN_ATTACK = 50, 500
_LONG_UNSENT = timedelta(hours=12)


class Word(StrEnum):
    GOOD = "good"
    LOOK = "look"
    ACT = "act"

    @property
    def rank(self) -> int:
        """How much it matters."""
        return list(Word).index(self)


@dataclass(frozen=True, slots=True)
class Check:
    """`found` is a fact, `to_do` is empty where there is nothing to do. `since` is the time that the fact speaks of, where it has one."""

    name: str
    word: Word
    found: str
    to_do: str = ""
    since: datetime | None = None


NO_MAIL = Check(
    "Alerts by mail",
    Word.ACT,
    "No mail server is set.",
    "Set FIELDFORM_MAIL_HOST and FIELDFORM_MAIL_FROM: without them a “Now” at night reaches only an open screen.",
)


def checks(facts: Facts, now: datetime) -> tuple[Check, ...]:
    """All of them, always in the same order."""
    return (
        _backup(facts.backup, now),
        _journal(facts.unjournaled),
        _looks(facts.look_check, now),
        _disk(facts),
        _mail(facts),
        _set_aside(facts),
        _unsent(facts, now),
        _numbers(facts),
        _clock(facts.clocks),
        _sign_ins(facts.failed_sign_ins),
        _refused(facts.refused),
        _records(facts),
        _version(facts),
    )


def worst(found: tuple[Check, ...]) -> Word:
    return max((check.word for check in found), key=lambda word: word.rank)


def _backup(backup: Backup, now: datetime) -> Check:
    name = "Backup"
    if backup.good_at is None:
        return Check(name, Word.ACT, backup.problem or "There is none yet.", "Run fieldform backup every night (docs/operations.md).")
    age, found = now - backup.good_at, f"The last one reads back whole: {words_of_size(backup.size)},"
    if age > _TOO_OLD:
        return Check(name, Word.ACT, found, "It is too old. Find out why the nightly backup does not run.", backup.good_at)
    if backup.problem:
        return Check(
            name,
            Word.LOOK,
            f"{backup.problem.rstrip('.')}. So the newest try failed,",
            "Mend that, then run fieldform backup.",
            backup.problem_at,
        )
    late = age > _A_DAY_AND_A_BIT
    to_do = "Last night's is missing. Look at the timer." if late else ""
    return Check(name, Word.LOOK if late else Word.GOOD, found, to_do, backup.good_at)


def _journal(unjournaled: int | None) -> Check:
    if unjournaled is None:
        return Check("Journal", Word.GOOD, "None is kept: a restore goes to a backup.")
    if unjournaled:
        found = f"{unjournaled:,} records that came more than a minute ago are not in it."
        return Check("Journal", Word.ACT, found, "Look at the disk that FIELDFORM_JOURNAL names; nothing is lost meanwhile.")
    return Check("Journal", Word.GOOD, "Everything that came is in it.")


def _looks(check: LookCheck | None, now: datetime) -> Check:
    name, nightly = "Log of looks", "Run fieldform audit verify every night (docs/operations.md)."
    if check is None:
        return Check(name, Word.LOOK, "Nobody has verified it yet.", nightly)
    if check.problem:
        to_do = "Find out who can write the database (docs/operations.md)."
        return Check(name, Word.ACT, f"{check.problem} So it was found", to_do, check.at)
    late = now - check.at > _TOO_OLD
    found = f"{check.looks:,} looks are as they were written, verified"
    return Check(name, Word.LOOK if late else Word.GOOD, found, nightly if late else "", check.at)


def _disk(facts: Facts) -> Check:
    share = facts.free_bytes / max(facts.disk_bytes, 1)
    found = f"{words_of_size(facts.free_bytes)} free of {words_of_size(facts.disk_bytes)}."
    if share < 0.03 or facts.free_bytes < 500 * MEGABYTE:
        return Check("Disk", Word.ACT, found, "Make room now: a full disk takes no more reports in, and phones keep them until there is.")
    if share < 0.1 or facts.free_bytes < 2048 * MEGABYTE:
        return Check("Disk", Word.LOOK, found, "Make room this week.")
    return Check("Disk", Word.GOOD, found)


def _mail(facts: Facts) -> Check:
    name, sent = NO_MAIL.name, facts.mail.get(Result.SENT, 0)
    failed = facts.mail.get(Result.UNREACHABLE, 0) + facts.mail.get(Result.REFUSED, 0)
    if not facts.mail_set:
        return NO_MAIL
    if failed and not sent:
        return Check(
            name, Word.ACT, f"None of {failed} went out within a day.", "Run fieldform config check, and ask whoever runs the mail server."
        )
    if failed:
        return Check(name, Word.LOOK, f"{failed} did not go out within a day, {sent} did.", "Look at the addresses on the users' pages.")
    return Check(name, Word.GOOD, f"{sent} sent within a day, none failed." if sent else "Set; none was needed within a day.")


def _set_aside(facts: Facts) -> Check:
    found = f"{facts.quarantined} could not be used, {facts.held} wait for something that has not come."
    if facts.quarantined or facts.held:
        return Check("Set aside", Word.LOOK, found, "They are kept as they came. A supervisor decides on each; Devices says why.")
    return Check("Set aside", Word.GOOD, "Everything that arrived is in the record.")


def _unsent(facts: Facts, now: datetime) -> Check:
    oldest = facts.oldest_waiting_since
    if facts.silent:
        since = " The oldest record was written" if oldest else " Since when is not known."
        found = f"{_devices(facts.silent)} with something unsent, not heard of for hours.{since}"
        return Check("Still on devices", Word.ACT, found, "Open Devices and find the first on the list.", oldest)
    if oldest is None:
        return Check("Still on devices", Word.GOOD, _said(facts.devices))
    late = now - oldest > _LONG_UNSENT
    to_do = "Find that device and bring it to a network." if late else ""
    return Check("Still on devices", Word.LOOK if late else Word.GOOD, "The oldest that waits was written", to_do, oldest)


def _numbers(facts: Facts) -> Check:
    name = "Accounted for"
    if facts.copies:
        return Check(name, Word.ACT, f"{_devices(facts.copies)} may exist twice.", "Open Devices and look into each.")
    if facts.lacking:
        found = f"{facts.lacking} {'number' if facts.lacking == 1 else 'numbers'} of your devices have not come."
        return Check(name, Word.LOOK, found, "Open Devices: find the device, or write them off with a reason.")
    return Check(name, Word.GOOD, "Every number that a device gave is here.")


def _devices(number: int) -> str:
    return f"{number} {'device' if number == 1 else 'devices'}"


def _said(devices: int) -> str:
    return (
        f"Nothing, as {'the one device' if devices == 1 else f'all {devices} devices'} last said." if devices else "There is no device yet."
    )


def _clock(clocks: Clocks) -> Check:
    if clocks.ahead > _MINUTES_OFF:
        return Check(
            "Clock", Word.ACT, f"Records lie {_words(clocks.ahead)} in its future.", "It was set back. Set it right and keep it so (NTP)."
        )
    if clocks.behind is None:
        return Check("Clock", Word.GOOD, "Too few devices were heard from today to compare it with.")
    off = abs(clocks.behind)
    found = f"It differs by {_words(off)} from most devices."
    if off > _MINUTES_OFF:
        return Check(
            "Clock", Word.ACT if off > _FAR_OFF else Word.LOOK, found, "Most devices are rarely wrong together: check this machine's (NTP)."
        )
    return Check("Clock", Word.GOOD, "It agrees with most devices.")


def _sign_ins(failed: int) -> Check:
    found = f"{failed} wrong {'phrase' if failed == 1 else 'phrases'} within a day."
    if failed > _AN_ATTACK:
        return Check("Sign-ins", Word.ACT, found, "Somebody is guessing. Look at the proxy's log for where from, and shut it out there.")
    return Check("Sign-ins", Word.LOOK if failed > _MANY_FAILURES else Word.GOOD, found)


def _refused(refused: int) -> Check:
    what, it = ("record was", "it") if refused == 1 else ("records were", "them")
    found = f"{refused} {what} refused within a day: nothing showed that a device of yours had sent {it}."
    return Check("Refused", Word.LOOK if refused else Word.GOOD, found if refused else "Nothing was refused within a day.")


def _records(facts: Facts) -> Check:
    found = f"{words_of_size(facts.database_bytes)}, {facts.engine}."
    if facts.log_bytes is None:
        return Check("Records", Word.GOOD, found)
    found = f"{words_of_size(facts.database_bytes)} and {words_of_size(facts.log_bytes)} of log, {facts.engine}."
    if facts.log_bytes > _A_LONG_LOG:
        word = Word.ACT if facts.log_bytes > _A_RUNAWAY_LOG else Word.LOOK
        return Check("Records", word, found, "The log cannot be folded in: something holds the file open. Restart Fieldform tonight.")
    return Check("Records", Word.GOOD, found)


def _version(facts: Facts) -> Check:
    found = f"Fieldform {facts.release}, schema {facts.schema}."
    if facts.pending:
        return Check("Version", Word.ACT, found, "The records are not ready for it. Run: fieldform migrate")
    return Check("Version", Word.GOOD, found)


def _words(length: timedelta) -> str:
    minutes = round(length / timedelta(minutes=1))
    return "less than a minute" if minutes < 1 else f"{minutes} {'minute' if minutes == 1 else 'minutes'}"
