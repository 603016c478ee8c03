"""The charts and maps of a document, made from its own tables."""

from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from csp_portal.charts import Chart, Choropleth, MapArea, Series
from csp_portal.formats.numbers import percent_change, shown, signed
from plans.schemas.plan import PlanDocument, TableDocument, TableRowDocument


def pictures(content: PlanDocument, address: str) -> dict[str, dict]:
    """For each table that asks for one: its chart and, for a ranking of areas, its map."""
    maps = {picture["table"]: picture for picture in content["maps"]}
    slug = content["partnership"]["slug"]
    drawn = {}
    for table in content["tables"]:
        if chart := table_chart(table, slug, address):
            picture = maps.get(table["slug"])
            drawn[table["slug"]] = {"chart": chart, "map": picture and _map(table, picture, slug)}
    return drawn


def table_chart(table: TableDocument, partnership: str, address: str) -> Chart | None:
    """The chart a table asks for; None where it asks for none."""
    rows = [row for row in table["rows"] if not row["total"]]
    columns = [n for n, cell in enumerate(rows[0]["cells"]) if cell["kind"] == "value"] if rows else []
    if not table["chart"] or not columns:
        return None
    pairs = table["chart"] == "pairs" and len(columns) > 1
    chosen = [columns[0], columns[-1]] if pairs else columns[:1]
    ranking = table["chart"] == "ranking"
    return Chart(
        slug=f"chart-{table['slug']}",
        title=table["title"],
        sentence=_pairs_sentence(rows, *chosen) if pairs else _bars_sentence(rows, chosen[0]),
        unit=table["unit"],
        labels=tuple(row["label"] for row in rows),
        series=tuple(
            Series(
                table["columns"][column],
                tuple(_number(row, column) for row in rows),
                tuple(_shown(row, column) for row in rows),
            )
            for column in chosen
        ),
        kind="pairs" if pairs else "bars",
        source=f"{table['source_title']}, {table['locator']}",
        source_url=f"/{partnership}/sources/{table['source']}/#{table['slug']}",
        plotly_url=f"{address}charts/{table['slug']}.json",
        links=tuple(f"/{partnership}/areas/{row['area']}/" for row in rows) if ranking else (),
        label_heading=table["label_heading"] or _("Name"),
    )


def _map(table: TableDocument, picture, partnership: str) -> Choropleth:
    rows = [row for row in table["rows"] if row["area"] in picture["paths"]]
    return Choropleth(
        slug=f"map-{table['slug']}",
        title=_("Map: %(title)s") % {"title": table["title"]},
        sentence=_bars_sentence(rows, 0),
        unit=table["unit"],
        outlines={"viewbox": picture["viewbox"], "paths": picture["paths"]},
        areas=tuple(
            MapArea(
                row["area"],
                row["label"],
                _number(row, 0),
                _shown(row, 0),
                f"/{partnership}/areas/{row['area']}/",
            )
            for row in rows
        ),
        source=picture["attribution"].removeprefix("Source: "),
        source_url="",
    )


def _number(row: TableRowDocument, column: int) -> Decimal | None:
    value = row["cells"][column]["value"]
    return None if value is None else Decimal(value)


def _shown(row: TableRowDocument, column: int) -> str:
    number = _number(row, column)
    return row["cells"][column]["state"] if number is None else shown(number)


def _bars_sentence(rows: list[TableRowDocument], column: int) -> str:
    """The ends of the list and its sum, in words."""
    known = [(number, row["label"]) for row in rows if (number := _number(row, column)) is not None]
    if not known:
        return _("No figures are given.")
    high, low = max(known), min(known)
    return _("Highest: %(high)s, %(most)s. Lowest: %(low)s, %(least)s. All %(count)s together: %(sum)s.") % {
        "high": high[1],
        "most": shown(high[0]),
        "low": low[1],
        "least": shown(low[0]),
        "count": len(known),
        "sum": shown(sum((number for number, _label in known), Decimal(0))),
    }


def _pairs_sentence(rows: list[TableRowDocument], first: int, last: int) -> str:
    """How many fell and rose, as printed, and the largest fall in words. No claim that a change is more than chance."""
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
    label, then, now = max(both, key=lambda one: abs(one[2] - one[1]))
    percent = percent_change(then, now)
    return (
        sentence
        + " "
        + _("Largest change: %(label)s, from %(then)s to %(now)s%(percent)s.")
        % {
            "label": label,
            "then": shown(then),
            "now": shown(now),
            "percent": f" ({signed(percent, '%', 1)})" if percent is not None else "",
        }
    )
