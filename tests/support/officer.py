"""An officer at a phone: each method is one thing that a person does or sees there.

Knows the words on the screen and nothing behind them. Public: Officer, UNDO_MS.
"""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Phone, comes_true
from tests.support.cast import Member

UNDO_MS = 10_000


class Officer:
    """`url` is what was typed into the address bar on the first day."""

    def __init__(self, phone: Phone, url: str, member: Member) -> None:
        self.phone = phone
        self.url = url
        self.member = member

    @property
    def page(self) -> Page:
        return self.phone.page

    def signs_in(self) -> None:
        self.page.get_by_role("button", name="Sign in").click()
        dialog = self._dialog("Sign in")
        dialog.get_by_label("User name").fill(self.member.username)
        dialog.get_by_label("Phrase").fill(self.member.phrase)
        dialog.get_by_role("button", name="Sign in").click()
        expect(dialog).to_be_hidden()

    def signs_in_where_it_is_asked(self) -> None:
        """The dialog has opened by itself."""
        self.types_into_sign_in(self.member.phrase)
        expect(self._dialog("Sign in")).to_be_hidden()

    def types_into_sign_in(self, phrase: str) -> None:
        dialog = self._dialog("Sign in")
        dialog.get_by_label("User name").fill(self.member.username)
        dialog.get_by_label("Phrase").fill(phrase)
        dialog.get_by_role("button", name="Sign in").click()

    def sets_the_device_up(self, code: str) -> None:
        self.page.get_by_role("button", name="Set up").click()
        dialog = self._dialog("Set up this device")
        dialog.get_by_label("Code").fill(code)
        dialog.get_by_role("button", name="Set up").click()
        expect(dialog).to_be_hidden()

    def can_work_without_a_network(self) -> None:
        """The worker has kept everything: from now on this device opens by itself."""
        comes_true(self.page, "navigator.serviceWorker.controller !== null")

    def opens_the_app(self) -> None:
        self.page.goto(f"{self.url}/officer/")
        expect(self.page.get_by_role("link", name="Crisis contact", exact=True)).to_be_visible()

    def reloads(self) -> None:
        self.page.reload()

    def starts_a_crisis_contact(self) -> None:
        self.page.get_by_role("link", name="Crisis contact", exact=True).click()
        expect(self.page.get_by_role("heading", name="Crisis contact", level=1)).to_be_visible()

    def answers(self, words: Mapping[str, str | list[str]]) -> None:
        """Each question by its label: a chip or several are pressed, anything else is typed."""
        for label, answer in words.items():
            self._answer(self._question(label), answer)

    def sends(self) -> None:
        self.page.get_by_role("button", name="Send", exact=True).click()
        expect(self.page.get_by_text("Saved on this device. It is sent").first).to_be_visible()

    def lets_the_time_for_undoing_pass(self) -> None:
        """At once, on a Phone with its own clock."""
        self.page.clock.fast_forward(UNDO_MS)

    def unlocks(self) -> None:
        dialog = self._dialog("Unlock what you wrote")
        if not dialog.is_visible():
            self.page.get_by_role("button", name="Unlock").first.click()
        dialog.get_by_label("Phrase").fill(self.member.phrase)
        dialog.get_by_role("button", name="Unlock").click()
        expect(dialog).to_be_hidden()

    def sees(self, title: str, count: int) -> None:
        """How many rows stand under a heading of the home screen; what was just sent leaves after the ten seconds for undoing."""
        expect(self.rows(title)).to_have_count(count, timeout=30_000)

    def sees_what_became_of(self, name: str, words: str) -> None:
        expect(self.rows("Received").filter(has_text=name)).to_contain_text(words, timeout=30_000)

    def field(self, label: str) -> Locator:
        """Where the answer to a question is typed."""
        return self._question(label).locator("input, textarea").first

    def rows(self, title: str) -> Locator:
        return self.page.get_by_role("region", name=title).get_by_role("listitem")

    def leaves_for(self, title: str) -> None:
        self.rows(title).first.get_by_role("button").first.click()

    def _question(self, label: str) -> Locator:
        exactly = re.compile(rf"^\s*{re.escape(label)}")
        named = self.page.locator("legend, label").filter(has_text=exactly)
        return self.page.locator("[data-question]").filter(has=named).last

    def _answer(self, question: Locator, answer: str | list[str]) -> None:
        if question.locator("input[type=radio], input[type=checkbox]").count():
            for choice in [answer] if isinstance(answer, str) else answer:
                question.get_by_label(choice, exact=True).check()
        else:
            question.locator("input, textarea").first.fill(str(answer))

    def _dialog(self, title: str) -> Locator:
        return self.page.get_by_role("dialog", name=title, include_hidden=True)
