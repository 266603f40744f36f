"""The lint must see what it is there to see: one clean page, and each way of spoiling it."""

import pytest

from tests.support.page_lint import problems

CLEAN = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title></head>
<body><main><h1>A page</h1><h2>Part</h2>
<form autocomplete="off"><label for="name">Name</label><input id="name" name="name"><button type="submit">Save</button></form>
</main></body></html>"""


def test_it_finds_nothing_wrong_with_a_clean_page() -> None:
    assert problems(CLEAN) == []


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('lang="en"', "", "no lang"),
        ("<title>A page</title>", "<title></title>", "title is empty"),
        ("<h1>A page</h1>", "", "not exactly one <h1>"),
        ("<h2>Part</h2>", "<h3>Part</h3>", "skips a level"),
        ('<label for="name">Name</label>', "", "has no label"),
        ('autocomplete="off"', "", "may be remembered"),
        ("<h2>Part</h2>", "<script>1</script>", "is inline"),
        ("<h2>Part</h2>", "<style>p{}</style>", "is not allowed"),
        ("<h2>Part</h2>", '<p style="color: red">x</p>', "has style"),
        ("<h2>Part</h2>", '<p onclick="x()">x</p>', "has onclick"),
        ("<h2>Part</h2>", '<p id="name">x</p>', "given 2 times"),
        ("<h2>Part</h2>", '<p aria-describedby="gone">x</p>', "not there"),
        ("<h2>Part</h2>", '<script src="https://elsewhere.example/a.js"></script>', "from elsewhere"),
        ("<h2>Part</h2>", '<a href="javascript:x()">x</a>', "from elsewhere"),
        ("<h2>Part</h2>", '<img src="/a.png">', "has no alt"),
        ("<h2>Part</h2>", '<a href="/x"></a>', "has no words"),
        ("<h2>Part</h2>", "<fieldset><p>x</p></fieldset>", "no <legend>"),
        ("<h2>Part</h2>", "<p><b>x</p></b>", "closes"),
        ("<!doctype html>", "", "doctype"),
    ],
)
def test_it_tells_of_each_fault(was: str, becomes: str, told: str) -> None:
    assert any(told in problem for problem in problems(CLEAN.replace(was, becomes)))


def test_it_lets_the_sign_in_be_remembered() -> None:
    assert problems(CLEAN.replace('name="name"', 'name="name" autocomplete="username"')) == []


def test_it_takes_a_choice_outside_a_group_for_a_fault() -> None:
    choice = '<label><input type="radio" name="a" value="1">One</label><label><input type="radio" name="a" value="2">Two</label>'
    assert any("no <fieldset>" in problem for problem in problems(CLEAN.replace("<h2>Part</h2>", choice)))
