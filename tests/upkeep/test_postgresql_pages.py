"""A byte that a disk changed in PostgreSQL's own files: with checksums it is an error to whoever reads it, and never an answer."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from peewee import DatabaseError

from fieldform.app import create_app
from fieldform.commands import records
from fieldform.database import close_database
from fieldform.record.contacts import Contact
from fieldform.upkeep.fitness import NO_CHECKSUMS, faults
from sync.models import StoredEnvelope
from sync.tables import database
from tests.support import postgresql
from tests.support.cast import create_cast
from tests.support.ground import opened
from tests.support.house import House
from tests.support.postgresql import CHECKSUMS
from tests.support.reports import report
from tests.upkeep.own_cluster import OwnCluster, own_cluster

pytestmark = pytest.mark.skipif("config.getoption('on') != 'postgresql'", reason="PostgreSQL's own pages")


class Disk(OwnCluster):
    """Its files a test may change while it is stopped."""

    def change_a_byte(self, table: str) -> None:
        """Within the newest row of the table's first page, which begins where the header says that the free room ends."""
        with psycopg.connect(self.config.database_url) as connection:
            connection.execute("CHECKPOINT")
            (path,) = connection.execute("SELECT pg_relation_filepath(%s)", (table,)).fetchone() or ("",)
        close_database(database.obj)
        postgresql.end(self.server)
        with (self.folder / "cluster" / path).open("r+b") as file:
            page = bytearray(file.read(8192))
            place = (int.from_bytes(page[14:16], "little") + len(page)) // 2
            file.seek(place)
            file.write(bytes([page[place] ^ 1]))
        self.server = postgresql.start(self.folder, "cluster")

    def checksums(self, how: str) -> None:
        postgresql.end(self.server)
        words = [postgresql.program("pg_checksums"), how, "--no-sync", "-D", str(self.folder / "cluster")]
        subprocess.run([*postgresql.as_postgres(), *words], check=True, capture_output=True)
        self.server = postgresql.start(self.folder, "cluster")


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    with own_cluster(Disk, postgresql.made(CHECKSUMS), tmp_path_factory.mktemp("office")) as made:
        yield made


def test_f3_config_check_says_where_there_are_no_checksums(disk: Disk) -> None:
    assert NO_CHECKSUMS not in faults(disk.config, datetime.now(UTC))
    disk.checksums("--disable")
    assert NO_CHECKSUMS in faults(disk.config, datetime.now(UTC))
    disk.checksums("--enable")


def test_f3_a_changed_page_of_postgresql_is_an_error_and_never_an_answer(disk: Disk) -> None:
    """Nor does a report that touches it count as unusable: the device is told to come again, and nothing of it is kept."""
    with opened(disk.config, disk.keys):
        records.prepare(disk.keys, datetime.now(UTC))
        house = House(app=create_app(disk.config, disk.keys, lambda: house.now), keys=disk.keys, cast=create_cast(datetime.now(UTC)))
        car = house.device(house.cast.officer.agency)
        car.push(car.report(report()))
        disk.change_a_byte("contact")
    with opened(disk.config, disk.keys):
        with pytest.raises(DatabaseError, match="invalid page"):
            list(Contact.select())
        answer = car.client.post("/sync/push", data=car.raw(car.report(report())), content_type="application/json")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert StoredEnvelope.select().count() == 1
