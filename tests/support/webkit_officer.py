"""An officer at WebKitGTK: the steps of officer.py that the journey takes, word for word what stands on the screen there.

Apart from it, since Playwright does not drive this browser and WebDriver knows no roles. Public: WebKitOfficer.
"""

from collections.abc import Mapping

from tests.support.cast import Member
from tests.support.webkit import Window, button, link

DIALOG = "//dialog[@open]"


class WebKitOfficer:
    def __init__(self, window: Window, url: str, member: Member) -> None:
        self.window = window
        self.url = url
        self.member = member

    def opens_the_app(self) -> None:
        self.window.goes_to(f"{self.url}/officer/")
        self.window.sees(link("Crisis contact"))

    def signs_in(self) -> None:
        self.window.presses(button("Sign in"))
        self._fills_in({"User name": self.member.username, "Phrase": self.member.phrase}, "Sign in")

    def sets_the_device_up(self, code: str) -> None:
        self.window.presses(button("Set up"))
        self._fills_in({"Code": code}, "Set up")

    def can_work_without_a_network(self) -> None:
        self.window.holds("navigator.serviceWorker.controller !== null")

    def reloads(self) -> None:
        self.window.reloads()

    def starts_a_crisis_contact(self) -> None:
        self.window.presses(link("Crisis contact"))
        self.window.sees("//h1[normalize-space()='Crisis contact']")

    def answers(self, words: Mapping[str, str | list[str]]) -> None:
        for label, answer in words.items():
            question = f"(//*[@data-question][.//*[self::legend or self::label][starts-with(normalize-space(), '{label}')]])[last()]"
            self._answer(question, answer)

    def sends(self) -> None:
        self.window.presses(button("Send"))
        self.window.sees("//*[contains(text(), 'Saved on this device. It is sent')]")

    def unlocks(self) -> None:
        self.window.presses(button("Unlock"))
        self._fills_in({"Phrase": self.member.phrase}, "Unlock")

    def sees(self, title: str, count: int) -> None:
        self.window.sees(f"//section[h2/span[normalize-space()='{title}']]//li", count)

    def sees_what_became_of(self, name: str, words: str) -> None:
        self.window.sees(f"//section[h2/span[normalize-space()='Received']]//li[contains(., '{name}')][contains(., '{words}')]")

    def _answer(self, question: str, answer: str | list[str]) -> None:
        self.window.sees(question)
        if self.window.counts(f"{question}//input[@type='radio' or @type='checkbox']"):
            for choice in [answer] if isinstance(answer, str) else answer:
                self.window.presses(f"{question}//label[normalize-space()='{choice}']")
        else:
            self.window.types(f"{question}//*[self::input or self::textarea]", str(answer))

    def _fills_in(self, words: Mapping[str, str], confirm: str) -> None:
        for label, text in words.items():
            self.window.types(f"{DIALOG}//input[@id=//label[normalize-space()='{label}']/@for]", text)
        self.window.presses(f"{DIALOG}{button(confirm)}")
        self.window.sees(DIALOG, 0)
