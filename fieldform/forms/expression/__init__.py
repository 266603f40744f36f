"""XPath 1.0 as XForms uses it: text → tree (load time) → closure (run time).

The twin of `static/js/forms/expression.js`, `functions.js` and `rarer.js`: `tests/cases/expressions.json` holds the two together.
Knows no form: what may be named comes in as `Where`. In reading order: tree.py, tokens.py, parse.py, calls.py, paths.py, pattern.py (load
time); scope.py, values.py, moments.py, functions.py, rarer.py, ground.py, nodesets.py, evaluate.py (run time).
Public: what stands in __all__.
"""

from fieldform.forms.expression import ground, rarer  # noqa: F401 (they enter their functions)
from fieldform.forms.expression.evaluate import Compiled, Truth, compile_nodes, compile_tree, truth_of
from fieldform.forms.expression.moments import Clock
from fieldform.forms.expression.parse import parse
from fieldform.forms.expression.paths import Names, Where
from fieldform.forms.expression.scope import Chance, Rows, Scope
from fieldform.forms.expression.tree import ExpressionProblem, Tree, calls, lists_in, references, yields_nodes
from fieldform.forms.expression.values import Value, to_boolean, to_number, to_text

__all__ = [
    "Chance",
    "Clock",
    "Compiled",
    "ExpressionProblem",
    "Names",
    "Rows",
    "Scope",
    "Tree",
    "Truth",
    "Value",
    "Where",
    "calls",
    "compile_nodes",
    "compile_tree",
    "lists_in",
    "parse",
    "references",
    "to_boolean",
    "to_number",
    "to_text",
    "truth_of",
    "yields_nodes",
]
