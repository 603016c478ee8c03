"""The tables of people: members, groups and their meetings, contacts, the calendar, who was consulted."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from plans.schemas.plan import PlanDocument

from .columns import Column, Kind, Row, TableShape
from .priorities import PLACE


def _answers(document: PlanDocument) -> Iterator[Row]:
    """Each answer to each question; a question without answers is a row of its own."""
    for consultation in document["consultations"]:
        for question in consultation["questions"]:
            named: Row = {**question, "consultation": consultation["title"]}
            yield from ({**named, **answer} for answer in question["answers"])
            if not question["answers"]:
                yield named


MEMBERS = TableShape(
    "members",
    _("Members of the partnership"),
    (
        Column("organisation", _("Organisation")),
        Column("organisation_kind", _("Kind of organisation")),
        Column("statutory_class", _("Role in law")),
        Column("representative", _("Represented by")),
        Column("office", _("Office")),
        Column("note", _("Note")),
        Column("starts_on", _("Member from"), Kind.DATE),
        Column("ends_on", _("Member until"), Kind.DATE),
        Column("dates_as_printed", _("Dates as printed")),
        Column("url", _("Website")),
        PLACE,
    ),
    lambda document: document["members"],
)
GROUPS = TableShape(
    "groups",
    _("Groups and how often they meet"),
    (
        Column("name", _("Group")),
        Column("kind", _("Kind of group")),
        Column("chair", _("Chair")),
        Column("frequency", _("Meets")),
        Column("remit", _("What it does")),
        Column("reports_to", _("Reports to")),
        PLACE,
    ),
    lambda document: document["groups"],
)
CALENDAR = TableShape(
    "calendar",
    _("Calendar"),
    (
        Column("when", _("When")),
        Column("task", _("Task")),
        Column("body", _("Body")),
        Column("kind", _("Kind of entry")),
        PLACE,
    ),
    lambda document: document["calendar"],
)
CONTACTS = TableShape(
    "contacts",
    _("Contacts"),
    (
        Column("name", _("Name")),
        Column("office", _("Office")),
        Column("organisation", _("Organisation")),
        Column("address", _("Address")),
        Column("telephone", _("Telephone")),
        Column("email", _("Email")),
        Column("web", _("Website")),
        Column("review_by", _("To be checked by"), Kind.DATE),
        PLACE,
    ),
    lambda document: document["contacts"],
)
CONSULTATIONS = TableShape(
    "consultations",
    _("Consultations"),
    (
        Column("title", _("Consultation")),
        Column("method", _("How people were asked")),
        Column("asked", _("Who was asked")),
        Column("opens_on", _("Opens on"), Kind.DATE),
        Column("closes_on", _("Closes on"), Kind.DATE),
        Column("findings", _("What was found")),
        PLACE,
    ),
    lambda document: document["consultations"],
)
ANSWERS = TableShape(
    "consultation_answers",
    _("Answers to consultations"),
    (
        Column("consultation", _("Consultation")),
        Column("text", _("Question")),
        Column("option", _("Answer")),
        Column("count", _("People who gave it"), Kind.NUMBER),
        Column("base_as_printed", _("People who answered, as printed"), Kind.NUMBER),
    ),
    _answers,
)
