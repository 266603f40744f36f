"""Text of an XForms expression → tree: a tokenizer and precedence climbing over XPath 1.0 §3; what names answers is for paths.py.

`.` is the answer itself. Where the expression stands, and what it may name, comes in as a `Where`.
Public: parse.
"""

import re
from dataclasses import replace
from math import isfinite
from typing import NamedTuple, NoReturn

from fieldform.forms.expression.functions import FUNCTIONS
from fieldform.forms.expression.paths import Place, Stand, Where, answers_at, candidate_at, choice_of, number_of, stand_at
from fieldform.forms.expression.pattern import PatternProblem, compile_pattern
from fieldform.forms.expression.tree import ExpressionProblem, Tree, depth_of

MAX_DEPTH = 100
MAX_LENGTH = 20_000
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_STRENGTH = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_CHT = "cht:"
_NOT_TOLD = frozenset({"duration", "device-info", "phone-call-log", "phone-call-duration", "collect-is-phone-app", "version"})
_LAST_SAVED = "last-saved#"
_NOTHING = ("null", "hidden")  # Words that authors write for no answer, and for what nobody is to see.
_FLAT = ("or", "and", "+")
_OF_ITSELF = ("string", "number", "string-length", "normalize-space")
_TOKEN = re.compile(
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
_REFERENCE = re.compile(r"\$\{[ ]*([^{} ]+)[ ]*\}\Z")
_NOT_YET = {"//": "a path with //", "@": "an attribute", "|": "a union of paths", "*": "a path with *"}


class _Token(NamedTuple):
    kind: str
    text: str
    column: int

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.text in signs


def parse(text: str, where: Where) -> Tree:
    """The tree of an expression; ExpressionProblem, with the column, for anything that is not one."""
    if len(text) > MAX_LENGTH:
        raise ExpressionProblem(f"longer than {MAX_LENGTH} characters", MAX_LENGTH)
    parser = _Parser(list(_tokens(text)), where)
    tree = parser.expression(0, 0)
    if parser.token.kind != "end":
        parser.refuse_token(parser.token)
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
    if character in "\"'":
        raise ExpressionProblem("a text without its closing quote", column)
    if character in "‘’“”":
        raise ExpressionProblem(f"{character} is no quotation mark here: write ' or \"", column)
    raise ExpressionProblem(f"“{character}” has no meaning here", column)


class _Parser:
    """Walks the tokens once. In operand position a name is a function or part of a path; in operator position it must be or, and, div
    or mod. `stands`: where the expression stands, and inside it each predicate that is being read."""

    def __init__(self, tokens: list[_Token], where: Where) -> None:
        self.tokens = tokens
        self.place = 0
        self.names = where.names
        self.warn = where.warn
        self.stands: list[Stand] = [stand_at(where.names, where.path, row=where.choices)]

    @property
    def token(self) -> _Token:
        return self.tokens[self.place]

    def refuse(self, message: str) -> NoReturn:
        raise ExpressionProblem(message, self.token.column)

    def refuse_token(self, token: _Token) -> NoReturn:
        if token.text in _NOT_YET and token.kind == "sign" and token.text != "*":
            raise ExpressionProblem(f"{_NOT_YET[token.text]} is not supported", token.column)
        message = "the expression ends too early" if token.kind == "end" else f"“{token.text}” was not expected here"
        raise ExpressionProblem(message, token.column)

    def take(self) -> _Token:
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

    def expression(self, weakest: int, depth: int) -> Tree:
        """Operators at least as strong as level `weakest`, grouped to the left."""
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

    # Paths

    def answers(self, depth: int) -> Tree:
        token, stand = self.token, self.stands[-1]
        if token.kind == "self" and not self.tokens[self.place + 1].is_sign("/", "["):
            self.place += 1
            return ("self",)
        if token.kind == "name" and stand.row and token.text != "current":
            return ("column", self.take().text)
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
        if token.kind == "question" and self.warn is not None and _LAST_SAVED in token.text:
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

    def root(self, token: _Token) -> Place:
        if token.kind != "name":
            self.refuse_step(token)
        if token.text not in (self.names.root, "data"):
            if self.warn is not None and self.token.is_sign("/"):
                return self.lost(Place(""), token)
            raise ExpressionProblem(f"a path from the top begins with /{self.names.root}", token.column)
        return Place("")

    def refuse_step(self, token: _Token) -> NoReturn:
        if token.text in _NOT_YET:
            raise ExpressionProblem(f"{_NOT_YET[token.text]} is not supported", token.column)
        self.refuse_token(token)

    def child(self, place: Place, token: _Token) -> Place:
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

    def parent(self, place: Place, token: _Token) -> Place:
        if not place.path and self.warn is not None:
            return self.lost(place, token)
        if not place.path:
            raise ExpressionProblem("there is nothing above this", token.column)
        return place.above()

    def is_further(self) -> bool:
        """Whether this is a step of a path and no word alone, which is mostly a text without its quotes."""
        return self.tokens[self.place - 2].is_sign("/") or self.token.is_sign("/")

    def lost(self, place: Place, token: _Token) -> Place:
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

    def named(self, token: _Token) -> str:
        found = _REFERENCE.match(token.text)
        name = found[1] if found else token.text[2:-1]
        if name.startswith(_LAST_SAVED):
            raise ExpressionProblem("answers of the form filled last (last-saved) are not supported", token.column)
        if name not in self.names.paths:
            raise ExpressionProblem(f"there is no question named “{name}”", token.column)
        return self.names.paths[name]

    # Functions

    def call(self, token: _Token, depth: int) -> Tree:
        special = {
            "count": self.count,
            "count-non-empty": self.count,
            "position": self.position,
            "last": self.last,
            "instance": self.instance,
            "indexed-repeat": self.indexed,
            "pulldata": self.pulldata,
            "index": self.index,
            "choice-label": self.choice_label,
        }
        if token.text in special:
            return special[token.text](token, depth)
        if token.text == "linebreak" and not self.arguments(depth):
            return ("lit", "\n")
        if token.text in _NOT_TOLD and self.warn is not None:
            self.arguments(depth)
            self.warn(f"character {token.column}: “{token.text}()” is not told here: it stands for nothing, as an answer not given")
            return ("lit", "")
        if token.text.removeprefix(_CHT) in FUNCTIONS:
            token = token._replace(text=token.text.removeprefix(_CHT))
        if token.text not in FUNCTIONS and token.text != "regex":
            raise ExpressionProblem(f"there is no function “{token.text}”", token.column)
        arguments = self.arguments(depth)
        if token.text == "regex":
            return _regex(arguments, token)
        if not arguments and token.text in _OF_ITSELF:
            arguments = [("self",)]
        _check_count(len(arguments), token)
        if token.text == "jr:choice-name":
            arguments[1] = self.choice_question(arguments[1], token)
        return ("call", token.text, *arguments)

    def arguments(self, depth: int) -> list[Tree]:
        self.expect("(")
        arguments: list[Tree] = []
        if not self.token.is_sign(")"):
            arguments.append(self.expression(0, depth + 1))
            while self.taken(","):
                arguments.append(self.expression(0, depth + 1))
        self.expect(")")
        return arguments

    def count(self, token: _Token, depth: int) -> Tree:
        """Of repeats and groups as well, which have no answer."""
        self.expect("(")
        if self.token.text == "instance":
            counted = self.expression(0, depth + 1)
            if counted[0] == "lit":
                self.expect(")")
                return ("lit", 0)
        elif self.token.kind in ("question", "up", "self", "name") or self.token.is_sign("/"):
            place = self.path(depth)
            if place.nowhere:
                self.expect(")")
                return ("lit", 0)
            counted = answers_at(self.names, place, self.stands, always_nodes=True)
        else:
            raise ExpressionProblem(f"{token.text}() is asked of a repeat or of questions", token.column)
        self.expect(")")
        return ("call", token.text, counted)

    def position(self, token: _Token, depth: int) -> Tree:
        self.expect("(")
        if self.taken(")"):
            return self.of_candidate("nth", token)
        tree = number_of(self.path(depth), self.stands)
        if tree is None:
            raise ExpressionProblem("position() is asked of the repeat that it stands in, mostly position(..)", token.column)
        self.expect(")")
        return tree

    def last(self, token: _Token, _depth: int) -> Tree:
        self.expect("(")
        self.expect(")")
        return self.of_candidate("last", token)

    def of_candidate(self, node: str, token: _Token) -> Tree:
        if not self.stands[-1].inside:
            raise ExpressionProblem(f"{token.text}() has a meaning only in [ ]; the number of a repeat is position(..)", token.column)
        return (node,)

    def instance(self, token: _Token, depth: int) -> Tree:
        name = self.arguments(depth)
        if len(name) != 1 or name[0][0] != "lit":
            raise ExpressionProblem("a list is written instance('list')/root/item[…]/column", token.column)
        if name[0][1] in self.names.absent and self.warn is not None:
            return self.absent(name[0][1], token, depth)
        for _ in ("root", "item"):
            self.expect("/")
            self.take()
        tests: list[Tree] = []
        while self.taken("["):
            self.stands.append(self.stands[-1]._replace(row=True, inside=True))
            tests.append(self.expression(0, depth + 1))
            self.stands.pop()
            self.expect("]")
        return self.rows(name[0][1], self.take().text if self.taken("/") else "", tests, token)

    def absent(self, name: str, token: _Token, depth: int) -> Tree:
        """What another program keeps beside its forms: whatever is asked of it is not given here."""
        while self.taken("/"):
            self.take()
            while self.taken("["):
                self.stands.append(self.stands[-1]._replace(row=True, inside=True))
                self.expression(0, depth + 1)
                self.stands.pop()
                self.expect("]")
        if self.warn is not None:
            self.warn(f"character {token.column}: “{name}” is what another program knows: it stands for nothing, as an answer not given")
        return ("lit", "")

    def rows(self, name: str, column: str, tests: list[Tree], token: _Token) -> Tree:
        known = self.names.lists.get(name, ())
        if name not in self.names.lists:
            raise ExpressionProblem(f"there is no list named “{name}”", token.column)
        if column and known is not None and column not in known:
            raise ExpressionProblem(f"the list “{name}” has no column “{column}”", token.column)
        return ("list", name, column, *tests)

    def indexed(self, token: _Token, depth: int) -> Tree:
        self.expect("(")
        place = self.path(depth)
        while self.taken(","):
            repeat = self.path(depth).path
            self.expect(",")
            if repeat not in self.names.repeats or not place.path.startswith(f"{repeat}/"):
                raise ExpressionProblem("indexed-repeat is written indexed-repeat(${question}, ${its repeat}, number)", token.column)
            place = place.number(repeat, self.expression(0, depth + 1))
        self.expect(")")
        return answers_at(self.names, place, self.stands)

    def pulldata(self, token: _Token, depth: int) -> Tree:
        arguments = self.arguments(depth)
        if len(arguments) != 4 or any(part[0] != "lit" for part in arguments[:3]):
            raise ExpressionProblem("pulldata is written pulldata('file', 'column', 'key column', key)", token.column)
        name, column, key = (str(part[1]) for part in arguments[:3])
        test = ("=", ("column", key), ("call", "string", arguments[3]))
        return self.rows(name.removesuffix(".csv"), column, [test], token)

    def index(self, token: _Token, _depth: int) -> Tree:
        """SurveyCTO's word for the number of the instance that it stands in."""
        self.expect("(")
        self.expect(")")
        if not self.stands[0].repeats:
            raise ExpressionProblem("index() has a meaning only in a repeat", token.column)
        return ("outer", ("position", 0)) if self.stands[-1].candidate else ("position", 0)

    def choice_label(self, token: _Token, depth: int) -> Tree:
        """SurveyCTO's jr:choice-name, the question first."""
        self.expect("(")
        if self.token.kind != "question":
            raise ExpressionProblem("choice-label is written choice-label(${question}, choice)", token.column)
        path = self.named(self.take())
        self.expect(",")
        chosen = self.expression(0, depth + 1)
        self.expect(")")
        return ("call", "jr:choice-name", chosen, ("lit", path))

    def choice_question(self, argument: Tree, token: _Token) -> Tree:
        """jr:choice-name names its question in quotes, as ${name} or by its path."""
        text = str(argument[1]).strip() if argument[0] == "lit" else ""
        is_reference = _REFERENCE.match(text) is not None
        path = self.named(_Token("question", text, token.column)) if is_reference else choice_of(self.names, text)
        if path is None:
            raise ExpressionProblem("jr:choice-name is written jr:choice-name(${question}, '${question}')", token.column)
        return ("lit", path)


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
