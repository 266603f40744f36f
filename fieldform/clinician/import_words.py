"""The words that people write above the columns of a spreadsheet, and into them, and what each is taken for.

Tables alone. Public: TARGETS, HEADINGS, ACUITIES, OWN_WORDS, SEXES, LANGUAGES, OTHER_NAMES.
"""

from fieldform.record.acuity import Acuity

# What a column can be, in the words of the page; each is a question of the form, or is made into some of its answers.
TARGETS: dict[str, str] = {
    "name": "Whole name",
    "given_name": "Given name",
    "family_name": "Family name",
    "alias": "Also known as",
    "born_on": "Date of birth",
    "age_guess": "Age",
    "sex": "Sex",
    "phone": "Phone",
    "address": "Address",
    "language": "Language",
    "contact_rules": "Safe contact",
    "acuity": "How urgent",
    "reason": "Why, in a few words",
    "due_at": "When it is due",
    "note": "Note",
}

HEADINGS = {
    "name": ("name", "client", "client name", "full name", "person", "patient", "consumer"),
    "given_name": ("given name", "first name", "first", "fname", "given", "forename"),
    "family_name": ("family name", "last name", "last", "lname", "surname", "family"),
    "alias": ("also known as", "alias", "aka", "nickname", "preferred name"),
    "born_on": ("date of birth", "dob", "birth date", "birthdate", "born", "birthday"),
    "age_guess": ("age",),
    "sex": ("sex", "gender"),
    "phone": ("phone", "telephone", "phone number", "cell", "mobile", "tel", "contact number"),
    "address": ("address", "home address", "street address", "residence", "lives at", "where they live"),
    "language": ("language", "preferred language", "primary language"),
    "contact_rules": ("safe contact", "contact rules", "contact instructions", "how to contact", "safe to call"),
    "acuity": ("acuity", "urgency", "priority", "level", "how urgent", "risk"),
    "reason": ("reason", "why", "presenting issue", "issue", "referral reason", "concern"),
    "due_at": ("due", "due date", "next contact", "next appointment", "follow up", "follow up date", "next step", "when"),
    "note": ("note", "notes", "comment", "comments", "remarks", "details"),
}
ACUITIES = {
    Acuity.NOW: ("now", "urgent", "emergency", "immediate", "red", "1", "critical"),
    Acuity.DAY: ("24h", "24 h", "24 hours", "day", "1 day", "high", "orange", "2"),
    Acuity.THREE_DAYS: ("72h", "72 h", "72 hours", "3 days", "medium", "moderate", "yellow", "3"),
    Acuity.WEEK: ("7d", "7 days", "week", "1 week", "routine", "low", "green", "4"),
}
OWN_WORDS = frozenset(("now", "24h", "24 h", "24 hours", "72h", "72 h", "72 hours", "7d", "7 days"))
SEXES = {"male": ("m", "male", "man"), "female": ("f", "female", "woman"), "other": ("o", "x", "other"), "unknown": ("u", "unknown")}
LANGUAGES = ("english", "spanish", "arabic", "sign", "bengali", "chinese", "polish", "albanian", "other")
OTHER_NAMES = {"asl": "sign", "american sign language": "sign", "mandarin": "chinese", "cantonese": "chinese", "bangla": "bengali"}
