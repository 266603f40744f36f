"""A signature as text, and as the path of an SVG: the twin of static/js/forms/strokes.js. Pure. Public: is_ink, path_of.

ink:10,20,3,-1,4,0;50,60,1,1 is two strokes on a sheet of 600 by 200, each a start and the steps from there.
"""

import re

_STROKES = re.compile(r"ink:-?[0-9]{1,4}(?:,-?[0-9]{1,4})*(?:;-?[0-9]{1,4}(?:,-?[0-9]{1,4})*)*\Z")


def is_ink(value: object) -> bool:
    return isinstance(value, str) and _STROKES.match(value) is not None


def path_of(value: object) -> str:
    """The d of an SVG path, in a view box of 600 by 200; "" where it is no ink."""
    if not isinstance(value, str) or not is_ink(value):
        return ""
    return "".join(_stroke([int(step) for step in part.split(",")]) for part in value[4:].split(";"))


def _stroke(steps: list[int]) -> str:
    x = y = 0
    drawn = ""
    for place in range(0, len(steps) - 1, 2):
        x, y = x + steps[place], y + steps[place + 1]
        drawn += f"{'L' if drawn else 'M'}{x} {y}"
    return drawn + ("h1" if len(steps) < 4 and drawn else "")
