"""The words of an XForms expression, and a walk over them once, from left to right. Knows no operator and no name.

Public: Token, Walk, tokens_of, NOT_YET, LAST_SAVED.
"""

import re
from typing import NamedTuple, NoReturn

from fieldform.forms.expression.tree import ExpressionProblem

_WORD = re.compile(
    r"""(?P<space>[ \t\r\n\u00a0]+)
      | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<question>\$\{[^{}]*\})
      | (?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)
      | (?P<sign><=|>=|!=|//|[-+*=<>(),/\[\]|@])
      | (?P<up>\.\.)
      | (?P<self>\.)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
LAST_SAVED = "last-saved#"
NOT_YET = {"//": "a path with //", "@": "an attribute", "|": "a union of paths", "*": "a path with *"}


class Token(NamedTuple):
    kind: str
    text: str
    column: int

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.text in signs


def tokens_of(text: str) -> list[Token]:
    tokens = []
    for found in _WORD.finditer(text):
        kind, column = found.lastgroup or "", found.start() + 1
        if kind == "other":
            _refuse_character(found[0], column)
        if kind != "space":
            tokens.append(Token(kind, found[0], column))
    return [*tokens, Token("end", "", len(text) + 1)]


def _refuse_character(character: str, column: int) -> NoReturn:
    if character in "\"'":
        raise ExpressionProblem("a text without its closing quote", column)
    if character in "‘’“”":
        raise ExpressionProblem(f"{character} is no quotation mark here: write ' or \"", column)
    raise ExpressionProblem(f"“{character}” has no meaning here", column)


class Walk:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def refuse(self, message: str) -> NoReturn:
        raise ExpressionProblem(message, self.token.column)

    def refuse_token(self, token: Token) -> NoReturn:
        if token.text in NOT_YET and token.kind == "sign" and token.text != "*":
            raise ExpressionProblem(f"{NOT_YET[token.text]} is not supported", token.column)
        message = "the expression ends too early" if token.kind == "end" else f"“{token.text}” was not expected here"
        raise ExpressionProblem(message, token.column)

    def take(self) -> Token:
        token = self.token
        self.place += token.kind != "end"
        return token

    def taken(self, sign: str) -> bool:
        """Whether this sign came, and then it is taken."""
        found = self.token.is_sign(sign)
        self.place += found
        return found

    def expect(self, sign: str) -> None:
        if not self.taken(sign):
            self.refuse(f"“{sign}” is missing" if self.token.kind == "end" else f"“{sign}” was expected, not “{self.token.text}”")
