"""Why a command cannot do what it was asked. Public: CommandProblem, Subparsers."""

import argparse
from typing import TypeAlias

# argparse has no public name for what `add_subparsers` returns.
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


class CommandProblem(Exception):
    """One clear line for the person at the terminal. Likely cause: something is missing, taken or there already."""

    def __init__(self, line: str, exit_code: int = 1) -> None:
        super().__init__(line)
        self.exit_code = exit_code
