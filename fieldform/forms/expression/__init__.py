"""XPath 1.0 as XForms uses it: text → tree (load time) → closure (run time).

The twin of `static/js/forms/expression.js` and `functions.js`: `tests/cases/expressions.json` holds the two together.
Knows no form: names become paths through a function that the caller passes in.
Public: parse, ExpressionProblem, Tree, references, compile_tree, truth_of, Scope, Value, Clock.
"""

from fieldform.forms.expression.evaluate import Compiled, Scope, Truth, compile_tree, truth_of
from fieldform.forms.expression.moments import Clock
from fieldform.forms.expression.parse import parse
from fieldform.forms.expression.tree import ExpressionProblem, Tree, references
from fieldform.forms.expression.values import Value, to_boolean, to_number, to_text

__all__ = [
    "Clock",
    "Compiled",
    "ExpressionProblem",
    "Scope",
    "Tree",
    "Truth",
    "Value",
    "compile_tree",
    "parse",
    "references",
    "to_boolean",
    "to_number",
    "to_text",
    "truth_of",
]
