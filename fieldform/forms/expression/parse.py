"""Text of an XForms expression → tree: a tokenizer and precedence climbing over XPath 1.0 §3, without paths.

A question is written ${name}; `resolve` gives its path, or None for a name that the form does not have. `.` is the answer itself.
Public: parse.
"""

import re
from collections.abc import Callable
from math import isfinite
from typing import NamedTuple, NoReturn

from fieldform.forms.expression.functions import FUNCTIONS
from fieldform.forms.expression.pattern import PatternProblem, compile_pattern
from fieldform.forms.expression.tree import ExpressionProblem, Tree, depth_of

MAX_DEPTH = 100
MAX_LENGTH = 20_000
Resolve = Callable[[str], str | None]
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_STRENGTH = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_FLAT = ("or", "and", "+")
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<question>\$\{[^{}]*\})
      | (?P<name>[A-Za-z_][A-Za-z0-9_-]*(?::[A-Za-z_][A-Za-z0-9_-]*)?)
      | (?P<sign><=|>=|!=|[-+*=<>(),])
      | (?P<self>\.(?!\.))
      | (?P<other>\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
_REFERENCE = re.compile(r"\$\{[ ]*([^{} ]+)[ ]*\}\Z")
_NOT_YET = {"/": "a path", "..": "a path", "[": "a path with [ ]", "@": "an attribute", "|": "a union of paths"}


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


def parse(text: str, resolve: Resolve) -> Tree:
    """The tree of an expression; ExpressionProblem, with the column, for anything that is not one."""
    if len(text) > MAX_LENGTH:
        raise ExpressionProblem(f"longer than {MAX_LENGTH} characters", MAX_LENGTH)
    parser = _Parser(list(_tokens(text)), resolve)
    tree = parser.expression(0, 0)
    if parser.token.kind != "end":
        parser.refuse(f"“{parser.token.text}” was not expected here")
    if depth_of(tree) > MAX_DEPTH:
        raise ExpressionProblem("nested too deeply", 1)
    return tree


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for found in _TOKEN.finditer(text):
        kind, column = found.lastgroup or "", found.start() + 1
        if kind == "other":
            _refuse_character(found[0], column)
        if kind != "space":
            tokens.append(_Token(kind, found[0], column))
    return [*tokens, _Token("end", "", len(text) + 1)]


def _refuse_character(character: str, column: int) -> NoReturn:
    if character in _NOT_YET:
        raise ExpressionProblem(f"{_NOT_YET[character]} is not supported: write ${{name}} for a question", column)
    if character in "\"'":
        raise ExpressionProblem("a text without its closing quote", column)
    raise ExpressionProblem(f"“{character}” has no meaning here", column)


class _Parser:
    """Walks the tokens once. In operand position a name is a function; in operator position it must be or, and, div or mod."""

    def __init__(self, tokens: list[_Token], resolve: Resolve) -> None:
        self.tokens = tokens
        self.place = 0
        self.resolve = resolve

    @property
    def token(self) -> _Token:
        return self.tokens[self.place]

    def refuse(self, message: str) -> NoReturn:
        raise ExpressionProblem(message, self.token.column)

    def take(self) -> _Token:
        token = self.token
        self.place += token.kind != "end"
        return token

    def expect(self, sign: str) -> None:
        if self.token.text != sign or self.token.kind != "sign":
            self.refuse(f"“{sign}” is missing" if self.token.kind == "end" else f"“{sign}” was expected, not “{self.token.text}”")
        self.place += 1

    def expression(self, weakest: int, depth: int) -> Tree:
        """Operators at least as strong as level `weakest`, grouped to the left."""
        if depth > MAX_DEPTH:
            self.refuse("nested too deeply")
        left = self.unary(depth)
        while (level := _STRENGTH.get(self.token.text, -1)) >= weakest and self.token.kind in ("sign", "name"):
            left = _joined(self.take().text, left, self.expression(level + 1, depth + 1))
        return left

    def unary(self, depth: int) -> Tree:
        if self.token.kind == "sign" and self.token.text == "-":
            self.place += 1
            if depth > MAX_DEPTH:
                self.refuse("nested too deeply")
            return ("neg", self.unary(depth + 1))
        return self.primary(depth)

    def primary(self, depth: int) -> Tree:
        token = self.take()
        match token.kind:
            case "number":
                return ("lit", _number(token))
            case "text":
                return ("lit", token.text[1:-1])
            case "question":
                return ("ref", self.path(token))
            case "self":
                return ("self",)
            case "name":
                return self.call(token, depth)
            case _:
                return self.bracketed(token, depth)

    def bracketed(self, token: _Token, depth: int) -> Tree:
        if token.text == "(":
            inner = self.expression(0, depth + 1)
            self.expect(")")
            return inner
        message = "the expression ends too early" if token.kind == "end" else f"“{token.text}” was not expected here"
        raise ExpressionProblem(message, token.column)

    def path(self, token: _Token) -> str:
        found = _REFERENCE.match(token.text)
        name = found[1] if found else token.text[2:-1]
        path = self.resolve(name)
        if path is None:
            raise ExpressionProblem(f"there is no question named “{name}”", token.column)
        return path

    def call(self, token: _Token, depth: int) -> Tree:
        if self.token.text != "(" or self.token.kind != "sign":
            raise ExpressionProblem(f"“{token.text}” is no function and no ${{question}}; a text is written in quotes", token.column)
        if token.text not in FUNCTIONS and token.text != "regex":
            raise ExpressionProblem(f"there is no function “{token.text}”", token.column)
        arguments = self.arguments(depth)
        if token.text == "regex":
            return _regex(arguments, token)
        _check_count(len(arguments), token)
        if token.text == "jr:choice-name":
            arguments[1] = self.choice_question(arguments[1], token)
        return ("call", token.text, *arguments)

    def arguments(self, depth: int) -> list[Tree]:
        self.expect("(")
        arguments: list[Tree] = []
        if self.token.text != ")" or self.token.kind != "sign":
            arguments.append(self.expression(0, depth + 1))
            while self.token.kind == "sign" and self.token.text == ",":
                self.place += 1
                arguments.append(self.expression(0, depth + 1))
        self.expect(")")
        return arguments

    def choice_question(self, argument: Tree, token: _Token) -> Tree:
        found = _REFERENCE.match(argument[1].strip()) if argument[0] == "lit" and isinstance(argument[1], str) else None
        if found is None:
            raise ExpressionProblem("jr:choice-name is written jr:choice-name(${question}, '${question}')", token.column)
        return ("lit", self.path(_Token("question", found[0], token.column)))


def _joined(operator: str, left: Tree, right: Tree) -> Tree:
    """Chains of or, and, + stay flat, so that a long one is no deep one."""
    return (*left, right) if operator in _FLAT and left[0] == operator else (operator, left, right)


def _number(token: _Token) -> int | float:
    number = float(token.text)
    if not isfinite(number):
        raise ExpressionProblem("a number is too large", token.column)
    return int(number) if number.is_integer() and number < 2**53 else number


def _regex(arguments: list[Tree], token: _Token) -> Tree:
    if len(arguments) != 2 or arguments[1][0] != "lit" or not isinstance(arguments[1][1], str):
        raise ExpressionProblem("regex is written regex(value, 'pattern')", token.column)
    try:
        return ("regex", arguments[0], compile_pattern(arguments[1][1]))
    except PatternProblem as problem:
        raise ExpressionProblem(f"in the pattern, character {problem.place}: {problem.message}", token.column) from problem


def _check_count(count: int, token: _Token) -> None:
    function = FUNCTIONS[token.text]
    if count < function.least or (function.most is not None and count > function.most):
        most = "any number of" if function.most is None else function.most
        wanted = f"{function.least}" if function.most == function.least else f"{function.least} to {most}"
        raise ExpressionProblem(f"{token.text}() takes {wanted} arguments, not {count}", token.column)
