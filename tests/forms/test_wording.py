"""The words of a form: the Markdown of XLSForm and nothing else, and no script however it is written."""

import pytest

from fieldform.forms.wording import html_of, plain_of, spoken


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Plain & simple", "Plain &amp; simple"),
        ("**Do not** ask", "<strong>Do not</strong> ask"),
        ("__Do not__ *ask* _twice_", "<strong>Do not</strong> <em>ask</em> <em>twice</em>"),
        ("a_name_with_lines and 2 * 3 * 4", "a_name_with_lines and 2 * 3 * 4"),
        ("# Safety\nRead this", '<strong class="heading">Safety</strong>Read this'),
        ("one\r\ntwo<br>three", "one<br>two<br>three"),
        (r"\*\*as it is\*\*", "**as it is**"),
        ("[988](https://988lifeline.org)", '<a href="https://988lifeline.org" target="_blank" rel="noopener noreferrer">988</a>'),
        ('<span style="color:red">Red</span> words', "Red words"),
        ("Hello ${/who/name}!", 'Hello <span data-shows="/who/name">…</span>!'),
        ("**${/a}**", '<strong><span data-shows="/a">…</span></strong>'),
    ],
)
def test_it_keeps_the_marks_of_an_xlsform(text: str, html: str) -> None:
    assert html_of(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "[press](javascript:alert`1`)",
        "[press](data:text/html,x)",
        '[press](https://x.org/"onclick="alert(1))',
        "**<svg onload=alert(1)>**",
        '<span onclick="alert(1)">x</span><iframe src=//x>',
        "[a](https://x.org)<script>",
        "\ue0000\ue001 <b>",
    ],
)
def test_it_lets_nothing_run(text: str) -> None:
    html = html_of(text)
    for tag in ("<strong>", "</strong>", "<br>", '<a href="https://x.org" target="_blank" rel="noopener noreferrer">', "</a>"):
        html = html.replace(tag, "")
    assert "<" not in html


def test_it_takes_the_marks_off_for_a_line_of_plain_text() -> None:
    assert plain_of("# **Is** [this](https://x.org) ${/a}\n_right_?", {"/a": "it"}.__getitem__) == "Is this it right?"


def test_a_text_of_many_marks_costs_no_time() -> None:
    assert html_of("*" * 20_000 + "_" * 20_000 + "[" * 20_000).count("[") == 20_000


def test_every_language_is_there_and_the_default_shows() -> None:
    html = spoken("Who?", {"ar": "من؟", "x-klingon": "nuq"})
    assert html.startswith('<span data-in="">Who?</span><span data-in="ar" lang="ar" dir="rtl" hidden>من؟</span>')
    assert '<span data-in="x-klingon" dir="ltr" hidden>' in html
