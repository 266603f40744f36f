"""Who asks: every named query takes a Viewer and can answer nothing this viewer may not see.

Pure values; no table, no request. Public: Role, Wall, Viewer.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"
    CLINICIAN = "clinician"
    ADVOCATE = "advocate"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Wall(StrEnum):
    POLICE = "police"
    HEALTH = "health"
    ADVOCATE = "advocate"


@dataclass(frozen=True, slots=True)
class Viewer:
    """`agency` is the viewer's own, `agencies` all whose police contacts they serve, `walls` those they see behind."""

    user: str
    name: str
    role: Role
    agency: str
    agencies: frozenset[str]
    walls: frozenset[Wall]

    def may_see(self, wall: str) -> bool:
        return wall in self.walls
