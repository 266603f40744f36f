"""Wrong phrases are counted in rows, by name and network; only a few phrases are checked at once."""

from dataclasses import replace
from threading import Event, Thread
from uuid import uuid4

from werkzeug.test import TestResponse

from fieldform.access.phrases import Phrases
from fieldform.access.routes import desk_of
from fieldform.access.sign_in import Attempt, Refused, SignedIn, SignInDesk, Wait
from fieldform.access.throttle import Limits, network_of
from sync.models import AuthorKey, Device
from tests.access.place import Place, build_app, sign_in
from tests.support.cast import PHRASE, Member


def fail(place: Place, times: int, **more: str) -> TestResponse:
    client = place.visitor()
    for _ in range(times):
        answer = sign_in(client, place.cast.officer, phrase="wrong wrong wrong", **more)
    return answer


def test_it_makes_wait_after_five_wrong_phrases_in_fifteen_minutes(place: Place) -> None:
    assert fail(place, 5).status_code == 401
    answer = sign_in(place.visitor(), place.cast.officer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "Try again in 15 minutes" in answer.text
    place.clock.pass_by(minutes=15)
    assert sign_in(place.visitor(), place.cast.officer).status_code == 303


def test_it_counts_on_after_a_restart(place: Place) -> None:
    fail(place, 5)
    place.app = build_app(place.config, place.clock)
    assert sign_in(place.visitor(), place.cast.officer).status_code == 429


def test_it_counts_unknown_names_alike(place: Place) -> None:
    assert fail(place, 6, username="nobody.at.all").status_code == 429


def test_it_lets_others_on_the_same_network_in(place: Place) -> None:
    fail(place, 5)
    assert sign_in(place.visitor(), place.cast.second_officer).status_code == 303


def test_s16_it_lets_nobody_outside_lock_an_officer_out(place: Place) -> None:
    fail(place, 5)
    station = place.visitor()
    station.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert sign_in(station, place.cast.officer).status_code == 303


def test_s16_a_device_on_which_somebody_signed_in_before_is_kept_out_by_no_stranger(place: Place) -> None:
    """Strangers under that name on the same network, and all places taken by others, at the same moment."""
    fail(place, 5)
    device, elsewhere = known_device(place), known_device(place, place.cast.second_officer)
    desk = desk_of(place.app)
    with desk.phrases.place(), desk.phrases.place():
        assert isinstance(desk.sign_in(attempt(place, device), place.clock.now), SignedIn)
        assert isinstance(desk.sign_in(attempt(place, elsewhere), place.clock.now), Wait)
        assert isinstance(desk.sign_in(attempt(place, ""), place.clock.now), Wait)


def test_s16_wrong_tries_on_a_known_device_are_counted_on_it(place: Place) -> None:
    device, desk = known_device(place), desk_of(place.app)
    wrong = replace(attempt(place, device), phrase="wrong wrong wrong")
    assert [type(desk.sign_in(wrong, place.clock.now)) for _ in range(6)] == [Refused] * 5 + [Wait]
    Device.update(revoked_at=place.clock.now).execute()
    assert isinstance(desk.sign_in(attempt(place, device), place.clock.now), SignedIn)


def test_it_forgives_after_the_right_phrase(place: Place) -> None:
    fail(place, 4)
    assert sign_in(place.visitor(), place.cast.officer).status_code == 303
    assert fail(place, 4).status_code == 401


def test_s16_it_stops_one_network_from_trying_many_names(place: Place) -> None:
    desk = SignInDesk(Phrases(2), Limits(1, place.clock.now - place.clock.now.replace(hour=13)), b"secret")
    answers = [desk.sign_in(Attempt(f"name{number}", "x", "192.0.2.1"), place.clock.now) for number in range(11)]
    assert isinstance(answers[-1], Wait)
    assert not isinstance(answers[-2], Wait)


def test_it_sends_who_finds_no_place_away_for_a_second(place: Place) -> None:
    desk = desk_of(place.app)
    taken, done = Event(), Event()

    def hold() -> None:
        with desk.phrases.place():
            taken.set()
            done.wait()

    holders = [Thread(target=hold) for _ in range(place.config.argon2_places)]
    for holder in holders:
        taken.clear()
        holder.start()
        taken.wait()
    answer = sign_in(place.visitor(), place.cast.officer)
    done.set()
    for holder in holders:
        holder.join()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert isinstance(desk.sign_in(Attempt("ada.okafor", place.cast.officer.phrase, "x"), place.clock.now), SignedIn)


def test_it_takes_the_half_of_an_ipv6_address_that_one_household_has() -> None:
    assert network_of("2001:db8:1:2:aaaa::1") == network_of("2001:db8:1:2:bbbb::2") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:192.0.2.9") == network_of("192.0.2.9") == "192.0.2.9"
    assert network_of("not an address") == network_of(None) == "unknown"


def known_device(place: Place, member: Member | None = None) -> str:
    """One on which this member (the officer, unless told) has signed in."""
    member, name = member or place.cast.officer, str(uuid4())
    own = {"device_class": "phone", "label": name, "enrolled_at": place.clock.now, "enrolled_by": member.id}
    Device.create(id=name, public_key=name.encode(), agency=member.agency, **own)
    AuthorKey.create(author=member.id, device=name, public_key=b"key", registered_at=place.clock.now)
    return name


def attempt(place: Place, device: str) -> Attempt:
    return Attempt(place.cast.officer.username, PHRASE, "127.0.0.1", device)
