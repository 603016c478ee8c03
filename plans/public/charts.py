"""The charts and maps of a document, made from its own tables; a figure that other sources dispute says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _, ngettext

from csp_portal.charts import Chart, Choropleth, Drawable, Kind, MapArea, Series
from csp_portal.formats.locators import place_for_readers
from csp_portal.formats.numbers import percent_change, shown, signed
from plans.schemas.plan import MapDocument, PlanDocument, TableDocument, TableRowDocument

# By source and place in it: what other sources state for the figure that is printed there.
Disputes = Mapping[tuple[str, str], Sequence[Decimal]]


def pictures(content: PlanDocument, address: str, disputes: Disputes) -> dict[str, dict[str, Any]]:
    """For each table that asks for one: its chart and, for a ranking of areas, its map."""
    maps = {picture["table"]: picture for picture in content["maps"]}
    slug = content["partnership"]["slug"]
    drawn = {}
    for table in content["tables"]:
        if chart := table_chart(table, slug, address, disputes):
            picture = maps.get(table["slug"])
            drawn[table["slug"]] = {"chart": chart, "map": picture and _map(table, picture, slug, address, disputes)}
    return drawn


def charts_by_name(drawn: Mapping[str, Mapping[str, Any]]) -> dict[str, Drawable]:
    """The charts and maps of a document by their names in addresses."""
    charts = {slug: one["chart"] for slug, one in drawn.items()}
    return charts | {f"map-{slug}": one["map"] for slug, one in drawn.items() if one["map"]}


def table_chart(table: TableDocument, partnership: str, address: str, disputes: Disputes) -> Chart | None:
    """The chart a table asks for; None where it asks for none, and for fewer than two figures.

    Two columns of figures are pairs; one beside a column of targets has a tick at each target.
    """
    rows = [row for row in table["rows"] if not row["total"]]
    columns, targets = _columns(rows, "value"), _columns(rows, "target")
    if not table["chart"] or sum(_number(row, column) is not None for row in rows for column in columns) < 2:
        return None
    kind: Kind = "bars"
    if table["chart"] == "pairs" and (len(columns) > 1 or targets):
        kind = "pairs" if len(columns) > 1 else "bullet"
    second = {"pairs": columns[-1:], "bullet": targets[:1]}.get(kind, [])
    chosen = [*columns[:1], *second]
    drawn = _Printed(table["source"], disputes)
    ranges = {column: drawn.ranges(rows, column) for column in chosen}
    return Chart(
        slug=f"chart-{table['slug']}",
        title=table["title"],
        sentence=drawn.pairs(rows, *chosen) if kind == "pairs" else drawn.bars(rows, chosen[0]),
        finding=drawn.finding(kind, rows, chosen, table),
        unit=table["unit"],
        labels=tuple(row["label"] for row in rows),
        series=tuple(
            Series(
                table["columns"][column],
                tuple(_number(row, column) for row in rows),
                tuple(drawn.shown(row, column) for row in rows),
                ranges=ranges[column],
            )
            for column in chosen
        ),
        kind=kind,
        source=", ".join(filter(None, [table["source_title"], place_for_readers(table["locator"])])),
        source_url=f"/{partnership}/sources/{table['source']}/#{table['slug']}",
        address=f"{address}charts/{table['slug']}.json" if address else "",
        links=tuple(_area_page(row, partnership) for row in rows) if table["chart"] == "ranking" else (),
        label_heading=table["label_heading"],
    )


def _columns(rows: list[TableRowDocument], kind: str) -> list[int]:
    """The columns of a kind that hold a number."""
    cells = enumerate(rows[0]["cells"]) if rows else ()
    return [at for at, cell in cells if cell["kind"] == kind and any(_number(row, at) is not None for row in rows)]


def _map(table: TableDocument, picture: MapDocument, partnership: str, address: str, disputes: Disputes) -> Choropleth:
    """The map of the first column, with the areas that have an outline."""
    drawn = _Printed(table["source"], disputes)
    rows = [row for row in table["rows"] if row["area"] in picture["paths"]]
    return Choropleth(
        slug=f"map-{table['slug']}",
        title=_("Map: %(title)s") % {"title": table["title"]},
        sentence=drawn.bars(rows, 0),
        unit=table["unit"],
        outlines={"viewbox": picture["viewbox"], "paths": picture["paths"]},
        areas=tuple(
            MapArea(row["area"], row["label"], _number(row, 0), drawn.shown(row, 0), _area_page(row, partnership))
            for row in rows
        ),
        source=picture["attribution"].removeprefix("Source: "),
        source_url="",
        address=f"{address}charts/map-{table['slug']}.json" if address else "",
    )


def _area_page(row: TableRowDocument, partnership: str) -> str:
    return f"/{partnership}/areas/{row['area']}/"


def _number(row: TableRowDocument, column: int) -> Decimal | None:
    value = row["cells"][column]["value"]
    return None if value is None else Decimal(value)


@dataclass(frozen=True)
class _Printed:
    """The figures of one source as it prints them, with what others say of them."""

    source: str
    disputes: Disputes

    def others(self, row: TableRowDocument, column: int) -> Sequence[Decimal]:
        """What other sources state for the figure of a cell, where they differ."""
        return self.disputes.get((self.source, row["cells"][column]["figure"]), ())

    def ranges(self, rows: list[TableRowDocument], column: int) -> tuple[tuple[Decimal, Decimal] | None, ...]:
        """From the lowest to the highest figure of each row about which sources differ; empty where they agree."""
        found = []
        for row in rows:
            number, others = _number(row, column), self.others(row, column)
            figures = [*others, *([] if number is None else [number])]
            found.append((min(figures), max(figures)) if others else None)
        return tuple(found) if any(found) else ()

    def shown(self, row: TableRowDocument, column: int) -> str:
        """The words of a cell: its figure, and others where sources differ."""
        number = _number(row, column)
        if number is None:
            return row["cells"][column]["state"]
        if others := self.others(row, column):
            figures = _(" or ").join(map(shown, (number, *others)))
            return _("sources differ: %(figures)s") % {"figures": figures}
        return shown(number)

    def bars(self, rows: list[TableRowDocument], column: int) -> str:
        """The ends of the list and its sum, in words."""
        known = [(number, row["label"]) for row in rows if (number := _number(row, column)) is not None]
        if not known:
            return _("No figures are given.")
        high, low = max(known), min(known)
        sentence = _("Highest: %(high)s, %(most)s. Lowest: %(low)s, %(least)s. Total of all %(count)s: %(sum)s.") % {
            "high": high[1],
            "most": shown(high[0]),
            "low": low[1],
            "least": shown(low[0]),
            "count": len(known),
            "sum": shown(sum((number for number, _label in known), Decimal(0))),
        }
        disputed = sum(bool(self.others(row, column)) for row in rows)
        words = ngettext("Sources differ about %(num)s figure.", "Sources differ about %(num)s figures.", disputed)
        return f"{sentence} {words % {'num': disputed}}" if disputed else sentence

    def finding(self, kind: Kind, rows: list[TableRowDocument], columns: list[int], table: TableDocument) -> str:
        """What a chart of these columns shows, as its title."""
        if kind == "pairs":
            return self.changed(rows, columns[0], columns[1])
        if kind == "bullet":
            return self.aimed(rows, columns[0], columns[1], table["columns"][columns[0]])
        return self.highest(rows, columns[0], table["unit"])

    def highest(self, rows: list[TableRowDocument], column: int, unit: str) -> str:
        """Which row is highest, as a title; that it is not certain where sources differ about it."""
        spans = self.ranges(rows, column) or (None,) * len(rows)
        known = [(span or (number, number), row["label"]) for row, span in zip(rows, spans, strict=True)
                 if (number := _number(row, column)) is not None]  # fmt: skip
        top = max(span[1] for span, _label in known)
        first = [(span, label) for span, label in known if span[1] == top]
        if any(span[1] >= first[0][0][0] for span, _label in known if span[1] != top) or first[0][0][0] != top:
            return _("Sources differ, so it is not certain which is highest")
        words = {"names": _(" and ").join(label for _span, label in first), "most": f"{shown(top)} {unit}".strip()}
        if len(first) > 2:
            return _("%(num)s rows are highest, at %(most)s") % {"num": len(first), **words}
        if len(first) == 2:
            return _("%(names)s are highest, at %(most)s") % words
        return _("%(names)s is highest, at %(most)s") % words

    def changed(self, rows: list[TableRowDocument], first: int, last: int) -> str:
        """How many printed figures are lower than before, and about how many sources differ, as a title."""
        numbers = [(_number(row, first), _number(row, last)) for row in rows]
        both = [(then, now) for then, now in numbers if then is not None and now is not None]
        words = {"falls": sum(now < then for then, now in both), "count": len(both)}
        told = ngettext(
            "As printed, %(falls)s of %(count)s is lower than before",
            "As printed, %(falls)s of %(count)s are lower than before",
            len(both),
        )
        disputed = sum(bool(self.others(row, first) or self.others(row, last)) for row in rows)
        if not disputed:
            return told % words
        return _("%(finding)s; sources differ about %(num)s") % {"finding": told % words, "num": disputed}

    def aimed(self, rows: list[TableRowDocument], column: int, target: int, heading: str) -> str:
        """How many targets are below the figures beside them, as a title."""
        numbers = [(_number(row, column), _number(row, target)) for row in rows]
        both = [(now, goal) for now, goal in numbers if now is not None and goal is not None]
        words = {"lower": sum(goal < now for now, goal in both), "count": len(both), "figure": heading}
        return (
            ngettext(
                "%(lower)s of %(count)s target is lower than “%(figure)s”",
                "%(lower)s of %(count)s targets are lower than “%(figure)s”",
                len(both),
            )
            % words
        )

    def pairs(self, rows: list[TableRowDocument], first: int, last: int) -> str:
        """How many fell and rose as printed, how many of them other sources turn round, and the largest change.

        No claim that a change is more than chance.
        """
        both = [
            (row["label"], then, now)
            for row in rows
            if (then := _number(row, first)) is not None and (now := _number(row, last)) is not None
        ]
        if not both:
            return _("No pair of figures is given.")
        falls = sum(now < then for _label, then, now in both)
        rises = sum(now > then for _label, then, now in both)
        sentence = ngettext(
            "As printed, %(falls)s of %(count)s is lower and %(rises)s higher than before.",
            "As printed, %(falls)s of %(count)s are lower and %(rises)s higher than before.",
            len(both),
        ) % {"falls": falls, "count": len(both), "rises": rises}
        return " ".join(filter(None, [sentence, self._turned(rows, first, last), _largest(both)]))

    def _turned(self, rows: list[TableRowDocument], first: int, last: int) -> str:
        """How many rows sources differ about, and how many would go the other way; empty where there are none."""
        disputed = turned = 0
        for row in rows:
            columns = [[n, *self.others(row, column)] for column in (first, last) if (n := _number(row, column))]
            if len(columns) == 2 and max(map(len, columns)) > 1:
                disputed += 1
                turned += len({now > then for then in columns[0] for now in columns[1]}) > 1
        if not disputed:
            return ""
        told = ngettext(
            "Sources differ about %(num)s of these rows.", "Sources differ about %(num)s of these rows.", disputed
        ) % {"num": disputed}
        other = ngettext(
            "By another source’s figure %(num)s goes the other way.",
            "By other sources’ figures %(num)s of them go the other way.",
            turned,
        ) % {"num": turned}
        return f"{told} {other}" if turned else told


def _largest(both: list[tuple[str, Decimal, Decimal]]) -> str:
    """The row that changed most, with both figures and, unless it began at 0, the change in per cent."""
    label, then, now = max(both, key=lambda one: abs(one[2] - one[1]))
    percent = percent_change(then, now)
    return _("Largest change: %(label)s, from %(then)s to %(now)s%(percent)s.") % {
        "label": label,
        "then": shown(then),
        "now": shown(now),
        "percent": f" ({signed(percent, '%', 1)})" if percent is not None else "",
    }
