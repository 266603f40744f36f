"""The forms on which two engines are compared, as their author would write them: one answer at the top on which everything hangs.

Of every four questions one is asked only after a yes, and a calculation counts on from the one before, so that the last question appears
when the whole chain has been worked out. Public: SIZES, REPEATED, form_id, workbook.
"""

SIZES = ("17", "100", "500")
REPEATED = "50 repeats"
_A_PAGE = 25
_KINDS = (
    "text | q{n} | Question {n} | | | |",
    "integer | q{n} | Question {n} | | . >= 0 and . <= 120 | |",
    "select_one yes_no | q{n} | Question {n} | ${{first}} = 'yes' | | |",
    "decimal | q{n} | Question {n} | | . >= 0 | |",
)
_HEAD = ("| survey |", "| | type | name | label | relevant | constraint | calculation | repeat_count | bind::ff:role |")
_FIRST = "| | select_one yes_no | first | Does it apply? | | | | | |"
_ROLE = "| | calculate | what | | | | 'measured' | | contact.summary |"


def form_id(size: str) -> str:
    return f"measured_{size.replace(' ', '_')}"


def workbook(size: str) -> str:
    """Markdown of the form with so many questions, or of the one with fifty repeats of five."""
    survey = _repeats() if size == REPEATED else _questions(int(size))
    return "\n".join([*_HEAD, _FIRST, *survey, _ROLE, *_foot(form_id(size))])


def _questions(count: int) -> list[str]:
    lines, chain = [], "0"
    for n in range(count - 2):
        if n % _A_PAGE == 0:
            lines += ["| | end_group | | | | | | | |"] * (n > 0) + [f"| | begin_group | page{n} | Page {n} | | | | | |"]
        lines.append(f"| | {_KINDS[n % len(_KINDS)].format(n=n)} | |")
        if n % len(_KINDS) == 0:
            lines.append(f"| | calculate | c{n} | | | | if(${{first}} = 'yes', 1, 0) + {chain} | | |")
            chain = f"${{c{n}}}"
    return [*lines, "| | end_group | | | | | | | |", f"| | text | last | Last | {chain} > 0 | | | | |"]


def _repeats() -> list[str]:
    asked = [f"| | {kind.format(n=n)} | |" for n, kind in enumerate((*_KINDS, _KINDS[0]))]
    counted = "| | calculate | counted | | | | if(${first} = 'yes', 1, 0) | | |"
    return [
        "| | begin_repeat | person | Person | | | | 50 | |",
        *asked,
        counted,
        "| | end_repeat | | | | | | | |",
        "| | text | last | Last | sum(${counted}) = 50 | | | | |",
    ]


def _foot(form: str) -> list[str]:
    return [
        "| choices |",
        "| | list_name | name | label |",
        "| | yes_no | yes | Yes |",
        "| | yes_no | no | No |",
        "| settings |",
        "| | form_title | form_id | namespaces |",
        f'| | Measured | {form} | ff="https://fieldform.org/ns" |',
    ]
