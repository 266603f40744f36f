"""The functions of an expression: what stands in their brackets is read as each of them wants it. Most take expressions; some take a path,
a list or a name. Which there are otherwise, and what they do, is in functions.py. Public: Calls.
"""

import re
from abc import ABC, abstractmethod

from fieldform.forms.expression.functions import FUNCTIONS
from fieldform.forms.expression.paths import Place, Where, answers_at, choice_of, number_of, stand_at
from fieldform.forms.expression.pattern import PatternProblem, compile_pattern
from fieldform.forms.expression.tokens import LAST_SAVED, Token, Walk, tokens_of
from fieldform.forms.expression.tree import ExpressionProblem, Tree

_CHT = "cht:"
_SPOKEN = "itextId"
_NOT_TOLD = frozenset({"duration", "device-info", "phone-call-log", "phone-call-duration", "collect-is-phone-app", "version"})
_OF_ITSELF = ("string", "number", "string-length", "normalize-space")
_REFERENCE = re.compile(r"\$\{[ ]*([^{} ]+)[ ]*\}\Z")


class Calls(Walk, ABC):
    """`stands`: where the expression stands, and inside it each predicate that is being read."""

    def __init__(self, text: str, where: Where) -> None:
        super().__init__(tokens_of(text))
        self.names = where.names
        self.warn = where.warn
        self.stands = [stand_at(where.names, where.path, row=where.choices)]

    @abstractmethod
    def expression(self, weakest: int, depth: int) -> Tree:
        """Operators at least as strong as level `weakest`, grouped to the left."""

    @abstractmethod
    def path(self, depth: int) -> Place:
        """What a path leads to."""

    def named(self, token: Token) -> str:
        found = _REFERENCE.match(token.text)
        name = found[1] if found else token.text[2:-1]
        if name.startswith(LAST_SAVED):
            raise ExpressionProblem("answers of the form filled last (last-saved) are not supported", token.column)
        if name not in self.names.paths:
            raise ExpressionProblem(f"there is no question named “{name}”", token.column)
        return self.names.paths[name]

    def call(self, token: Token, depth: int) -> Tree:
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
        if token.text == "jr:itext" and self.tokens[self.place + 1].text == "instance":
            return self.itext(token, depth)
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

    def count(self, token: Token, depth: int) -> Tree:
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

    def position(self, token: Token, depth: int) -> Tree:
        self.expect("(")
        if self.taken(")"):
            return self.of_candidate("nth", token)
        tree = number_of(self.path(depth), self.stands)
        if tree is None:
            raise ExpressionProblem("position() is asked of the repeat that it stands in, mostly position(..)", token.column)
        self.expect(")")
        return tree

    def last(self, token: Token, _depth: int) -> Tree:
        self.expect("(")
        self.expect(")")
        return self.of_candidate("last", token)

    def of_candidate(self, node: str, token: Token) -> Tree:
        if not self.stands[-1].inside:
            raise ExpressionProblem(f"{token.text}() has a meaning only in [ ]; the number of a repeat is position(..)", token.column)
        return (node,)

    def instance(self, token: Token, depth: int) -> Tree:
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
        return self.rows(name[0][1], self.column() if self.taken("/") else "", tests, token)

    def column(self) -> str:
        """Of an XML instance a cell may stand in others: its column is the way to it."""
        names = [self.take().text]
        while self.taken("/"):
            names.append(self.take().text)
        return "/".join(names)

    def absent(self, name: str, token: Token, depth: int) -> Tree:
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

    def rows(self, name: str, column: str, tests: list[Tree], token: Token) -> Tree:
        known = self.names.lists.get(name, ())
        if column == _SPOKEN and known is not None and column not in known:
            column = "label"
        if name not in self.names.lists:
            raise ExpressionProblem(f"there is no list named “{name}”", token.column)
        if column and known is not None and column not in known:
            raise ExpressionProblem(f"the list “{name}” has no column “{column}”", token.column)
        return ("list", name, column, *tests)

    def indexed(self, token: Token, depth: int) -> Tree:
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

    def pulldata(self, token: Token, depth: int) -> Tree:
        arguments = self.arguments(depth)
        if len(arguments) != 4 or any(part[0] != "lit" for part in arguments[:3]):
            raise ExpressionProblem("pulldata is written pulldata('file', 'column', 'key column', key)", token.column)
        name, column, key = (str(part[1]) for part in arguments[:3])
        test = ("=", ("column", key), ("call", "string", arguments[3]))
        return self.rows(name.removesuffix(".csv"), column, [test], token)

    def itext(self, token: Token, depth: int) -> Tree:
        """The words of a choice, as pyxform once wrote jr:choice-name: by their number in the form, which a choice has in itextId."""
        arguments = self.arguments(depth)
        if len(arguments) != 1 or arguments[0][0] != "list":
            raise ExpressionProblem("jr:itext is written jr:itext(instance('list')/root/item[…]/itextId)", token.column)
        return arguments[0]

    def index(self, token: Token, _depth: int) -> Tree:
        """SurveyCTO's word for the number of the instance that it stands in."""
        self.expect("(")
        self.expect(")")
        if not self.stands[0].repeats:
            raise ExpressionProblem("index() has a meaning only in a repeat", token.column)
        return ("outer", ("position", 0)) if self.stands[-1].candidate else ("position", 0)

    def choice_label(self, token: Token, depth: int) -> Tree:
        """SurveyCTO's jr:choice-name, the question first."""
        self.expect("(")
        if self.token.kind != "question":
            raise ExpressionProblem("choice-label is written choice-label(${question}, choice)", token.column)
        path = self.named(self.take())
        self.expect(",")
        chosen = self.expression(0, depth + 1)
        self.expect(")")
        return ("call", "jr:choice-name", chosen, ("lit", path))

    def choice_question(self, argument: Tree, token: Token) -> Tree:
        """jr:choice-name names its question in quotes, as ${name} or by its path."""
        text = str(argument[1]).strip() if argument[0] == "lit" else ""
        is_reference = _REFERENCE.match(text) is not None
        path = self.named(Token("question", text, token.column)) if is_reference else choice_of(self.names, text)
        if path is None:
            raise ExpressionProblem("jr:choice-name is written jr:choice-name(${question}, '${question}')", token.column)
        return ("lit", path)


def _regex(arguments: list[Tree], token: Token) -> Tree:
    if len(arguments) != 2 or arguments[1][0] != "lit" or not isinstance(arguments[1][1], str):
        raise ExpressionProblem("regex is written regex(value, 'pattern')", token.column)
    try:
        return ("regex", arguments[0], compile_pattern(arguments[1][1]))
    except PatternProblem as problem:
        raise ExpressionProblem(f"in the pattern, character {problem.place}: {problem.message}", token.column) from problem


def _check_count(count: int, token: Token) -> None:
    function = FUNCTIONS[token.text]
    if count < function.least or (function.most is not None and count > function.most):
        most = "any number of" if function.most is None else function.most
        wanted = f"{function.least}" if function.most == function.least else f"{function.least} to {most}"
        raise ExpressionProblem(f"{token.text}() takes {wanted} arguments, not {count}", token.column)
