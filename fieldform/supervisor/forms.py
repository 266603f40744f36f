"""The forms of a supervisor's pages. Public: LostForm, ExportForm, TakeForm, RejectForm, CallsForm, REASONS."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than WTForms 3.3
from wtforms.validators import InputRequired, Length, NumberRange

from fieldform.access.devices import DeviceInHand
from fieldform.record.coded_calls import MOST
from fieldform.record.exports import LONGEST_REASON

REASONS = {"lost": "Lost", "stolen": "Stolen", "damaged": "Damaged or in other hands"}


class LostForm(FlaskForm):
    """That a device is gone, and whom to sign out. `because()` is what is written down."""

    reason = RadioField(
        "What happened?",
        [InputRequired("Say what happened to it.")],
        choices=[SelectChoice(code, words) for code, words in REASONS.items()],
        validate_choice=True,
    )
    words = StringField("How, where and when", [Length(max=150, message="Shorten this to 150 characters.")])
    people = SelectMultipleField("Sign these people out everywhere")

    @classmethod
    def of(cls, device: DeviceInHand, formdata: object) -> "LostForm":
        """The form for one device: only who signed in on it can be signed out, and unless somebody says otherwise all of them are."""
        form = cls(formdata=formdata)
        form.people.choices = [SelectChoice(user, name) for user, name in device.people]
        if formdata is None:
            form.people.data = [user for user, _ in device.people]
        return form

    def because(self) -> str:
        words = " ".join(str(self.words.data or "").split())
        return f"{REASONS[self.reason.data]}: {words}" if words else REASONS[self.reason.data]


class TakeForm(FlaskForm):
    """Why a record that was set aside may enter."""

    reason = StringField(
        "Why may it enter?",
        [InputRequired("Say why: it is written down with your name."), Length(min=4, max=500, message="Say it in 4 to 500 characters.")],
    )


class RejectForm(FlaskForm):
    """What its author reads of a record that will not enter."""

    note = StringField(
        "What the officer reads",
        [InputRequired("Say why, and what the officer should do now."), Length(min=4, max=500, message="Say it in 4 to 500 characters.")],
    )


class CallsForm(FlaskForm):
    """How many calls dispatch coded as mental health in a month."""

    month = HiddenField()
    calls = IntegerField("Calls coded as mental health", [NumberRange(0, MOST, "Type the number that dispatch counted, such as 42.")])


class ExportForm(FlaskForm):
    """A reason for taking rows out, and as which kind of file. `number` empty stands for the whole month's numbers."""

    month = HiddenField()
    number = HiddenField()
    code = HiddenField()
    outside = HiddenField()
    reason = StringField(
        "What is it for?",
        [
            InputRequired("Say what the file is for: it is written down with your name."),
            Length(min=4, max=LONGEST_REASON, message="Say it in 4 to 200 characters."),
        ],
    )
    ending = RadioField(
        "As", choices=[SelectChoice("xlsx", "Excel (XLSX)"), SelectChoice("csv", "CSV")], default="xlsx", validate_choice=True
    )
