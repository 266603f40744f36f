"""Cars whose every connection meets a fate of its own between them and the server (D10, D11, S9). Public: run."""

from dataclasses import replace
from threading import Event

from tests.faults_real.cars import acknowledged, cars_of, driving
from tests.faults_real.found import Found, Task
from tests.faults_real.oracles import all_arrived
from tests.support.rough_road import RoughRoad
from tests.support.servers import LiveServer, prepare

PATIENCE = 1.5


def run(task: Task) -> Found:
    """`times` connections, four cars at once; then the road is smooth, and everything arrives."""
    found = Found("proxy")
    server = prepare(task.folder / "server")
    cars = cars_of(server, task.seed, patience=PATIENCE)
    road = RoughRoad(server.config.port, task.seed)
    for car in cars:
        car.pusher.server = _by_way_of(road, server)
    server.start()
    try:
        with road.open():
            with driving(cars):
                for case in task.cases():
                    _until(road, case)
                    task.tell(f"connection {case} of {task.times}, {len(acknowledged(cars))} acknowledged")
            found.cases = road.met.total()
            fates = dict(sorted(road.met.items()))
            road.smooth()
            found.broken += all_arrived(cars)
    finally:
        server.kill()
    found.figures = {
        "acknowledged": len(acknowledged(cars)),
        "pushes that failed": sum(car.failures for car in cars),
        "stored by a push whose answer was lost": sum(car.came_late for car in cars),
        "fates": ", ".join(f"{fate} {count}" for fate, count in fates.items()),
    }
    return found


def _by_way_of(road: RoughRoad, server: LiveServer) -> LiveServer:
    """The same server, addressed through the proxy."""
    return LiveServer(config=replace(server.config, url=f"http://localhost:{road.port}"), keys=server.keys, log=server.log)


def _until(road: RoughRoad, connections: int) -> None:
    while road.met.total() < connections:
        Event().wait(0.02)
