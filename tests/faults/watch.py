"""Watches one phone's outbox, commit by commit: what is owed from now on, which numbers are given, and what must not have happened.

Knows no server. Public: Watch, Owed.
"""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Owed = tuple[str, str]
"""A record's id and its body hash (base64url): those very bytes."""


@dataclass
class Watch:
    """`owed`: what was committed and not undone. `promised`: the person was told.
    `dropped`: received, and its bytes given up to make room."""

    records: dict[str, Json] = field(default_factory=dict)
    owed: set[Owed] = field(default_factory=set)
    promised: set[Owed] = field(default_factory=set)
    dropped: set[Owed] = field(default_factory=set)
    given: dict[tuple[int, int], str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def heard(self, log: list[Json]) -> None:
        for commit in log:
            writes = [write for write in commit["writes"] if write["store"] == "outbox"]
            for write in writes:
                self._gone(write["key"], writes) if write.get("gone") else self._put(write, writes)

    def promise(self, record: str) -> None:
        """The screen said that this is saved."""
        found = self.records.get(record)
        if found is None:
            self.broken.append(f"{record} was called saved and is not there")
        else:
            self.promised.add((record, found["hash"]))

    def power_lost(self, outbox: list[Json]) -> None:
        """What was not strictly committed may be gone, unless somebody was told that it is saved."""
        left = {record["id"] for record in outbox}
        for record in set(self.records) - left:
            owed = (record, self.records.pop(record)["hash"])
            if owed not in self.promised:
                self.owed.discard(owed)
        self._as_in(outbox)

    def put_back(self, outbox: list[Json], arrived: set[Owed]) -> None:
        """An older profile took its place: what it does not know is lost by force unless it has `arrived`; its numbers are given again."""
        kept = {(record["id"], record["bodyHash"]) for record in outbox}
        self.owed &= kept | arrived
        self.promised &= kept | arrived
        self.records.clear()
        self.given = {place: record for place, record in self.given.items() if any(record == one for one, _ in kept)}
        self._as_in(outbox)

    def _as_in(self, outbox: list[Json]) -> None:
        for record in outbox:
            self.records[record["id"]] = _brief(record)

    def _put(self, write: Json, writes: list[Json]) -> None:
        before = self.records.get(write["key"])
        if before is None:
            self._new(write, writes)
        elif before["hash"] != write["hash"]:
            self.broken.append(f"{write['key']} is kept with other bytes")
        if write["state"] == "received" and not write["receipt"]:
            self.broken.append(f"{write['key']} was called received without a receipt")
        if not write["whole"]:
            self.dropped.add((write["key"], write["hash"]))
        if not write["whole"] and not write["receipt"]:
            self.broken.append(f"the bytes of {write['key']} were dropped without a receipt")
        self.records[write["key"]] = write

    def _new(self, write: Json, writes: list[Json]) -> None:
        place = (write["epoch"], write["sequence"])
        before = self.given.get(place)
        if before not in (None, write["key"]) and not _voids(write, before, writes) and write["kind"] != "void":
            self.broken.append(f"number {place} was given to {before} and again to {write['key']}")
        self.given[place] = write["key"]
        self.owed.add((write["key"], write["hash"]))

    def _gone(self, record: str, writes: list[Json]) -> None:
        found = self.records.pop(record, None)
        if found is None or found["receipt"]:
            return
        undone = not found["offered"] and any(_voids(write, record, writes, found) for write in writes)
        if not undone:
            self.broken.append(f"{record} was deleted without a receipt")
        self.owed.discard((record, found["hash"]))
        self.promised.discard((record, found["hash"]))


def _voids(write: Json, record: str | None, writes: list[Json], found: Json | None = None) -> bool:
    """Whether this void stands in the place of the record that goes in the same commit."""
    goes = any(one["key"] == record and one.get("gone") for one in writes)
    same_place = found is None or (write.get("epoch"), write.get("sequence")) == (found["epoch"], found["sequence"])
    return goes and write.get("kind") == "void" and same_place


def _brief(record: Json) -> Json:
    return {
        "key": record["id"],
        "kind": record["kind"],
        "epoch": record["epoch"],
        "sequence": record["sequence"],
        "state": record["state"],
        "hash": record["bodyHash"],
        "whole": record["body"] is not None,
        "offered": record["offered"],
        "receipt": record["receipt"] is not None,
    }
