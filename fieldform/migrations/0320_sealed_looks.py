"""The log of looks is a chain: a number and a seal for each row, where each chain ends, what was done to the log, when it was verified.

What is there already gets both from `fieldform migrate` right after this, which has the key. Public: up.
"""

from typing import Any

from peewee import BigIntegerField, CharField, Model


class ViewLogEnd(Model):
    chain = CharField(36, primary_key=True)
    sequence = BigIntegerField()
    seal = CharField(43)

    class Meta:
        legacy_table_names = False
        table_name = "view_log_end"


class ViewLogMark(Model):
    sequence = BigIntegerField(primary_key=True)
    what = CharField(24)
    detail = CharField(200)
    at = BigIntegerField()
    seal = CharField(43)

    class Meta:
        legacy_table_names = False
        table_name = "view_log_mark"


class ViewLogCheck(Model):
    id = CharField(36, primary_key=True)
    at = BigIntegerField(index=True)
    looks = BigIntegerField()
    problem = CharField(400)

    class Meta:
        legacy_table_names = False
        table_name = "view_log_check"


class ViewLog(Model):
    id = CharField(36, primary_key=True)
    agency = CharField(36, null=True)
    sequence = BigIntegerField(null=True)

    class Meta:
        legacy_table_names = False
        table_name = "view_log"


TABLES = (ViewLogEnd, ViewLogMark, ViewLogCheck)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001 (the runner's signature)
    db.execute_sql("ALTER TABLE view_log ADD COLUMN agency VARCHAR(36)")
    db.execute_sql("ALTER TABLE view_log ADD COLUMN sequence BIGINT")
    db.execute_sql("ALTER TABLE view_log ADD COLUMN seal VARCHAR(43)")
    with db.bind_ctx((*TABLES, ViewLog), bind_refs=False, bind_backrefs=False):
        db.execute(ViewLog.index(ViewLog.agency, ViewLog.sequence, unique=True, name="viewlog_agency_sequence"))
        db.create_tables(TABLES, safe=False)
