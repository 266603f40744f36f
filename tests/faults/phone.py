"""What the simulation knows of one phone: its tabs, its clocks, who carries it, and what its screen has said so far.

Public: Phone.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.faults.watch import Watch

Json = dict[str, Any]


@dataclass
class Phone:
    """`drafts` says what was typed last into each draft and heard to be saved, `typed` what was typed into it since.

    `wall` is how wrong its clock is, in ms; `crash`, `fault` and `room` strike with its next step.
    """

    index: int
    officer: str
    weather: str
    wall: int = 0
    tabs: set[int] = field(default_factory=set)
    alarm: int | None = None
    crash: Json | None = None
    fault: Json | None = None
    room: Json | None = None
    watch: Watch = field(default_factory=Watch)
    enrolled: bool = False
    signed_in: bool = False
    sent: list[str] = field(default_factory=list)
    drafts: dict[str, int] = field(default_factory=dict)
    kept_drafts: dict[str, int] | None = None
    typed: dict[str, list[int]] = field(default_factory=dict)
    sent_drafts: dict[str, int] = field(default_factory=dict)
    thrown_away: set[str] = field(default_factory=set)
    rest: int = 0
    looked: Json | None = None
    revoked: bool = False
    robbed: bool = False

    def draft_is(self, draft: str, state: str | None) -> None:
        """A draft is sent, or back after an undo."""
        before, after = (self.drafts, self.sent_drafts) if state == "kept" else (self.sent_drafts, self.drafts)
        if state in ("kept", "open") and draft in before:
            after[draft] = before.pop(draft)

    def strikes(self) -> Json:
        """What hits the next step, once."""
        struck: Json = {}
        if self.crash:
            struck["crash"] = self.crash
        if self.fault:
            struck["fault"] = self.fault
        if self.room:
            struck["room"] = self.room["left"]
        self.crash = self.fault = self.room = None
        return struck
