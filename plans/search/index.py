"""The words that are searched, kept by the database's own full-text search: PostgreSQL's, or SQLite's FTS5."""

from django.db import connection, transaction
from django.db.models import CharField, Count, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat

from csp_portal.contributions import contributed
from csp_portal.pages.demonstration import IN_A_TOTAL
from csp_portal.pages.release import release
from plans.models import Partnership, SearchEntry, SearchKind

from .words import words_of_names

LONGEST_TITLE, LONGEST_TEXT = 300, 20_000
TABLE = SearchEntry._meta.db_table
WORDS = f"{TABLE}_words"  # of SQLite; PostgreSQL keeps the words in a column of the entry
TABLES = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {WORDS} USING fts5(title, text, tokenize='porter unicode61')",
    ],
    "postgresql": [
        f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS words tsvector GENERATED ALWAYS AS "
        "(setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', text), 'D')) STORED",
        # Ranking reads the words of every hit: uncompressed that costs a tenth less.
        f"ALTER TABLE {TABLE} ALTER COLUMN words SET STORAGE EXTERNAL",
        f"CREATE INDEX IF NOT EXISTS {WORDS} ON {TABLE} USING gin (words)",
    ],
}


def make_index(**_signal: object) -> None:
    """Called after every migration: make what the search needs beside its table, and enter what is published."""
    with connection.cursor() as cursor:
        for statement in TABLES[connection.vendor]:
            cursor.execute(statement)
    refresh()


def refresh() -> tuple[str, bool]:
    """Enter again what a partnership has published since it was last entered. Gives the state of all that is public,
    and whether this is a demonstration.

    One query when nothing was published, which the database adds up: there may be hundreds of partnerships.
    """
    entered = SearchEntry.objects.filter(partnership=OuterRef("pk"), kind=SearchKind.PARTNERSHIP).values("state")[:1]
    rows = Partnership.objects.annotate(entered=Subquery(entered))
    current = Concat(Value(_state("")), Cast("public_revision", CharField()))
    found = rows.aggregate(
        count=Count("pk"),
        entered_now=Count("pk", filter=Q(entered=current)),
        revisions=Sum("public_revision", default=0),
        mark=IN_A_TOTAL,
    )
    if found["entered_now"] < found["count"]:
        for key, revision, state in rows.order_by("pk").values_list("pk", "public_revision", "entered"):
            if state != _state(revision):
                _enter(key)
    return f"{release()} {found['count']} {found['revisions']}", bool(found["mark"])


def _state(revision: int | str) -> str:
    return f"{release()} {revision}"


@transaction.atomic
def _enter(key: int) -> None:
    """Replace the entries of a partnership. Its row is locked, so that two searches do not enter them twice."""
    partnership = Partnership.objects.select_for_update().get(pk=key)
    state = _state(partnership.public_revision)
    old = SearchEntry.objects.filter(partnership=partnership)
    if connection.vendor == "sqlite":
        _run(f"DELETE FROM {WORDS} WHERE rowid IN (SELECT id FROM {TABLE} WHERE partnership_id = %s)", key)
    old.delete()
    words_of_names.cache_clear()
    SearchEntry.objects.bulk_create(
        SearchEntry(
            partnership=partnership,
            kind=entry.kind,
            title=entry.title[:LONGEST_TITLE],
            text=entry.text[:LONGEST_TEXT],
            address=entry.address,
            state=state,
        )
        for rule in contributed("SEARCH_ENTRIES")
        for entry in rule(partnership)
    )
    if connection.vendor == "sqlite":
        _run(
            f"INSERT OR REPLACE INTO {WORDS} (rowid, title, text) SELECT id, title, text FROM {TABLE} "
            "WHERE partnership_id = %s",
            key,
        )


def _run(statement: str, key: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
