"""The form with which IT makes a code. Public: CodeForm."""

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than WTForms 3.3
from wtforms.validators import InputRequired, Length

from fieldform.access.device_codes import DEVICE_CLASSES


class CodeForm(FlaskForm):
    label = StringField(
        "Name of the device",
        [InputRequired("Give the device a name, such as Phone 12."), Length(max=120, message="At most 120 characters.")],
    )
    device_class = SelectField("Kind", choices=[SelectChoice(value, label) for value, label in DEVICE_CLASSES.items()])
