"""`fieldform device …`: codes, one or a sheet of them, and what is known of the devices. Public: add_parser, code, codes, list_all,
approve, revoke."""

import argparse
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fieldform.access.accounts import COMMAND_LINE
from fieldform.access.device_codes import DEVICE_CLASSES, LONGEST_LIFE, MOST_CODES, Code, hand_out, hand_out_many, labels_of
from fieldform.access.models import Agency, AgencyKind
from fieldform.access.users import agency_named, one_line
from fieldform.admin.queries import devices_of_agency
from fieldform.admin.sheet import slips, whole_page
from fieldform.commands.problem import CommandProblem, Subparsers
from fieldform.commands.records import opened
from fieldform.commands.table import print_table, when
from fieldform.config import Config
from sync import enrolment
from sync.models import Device

_MADE_BY = "command line"


def add_parser(commands: Subparsers) -> None:
    actions = commands.add_parser("device", help="devices and the codes that set them up").add_subparsers(metavar="ACTION", required=True)
    one = actions.add_parser("code", help="make a one-time code for one device")
    _say_whose(one)
    one.add_argument("--label", required=True, help="how IT knows it, such as “Phone 12” or “Car 4”")
    one.set_defaults(run=code)
    several = actions.add_parser("codes", help="make a sheet of codes to print, each with its QR code")
    _say_whose(several)
    several.add_argument("--label", required=True, help="{n} stands for the number: “Car {n}”")
    several.add_argument("--count", type=int, required=True, help=f"1 to {MOST_CODES}")
    several.add_argument("--days", type=int, default=7, help=f"how long they work: 1 to {LONGEST_LIFE.days} (7)")
    several.add_argument("--to", type=Path, required=True, metavar="FILE.html", help="a new file, to be printed from a browser and deleted")
    several.set_defaults(run=codes)
    listing = actions.add_parser("list", help="when each was last heard from, and what it has still to send")
    listing.add_argument("--agency", metavar="NAME", help="of this agency alone")
    listing.set_defaults(run=list_all)
    approving = actions.add_parser("approve", help="let a device that was begun without a code hear what became of its reports")
    _say_which(approving)
    approving.add_argument("--class", dest="device_class", choices=list(DEVICE_CLASSES), default="phone")
    approving.add_argument("--label", required=True)
    approving.set_defaults(run=approve)
    revoking = actions.add_parser("revoke", help="lost or stolen: it reads nothing any more")
    _say_which(revoking)
    revoking.add_argument("--because", required=True, metavar="REASON")
    revoking.set_defaults(run=revoke)


def code(args: argparse.Namespace, config: Config) -> int:
    label = one_line(args.label)
    if not label:
        raise CommandProblem("A device needs a label by which IT knows it, such as “Phone 12”.")
    with opened(config):
        agency = _police(args.agency)
        made = hand_out(agency=agency.id, device_class=args.device_class, label=label, made_by=_MADE_BY, now=datetime.now(UTC))
    print(f"{made}\nWorks once, within 24 hours, for {label} of {agency.name}. It is not shown again.")
    return 0


def codes(args: argparse.Namespace, config: Config) -> int:
    _refuse_odd(args)
    with opened(config):
        agency = _police(args.agency)
        made = hand_out_many(
            labels_of(args.label, args.count),
            agency=agency.id,
            device_class=args.device_class,
            made_by=_MADE_BY,
            now=datetime.now(UTC),
            life=timedelta(days=args.days),
        )
        _write(made, args.to.expanduser().resolve(), config)
    print(f"{args.to}: {len(made)} codes for {agency.name}, each good once within {args.days} days.")
    print("Print it from a browser, then delete it.")
    return 0


def list_all(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        agency = agency_named(args.agency) if args.agency else None
        rows = [_row(device, config) for device in devices_of_agency(agency)]
    heads = ("Id", "Device", "Kind", "State", "Last heard from", "Waiting", "App")
    print_table(heads, rows, "No device yet. Make a code with: fieldform device code")
    return 0


def approve(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        device = _named(args.device)
        label = one_line(args.label)
        if not enrolment.approve_device(device.id, by=_MADE_BY, now=datetime.now(UTC), device_class=args.device_class, label=label):
            raise CommandProblem(f"{device.label or device.id} does not wait for approval.")
    print(f"{label} is approved: it now hears what became of its reports.")
    return 0


def revoke(args: argparse.Namespace, config: Config) -> int:
    with opened(config):
        device = _named(args.device)
        if device.revoked_at is not None:
            raise CommandProblem(f"{device.label} was revoked already, {when(device.revoked_at, config)}.")
        enrolment.revoke_device(device.id, by=COMMAND_LINE, now=datetime.now(UTC), because=one_line(args.because)[:200])
    print(f"{device.label or device.id} reads nothing any more. What it has not sent yet still arrives and is set aside.")
    return 0


def _say_whose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agency", required=True, metavar="NAME")
    parser.add_argument("--class", dest="device_class", choices=list(DEVICE_CLASSES), default="phone")


def _say_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("device", help="its name, or the beginning of its id where several bear that name")


def _police(name: str) -> Agency:
    agency = agency_named(name)
    if agency.kind != AgencyKind.POLICE:
        raise CommandProblem(f"{agency.name} is no police agency; only officers' devices are enrolled.")
    return agency


def _refuse_odd(args: argparse.Namespace) -> None:
    if not 1 <= args.count <= MOST_CODES:
        raise CommandProblem(f"--count is {args.count}; it takes a whole number from 1 to {MOST_CODES}.", 2)
    if not 1 <= args.days <= LONGEST_LIFE.days:
        raise CommandProblem(f"--days is {args.days}; it takes a whole number from 1 to {LONGEST_LIFE.days}.", 2)
    if args.count > 1 and "{n}" not in args.label:
        raise CommandProblem("--label names several devices: write {n} where the number goes, such as “Car {n}”.", 2)


def _write(made: list[Code], path: Path, config: Config) -> None:
    """Readable by whoever ran the command alone; never over another file."""
    page = whole_page(slips(made, config.origin, ZoneInfo(config.zone)), config.origin)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(page)
    except FileExistsError as problem:
        raise CommandProblem(f"{path} is there already. The codes go to a new file.") from problem


def _named(name: str) -> Device:
    found = [device for device in devices_of_agency(None) if device.label == name or (len(name) >= 4 and device.id.startswith(name))]
    if not found:
        raise CommandProblem(f"There is no device called “{name}”. See: fieldform device list")
    if len(found) > 1:
        raise CommandProblem(f"Several devices are called “{name}”. Name one by its id: {', '.join(device.id[:8] for device in found)}.")
    return found[0]


def _row(device: Device, config: Config) -> tuple[str, ...]:
    state = "revoked" if device.revoked_at else "waits for approval" if device.pending_since else "in use"
    kind = DEVICE_CLASSES.get(device.device_class, device.device_class)
    return (device.id[:8], device.label, kind, state, when(device.last_seen_at, config), str(device.waiting), device.app_version)
