"""The tables of figures: those the plan prints, cell by cell, and the strategic assessment."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from plans.schemas.plan import PlanDocument

from .columns import Column, Kind, Row, TableShape
from .priorities import PLACE


def _cells(document: PlanDocument) -> Iterator[Row]:
    """Each cell of each printed table, with the words above and beside it. A row without cells is a row of its own."""
    for table in document["tables"]:
        for row in table["rows"]:
            named = {**row, "table": table["slug"], "table_title": table["title"], "unit": table["unit"]}
            for number, cell in enumerate(row["cells"]):
                heading = table["columns"][number] if number < len(table["columns"]) else ""
                yield {**named, **cell, "column": heading}
            if not row["cells"]:
                yield named


def _issues(document: PlanDocument) -> Iterator[Row]:
    if assessment := document.get("assessment"):
        yield from assessment["issues"]


def _scores(document: PlanDocument) -> Iterator[Row]:
    for issue in _issues(document):
        yield from ({**score, "issue": issue["name"]} for score in issue["scores"])


FIGURE_TABLES = TableShape(
    "printed_tables",
    _("Tables printed in the plan"),
    (
        Column("title", _("Table")),
        Column("unit", _("Unit")),
        Column("label_heading", _("Heading of the first column")),
        Column("columns", _("Headings of the other columns"), Kind.LIST),
        Column("note", _("Note")),
        Column("source_title", _("Source")),
        Column("source", _("Source in addresses")),
        Column("slug", _("Table in addresses")),
        Column("chart", _("Drawn as")),
        PLACE,
    ),
    lambda document: document["tables"],
)
FIGURES = TableShape(
    "figures",
    _("Figures of the printed tables"),
    (
        Column("table_title", _("Table")),
        Column("label", _("Row")),
        Column("column", _("Column")),
        Column("value", _("Figure"), Kind.NUMBER, state="state"),
        Column("text", _("Figure as printed")),
        Column("unit", _("Unit")),
        Column("state", _("State")),
        Column("total", _("The row is a total"), Kind.YES_NO),
        Column("indicator", _("Indicator in addresses")),
        Column("area", _("Area code")),
        Column("figure", _("Figure in addresses")),
        Column("kind", _("Kind of figure")),
        Column("table", _("Table in addresses")),
    ),
    _cells,
    _("One row for each figure. The figure is the exact number; next to it is what is printed."),
)
CRITERIA = TableShape(
    "assessment_criteria",
    _("Criteria of the strategic assessment"),
    (
        Column("name", _("Criterion")),
        Column("meaning", _("Meaning")),
        Column("weight", _("Weight"), Kind.NUMBER),
        Column("highest", _("Highest score"), Kind.NUMBER),
    ),
    lambda document: document["assessment"]["criteria"] if "assessment" in document else [],
)
ISSUES = TableShape(
    "assessment_issues",
    _("Issues of the strategic assessment"),
    (
        Column("rank", _("Rank"), Kind.NUMBER),
        Column("name", _("Issue")),
        Column("weighted_total", _("Weighted total"), Kind.NUMBER),
        Column("finding", _("Finding"), Kind.PROSE),
        Column("recommendation_label", _("Recommendation")),
        Column("recommendation_reason", _("Reason for the recommendation")),
        Column("recommendation", _("Recommendation, as programs read it")),
        Column("priority", _("Priority")),
        PLACE,
    ),
    _issues,
)
SCORES = TableShape(
    "assessment_scores",
    _("Scores of the strategic assessment"),
    (
        Column("issue", _("Issue")),
        Column("criterion", _("Criterion")),
        Column("score", _("Score"), Kind.NUMBER),
        Column("evidence", _("Evidence")),
        Column("link", _("Link")),
    ),
    _scores,
)
