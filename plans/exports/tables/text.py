"""The tables of what a plan says of itself in words: its head, its sections, its terms."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from plans.schemas.plan import PlanDocument

from .columns import Column, Kind, Row, TableShape


def _head(document: PlanDocument) -> Iterator[Row]:
    """One row: the partnership and the plan. The names of the levels are said only where they are the partnership's."""
    levels = document["partnership"].get("levels", {})
    yield {**document, "levels": [f"{level}: {name}" for level, name in levels.items()]}


def _paragraphs(document: PlanDocument) -> Iterator[Row]:
    """Each section cut at its empty lines, since a cell of Excel holds 32,767 characters."""
    for section in document["sections"]:
        pieces = [piece for piece in section["body"]["markdown"].split("\n\n") if piece.strip()]
        for number, piece in enumerate(pieces or [""], 1):
            yield {**section, "number": number, "text": piece}


PLAN = TableShape(
    "plan",
    _("The plan"),
    (
        Column("plan.title", _("Title")),
        Column("partnership.name", _("Partnership")),
        Column("partnership.kind", _("Kind of partnership")),
        Column("partnership.place", _("Place")),
        Column("partnership.jurisdiction", _("Country")),
        Column("partnership.code", _("Area code")),
        Column("partnership.slug", _("Partnership in addresses")),
        Column("partnership.two_tier", _("A county council is responsible too"), Kind.YES_NO),
        Column("levels", _("Names of the levels"), Kind.LIST),
        Column("plan.kind", _("Kind of plan")),
        Column("plan.edition", _("Edition")),
        Column("plan.period", _("Period")),
        Column("plan.period_start", _("First day"), Kind.DATE),
        Column("plan.period_end", _("Last day"), Kind.DATE),
        Column("plan.period_as_printed", _("Period as printed")),
        Column("plan.source_document", _("Source document")),
        Column("plan.plain_answer", _("The plan in short")),
        Column("plan.text_note", _("Note on the text")),
        Column("plan.slug", _("Plan in addresses")),
        Column("audience", _("Written for")),
        Column("schema", _("Format of the document"), Kind.NUMBER),
    ),
    _head,
)
SECTIONS = TableShape(
    "sections",
    _("Text of the plan"),
    (
        Column("heading", _("Section")),
        Column("number", _("Paragraph"), Kind.NUMBER),
        Column("text", _("Text")),
        Column("kind", _("Kind of section")),
        Column("slug", _("Section in addresses")),
        Column("locator", _("Place in the source")),
    ),
    _paragraphs,
    _("Each section, paragraph by paragraph, with the marks for lists and emphasis that it was written with."),
)
WITHHELD = TableShape(
    "withheld",
    _("What is withheld"),
    (Column("part", _("Part of the plan")), Column("reason", _("Reason"))),
    lambda document: document.get("withheld", []),
    _("Parts of which something is not public, with the reason in Schedule 12A to the Local Government Act 1972."),
)
GLOSSARY = TableShape(
    "glossary",
    _("Glossary"),
    (
        Column("term", _("Term")),
        Column("aliases", _("Other names"), Kind.LIST),
        Column("meaning", _("Meaning"), Kind.PROSE),
        Column("slug", _("Term in addresses")),
        Column("locator", _("Place in the source")),
    ),
    lambda document: document["glossary"],
)
