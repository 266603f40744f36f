"""The forms with which an office plans its duty. Each says what is wrong in one line; what was typed comes back.

Knows no table. Public: FORMS, HoursForm, LeaveForm, ShiftForm, HolidayForm, LineForm, ReachForm, OfficeForm, fresh, posted, problems.
"""

import re
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, IntegerField, SelectField, StringField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than WTForms 3.3
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from fieldform.duty.changes import MOST_WEEKS, leave_problem, phone_problem, shift_problem
from fieldform.duty.offices import Person
from fieldform.duty.public_holidays import states

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS = {"0-4": ("Monday to Friday", range(5)), "0-6": ("Every day", range(7))} | {
    str(number): (name, range(number, number + 1)) for number, name in enumerate(WEEKDAYS)
}
_NOBODY = SelectChoice("", "Nobody")
_TIME = "Enter a time, such as 09:00."
# What a browser sends, and takes back.
_TYPED = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
_DAY = "Enter a day, such as 2026-11-23."
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\Z")
_ADDRESS_WORDS = "Enter an address, such as office@example.org."
_MOMENT = "Enter a day and a time."


class _PersonForm(FlaskForm):
    person = SelectField("Who")


class HoursForm(_PersonForm):
    days = SelectField("Days", choices=[SelectChoice(code, name) for code, (name, _) in _DAYS.items()])
    opens = TimeField("From", [InputRequired(_TIME)])
    closes = TimeField("Until", [InputRequired(_TIME)])

    @property
    def weekdays(self) -> range:
        return _DAYS[str(self.days.data)][1]


class LeaveForm(_PersonForm):
    first = DateField("First day", [InputRequired(_DAY)])
    last = DateField("Last day", [InputRequired(_DAY)])
    cover = SelectField("Who stands in")

    def problem(self) -> tuple[str, str] | None:
        words = leave_problem(str(self.person.data), self.first.data, self.last.data, self.cover.data or None)  # type: ignore[arg-type]
        return ("last", words) if words else None


class ShiftForm(_PersonForm):
    starts = DateTimeLocalField("From", [InputRequired(_MOMENT)], format=_TYPED)
    ends = DateTimeLocalField("Until", [InputRequired(_MOMENT)], format=_TYPED)
    cover = SelectField("Second on call")
    weeks = IntegerField(
        "How many weeks in a row", [InputRequired("Enter a number."), NumberRange(1, MOST_WEEKS, f"From 1 to {MOST_WEEKS}.")]
    )

    def problem(self) -> tuple[str, str] | None:
        words = shift_problem(str(self.person.data), self.starts.data, self.ends.data, self.cover.data or None)  # type: ignore[arg-type]
        return ("ends", words) if words else None


class HolidayForm(FlaskForm):
    day = DateField("Day", [InputRequired(_DAY)])
    name = StringField(
        "What it is", [InputRequired("Give it a name, such as Staff day."), Length(max=80, message="At most 80 characters.")]
    )


class LineForm(FlaskForm):
    words = StringField(
        "What it is", [InputRequired("Say what it is, such as Crisis line."), Length(max=80, message="At most 80 characters.")]
    )
    phone = StringField("Number", [InputRequired("Enter a number.")])

    def problem(self) -> tuple[str, str] | None:
        words = phone_problem(str(self.phone.data).strip())
        return ("phone", words) if words else None


class ReachForm(_PersonForm):
    email = StringField("E-mail", [Optional(), Length(max=254, message="That is too long."), Regexp(_ADDRESS, message=_ADDRESS_WORDS)])
    phone = StringField("Work phone", [Optional(), Length(max=40, message="That is too long.")])

    def problem(self) -> tuple[str, str] | None:
        typed = str(self.phone.data or "").strip()
        words = phone_problem(typed) if typed else None
        return ("phone", words) if words else None


def _whose_holidays() -> list[SelectChoice]:
    return [SelectChoice("", "The United States only"), *(SelectChoice(*one) for one in states())]


class OfficeForm(FlaskForm):
    state = SelectField("Public holidays of", choices=_whose_holidays)
    email = StringField(
        "The office’s e-mail address", [Optional(), Length(max=254, message="That is too long."), Regexp(_ADDRESS, message=_ADDRESS_WORDS)]
    )


FORMS: dict[str, type[FlaskForm]] = {
    "hours": HoursForm,
    "shift": ShiftForm,
    "leave": LeaveForm,
    "holiday": HolidayForm,
    "line": LineForm,
    "reach": ReachForm,
    "office": OfficeForm,
}


def fresh(kind: str, people: dict[str, Person], **first: Any) -> FlaskForm:
    """As the page begins."""
    return _with_people(FORMS[kind](formdata=None, prefix=f"{kind}-", **first), people)


def posted(kind: str, people: dict[str, Person]) -> FlaskForm:
    return _with_people(FORMS[kind](formdata=request.form, prefix=f"{kind}-"), people)


def problems(form: FlaskForm) -> list[tuple[str, str]]:
    """(address of the field, words), none where all is well."""
    if form.validate() and (problem := getattr(form, "problem", lambda: None)()):
        form[problem[0]].errors = [problem[1]]
    return [(f"#{field.id}", str(words)) for field in form for words in field.errors]


def _with_people(form: FlaskForm, people: dict[str, Person]) -> FlaskForm:
    choices = [SelectChoice(person.id, person.name) for person in people.values()]
    if "person" in form:
        form["person"].choices = choices
    if "cover" in form:
        form["cover"].choices = [_NOBODY, *choices]
    return form
