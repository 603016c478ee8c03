"""Which table of a source the figures of a file are cells of."""

from dataclasses import dataclass, field

from performance.imports.comparing import FACT, ImportPreview, fact
from performance.imports.reading import TableHeadings
from performance.models import FigureTable, Observation, Printed, Revision, Source


@dataclass
class TableRows:
    """A table, and in which of its rows a row of the file stands: its own, unless `places` says otherwise."""

    table: FigureTable
    places: dict[int, int] = field(default_factory=dict)

    def row(self, of_file: int) -> int:
        return self.places.get(of_file, of_file)


def table_of(source: Source, looked: ImportPreview) -> TableRows | None:
    """The table that a file is, kept under the same headings as before or made. Call it before figures are replaced.

    A row of the file that says again what a row of the table says stands there; the others follow below.
    """
    given = looked.reading.table
    if given is None:
        return None
    known = next((one for one in source.tables.filter(loaded=True) if _is(one, given)), None)
    if known is None:
        return TableRows(_made(source, given))
    said = {row[:5]: row[5] for row in known.observations.order_by().values_list(*FACT, "row")}
    placed = [one for one in looked.placed if one.figure.kind == "value"]
    places = {one.figure.row: said[fact(one)] for one in placed if fact(one) in said}
    free = max((row for rows in _rows(known) for row in rows), default=-1) + 1
    for one in looked.placed:
        if one.figure.row not in places:
            places[one.figure.row], free = free, free + 1
    return TableRows(known, places)


def forget_empty_tables(source: Source) -> None:
    """Drop tables that an import made and that hold nothing any more."""
    for table in source.tables.filter(loaded=True):
        if not any(rows.exists() for rows in _rows(table)):
            table.delete()


def _is(table: FigureTable, given: TableHeadings) -> bool:
    return (table.label_heading, table.columns) == (given.label_heading, list(given.columns))


def _made(source: Source, given: TableHeadings) -> FigureTable:
    """A new table of the source, under the next free number."""
    slugs = set(source.tables.values_list("slug", flat=True))
    number = next(n for n in range(1, len(slugs) + 2) if f"table-{n}" not in slugs)
    table = FigureTable(
        source=source,
        slug=f"table-{number}",
        title=given.title or source.title,
        label_heading=given.label_heading,
        columns=list(given.columns),
        position=len(slugs),
        loaded=True,
    )
    table.full_clean()
    table.save()
    return table


def _rows(table: FigureTable):
    """The row numbers that figures of a table have, or had."""
    return [
        rows.filter(table=table).values_list("row", flat=True)
        for rows in (Observation.objects, Printed.objects, Revision.objects)
    ]
