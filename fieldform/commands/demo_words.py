"""What a person who starts the demo is told: who can sign in, with which phrase, and what to try first.

Public: write, what_to_try, is_complete.
"""

from datetime import UTC, datetime

from fieldform.access.device_codes import hand_out
from fieldform.access.models import Agency, AgencyKind, User
from fieldform.access.viewer import Role
from fieldform.commands.demo_cast import PHRASE
from fieldform.config import Config

_FILE = "demo.txt"


def write(config: Config) -> None:
    """Keep the accounts beside the records; the file's presence says that the demo is complete."""
    people = User.select(User, Agency).join(Agency).where(User.disabled_at.is_null()).order_by(Agency.name, User.role, User.name)
    lines = [f"  {user.username:<18} {user.role:<11} {user.agency.name}" for user in people]
    (config.data_folder / _FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def is_complete(config: Config) -> bool:
    return (config.data_folder / _FILE).is_file()


def what_to_try(config: Config) -> str:
    """The accounts, fresh codes for a device of each police agency, and three things to try."""
    if not is_complete(config):
        return ""
    accounts = (config.data_folder / _FILE).read_text(encoding="utf-8")
    return f"""
Everybody and everything here is invented. All sign in with the phrase: {PHRASE}
{accounts}
Codes that set up one device each (they work once, for 24 hours):
{_codes()}

Try first:
  1. Open {config.url} and sign in as {_somebody(Role.CLINICIAN)}, a clinician: the list, most urgent first.
  2. In another browser (its window narrow, as a phone) open {config.url}/officer/
     and sign in there as {_somebody(Role.OFFICER)}, an officer. Set the device up with a code.
  3. Stop this server (Ctrl-C). In the officer's window fill in a crisis contact and send it: it is kept.
     Start the server again and see it arrive in the clinician's list.
"""


def _somebody(role: Role) -> str:
    return str(User.select().where(User.role == role.value).order_by(User.created_at, User.username).get().username)


def _codes() -> str:
    now = datetime.now(UTC)
    police = Agency.select().where(Agency.kind == AgencyKind.POLICE.value).order_by(Agency.name)
    return "\n".join(
        f"  {hand_out(agency=agency.id, device_class='phone', label='Demo phone', made_by='demo', now=now)}   {agency.name}"
        for agency in police
    )
