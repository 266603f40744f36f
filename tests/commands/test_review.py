"""`fieldform review` as IT types it."""

from datetime import UTC, datetime

from fieldform.access.models import AgencyKind
from fieldform.access.users import add_agency
from fieldform.commands.records import opened
from sync.lives import RESTORED, begin_life
from tests.commands.conftest import Terminal


def test_it_shows_who_may_read_and_lets_devices_read_again_once_confirmed(terminal: Terminal) -> None:
    terminal.lay()
    assert terminal.run("review") == 0
    assert "nothing to look over" in terminal.out
    with opened(terminal.config):
        add_agency("Brackwater Police Department", AgencyKind.POLICE)
        begin_life(RESTORED, datetime.now(UTC))
    assert terminal.run("review") == 0
    assert "Brackwater Police Department: devices deliver and read nothing" in terminal.out
    assert terminal.run("review", "--confirm") == 0
    assert terminal.run("review") == 0
    assert "nothing to look over" in terminal.out
