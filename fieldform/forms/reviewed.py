"""What somebody reads who reviews a translation: every text of one language, with the question or choice that it speaks for. Pure.

Two versions whose texts are word for word the same have one digest, whatever else is changed: an approval of one holds for the other.
Public: texts_digest.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping

from fieldform.forms.model import Form
from fieldform.forms.nodes import Choice, Group, Question

_SAID = ("label", "hint", "guidance", "constraint_message", "required_message")


def texts_digest(form: Form, code: str) -> str:
    """Hexadecimal. The order of questions and of choices has no part in it."""
    is_default = bool(form.languages) and form.languages[0].code == code
    told = sorted((place, *pair) for place, node in _places(form) for pair in _texts(node, code, is_default=is_default).items())
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _places(form: Form) -> Iterator[tuple[str, Group | Question | Choice]]:
    for node in form.nodes():
        yield node.path, node
    for name, choices in form.choices.items():
        for choice in choices:
            yield f"{name} {choice.name}", choice


def _texts(node: Group | Question | Choice, code: str, *, is_default: bool) -> Mapping[str, str]:
    if is_default:
        return {name: text for name in _SAID if (text := getattr(node, name, ""))}
    return node.translations.get(code, {})
