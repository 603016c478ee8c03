"""From what a reader types to what is found, best first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db import connection, connections, router
from markupsafe import Markup, escape

from plans.models import Partnership

from .index import TABLE, WORDS
from .words import corrected, words_of

A_PAGE, EXCERPT = 20, 180
# What matches, each with how far it is from what was asked for; a filter stands behind it.
MATCHES = {
    "sqlite": f"SELECT rowid AS id, bm25({WORDS}, 10.0, 1.0) AS distance FROM {WORDS} WHERE {WORDS} MATCH %s",
    "postgresql": f"SELECT entry.id, -ts_rank(words, query) AS distance FROM {TABLE} AS entry, "
    "to_tsquery('english', %s) AS query WHERE words @@ query",
}


class Found(NamedTuple):
    """One thing that was found; `excerpt` shows the words around those that were looked for."""

    kind: str
    title: str
    excerpt: Markup
    address: str
    partnership: str
    slug: str


@dataclass(frozen=True)
class Results:
    """A page of what was found of `total`. `corrected`: the words that were searched instead of those typed;
    `some`: no entry has all the words, these have some of them."""

    total: int
    rows: Sequence[Found]
    corrected: str = ""
    some: bool = False


def find(text: str, state: str, *, kind: str = "", partnership: str = "", page: int = 1) -> Results:
    """The entries with all words of a text; else with all words as names spell them; else with some of the words.

    `state` is that of all that is public, as `refresh` gives it. At most three queries.
    """
    words = words_of(text)
    if not words:
        return Results(0, [])
    results = _run(words, kind, partnership, page)
    if results.total:
        return results
    as_spelt = corrected(words, state)
    if as_spelt != words:
        results = _run(as_spelt, kind, partnership, page)
        return replace(results, corrected=" ".join(as_spelt))
    results = _run(words, kind, partnership, page, every=False)
    return replace(results, some=len(words) > 1)


def _run(words: Sequence[str], kind: str, partnership: str, page: int, *, every: bool = True) -> Results:
    """One page of the entries with all or some of the words; one query.

    All that match are ranked and counted without their texts; only those of the page are looked up in the table.
    """
    owner = f"(SELECT id FROM {Partnership._meta.db_table} WHERE slug = %s)"
    asked = ((kind, "kind = %s"), (partnership, f"partnership_id = {owner}"))
    only = " AND ".join(condition for value, condition in asked if value)
    with connections[router.db_for_read(Partnership)].cursor() as cursor:
        cursor.execute(
            f"""
            WITH found AS MATERIALIZED ({_matches(only)}),
            listed AS (
                SELECT id, distance, COUNT(*) OVER () AS total FROM found ORDER BY distance, id LIMIT %s OFFSET %s
            )
            SELECT listed.total, entry.kind, entry.title, entry.text, entry.address, partnership.name, partnership.slug
            FROM listed JOIN {TABLE} AS entry ON entry.id = listed.id
            JOIN {Partnership._meta.db_table} AS partnership ON partnership.id = entry.partnership_id
            ORDER BY listed.distance, entry.id
            """,
            [_expression(words, every), *filter(None, (kind, partnership)), A_PAGE, (page - 1) * A_PAGE],
        )
        rows = cursor.fetchall()
    found = [
        Found(kind, title, excerpt(text, words), address, name, slug)
        for _total, kind, title, text, address, name, slug in rows
    ]
    return Results(rows[0][0] if rows else 0, found)


def _matches(only: str) -> str:
    """What matches, of those entries that a condition leaves, if there is one."""
    matches = MATCHES[connection.vendor]
    if only and connection.vendor == "sqlite":  # where the words are in a table of their own
        return f"SELECT hit.* FROM ({matches}) AS hit JOIN {TABLE} AS entry ON entry.id = hit.id WHERE {only}"
    return f"{matches} AND {only}" if only else matches


def _expression(words: Sequence[str], every: bool) -> str:
    """The words as the database's search takes them; the last may go on, as while somebody types."""
    *whole, last = words
    goes_on = len(last) > 2
    if connection.vendor == "sqlite":
        quoted = [f'"{word}"' for word in whole] + [f'"{last}"' + "*" * goes_on]
        return (" AND " if every else " OR ").join(quoted)
    quoted = [f"'{word}'" for word in whole] + [f"'{last}'" + ":*" * goes_on]
    return (" & " if every else " | ").join(quoted)


def excerpt(text: str, words: Sequence[str]) -> Markup:
    """The part of a text around the first word that was looked for, all of them marked; its beginning if none is in it.

    A word is told by its beginning, since “burglary” also finds “burglaries”.
    """
    stems = "|".join(re.escape(word[: max(4, len(word) - 2)]) for word in words)
    pattern = re.compile(rf"\b(?:{stems})\w*", re.IGNORECASE)
    first = pattern.search(text)
    start = max(0, first.start() - EXCERPT // 3) if first else 0
    if start:
        start = text.find(" ", start) + 1
    rest = text[start:]
    if len(rest) > EXCERPT:
        whole, space, _part = rest[:EXCERPT].rpartition(" ")
        rest = f"{whole} …" if space else f"{rest[:EXCERPT]}…"
    shown = ("… " if start else "") + rest
    parts, end = [], 0
    for match in pattern.finditer(shown):
        parts += [escape(shown[end : match.start()]), Markup("<mark>"), escape(match[0]), Markup("</mark>")]
        end = match.end()
    return Markup("").join([*parts, escape(shown[end:])])
