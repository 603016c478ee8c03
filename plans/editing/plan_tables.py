"""What the desk edits of a plan beside its priorities."""

from plans import models

from .partnership_tables import GROUP, SEAT
from .tables import EditableTable

WHOLE = (
    "title",
    "kind",
    "edition",
    "period_start",
    "period_end",
    "period_as_printed",
    "plain_answer",
    "source_document",
)

TABLES = (
    EditableTable("plan", models.Plan, "plan", "plan", "", "", WHOLE),
    EditableTable("sections", models.Section, "section", "sections", "plan", "plan",
            ("heading", "kind", "body", "visibility", "withheld", "locator")),
    EditableTable("calendar", models.CalendarItem, "calendar entry", "calendar", "plan", "plan",
            ("kind", "when", "task", "body", "locator")),
    EditableTable("route", models.RouteStep, "committee meeting", "committee meetings", "plan", "plan",
            ("body", "meets_on", "decision"),
            "The meetings that the plan goes to before it is published. They are noted at any time.",
            beside_the_text=True),
    EditableTable("consultations", models.Consultation, "consultation", "consultations", "plan", "plan",
            ("title", "asked", "method", "opens_on", "closes_on", "findings", "locator")),
    EditableTable("questions", models.Question, "question", "questions", "consultation", "consultation__plan",
            ("text", "base_as_printed")),
    EditableTable("answers", models.Answer, "answer", "answers", "question", "question__consultation__plan",
            ("option", "count")),
    EditableTable("glossary", models.GlossaryTerm, "term", "glossary", "plan", "plan",
            ("term", "aliases", "meaning", "locator")),
    EditableTable("members", models.PartnershipMember, "member", "members", "named_in", "named_in",
            SEAT),
    EditableTable("groups", models.Group, "group", "groups", "named_in", "named_in",
            GROUP),
    EditableTable("contacts", models.Contact, "contact", "contacts", "plan", "plan",
            ("name", "office", "organisation", "address", "telephone", "email", "web", "review_by", "locator")),
)  # fmt: skip
