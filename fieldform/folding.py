"""Letters as they are told apart where people search: without their marks. Pure. Public: without_marks."""

import unicodedata


def without_marks(text: str) -> str:
    """é → e, also where the two are written as one letter; case stays."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
