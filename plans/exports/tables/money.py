"""The tables of money: funding lines, grants, their projects, what these deliver and spend."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from plans.schemas.plan import PlanDocument

from .columns import Column, Kind, Row, TableShape
from .priorities import PLACE, PRIORITY

GBP = "GBP"
GRANT = Column("grant", _("Grant"))
PROJECT = Column("project", _("Project"))


def _projects(document: PlanDocument) -> Iterator[Row]:
    for grant in document.get("grants", []):
        yield from ({**project, "grant": grant["purpose"]} for project in grant["projects"])


def _of_projects(document: PlanDocument, part: str) -> Iterator[Row]:
    for project in _projects(document):
        yield from ({**row, "grant": project["grant"], "project": project["name"]} for row in project[part])


FUNDING = TableShape(
    "funding",
    _("Funding"),
    (
        Column("fund", _("Fund")),
        Column("period", _("Period")),
        Column("purpose", _("Purpose")),
        PRIORITY,
        Column("organisation", _("Held by")),
        Column("allocated", _("Allocated in pounds"), Kind.NUMBER, unit=GBP),
        Column("spent", _("Spent in pounds"), Kind.NUMBER, unit=GBP),
        Column("in_words", _("Amount in words")),
        Column("as_printed", _("Amount as printed")),
        Column("note", _("Note")),
        PLACE,
    ),
    lambda document: document["funding"],
    _("Lines as published, without sums. A line in words has no amount and is not zero."),
)
GRANTS = TableShape(
    "grants",
    _("Grants"),
    (
        Column("funder", _("Funder")),
        Column("purpose", _("Grant")),
        Column("amount", _("Amount in pounds"), Kind.NUMBER, unit=GBP),
        Column("starts_on", _("Starts on"), Kind.DATE),
        Column("ends_on", _("Ends on"), Kind.DATE),
        Column("conditions", _("Conditions")),
        PLACE,
    ),
    lambda document: document.get("grants", []),
)
PROJECTS = TableShape(
    "projects",
    _("Projects paid for by grants"),
    (
        GRANT,
        Column("name", _("Project")),
        Column("organisation", _("Lead")),
        Column("action", _("Action")),
        Column("amount", _("Amount in pounds"), Kind.NUMBER, unit=GBP),
    ),
    _projects,
)
OUTPUTS = TableShape(
    "project_outputs",
    _("What projects deliver"),
    (
        GRANT,
        PROJECT,
        Column("text", _("Output")),
        Column("promised", _("Promised"), Kind.NUMBER),
        Column("delivered", _("Delivered"), Kind.NUMBER),
        Column("delivered_in_words", _("Delivered, in words")),
    ),
    lambda document: _of_projects(document, "outputs"),
)
SPEND = TableShape(
    "project_spend",
    _("What projects spent"),
    (
        GRANT,
        PROJECT,
        Column("quarter", _("First day of the quarter"), Kind.DATE),
        Column("spent", _("Spent in pounds"), Kind.NUMBER, unit=GBP),
    ),
    lambda document: _of_projects(document, "spend"),
)
