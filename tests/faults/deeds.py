"""What each event of a schedule does to the world. Public: DEEDS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sync import enrolment
from sync.encoding import unb64
from tests.faults.network import WEATHERS
from tests.faults.phone import Phone
from tests.faults.schedule import DAY, HOUR, MINUTE, Event

if TYPE_CHECKING:
    from tests.faults.world import World

_PHRASE = "four quiet herons"
_JUMPS = (-30 * 365 * DAY, -365 * DAY, -DAY, -HOUR, -11 * MINUTE, 11 * MINUTE, HOUR, DAY, 365 * DAY, 30 * 365 * DAY)
_FAULTS = ("dies", "stalls", "unheard")


def _press(what: str, **given: Any) -> Callable[[World, Phone, Event], None]:
    return lambda world, phone, _: world.press(phone, what, **given)


def _typing(what: str) -> Callable[[World, Phone, Event], None]:
    def do(world: World, phone: Phone, event: Event) -> None:
        version = "v2" if event.luck < 0.08 else "v1"
        world.press(phone, what, version=version, n=event.number)

    return do


def _on_draft(what: str) -> Callable[[World, Phone, Event], None]:
    def do(world: World, phone: Phone, event: Event) -> None:
        drafts = sorted(phone.drafts)
        if drafts:
            world.press(phone, what, draft=drafts[event.number % len(drafts)], n=event.number)

    return do


def _on_record(what: str) -> Callable[[World, Phone, Event], None]:
    def do(world: World, phone: Phone, event: Event) -> None:
        if phone.sent:
            record = phone.sent[-1] if event.luck < 0.6 else phone.sent[event.number % len(phone.sent)]
            world.press(phone, what, id=record, n=event.number)

    return do


def _undo(world: World, phone: Phone, event: Event) -> None:
    """Of what is sent just now: nothing else can be undone."""
    world.press(phone, "send", version="v1", n=event.number)
    world.later(int(event.luck * 12_000), lambda: _undo_last(world, phone))


def _undo_last(world: World, phone: Phone) -> None:
    if phone.sent:
        world.press(phone, "undo", id=phone.sent[-1])


def _second_tab(world: World, phone: Phone, event: Event) -> None:
    if 0 in phone.tabs:
        world.step(phone, {"do": "open", "tab": 1})
        world.press(phone, "unlock", tab=1, phrase=_PHRASE)
        world.step(phone, {"do": "send", "tab": 0, "version": "v1", "n": event.number}, {"do": "wake", "tab": 1})
        world.later(int(event.luck * MINUTE), lambda: world.step(phone, {"do": "kill", "tab": 1}))


def _shift(world: World, phone: Phone, event: Event) -> None:
    """A handful sent at the same moment, faster than any hand: whatever takes a number must take turns."""
    sends = [{"do": "send", "tab": 0, "version": "v1", "n": 1000 * event.number + one} for one in range(2 + event.number % 12)]
    world.step(phone, *sends, {"do": "wake", "tab": 0})


def _crash(world: World, phone: Phone, event: Event) -> None:
    """Somewhere within what it does next, which may be the person's doing or an answer's arriving."""
    phone.crash = {"after": 1 + int(160 * event.luck**2), "power": None}
    if event.number % 2:
        world.press(phone, "send", version="v1", n=event.number)


def _power_cut(world: World, phone: Phone, event: Event) -> None:
    phone.crash = {"after": 1 + int(160 * event.luck**2), "power": (event.number % 5) / 4}
    if event.number % 2:
        world.press(phone, "send", version="v1", n=event.number)


def _kill(world: World, phone: Phone, _: Event) -> None:
    phone.crash = {"after": 0, "power": None}
    world.step(phone)


def _clock(world: World, phone: Phone, event: Event) -> None:
    """Half of the time while a report has just been sent and waits."""
    if event.luck < 0.5:
        world.press(phone, "send", version="v1", n=event.number)
        world.later(int(event.luck * 16_000), lambda: _jump(world, phone, event))
    else:
        _jump(world, phone, event)


def _jump(world: World, phone: Phone, event: Event) -> None:
    phone.wall += _JUMPS[event.number % len(_JUMPS)]
    world.tell(f"phone {phone.index}: its clock is {phone.wall} ms wrong")
    world.press(phone, "wake")


def _full(_: World, phone: Phone, event: Event) -> None:
    phone.room = {"left": int(event.luck * 3000)}


def _room(_: World, phone: Phone, __: Event) -> None:
    phone.room = {"left": None}


def _storage(world: World, phone: Phone, event: Event) -> None:
    phone.fault = {"kind": _FAULTS[event.number % len(_FAULTS)], "after": 1 + int(60 * event.luck**2)}
    if event.number % 2:
        world.press(phone, "send", version="v1", n=event.number)


def _weather(world: World, phone: Phone, event: Event) -> None:
    phone.weather = list(WEATHERS)[event.number % len(WEATHERS)]
    world.tell(f"phone {phone.index}: the network is {phone.weather}")


def _server_crash(world: World, _: Phone, __: Event) -> None:
    world.crash_server()


def _server_dies(world: World, _: Phone, event: Event) -> None:
    world.server.database.arm(1 + int(70 * event.luck))


def _server_fails(world: World, _: Phone, event: Event) -> None:
    world.server.database.arm(1 + int(70 * event.luck), dies=False)


def _server_clock(world: World, _: Phone, event: Event) -> None:
    world.server.skew += timedelta(hours=(-1, 1, 24)[event.number % 3])


def _server_backup(world: World, _: Phone, __: Event) -> None:
    world.backup = world.server.copy()


def _put_back(*, told: bool) -> Callable[[World, Phone, Event], None]:
    def do(world: World, _: Phone, __: Event) -> None:
        if world.backup is not None:
            world.server.restore(world.backup, told=told)

    return do


def _publish(world: World, _: Phone, __: Event) -> None:
    world.server.publish("v2")


def _rotate(world: World, _: Phone, __: Event) -> None:
    world.server.rotate()


def _desk(world: World, _: Phone, event: Event) -> None:
    written = ("submission", "revision")
    on_phones = (record for phone in world.phones for record in phone.watch.records.values())
    waiting = sorted(record["hash"] for record in on_phones if record["state"] != "received" and record["kind"] in written)
    world.desk.revise(event, [unb64(body_hash) for body_hash in waiting])


def _revoke_device(world: World, phone: Phone, _: Event) -> None:
    device = world.device_of(phone)
    if device:
        for one in world.phones:
            one.revoked = one.revoked or world.device_of(one) == device
        enrolment.revoke_device(device, by="it", now=world.server.now)


def _revoke_author(world: World, phone: Phone, _: Event) -> None:
    enrolment.revoke_author(phone.officer, by="it", now=world.server.now)


def _live_twice(world: World, phone: Phone, event: Event) -> None:
    """A profile is copied while a form is half filled, what came after is lived, and then the copy takes its place and lives it again."""
    world.press(phone, "type", version="v1", n=event.number)
    world.later(1000, lambda: _keep_profile(world, phone))
    world.later(2000, lambda: _on_draft("send_draft")(world, phone, event))
    world.later(2000 + int(event.luck * 2 * MINUTE), lambda: _put_profile_back(world, phone, event))


def _keep_profile(world: World, phone: Phone) -> None:
    if phone.enrolled:
        world.host.ask("copy", phone=phone.index, to=f"{phone.index}")
        phone.kept_drafts = dict(phone.drafts)


def _put_profile_back(world: World, phone: Phone, event: Event) -> None:
    if phone.kept_drafts is None:
        return
    _kill(world, phone, event)
    phone.robbed, phone.drafts = True, dict(phone.kept_drafts)
    contents = world.host.ask("replace", phone=phone.index, **{"with": f"{phone.index}"})["contents"]
    phone.watch.put_back(contents["outbox"], world.server.arrived())
    world.later(4 * MINUTE, lambda: _on_draft("send_draft")(world, phone, replace(event, number=event.number + 1)))


def _clone(world: World, phone: Phone, event: Event) -> None:
    """Another phone gets a copy of this one's profile: from now on two are the same device."""
    others = [other for other in world.phones if other is not phone and other.enrolled]
    if not (phone.enrolled and others):
        return
    other = others[event.number % len(others)]
    world.host.ask("copy", phone=phone.index, to="clone")
    _kill(world, other, event)
    contents = world.host.ask("replace", phone=other.index, **{"with": "clone"})["contents"]
    phone.robbed = other.robbed = True
    other.officer, other.drafts = phone.officer, dict(phone.drafts)
    other.typed = {draft: list(texts) for draft, texts in phone.typed.items()}
    other.sent, other.kept_drafts, other.revoked = list(phone.sent), None, phone.revoked
    other.watch.put_back(contents["outbox"], world.server.arrived())
    world.server.sessions.pop(other.index, None)


DEEDS: dict[str, Callable[[World, Phone, Event], None]] = {
    "send": _typing("send"),
    "type": _typing("type"),
    "type_on": _on_draft("type_on"),
    "send_draft": _on_draft("send_draft"),
    "discard": _on_draft("discard"),
    "shift": _shift,
    "undo": _undo,
    "revise": _on_record("revise"),
    "wake": _press("wake"),
    "lock": _press("lock"),
    "sign_out": _press("sign_out"),
    "sign_in": lambda world, phone, _: world.press(phone, "sign_in", username=phone.officer, phrase=_PHRASE),
    "second_tab": _second_tab,
    "kill": _kill,
    "crash": _crash,
    "power_cut": _power_cut,
    "clock": _clock,
    "full": _full,
    "room": _room,
    "storage": _storage,
    "weather": _weather,
    "server_crash": _server_crash,
    "server_dies": _server_dies,
    "server_fails": _server_fails,
    "server_clock": _server_clock,
    "server_backup": _server_backup,
    "server_restored": _put_back(told=True),
    "server_rolled_back": _put_back(told=False),
    "server_publishes": _publish,
    "server_new_key": _rotate,
    "desk_revises": _desk,
    "revoke_device": _revoke_device,
    "revoke_author": _revoke_author,
    "lived_twice": _live_twice,
    "cloned": _clone,
}
