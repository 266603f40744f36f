"""The text of a file that a person named on the command line. Public: text_of."""

import sys
from pathlib import Path

from fieldform.commands.problem import CommandProblem


def text_of(path: Path) -> str:
    """What stands in it, `-` meaning standard input; CommandProblem where that is no text, and never a word of what it is instead."""
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CommandProblem(f"{path} is no plain text in UTF-8. Save it as that, with nothing else in it.") from None
