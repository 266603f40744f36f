"""The sign-in form as Flask-WTF draws and checks it. Public: SignInForm."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    username = StringField(
        "User name", [InputRequired("Type your user name."), Length(max=80, message="That is too long for a user name.")]
    )
    phrase = PasswordField("Phrase", [InputRequired("Type your phrase."), Length(max=256, message="That is too long for a phrase.")])
    next = HiddenField()
    kept = HiddenField()
