"""What every page is held to, whoever draws it: labels, headings, one title, nothing inline, nothing that a browser remembers.

Reads HTML text alone; knows no page by name. Each rule is one short function over the parsed page.
Public: problems, assert_clean.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
UNTYPED = frozenset(("hidden", "submit", "button", "reset", "image"))
# What a browser may remember, or fill in, because signing in is what it is for.
SIGN_IN = frozenset(("username", "current-password", "new-password", "one-time-code"))
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")
ELSEWHERE = ("http:", "https:", "//", "data:", "javascript:")


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    line: int
    children: "list[Element]" = field(default_factory=list)
    words: str = ""

    def __str__(self) -> str:
        told = " ".join(f'{name}="{self.attributes[name]}"' for name in ("id", "name", "type", "href") if name in self.attributes)
        return f"line {self.line}: <{' '.join(filter(None, (self.tag, told)))}>"

    def all(self) -> "Iterator[Element]":
        for child in self.children:
            yield child
            yield from child.all()

    def ancestors(self) -> "Iterator[Element]":
        if self.parent:
            yield self.parent
            yield from self.parent.ancestors()

    def inside(self, *tags: str) -> bool:
        return any(one.tag in tags for one in self.ancestors())

    def text(self) -> str:
        """What is read out: the words, and the alternative text of pictures."""
        own = [self.words, self.attributes.get("alt", "") if self.tag == "img" else ""]
        return " ".join([*own, *(child.text() for child in self.children)]).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {}, None, 0)
        self.at = self.root
        self.doctype = ""
        self.mismatches: list[str] = []

    def handle_decl(self, declaration: str) -> None:
        self.doctype = declaration.lower()

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in pairs]
        element = Element(tag, {name: text or "" for name, text in pairs}, self.at, self.getpos()[0])
        if len(set(names)) < len(names):
            self.mismatches.append(f"{element} has an attribute twice")
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, pairs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.at.tag != tag:
            self.mismatches.append(f"line {self.getpos()[0]}: </{tag}> closes {self.at}")
        while self.at.tag not in (tag, ""):
            self.at = self.at.parent or self.root
        self.at = self.at.parent or self.root

    def handle_data(self, words: str) -> None:
        self.at.words += words


@dataclass(frozen=True)
class _Page:
    doctype: str
    mismatches: list[str]
    elements: list[Element]

    def of(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def seen(self, *tags: str) -> list[Element]:
        """Those that are on the page from the start: not in a template or a closed dialog."""
        return [element for element in self.of(*tags) if not element.inside("template", "dialog")]

    def ids(self) -> Counter[str]:
        return Counter(element.attributes["id"] for element in self.elements if "id" in element.attributes)


def assert_clean(html: str, where: str) -> None:
    """Fails with every problem of the page, each with its line."""
    found = problems(html)
    assert not found, "\n".join([f"{where} is not clean:", *found])


def problems(html: str) -> list[str]:
    """What is wrong with a whole page, in words; an empty list where nothing is."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    page = _Page(reader.doctype, reader.mismatches, list(reader.root.all()))
    return [problem for rule in RULES for problem in rule(page)]


def _is_whole(page: _Page) -> Iterator[str]:
    yield from page.mismatches
    if page.doctype != "doctype html":
        yield "no <!doctype html>"
    for tag in ("html", "head", "title", "body", "main"):
        if len(page.seen(tag)) != 1:
            yield f"{len(page.seen(tag))} <{tag}> elements, not one"


def _says_its_language_and_title(page: _Page) -> Iterator[str]:
    yield from (f"{element} has no lang" for element in page.of("html") if not element.attributes.get("lang"))
    yield from ("the title is empty" for title in page.of("title") if not title.text())
    if not any(meta.attributes.get("name") == "viewport" for meta in page.of("meta")):
        yield "no viewport: a phone would draw it small"
    for meta in page.of("meta"):
        if "user-scalable=no" in meta.attributes.get("content", "") or "maximum-scale" in meta.attributes.get("content", ""):
            yield f"{meta} forbids zooming"


def _has_headings_in_order(page: _Page) -> Iterator[str]:
    headings = page.seen("h1", "h2", "h3", "h4", "h5", "h6")
    if sum(heading.tag == "h1" for heading in headings) != 1:
        yield "not exactly one <h1>"
    level = 0
    for heading in headings:
        if int(heading.tag[1]) > level + 1:
            yield f"{heading} skips a level"
        if not heading.text():
            yield f"{heading} is empty"
        level = int(heading.tag[1])


def _labels_every_control(page: _Page) -> Iterator[str]:
    labelled = {label.attributes.get("for") for label in page.of("label") if label.text()}
    for control in _controls(page):
        wrapped = any(one.tag == "label" and one.text() for one in control.ancestors())
        if not (wrapped or control.attributes.get("id") in labelled or _named_by_attribute(control)):
            yield f"{control} has no label"


def _names_every_button_and_link(page: _Page) -> Iterator[str]:
    for element in page.of("button", "a", "summary"):
        # What a template holds is given its words when it is cloned.
        if not element.text() and not _named_by_attribute(element) and not element.inside("template"):
            yield f"{element} has no words"
    for control in page.of("input"):
        if control.attributes.get("type") in ("submit", "button", "reset") and not control.attributes.get("value"):
            yield f"{control} has no words"
    yield from (f"{button} has no type" for button in page.of("button") if "type" not in button.attributes)


def _groups_its_choices(page: _Page) -> Iterator[str]:
    choices = [control for control in page.of("input") if control.attributes.get("type") in ("radio", "checkbox")]
    counts = Counter(control.attributes.get("name", "") for control in choices)
    for control in choices:
        if counts[control.attributes.get("name", "")] > 1 and not control.inside("fieldset"):
            yield f"{control} stands in no <fieldset>"
    for group in page.of("fieldset"):
        if not any(child.tag == "legend" and (child.text() or group.inside("template")) for child in group.children):
            yield f"{group} has no <legend>"


def _has_nothing_inline(page: _Page) -> Iterator[str]:
    for script in page.of("script"):
        if "src" not in script.attributes and script.attributes.get("type") != "application/json":
            yield f"{script} is inline"
    yield from (f"{element} is not allowed" for element in page.of("style", "iframe", "object", "embed", "base", "marquee"))
    for element in page.elements:
        yield from (f"{element} has {name}" for name in element.attributes if name == "style" or name.startswith("on"))


def _asks_nobody_else(page: _Page) -> Iterator[str]:
    for element in page.elements:
        for name in ("src", "srcset", "action", "formaction", "poster"):
            if element.attributes.get(name, "").strip().lower().startswith(ELSEWHERE):
                yield f"{element} loads from elsewhere: {element.attributes[name]}"
    for link in page.of("link", "a"):
        address = link.attributes.get("href", "").strip().lower()
        if address.startswith(("javascript:", "data:")) or (link.tag == "link" and address.startswith(ELSEWHERE)):
            yield f"{link} loads from elsewhere"


def _lets_no_browser_remember(page: _Page) -> Iterator[str]:
    for control in _controls(page):
        if control.attributes.get("type") in ("radio", "checkbox", "file", "range", "color"):
            continue
        form = next((one for one in control.ancestors() if one.tag == "form"), None)
        inherited = form.attributes.get("autocomplete", "") if form else ""
        wish = control.attributes.get("autocomplete", inherited)
        if wish != "off" and wish not in SIGN_IN:
            yield f"{control} may be remembered: autocomplete is not off"


def _gives_each_id_once(page: _Page) -> Iterator[str]:
    ids = page.ids()
    yield from (f"the id {name} is given {count} times" for name, count in ids.items() if count > 1)
    for element in page.elements:
        for attribute in REFERENCES:
            for name in element.attributes.get(attribute, "").split():
                if name not in ids and not element.inside("template"):
                    yield f"{element}: {attribute} names {name}, which is not there"


def _is_kind_to_keyboards_and_ears(page: _Page) -> Iterator[str]:
    yield from (f"{image} has no alt" for image in page.of("img") if "alt" not in image.attributes)
    yield from (f"{table} has no <th>" for table in page.of("table") if not any(one.tag == "th" for one in table.all()))
    for element in page.elements:
        if element.attributes.get("tabindex", "0").lstrip("-").isdigit() and int(element.attributes.get("tabindex", "0")) > 0:
            yield f"{element} changes the order of the Tab key"
        if element.tag in ("a", "button") and element.inside("a", "button"):
            yield f"{element} stands inside another link or button"


def _controls(page: _Page) -> list[Element]:
    return [one for one in page.of("input", "select", "textarea") if one.attributes.get("type", "text") not in UNTYPED]


def _named_by_attribute(element: Element) -> bool:
    return bool(element.attributes.get("aria-label", "").strip() or element.attributes.get("aria-labelledby", "").strip())


RULES: tuple[Callable[[_Page], Iterator[str]], ...] = (
    _is_whole,
    _says_its_language_and_title,
    _has_headings_in_order,
    _labels_every_control,
    _names_every_button_and_link,
    _groups_its_choices,
    _has_nothing_inline,
    _asks_nobody_else,
    _lets_no_browser_remember,
    _gives_each_id_once,
    _is_kind_to_keyboards_and_ears,
)
