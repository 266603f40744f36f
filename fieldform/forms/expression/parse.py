"""Text of an XForms expression → tree: precedence climbing over XPath 1.0 §3. Its words are found in tokens.py, its functions read in
calls.py; what names answers is for paths.py.

`.` is the answer itself. Where the expression stands, and what it may name, comes in as a `Where`.
Public: parse.
"""

from dataclasses import replace
from math import isfinite
from typing import NoReturn

from fieldform.forms.expression.calls import Calls
from fieldform.forms.expression.paths import Place, Where, answers_at, candidate_at
from fieldform.forms.expression.tokens import LAST_SAVED, NOT_YET, Token
from fieldform.forms.expression.tree import ExpressionProblem, Tree, depth_of

MAX_DEPTH = 100
MAX_LENGTH = 20_000
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_STRENGTH = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_NOTHING = ("null", "hidden")  # Words that authors write for no answer, and for what nobody is to see.
_FLAT = ("or", "and", "+")


def parse(text: str, where: Where) -> Tree:
    """The tree of an expression; ExpressionProblem, with the column, for anything that is not one."""
    if len(text) > MAX_LENGTH:
        raise ExpressionProblem(f"longer than {MAX_LENGTH} characters", MAX_LENGTH)
    parser = _Parser(text, where)
    tree = parser.expression(0, 0)
    if parser.token.kind != "end":
        parser.refuse_token(parser.token)
    if depth_of(tree) > MAX_DEPTH:
        raise ExpressionProblem("nested too deeply", 1)
    return tree


class _Parser(Calls):
    """Walks the tokens once. In operand position a name is a function or part of a path; in operator position it must be or, and, div
    or mod."""

    def expression(self, weakest: int, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            self.refuse("nested too deeply")
        left = self.unary(depth)
        while (level := _STRENGTH.get(self.token.text, -1)) >= weakest and self.token.kind in ("sign", "name"):
            left = _joined(self.take().text, left, self.expression(level + 1, depth + 1))
        return left

    def unary(self, depth: int) -> Tree:
        if self.taken("-"):
            if depth > MAX_DEPTH:
                self.refuse("nested too deeply")
            return ("neg", self.unary(depth + 1))
        return self.primary(depth)

    def primary(self, depth: int) -> Tree:
        token = self.token
        if token.kind == "number":
            return ("lit", _number(self.take()))
        if token.kind == "text":
            return ("lit", self.take().text[1:-1])
        if token.kind == "name" and self.tokens[self.place + 1].is_sign("(") and token.text != "current":
            return self.call(self.take(), depth)
        if token.kind in ("question", "self", "up", "name") or token.is_sign("/"):
            return self.answers(depth)
        if not token.is_sign("("):
            self.refuse_token(token)
        return self.bracketed(depth)

    def bracketed(self, depth: int) -> Tree:
        self.expect("(")
        inner = self.expression(0, depth + 1)
        self.expect(")")
        return inner

    def answers(self, depth: int) -> Tree:
        token, stand = self.token, self.stands[-1]
        if token.kind == "self" and not self.tokens[self.place + 1].is_sign("/", "["):
            self.place += 1
            return ("self",)
        if token.kind == "name" and stand.row and token.text != "current":
            return ("column", self.column() if stand.inside else self.take().text)
        place = self.path(depth)
        if place.nowhere:
            return ("lit", "")
        if place.path in self.names.groups:
            raise ExpressionProblem(f"“{place.name}” is a group: only questions have answers", token.column)
        return answers_at(self.names, place, self.stands)

    def path(self, depth: int) -> Place:
        """A path as far as it goes, with its predicates."""
        place = self.predicates(self.start(), depth)
        while self.taken("/"):
            token = self.take()
            if token.kind == "name":
                place = self.child(place, token)
            elif token.kind == "up":
                place = self.parent(place, token)
            elif token.kind != "self":
                self.refuse_step(token)
            place = self.predicates(place, depth)
        return place

    def start(self) -> Place:
        token, stand = self.take(), self.stands[-1]
        if token.kind == "question" and self.warn is not None and LAST_SAVED in token.text:
            self.warn(f"character {token.column}: what the form filled last said is not known here: this stands for nothing")
            return Place("", nowhere=True)
        if token.kind == "question":
            return Place(self.named(token))
        if token.text == "current" and self.taken("("):
            self.expect(")")
            return Place(self.stands[0].path, from_here=True, low=self.stands[0].path)
        if token.is_sign("/"):
            return self.root(self.take())
        if stand.row:
            raise ExpressionProblem("here a path begins with current()/.. or is a ${question}", token.column)
        here = Place(stand.path, low=stand.path)
        if token.kind == "name":
            return self.child(here, token)
        return self.parent(here, token) if token.kind == "up" else here

    def root(self, token: Token) -> Place:
        if token.kind != "name":
            self.refuse_step(token)
        if token.text not in (self.names.root, "data"):
            if self.warn is not None and self.token.is_sign("/"):
                return self.lost(Place(""), token)
            raise ExpressionProblem(f"a path from the top begins with /{self.names.root}", token.column)
        return Place("")

    def refuse_step(self, token: Token) -> NoReturn:
        if token.text in NOT_YET:
            raise ExpressionProblem(f"{NOT_YET[token.text]} is not supported", token.column)
        self.refuse_token(token)

    def child(self, place: Place, token: Token) -> Place:
        path = f"{place.path}/{token.text}"
        if self.tokens[self.place].is_sign("("):
            raise ExpressionProblem(f"{token.text}() in a path is not supported", token.column)
        if place.nowhere or (
            path not in self.names.known and self.warn is not None and (self.is_further() or token.text.lower() in _NOTHING)
        ):
            return self.lost(place.down(path), token)
        if path not in self.names.known:
            words = f"there is no “{token.text}” here: a question is written ${{name}}, and a text is written in quotes"
            raise ExpressionProblem(words, token.column)
        return place.down(path)

    def parent(self, place: Place, token: Token) -> Place:
        if not place.path and self.warn is not None:
            return self.lost(place, token)
        if not place.path:
            raise ExpressionProblem("there is nothing above this", token.column)
        return place.above()

    def is_further(self) -> bool:
        """Whether this is a step of a path and no word alone, which is mostly a text without its quotes."""
        return self.tokens[self.place - 2].is_sign("/") or self.token.is_sign("/")

    def lost(self, place: Place, token: Token) -> Place:
        if not place.nowhere and self.warn is not None:
            self.warn(f"character {token.column}: there is no “{token.text}” here: this path stands for nothing, as an answer not given")
        return replace(place, nowhere=True)

    def predicates(self, place: Place, depth: int) -> Place:
        while self.taken("["):
            if not place.path:
                self.refuse("a condition in [ ] follows a question or a repeat")
            self.stands.append(candidate_at(self.names, place.path))
            place = place.where(self.expression(0, depth + 1))
            self.stands.pop()
            self.expect("]")
        return place


def _joined(operator: str, left: Tree, right: Tree) -> Tree:
    """Chains of or, and, + stay flat, so that a long one is no deep one."""
    return (*left, right) if operator in _FLAT and left[0] == operator else (operator, left, right)


def _number(token: Token) -> int | float:
    number = float(token.text)
    if not isfinite(number):
        raise ExpressionProblem("a number is too large", token.column)
    return int(number) if number.is_integer() and number < 2**53 else number
