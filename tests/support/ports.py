"""Ports of this machine for the servers of the tests, each given out once.

A server that a test stops and starts again must find its port still free, though other test processes look for ports meanwhile and
browsers leave from whatever the system gives them. So a port is taken from below the range that the system gives out by itself, and
claimed for the life of this process by holding the UDP port of the same number, which nothing else here uses. Public: free_port.
"""

import random
import socket
from contextlib import suppress
from pathlib import Path

LOWEST = 10_000
TRIES = 1_000
_claims: list[socket.socket] = []


class NoPortFree(Exception):
    """None of many ports could be claimed. Likely cause: hundreds of test processes that were never ended."""


def free_port() -> int:
    """A TCP port on loopback that nobody listens on, and that no other process asking here will be given."""
    for _ in range(TRIES):
        port = random.randrange(LOWEST, _given_out_by_the_system())
        with suppress(OSError):
            _claims.append(_claimed(port))
            return port
    raise NoPortFree(f"none of {TRIES} ports from {LOWEST} on is free")


def _claimed(port: int) -> socket.socket:
    """The claim, held; OSError where somebody listens there or has claimed it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))
    claim = socket.socket(type=socket.SOCK_DGRAM)
    try:
        claim.bind(("127.0.0.1", port))
    except OSError:
        claim.close()
        raise
    return claim


def _given_out_by_the_system() -> int:
    """The lowest port that the system may give to a connection by itself."""
    return int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
