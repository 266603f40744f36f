"""The real thing: what is shipped, run as it is shipped, while its process, its disk and its network fail. Public: PARTS."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults_real import backlog, chromium, copies, disk, flood, kills, limits, power, proxy, soak
from tests.faults_real.found import Found, Task


@dataclass(frozen=True)
class Part:
    """`times`: how often `make faults-real` does it. `left_out` says why this machine cannot, or nothing."""

    run: Callable[[Task], Found]
    times: int
    left_out: Callable[[], str] = str


PARTS = {
    "kills": Part(kills.run, 200),
    "chromium": Part(chromium.run, 50, chromium.left_out),
    "copies": Part(copies.run, 40),
    "vfs": Part(power.run, 200, power.left_out),
    "disk": Part(disk.run, 10, disk.left_out),
    "proxy": Part(proxy.run, 500),
    "flood": Part(flood.run, 5),
    "backlog": Part(backlog.run, 10),
    "soak": Part(soak.run, 12, soak.left_out),
    "limits": Part(limits.run, 10, limits.left_out),
}
