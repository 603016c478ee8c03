"""Migrations, run for real: they lead to the tables that all other tests make from the models without them."""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from tests.databases import make_tables, own_database

APPS = ("csp_portal_", "plans_", "priorities_", "performance_")  # other people's migrations are theirs to test
ON_SQLITE = "SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
ON_POSTGRESQL = """
    SELECT 'column', table_name, column_name, data_type, is_nullable, column_default, character_maximum_length::text,
           numeric_precision::text, numeric_scale::text, is_identity, collation_name
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '', '', '', '', ''
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef, '', '', '', '', '', '', ''
    FROM pg_indexes WHERE schemaname = 'public'
"""


WITH_MIGRATIONS = override_settings(MIGRATION_MODULES={})  # which --nomigrations takes away


@WITH_MIGRATIONS
def migrate() -> None:
    call_command("migrate", verbosity=0)


def structure(folder: Path, make) -> set[tuple]:
    """Every column, constraint and index of a new database, as the database itself puts them."""
    with own_database(folder, make):
        connection = connections["default"]
        with connection.cursor() as cursor:
            cursor.execute(ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL)
            rows = cursor.fetchall()
    if connection.vendor == "sqlite":
        rows = [(kind, table, part) for kind, table, sql in rows for part in parts(kind, sql)]
    return {row for row in rows if row[1].startswith(APPS)}


def parts(kind: str, sql: str) -> list[str]:
    """The columns and constraints in CREATE TABLE, whatever their order; an index as it is."""
    if kind != "table":
        return [sql]
    inside, depth, found = sql[sql.index("(") + 1 : sql.rindex(")")], 0, [""]
    for token in re.findall(r"'(?:[^']|'')*'|\"[^\"]*\"|.", inside, re.S):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token == "," and depth == 0:
            found.append("")
        else:
            found[-1] += token
    return [part.strip() for part in found]


@pytest.mark.django_db(transaction=True)
def test_migrations_lead_to_the_tables_of_the_models(tmp_path):
    """Runs every migration on an empty database: some four seconds, which no other test has to pay."""
    migrated, made = structure(tmp_path, migrate), structure(tmp_path, make_tables)
    assert len(made) > 1000
    assert (migrated - made, made - migrated) == (set(), set())


@WITH_MIGRATIONS
@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
