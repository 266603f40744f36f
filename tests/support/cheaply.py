"""What costs time on purpose, or once in a server's life, and would be paid again by each of a thousand tests: a phrase is hashed cheaply,
a template that was compiled stays compiled, and what goes out is packed with little effort. So it is in the tests' own process and in
servers that were forked (starting.py); those that were started by the command do all of it as in service.

Public: hash_compile_and_pack.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import FileSystemBytecodeCache

from fieldform.access import phrases
from fieldform.web import packing

# test_phrases.py looks at the real settings.
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
# Still smaller than gzip, in a fifteenth of the time.
EFFORT = 5


@contextmanager
def hash_compile_and_pack() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "HASHER", QUICK)
        patch.setattr(packing, "_EFFORT", EFFORT)
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache()})
        yield
