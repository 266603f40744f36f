"""The migrations make exactly the tables that the models describe."""

from pathlib import Path

import pytest
from playhouse.schema_diff import diff_models

from fieldform import schema
from sync.models import Instance
from sync.tables import database
from tests.support.servers import prepare


def test_the_migrations_make_what_the_models_describe(tmp_path: Path) -> None:
    with prepare(tmp_path).records() as records:
        assert not diff_models(records, schema.all_tables())
        assert schema.pending() == []
        assert Instance.select().count() == 1


def test_an_older_fieldform_refuses_a_newer_database(tmp_path: Path) -> None:
    with prepare(tmp_path).records():
        database.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_from_the_future', '2030-01-01')")
        with pytest.raises(schema.TooNew, match="9999_from_the_future"):
            schema.pending()
