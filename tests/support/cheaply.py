"""What costs time on purpose, or once in a server's life, and would be paid again by each of a thousand tests: a phrase is hashed cheaply,
a template or an address that was compiled stays compiled, the build's files are not read again to name it, and what goes out is packed
with little effort. So it is in the tests' own process and in servers that were forked (starting.py); those that were started by the command
do all of it as in service.

Public: hash_compile_and_pack.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import FileSystemBytecodeCache
from werkzeug.routing import Rule

from fieldform.access import phrases
from fieldform.web import builds, packing

# test_phrases.py looks at the real settings.
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
# Still smaller than gzip, in a fifteenth of the time.
EFFORT = 5


@contextmanager
def hash_compile_and_pack() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "HASHER", QUICK)
        patch.setattr(packing, "_EFFORT", EFFORT)
        patch.setattr(builds, "hash_of", cache(builds.hash_of))
        patch.setattr(Rule, "_compile_builder", _compiled_once(Rule._compile_builder))
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache()})
        yield


def _compiled_once(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """What Werkzeug makes of an address says the same in every app: half the time that it takes to make one."""
    kept: dict[tuple[object, ...], Any] = {}

    @wraps(compile_builder)
    def compiled(rule: Rule, append_unknown: bool = True) -> Any:
        written = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if written not in kept:
            kept[written] = compile_builder(rule, append_unknown)
        return kept[written]

    return compiled
