"""What can be known of a push before its turn to write: whether the device signed it, and what is inside.

It costs a third of the whole and holds nothing up: one push is opened while another is written. Only what the device signed is opened, as
nobody else may make the server work. Public: Bodies, look_ahead.
"""

from contextlib import suppress

from sync import ledger
from sync.domain import Domain
from sync.inside import Opened, opened
from sync.sealing import verifies
from sync.wire import Envelope, Push

Bodies = dict[tuple[bytes, bytes], Opened]  # By header and body hash: together they say what is opened, and to what.


def look_ahead(domain: Domain, push: Push) -> Bodies:
    """Empty for a push of one, which would wait for nothing, and for a device that is not known."""
    bodies: Bodies = {}
    key = ledger.public_key(push.device) if len(push.envelopes) > 1 else None
    for envelope in push.envelopes if key is not None else ():
        if isinstance(envelope, Envelope) and verifies(key, envelope.device_sig, envelope.device_claim):
            with suppress(Exception):  # What the domain stumbles over here it stumbles over again where that is dealt with.
                bodies[envelope.header_bytes, envelope.body_hash] = opened(domain, envelope)
    return bodies
