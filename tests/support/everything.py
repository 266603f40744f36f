"""One form with every type, look, repeat and language that a person may meet, and a list of more streets than any page draws.

Public: everything, STREETS.
"""

from functools import cache
from pathlib import Path

from fieldform.forms import Form, load_xlsform

STREETS = 1_200
_NAMES = ("Canal", "Elm", "Oak", "Maple", "Joy", "Ford")


@cache
def everything() -> Form:
    text = (Path(__file__).parent / "everything.md").read_text(encoding="utf-8")
    streets = (f"| | street | s{number} | {_NAMES[number % 6]} Street {number} | | |" for number in range(1, STREETS + 1))
    return load_xlsform(text.replace("<!-- STREETS -->", "\n".join(streets)))
