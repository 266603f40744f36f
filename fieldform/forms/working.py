"""A form worked out: what is relevant in each frame, and what then follows there.

The twin of `static/js/forms/working.js`. Public: work_out.
"""

from typing import Any

from fieldform.forms.answers import seen, stored
from fieldform.forms.expression import Scope
from fieldform.forms.expression.values import to_number
from fieldform.forms.frames import Frame, begun
from fieldform.forms.given import MOST_ANSWERS, MOST_INSTANCES, Given
from fieldform.forms.plan import Plan, Turn


def work_out(plan: Plan, root: Frame) -> None:
    """What is relevant in each frame, and what it then says."""
    frames: dict[str, list[Frame]] = {path: [] for path in plan.repeats}
    frames[""].append(root)
    for turn in plan.turns:
        path, above, condition, calculation, node, repeat, keeps, _ = turn
        for frame in frames[repeat]:
            relevant = frame.relevant
            if above not in relevant or (condition is not None and not condition(frame)):
                continue
            relevant.add(path)
            if path in frames:
                frames[path] += _instances(plan, turn, frame, MOST_ANSWERS - sum(map(len, frames.values())))
                continue
            if calculation is None:
                value = frame.given.values.get(path)
            else:
                value = _kept(turn, frame) if keeps else stored(node, calculation(frame), frame.clock)
            if value is not None:
                frame.values[path] = value
                frame.visible[path] = value if type(value) is str else seen(value)


def _instances(plan: Plan, turn: Turn, frame: Frame, room: int) -> list[Frame]:
    """Those that were given; where the form counts, as many as it counts: what is given beyond is kept by nobody here. `room`: for how
    many there is still room in the whole form."""
    path, given = turn.path, frame.given.instances_of(turn.path)
    count = len(given) if turn.calculation is None else _count(turn, frame, room)
    made = [frame.repeat(plan, path, place, one) for place, one in enumerate(given[:count])]
    frame.inside[path] = list(made)
    for place in range(len(made), count):
        start = begun(plan, turn.inside, frame.repeat(plan, path, place, Given()))
        made.append(frame.repeat(plan, path, place, start))
        frame.inside[path] = list(made)
    return made


def _count(turn: Turn, frame: Frame, room: int) -> int:
    assert turn.calculation is not None
    number = to_number(turn.calculation(frame), frame.clock)
    if number > min(MOST_INSTANCES, room):
        frame.given.wrong[turn.path] = "limit"
    return int(min(max(number, 0), MOST_INSTANCES, room)) if number == number else 0


def _kept(turn: Turn, frame: Frame) -> Any:
    """What was there before where it was kept on purpose: by once(), by chance, by a trigger; else what follows now."""
    before = frame.given.values.get(turn.path)
    if turn.node.trigger and (before is not None or not any(_is_answered(path, frame) for path in turn.node.trigger)):
        return before
    assert turn.calculation is not None
    frame.own, frame.drew = "" if before is None else seen(before), False
    value = stored(turn.node, turn.calculation(frame), frame.clock)
    frame.own = ""
    return before if frame.drew and before is not None else value


def _is_answered(path: str, frame: Scope) -> bool:
    around: Scope | None = frame
    while around is not None:
        if path in around.visible:
            return True
        around = around.up
    return False
