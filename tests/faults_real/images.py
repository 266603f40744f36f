"""The records as somebody finds them in other files: opened as they are, and asked what they hold. Public: held_by."""

from dataclasses import replace
from pathlib import Path

from peewee import DatabaseError

from fieldform.database import FILE_NAME, DatabaseUnfit
from fieldform.upkeep.soundness import fault_of
from sync.models import StoredEnvelope
from sync.receipts import Receipt
from tests.faults_real.oracles import kept_what_it_acknowledged, sound
from tests.support.ground import opened
from tests.support.servers import LiveServer


def held_by(folder: Path, server: LiveServer, acknowledged: dict[str, Receipt]) -> tuple[str, list[str]]:
    """ "sound", "unsound" (it is refused, or finds fault with itself) or "short" (it says it is sound and lacks what was acknowledged),
    with what is wrong in words."""
    try:
        if fault := fault_of(folder / FILE_NAME, server.keys.database_key):
            return "unsound", [f"O3: it would not be served: {fault}"]
        with opened(replace(server.config, data_folder=folder), server.keys):
            if faults := sound():
                return "unsound", faults
            StoredEnvelope.select().count()
            missing = kept_what_it_acknowledged(acknowledged)
            return ("short", missing) if missing else ("sound", [])
    except (DatabaseUnfit, DatabaseError) as problem:
        return "unsound", [str(problem)]
