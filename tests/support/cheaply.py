"""What costs time on purpose, or once in a server's life, and would be paid again by each of a thousand tests: in this process a phrase is
hashed cheaply, and a template that was compiled stays compiled. Servers of their own do both as in service.

Public: hash_and_compile.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from fieldform.access import phrases

# test_phrases.py looks at the real settings.
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class InMemory(BytecodeCache):
    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


@contextmanager
def hash_and_compile() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "HASHER", QUICK)
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": InMemory()})
        yield
