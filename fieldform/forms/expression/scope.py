"""What an expression sees while it is worked out: the answers of one frame, and what lies around them. Pure.

A frame is the form itself or one instance of a repeat. Most forms have one frame, so a reference in the same frame is one look-up.
Public: Scope, Rows, Chance, no_chance, TooMuchWork.
"""

from collections.abc import Callable, Mapping, Sequence

from fieldform.forms.expression.moments import Clock
from fieldform.forms.expression.values import Value

Rows = Mapping[str, Sequence[Mapping[str, str]]]
"""The rows of each list, by its name: the value of each column."""
Chance = Callable[[], float]
"""A number from 0 up to, not including, 1."""


def no_chance() -> float:
    return 0.0


class TooMuchWork(Exception):
    """Conditions were asked of half a million instances or rows. Likely cause: a form of hostile make, or answers of that kind."""


class Tally:
    """How often conditions may still be asked while one form is worked out."""

    __slots__ = ("left",)

    def __init__(self, most: int = 500_000) -> None:
        self.left = most

    def one_more(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooMuchWork


class Scope:
    """`visible`: every relevant, answered question's value by path; `relevant`: every path that matters here; `own`: the answer that is
    judged, or that a calculation would replace; `up`: the frame around; `place`: which instance, from 0; `inside`: the instances of
    each repeat in this frame. `row`: of the list that is looked at; `nth` and `last`: of the candidate of a predicate; `outer`: the
    frame of the whole expression, while this one is a candidate. `about`: the deviceid and the username. `drew`: whether chance, or
    what was there before, had a say since it was set to False."""

    __slots__ = (
        *("about", "chance", "clock", "drew", "inside", "labels", "last", "nth", "outer"),
        *("own", "place", "relevant", "row", "rows", "tally", "up", "visible"),
    )

    def __init__(
        self,
        visible: dict[str, Value],
        clock: Clock,
        labels: Mapping[str, Mapping[str, str]],
        rows: Rows | None = None,
        chance: Chance = no_chance,
        about: Mapping[str, str] | None = None,
        tally: Tally | None = None,
    ) -> None:
        self.visible = visible
        self.clock = clock
        self.labels = labels
        self.rows: Rows = rows or {}
        self.chance = chance
        self.about: Mapping[str, str] = about or {}
        self.tally = tally or Tally()
        self.relevant: set[str] = set()
        self.own: Value = ""
        self.up: Scope | None = None
        self.outer: Scope | None = None
        self.place = 0
        self.nth, self.last = 0, 0
        self.inside: dict[str, list[Scope]] = {}
        self.row: Mapping[str, str] = {}
        self.drew = False

    def instance(self, place: int) -> "Scope":
        """A new frame for an instance inside this one."""
        frame = type(self)({}, self.clock, self.labels, self.rows, self.chance, self.about, self.tally)
        frame.up, frame.place = self, place
        return frame

    def out(self, frames: int) -> "Scope":
        """The frame so many outwards."""
        found: Scope = self
        for _ in range(frames):
            assert found.up is not None
            found = found.up
        return found

    def draw(self) -> float:
        """A number by chance, and that there was one is kept."""
        self.drew = True
        return self.chance()
