"""A clinician at a desk: each method is one thing that a person does or sees there.

Knows the words on the screen and nothing behind them. Public: Desk.
"""

from playwright.sync_api import Page, expect

from tests.support.browser import Phone
from tests.support.cast import Member


class Desk:
    def __init__(self, browser: Phone, url: str, member: Member) -> None:
        self.browser = browser
        self.url = url
        self.member = member

    @property
    def page(self) -> Page:
        return self.browser.page

    def signs_in(self) -> None:
        self.page.goto(self.url)
        self.page.get_by_label("User name").fill(self.member.username)
        self.page.get_by_label("Phrase").fill(self.member.phrase)
        self.page.get_by_role("button", name="Sign in").click()
        self.sees_the_list()

    def sees_the_list(self) -> None:
        expect(self.page.get_by_role("heading", name="Follow-up", level=1)).to_be_visible()

    def finds(self, *names: str) -> None:
        for name in names:
            expect(self.page.get_by_role("link", name=name)).to_be_visible()

    def misses(self, name: str) -> None:
        expect(self.page.get_by_role("link", name=name)).to_have_count(0)

    def opens(self, name: str) -> None:
        self.page.get_by_role("link", name=name).click()
        expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible()

    def reads(self, *words: str) -> None:
        for word in words:
            expect(self.page.get_by_text(word).first).to_be_visible()

    def reads_the_whole_report(self, *words: str) -> None:
        self.page.get_by_role("link", name="Whole report").click()
        self.reads(*words)
        self.page.go_back()

    def logs_an_attempt(self, mode: str, result: str, note: str) -> None:
        self.page.get_by_label(mode, exact=True).check()
        self.page.get_by_label(result, exact=True).check()
        self.page.get_by_label("Note").fill(note)
        self.page.get_by_role("button", name="Save the attempt").click()
        self.reads(note)

    def closes_it(self, outcome: str, note: str) -> None:
        self.page.get_by_role("link", name="Close this follow-up").click()
        self.page.get_by_label(outcome, exact=True).check()
        self.page.get_by_label("Note").fill(note)
        self.page.get_by_role("button", name="Close it").click()
        self.reads(note, outcome)

    def goes_back_to_the_list(self) -> None:
        self.page.goto(f"{self.url}/clinician/")
        self.sees_the_list()
