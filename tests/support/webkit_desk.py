"""A clinician at WebKitGTK: the steps of desk.py that the journey takes, word for word what stands on the screen there.

Apart from it, since Playwright does not drive this browser and WebDriver knows no roles. Public: WebKitDesk.
"""

from tests.support.cast import Member
from tests.support.webkit import Window, button, link


class WebKitDesk:
    def __init__(self, window: Window, url: str, member: Member) -> None:
        self.window = window
        self.url = url
        self.member = member

    def signs_in(self) -> None:
        self.window.goes_to(self.url)
        self.window.types(_field("User name"), self.member.username)
        self.window.types(_field("Phrase"), self.member.phrase)
        self.window.presses(button("Sign in"))
        self.sees_the_list()

    def sees_the_list(self) -> None:
        self.window.sees(_heading("Follow-up"))

    def finds(self, *names: str) -> None:
        for name in names:
            self.window.sees(_link_with(name))

    def misses(self, name: str) -> None:
        self.window.sees(_link_with(name), 0)

    def opens(self, name: str) -> None:
        self.window.presses(_link_with(name))
        self.window.sees(_heading(name))

    def reads(self, *words: str) -> None:
        for word in words:
            self.window.sees(f"//*[contains(text(), '{word}')]")

    def reads_the_whole_report(self, *words: str) -> None:
        self.window.presses(link("Whole report"))
        self.reads(*words)
        self.window.goes_back()

    def logs_an_attempt(self, mode: str, result: str, note: str) -> None:
        self._chooses(mode, result)
        self.window.types(_field("Note"), note)
        self.window.presses(button("Save the attempt"))
        self.reads(note)

    def closes_it(self, outcome: str, note: str) -> None:
        self.window.presses(link("Close this follow-up"))
        self._chooses(outcome)
        self.window.types(_field("Note"), note)
        self.window.presses(button("Close it"))
        self.reads(note, outcome)

    def goes_back_to_the_list(self) -> None:
        self.window.goes_to(f"{self.url}/clinician/")
        self.sees_the_list()

    def _chooses(self, *choices: str) -> None:
        for choice in choices:
            self.window.presses(f"//label[normalize-space()='{choice}']")


def _field(label: str) -> str:
    return f"//*[self::input or self::textarea][@id=//label[starts-with(normalize-space(), '{label}')]/@for]"


def _heading(words: str) -> str:
    return f"//h1[contains(normalize-space(), '{words}')]"


def _link_with(words: str) -> str:
    return f"//a[contains(normalize-space(), '{words}')]"
