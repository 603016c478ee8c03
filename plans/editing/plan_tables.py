"""What the desk edits of a plan beside its priorities."""

from django.utils.translation import gettext_lazy as _

from plans import models

from .partnership_tables import GROUP, SEAT
from .tables import EditableTable

TABLES = (
    EditableTable("plan", models.Plan, _("plan"), _("plan"), "", "",
            ("title", "kind", "edition", "period_start", "period_end", "period_as_printed", "plain_answer",
             "source_document", "text_note")),
    EditableTable("sections", models.Section, _("section"), _("sections"), "plan", "plan",
            ("heading", "kind", "body", "visibility", "withheld", "locator")),
    EditableTable("calendar", models.CalendarItem, _("calendar entry"), _("calendar"), "plan", "plan",
            ("kind", "when", "task", "body", "locator")),
    EditableTable("route", models.RouteStep, _("committee meeting"), _("committee meetings"), "plan", "plan",
            ("body", "meets_on", "decision"),
            _("The meetings the plan goes to before it is published. You can record them at any time."),
            beside_the_text=True),
    EditableTable("consultations", models.Consultation, _("consultation"), _("consultations"), "plan", "plan",
            ("title", "asked", "method", "opens_on", "closes_on", "findings", "locator")),
    EditableTable("questions", models.Question, _("question"), _("questions"), "consultation", "consultation__plan",
            ("text", "base_as_printed")),
    EditableTable("answers", models.Answer, _("answer"), _("answers"), "question", "question__consultation__plan",
            ("option", "count")),
    EditableTable("glossary", models.GlossaryTerm, _("term"), _("glossary"), "plan", "plan",
            ("term", "aliases", "meaning", "locator")),
    EditableTable("members", models.PartnershipMember, _("member"), _("members"), "named_in", "named_in",
            SEAT),
    EditableTable("groups", models.Group, _("group"), _("groups"), "named_in", "named_in",
            GROUP),
    EditableTable("contacts", models.Contact, _("contact"), _("contacts"), "plan", "plan",
            ("name", "office", "organisation", "address", "telephone", "email", "web", "review_by", "locator")),
)  # fmt: skip
