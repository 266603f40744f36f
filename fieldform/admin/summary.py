"""What is wrong with a form, as the frame of every page lists it. Public: summary_of."""

from flask_wtf import FlaskForm


def summary_of(form: FlaskForm) -> list[tuple[str, str]]:
    """Where each problem is and what it is."""
    return [(f"#{name}", message) for name, messages in form.errors.items() for message in messages]
