"""The forms of a supervisor's pages. Public: LostForm, REASONS."""

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than WTForms 3.3
from wtforms.validators import InputRequired, Length

from fieldform.access.devices import DeviceInHand

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
