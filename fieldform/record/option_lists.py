"""The option lists as this installation has them: the shipped ones, and over them what was set here, every setting kept.

Knows no form's rules (setting_lists.py asks those). Public: OptionList, in_force, keep, history, applied.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from peewee import CharField, JSONField, fn

from fieldform.forms import Choice, Form, lists
from fieldform.forms.nodes import choice_of, described_choice
from sync.tables import InstantField, Table


class OptionList(Table):
    """One setting of a list, whole; the newest of its name holds. `set_by` is a user's id, or “command line”."""

    id = CharField(36, primary_key=True)
    name = CharField(64)
    choices = JSONField()
    set_at = InstantField()
    set_by = CharField(80)

    class Meta:
        table_name = "option_list"
        indexes = ((("name", "set_at"), True),)


def in_force() -> Mapping[str, tuple[Choice, ...]]:
    """Every list by its name."""
    newest = OptionList.select(OptionList.name.alias("own"), fn.MAX(OptionList.set_at).alias("last")).group_by(OptionList.name)
    held = (OptionList.name == newest.c.own) & (OptionList.set_at == newest.c.last)
    own = OptionList.select().join(newest, on=held).order_by(OptionList.name)
    return {**lists.shipped(), **{row.name: tuple(choice_of(said) for said in row.choices) for row in own}}


def keep(name: str, choices: Sequence[Choice], by: str, now: datetime) -> None:
    OptionList.create(id=str(uuid4()), name=name, choices=[described_choice(one) for one in choices], set_at=now, set_by=by)


def history(name: str) -> list[OptionList]:
    """When it was set here and by whom, newest first."""
    return list(OptionList.select().where(OptionList.name == name).order_by(OptionList.set_at.desc()))


def applied(form: Form) -> Form:
    """A form that was read from its workbook, with this installation's lists where it asks from the shipped ones."""
    for name, choices in in_force().items():
        if lists.shares(form, name, lists.shipped().get(name, choices)):
            form = lists.with_list(form, name, choices)
    return form
