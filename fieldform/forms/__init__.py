"""The form engine: a workbook becomes a frozen Form; answers become something judged. Pure: no database, no request, no clock of its own.

In reading order: nodes.py and model.py (what a form is), workbook.py, xlsform.py and reader.py (workbook → Form), expression/ (its
language), order.py and plan.py (a form made ready), answers.py, given.py, frames.py, working.py, judging.py and logic.py (answers →
Filled), wtform.py and drawn_again.py (the page without JavaScript; imported by themselves, since they need Flask-WTF), roles.py,
library/.
Public: what stands in __all__.
"""

from fieldform.forms.logic import Filled, evaluate_form, first_answers
from fieldform.forms.model import (
    AttachedList,
    Choice,
    Form,
    FormProblem,
    FormRefused,
    Group,
    Language,
    Question,
    QuestionType,
    lacking,
    value_at,
)
from fieldform.forms.problems import Problem
from fieldform.forms.roles import ROLES, WALLS, followup_queues
from fieldform.forms.xlsform import library_digest, library_files, load_xlsform

__all__ = [
    "ROLES",
    "WALLS",
    "AttachedList",
    "Choice",
    "Filled",
    "Form",
    "FormProblem",
    "FormRefused",
    "Group",
    "Language",
    "Problem",
    "Question",
    "QuestionType",
    "evaluate_form",
    "first_answers",
    "followup_queues",
    "lacking",
    "library_digest",
    "library_files",
    "load_xlsform",
    "value_at",
]
