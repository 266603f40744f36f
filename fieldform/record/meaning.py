"""A filled form read by its roles: what the record needs of it, without knowing any one form.

Pure. Public: Meaning.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from fieldform.forms import Filled, Form, Question, value_at

_LAST_YEAR = 9999


@dataclass(frozen=True, slots=True)
class Meaning:
    """What validation understood: the form, and the answers it judged. `walls`: those behind which it is read; None: all."""

    form: Form
    filled: Filled
    walls: frozenset[str] | None = None

    @classmethod
    def of_accepted(cls, form: Form, answers: dict[str, Any], missing: list[str]) -> "Meaning":
        """Of answers that were judged when they came and are in the record since."""
        return cls(form, Filled(answers, frozenset(), tuple(missing), (), ()))

    def behind(self, *walls: str) -> "Meaning":
        """The same, as it is read by somebody who sees behind these walls and no other."""
        return replace(self, walls=frozenset(walls))

    def walls_of(self, family: str) -> frozenset[str]:
        """The walls behind which questions with a role of this family stand."""
        return frozenset(question.wall for role, question in self.form.roles.items() if role.startswith(f"{family}."))

    def speaks_of(self, family: str) -> bool:
        """Whether any question has a role of this family, such as `contact`."""
        return family in self.form.families

    def queues(self) -> tuple[str, ...]:
        """The queues for which the form calculates an acuity."""
        return self.form.queues

    @property
    def is_restricted(self) -> bool:
        """Whether its author writes it because the law makes them, beside a contact: then who wrote it is nobody's to know."""
        return self.text("contact.beside") == "yes" and (self.speaks_of("deadline") or self.speaks_of("petition"))

    def value(self, role: str) -> Any:
        """The typed answer to the question with this role; None where there is no such question, no answer, or a wall before it."""
        question = self.form.roles.get(role)
        return None if question is None or not self._is_open(question) else value_at(self.filled.answers, question.path)

    def text(self, role: str) -> str:
        value = self.value(role)
        return "" if value is None else str(value).strip()

    def words(self, role: str) -> str:
        """The answer as a person reads it: the labels of choices, not their codes."""
        question = self.form.roles.get(role)
        return "" if question is None else question.words(self.value(role)).strip()

    def words_within(self, role: str, walls: Collection[str]) -> str:
        """As a person reads it who sees behind these walls; "" where it stands behind another."""
        question = self.form.roles.get(role)
        return self.words(role) if question is not None and question.wall in walls else ""

    def ids(self, role: str) -> tuple[str, ...]:
        """Several ids in one answer, with spaces between them, each once."""
        return tuple(dict.fromkeys(self.text(role).split()))

    def number(self, role: str) -> int | None:
        try:
            return int(self.text(role))
        except ValueError:
            return None

    def day(self, role: str) -> date | None:
        try:
            return date.fromisoformat(self.text(role))
        except ValueError:
            return None

    def instant(self, role: str) -> datetime | None:
        """Aware UTC; None where unanswered, without a zone, or in the calendar's last year, which another zone may not have."""
        try:
            instant = datetime.fromisoformat(self.text(role))
            return instant.astimezone(UTC) if instant.tzinfo and instant.year < _LAST_YEAR else None
        except (ValueError, OverflowError):
            return None

    def _is_open(self, question: Question) -> bool:
        return self.walls is None or question.wall in self.walls
