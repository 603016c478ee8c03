"""What many rooms ask of the database at once, a dozen in a statement: JSON arrays of rows, one for each question.

A reader is a generator. What it yields is a list of querysets, for which it gets the list of their rows, or something
that it found. All readers of a page go on together, so that a page costs as many turns as its longest reader asks.
"""

import datetime as dt
import json
from collections.abc import Callable, Generator, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet

AT_ONCE = 12  # SQLite compiles forty questions in one statement three times as long as in four
Reader = Generator[Any, list[list[Any]], None]

# PostgreSQL gives JSON where a driver gives Python; SQLite gives what Django converts in any case.
_FROM_JSON: dict[str, Callable[[Any], Any]] = {
    "DateField": dt.date.fromisoformat,
    "DateTimeField": dt.datetime.fromisoformat,
    "DecimalField": Decimal,
    "FloatField": float,
    "JSONField": json.dumps,
}


def read_together(readers: Sequence[Reader]) -> list[list[Any]]:
    """What each reader found. A query for each dozen of questions in each turn in which any of them asks something."""
    found: list[list[Any]] = [[] for _reader in readers]
    asked = {number: question for number, reader in enumerate(readers) if (question := _go_on(reader, found[number]))}
    while asked:
        rows = iter(rows_of([queryset for question in asked.values() for queryset in question]))
        answers = {number: [next(rows) for _queryset in question] for number, question in asked.items()}
        asked = {
            number: question
            for number, answer in answers.items()
            if (question := _go_on(readers[number], found[number], answer))
        }
    return found


def _go_on(reader: Reader, found: list[Any], answer: list[list[Any]] | None = None) -> list[QuerySet[Any]]:
    """Keep what a reader finds until it asks something; nothing is asked at its end."""
    try:
        said = reader.send(answer) if answer is not None else next(reader)
        while not isinstance(said, list):
            found.append(said)
            said = next(reader)
    except StopIteration:
        return []
    return said


def rows_of(querysets: Iterable[QuerySet[Any]]) -> list[list[Any]]:
    """The rows of each queryset, as it would give them itself, but a dozen of them in one query.

    Rows that are prefetched cost their own.
    """
    asked = [(queryset, _Question(queryset)) for queryset in querysets]
    parts = [question for _queryset, question in asked if question.sql]
    for begin in range(0, len(parts), AT_ONCE):
        some = parts[begin : begin + AT_ONCE]
        with connections[asked[0][0].db].cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(one.sql for one in some)}", [value for one in some for value in one.params]
            )
            for question, text in zip(some, cursor.fetchone(), strict=True):
                question.answer(text)
    return [list(queryset) for queryset, _question in asked]


class _Question:
    """One queryset as an expression that gives its rows as a JSON array; empty where it can have none."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        """Compile the queryset, and let it take its rows from here instead of the database."""
        self.sql = ""
        self.params: tuple[Any, ...] = ()
        self.rows: list[list[Any]] = []
        self.compiler = compiler = queryset.query.get_compiler(queryset.db)
        try:
            inner, self.params = compiler.as_sql(with_col_aliases=True)
        except EmptyResultSet:
            inner = ""
        columns = [alias for _column, _sql, alias in compiler.select or ()]
        if inner and connection.vendor == "postgresql":
            self.sql = f"(SELECT json_agg(q)::text FROM ({inner}) q)"
        elif inner:
            row = ", ".join(f"q.{connection.ops.quote_name(name)}" for name in columns)
            self.sql = f"(SELECT json_group_array(json_array({row})) FROM ({inner}) q)"
        compiler.execute_sql = lambda *_args, **_options: [self.rows]
        queryset.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]

    def answer(self, text: str | None) -> None:
        """Keep the rows of the answer for the queryset, as the driver of the database would have given them."""
        if connection.vendor != "postgresql":
            self.rows += json.loads(text or "[]")
            return
        kinds = [column.output_field.get_internal_type() for column, _sql, _alias in self.compiler.select]
        made = [_FROM_JSON.get(kind) for kind in kinds]
        for row in json.loads(text or "[]", parse_float=Decimal):
            values = zip(made, row.values(), strict=False)
            self.rows.append([make(value) if make and value is not None else value for make, value in values])
