"""An officer at a real phone, in sentences: signs in, sets the device up, fills in a form, sends it, loses the network.

Knows the pages by what a person sees or by their data attributes. Public: Officer, new_code, publish_anew.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from fieldform.forms import Form
from fieldform.record import form_versions
from sync.enrolment import make_code
from tests.support.browser import Phone, comes_true
from tests.support.cast import Cast, Member
from tests.support.officer import UNDO_MS
from tests.support.servers import LiveServer

CODE = "ABCD-EFGH-JKLM"
ENOUGH = {"where.location": "Canal Street 4", "who.family_name": "Vane"}


def new_code(server: LiveServer, cast: Cast, secret: str = CODE) -> str:
    with server.records():
        now = datetime.now(UTC)
        make_code(secret=secret, agency=cast.officer.agency, device_class="phone", label="car 12", made_by=cast.admin.id, now=now)
    return secret


def publish_anew(server: LiveServer, title: str) -> None:
    """A newer crisis contact: what a device keeps must change with it."""
    with server.records():
        form = form_versions.current("crisis_contact")
        form_versions.publish(Form.of(form.form_id, title, form.children, form.choices, form.order), datetime.now(UTC))


@dataclass
class Officer:
    """`phone` may be exchanged: after a kill the same profile is another browser."""

    phone: Phone
    server: LiveServer
    member: Member
    online: bool = True

    @property
    def page(self) -> Page:
        return self.phone.page

    def loses_the_network(self) -> None:
        self.server.stop()
        self.online = False

    def has_a_network(self) -> None:
        if not self.online:
            self.server.start()
            self.online = True

    def starts_afresh(self) -> None:
        """At home, unlocked, with a network. What earlier tests left stays on the device."""
        self.has_a_network()
        self.opens()
        self.page.click('[data-notice="locked"] [data-action="unlock"]')
        self.unlocks()

    def looks_for_a_new_version(self) -> None:
        self.page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => undefined)")

    def takes_the_new_version(self) -> None:
        self.opens()
        self.looks_for_a_new_version()
        self.is_offered_the_new_version()
        self.taps_update()

    def is_offered_the_new_version(self) -> None:
        """Once it is kept whole on this device."""
        expect(self.page.locator('[data-notice="update"]')).to_be_visible(timeout=30_000)

    def taps_update(self) -> None:
        self.page.evaluate("window.ofTheOldVersion = true")
        self.page.click('[data-notice="update"] [data-action="update"]')
        comes_true(self.page, "window.ofTheOldVersion === undefined && document.readyState === 'complete'")

    def rows(self, name: str) -> int:
        """How many there are in a list of the home page, once it is drawn."""
        drawn = self.page.locator(f'[data-list="{name}"]:not([aria-busy])')
        drawn.wait_for(state="attached")
        return drawn.locator("li").count()

    def opens(self, path: str = "/officer/") -> None:
        self.page.goto(self.server.url + path)

    def sets_up(self, code: str) -> None:
        """Signs in and enters the code from IT; afterwards everything is kept for a time without a network."""
        self.opens()
        self.signs_in()
        self.page.click('[data-notice="enrol"] [data-action="enrol"]')
        self.page.fill("#enrol-code", code)
        self.answers("enrol")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
        comes_true(self.page, "navigator.serviceWorker.controller !== null")

    def signs_in(self) -> None:
        self.page.click('[data-notice="signed-out"] [data-action="sign-in"]')
        self.page.fill("#sign-in-username", self.member.username)
        self.page.fill("#sign-in-phrase", self.member.phrase)
        self.answers("sign-in")

    def signs_out(self) -> None:
        self.page.click('main button[data-action="sign-out"]')
        expect(self.page.locator('[data-notice="signed-out"]')).to_be_visible()

    def unlocks(self, phrase: str | None = None) -> None:
        self.page.fill("#unlock-phrase", phrase or self.member.phrase)
        self.answers("unlock")

    def answers(self, dialog: str) -> None:
        self.page.click(f'dialog[data-dialog="{dialog}"] button[type="submit"]')
        expect(self.page.locator(f'dialog[data-dialog="{dialog}"]')).not_to_be_visible()

    def begins(self) -> None:
        self.page.click('[data-action="new"][data-form-id="crisis_contact"]')
        expect(self.page.locator('main[data-view="form"]')).to_be_visible()

    def types(self, name: str, words: str) -> None:
        self.page.fill(f'[name="{name}"]', words)

    def taps(self, name: str, choice: str) -> None:
        self.page.click(f'label:has([name="{name}"][value="{choice}"])')

    def fills_in_enough(self) -> None:
        for name, words in ENOUGH.items():
            self.types(name, words)
        self.taps("safety.suicide", "threat")

    def is_told_saved(self) -> None:
        expect(self.page.locator("[data-saved]")).to_have_attribute("data-saved", "saved")

    def sends(self) -> None:
        self.page.click('[data-action="send"]')

    def lets_the_time_for_undoing_pass(self) -> None:
        """At once, on a Phone with its own clock."""
        self.page.clock.fast_forward(UNDO_MS)

    def is_home(self) -> None:
        expect(self.page.locator('main[data-view="home"]')).to_be_visible()

    def shown(self, name: str) -> str:
        return self.page.input_value(f'[name="{name}"]')
