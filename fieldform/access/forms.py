"""Signing in and choosing a phrase, as Flask-WTF draws and checks them. Public: SignInForm, PhraseForm."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length


class SignInForm(FlaskForm):
    username = StringField(
        "User name", [InputRequired("Type your user name."), Length(max=80, message="That is too long for a user name.")]
    )
    phrase = PasswordField("Phrase", [InputRequired("Type your phrase."), Length(max=256, message="That is too long for a phrase.")])
    next = HiddenField()
    kept = HiddenField()


class PhraseForm(FlaskForm):
    current = PasswordField("The phrase you have now", [InputRequired("Type the phrase you have now."), Length(max=256)])
    chosen = PasswordField("Your new phrase", [InputRequired("Type a new phrase."), Length(max=256)])
    again = PasswordField("The new one once more", [EqualTo("chosen", "The two new ones differ. Type both again.")])
