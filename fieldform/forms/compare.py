"""What one version of a form says otherwise than another, in words for whoever publishes it.

Pure. Public: differences, Difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fieldform.forms.model import Form
from fieldform.forms.nodes import Choice, Group, Question

Node = Group | Question
_TEXTS = (
    ("hint", "the hint"),
    ("guidance", "the guidance"),
    ("required_message", "what is said where it is missing"),
    ("constraint_message", "what is said where it does not fit"),
)
_RULES = (
    ("relevant", "when it is asked"),
    ("constraint", "what it may be"),
    ("required", "whether it is needed to finish"),
    ("calculation", "how it is worked out"),
    ("default", "what stands there first"),
    ("choice_filter", "which choices are offered"),
    ("choices_from", "where its choices come from"),
    ("count", "how often it is asked"),
    ("readonly", "when it is locked"),
)
_LOOKS = ("appearance", "parameters", "trigger")


@dataclass(frozen=True, slots=True)
class Difference:
    """`what`: added, removed or changed; `where`: the question or group, as the label says it that people know; `words`: what of it."""

    what: str
    where: str
    words: str

    def __str__(self) -> str:
        return f"{self.where}: {self.words}"


def differences(before: Form, after: Form) -> tuple[Difference, ...]:
    """In the order of the newer version, what is gone last."""
    return (*_of_form(before, after), *_of_nodes(before, after), *_moved(before, after))


def _of_form(before: Form, after: Form) -> Iterator[Difference]:
    if before.title != after.title:
        yield Difference("changed", "The form", f"is called “{after.title}”, before “{before.title}”")
    names = [{language.code: language.name for language in form.languages} for form in (before, after)]
    yield from (Difference("added", "Language", name) for code, name in names[1].items() if code not in names[0])
    yield from (Difference("removed", "Language", name) for code, name in names[0].items() if code not in names[1])
    for name, attached in after.lists.items():
        if name not in before.lists:
            yield Difference("added", "List", attached.file)
        elif before.lists[name].sha256 != attached.sha256:
            yield Difference("changed", "List", f"{attached.file} has other rows")
        elif before.lists[name].public is not attached.public:
            yield Difference(
                "changed", "List", f"{attached.file} {'may now be seen by everybody' if attached.public else 'is no longer public'}"
            )
    yield from (Difference("removed", "List", attached.file) for name, attached in before.lists.items() if name not in after.lists)


def _of_nodes(before: Form, after: Form) -> Iterator[Difference]:
    for path, node in after.by_path.items():
        earlier = before.by_path.get(path)
        if earlier is None:
            yield Difference("added", _name(node), _kind(node))
        else:
            yield from (Difference("changed", _name(earlier), words) for words in _changes(earlier, node))
            yield from (Difference("changed", _name(earlier), f"says something else in {name}") for name in _retold(earlier, node, after))
    for path, node in before.by_path.items():
        if path not in after.by_path:
            yield Difference("removed", _name(node), _kind(node))


def _changes(before: Node, after: Node) -> Iterator[str]:
    if before.label != after.label:
        yield f"is now asked as “{after.label}”"
    if _kind(before) != _kind(after):
        yield f"is {_kind(after)}, before {_kind(before)}"
    if isinstance(before, Group) is not isinstance(after, Group):
        return  # Nothing else of the two can be compared.
    for field, words in _TEXTS:
        if _said(before, field) != _said(after, field):
            yield f"{words} is {_quoted(_said(after, field))}, before {_quoted(_said(before, field))}"
    yield from (f"{words} is another rule" for field, words in _RULES if _said(before, field) != _said(after, field))
    if before.wall != after.wall:
        yield f"stands behind the {after.wall} wall, before the {before.wall} wall"
    if _said(before, "role") != _said(after, "role"):
        yield f"tells the record “{_said(after, 'role') or 'nothing'}”, before “{_said(before, 'role') or 'nothing'}”"
    if _said(before, "essential") != _said(after, "essential"):
        yield "is needed to send" if _said(after, "essential") else "is no longer needed to send"
    if any(_said(before, field) != _said(after, field) for field in _LOOKS):
        yield "looks otherwise"
    yield from _choices(_said(before, "choices") or (), _said(after, "choices") or ())


def _retold(before: Node, after: Node, form: Form) -> Iterator[str]:
    """The names of the languages in which it, or one of its choices, has other words."""
    for language in form.languages[1:]:
        if _told_in(before, language.code) != _told_in(after, language.code):
            yield language.name


def _told_in(node: Node, code: str) -> dict[str, Any]:
    choices = {choice.name: choice.translations.get(code) for choice in _said(node, "choices") or ()}
    return {"": node.translations.get(code), **{name: told for name, told in choices.items() if told}}


def _choices(before: tuple[Choice, ...], after: tuple[Choice, ...]) -> Iterator[str]:
    old, new = ({choice.name: choice for choice in listed} for listed in (before, after))
    if added := [choice.label for name, choice in new.items() if name not in old]:
        yield f"can also be answered with {_listed(added)}"
    if removed := [choice.label for name, choice in old.items() if name not in new]:
        yield f"can no longer be answered with {_listed(removed)}"
    for name, choice in new.items():
        if name in old and old[name].label != choice.label:
            yield f"the choice “{old[name].label}” is now “{choice.label}”"
    if list(old) != list(new) and set(old) == set(new):
        yield "the choices stand in another order"


def _moved(before: Form, after: Form) -> Iterator[Difference]:
    if _kept(before, after) != _kept(after, before):
        yield Difference("changed", "The form", "asks in another order")


def _kept(one: Form, other: Form) -> list[str]:
    return [path for path in one.by_path if path in other.by_path]


def _quoted(said: str | None) -> str:
    return f"“{said}”" if said else "nothing"


def _said(node: Node, field: str) -> Any:
    return getattr(node, field, None)


def _name(node: Node) -> str:
    return f"“{node.label}”" if node.label else node.name


_KINDS = {
    "select_one": "a question with one choice",
    "select_multiple": "a question with several choices",
    "note": "a note",
    "calculate": "worked out",
    "hidden": "not shown",
}


def _kind(node: Node) -> str:
    if isinstance(node, Group):
        return "a part that can be repeated" if node.repeat else "a part"
    return _KINDS.get(str(node.type), f"a question of the type {node.type}")


def _listed(labels: list[str]) -> str:
    most = 8
    named = ", ".join(f"“{label}”" for label in labels[:most])
    return f"{named} and {len(labels) - most} more" if len(labels) > most else named
