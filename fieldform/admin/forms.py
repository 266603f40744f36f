"""IT's forms as Flask-WTF draws and checks them. Public: CodesForm, PersonForm, NewPersonForm, ReasonForm, LabelForm, ApproveForm,
WriteOffForm, CopiesForm, SilenceForm.
"""

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than WTForms 3.3
from wtforms.validators import DataRequired, Length, NumberRange, Regexp, ValidationError

from fieldform.access.accounts import Details
from fieldform.access.device_codes import DEVICE_CLASSES, LONGEST_LIFE, MOST_CODES
from fieldform.access.models import Agency
from fieldform.access.silence import LONGEST_HOURS
from fieldform.access.users import Duty, roles_of
from fieldform.access.viewer import Role
from sync.gaps import How

ROLE_WORDS = {
    Role.OFFICER: "Officer",
    Role.CLINICIAN: "Clinician",
    Role.ADVOCATE: "Advocate",
    Role.SUPERVISOR: "Supervisor",
    Role.ADMIN: "IT",
}


# How many missing numbers are named at a time.
MOST_MISSING = 100
NUMBERS = r"\s*\d{1,9}(\s*-\s*\d{1,9})?(\s*,\s*\d{1,9}(\s*-\s*\d{1,9})?)*\s*$"
HOW_WORDS = {
    How.NEW_EPOCH: "The true one counts anew",
    How.SET_UP_ANEW: "Revoke it, set it up anew",
    How.NO_COPY: "There is no copy",
}
_CLASSES = [SelectChoice(value, label) for value, label in DEVICE_CLASSES.items()]


def at_most(length: int) -> Length:
    return Length(max=length, message=f"At most {length} characters.")


class CodesForm(FlaskForm):
    label = StringField("Name of the device", [DataRequired("Give the device a name, such as Phone 12."), at_most(110)])
    device_class = SelectField("Kind", choices=_CLASSES)
    count = IntegerField("How many", [NumberRange(1, MOST_CODES, f"A whole number from 1 to {MOST_CODES}.")], default=1)
    days = IntegerField("Days they work", [NumberRange(1, LONGEST_LIFE.days, f"A whole number from 1 to {LONGEST_LIFE.days}.")], default=1)

    def validate_label(self, field: Field) -> None:
        if self.count.data and self.count.data > 1 and "{n}" not in str(field.data):
            raise ValidationError("For several devices, write {n} where the number goes, such as Car {n}.")


class SilenceForm(FlaskForm):
    hours = IntegerField("Hours without a word", [NumberRange(1, LONGEST_HOURS, f"A whole number from 1 to {LONGEST_HOURS}.")])


class PersonForm(FlaskForm):
    name = StringField("Name", [DataRequired("A person needs a name, as others read it."), at_most(120)])
    role = SelectField("Role")
    unit = StringField("Unit", [at_most(40)])
    training = StringField("Crisis training", [at_most(40)])
    supervisor = StringField("Supervisor", [at_most(120)])
    email = StringField("E-mail", [at_most(120)])
    phone = StringField("Phone", [at_most(40)])

    def offer_roles(self, agency: Agency) -> None:
        """Those there are in this agency."""
        self.role.choices = [SelectChoice(role.value, ROLE_WORDS[role]) for role in roles_of(agency)]

    def details(self) -> Details:
        text = {name: str(self[name].data or "") for name in ("name", "unit", "training", "supervisor", "email", "phone")}
        return Details(text.pop("name"), Role(self.role.data), Duty(**text))


class NewPersonForm(PersonForm):
    """`author`: the id under which they wrote before a restore lost their account, or empty."""

    username = StringField("User name", [DataRequired("A user name is what they sign in with."), at_most(40)])
    author = HiddenField()


def _reason() -> StringField:
    return StringField("Reason", [DataRequired("Say why; whoever looks at it later wants to know."), at_most(200)])


class ReasonForm(FlaskForm):
    because = _reason()


class WriteOffForm(FlaskForm):
    """Numbers of one count of a device, such as "2, 5-7", that nobody waits for any more."""

    epoch = HiddenField()
    gone_because = _reason()
    numbers = StringField("Numbers", [DataRequired("Which numbers? Such as 2, 5-7."), Regexp(NUMBERS, message="Write them as 2, 5-7.")])

    def chosen(self) -> set[int]:
        """At most as many as are named at once."""
        found: set[int] = set()
        for part in str(self.numbers.data or "").split(","):
            first, _, last = part.strip().partition("-")
            found |= set(range(int(first), min(int(last or first), int(first) + MOST_MISSING) + 1))
        return found


class CopiesForm(FlaskForm):
    copied_because = _reason()
    how = SelectField("What is to be done", choices=[SelectChoice(how.value, words) for how, words in HOW_WORDS.items()])


class LabelForm(FlaskForm):
    label = StringField("Name of the device", [DataRequired("Give the device a name, such as Phone 12."), at_most(120)])


class ApproveForm(LabelForm):
    device_class = SelectField("Kind", choices=_CLASSES)
