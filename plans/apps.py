from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Partnerships and plans"

    def ready(self) -> None:
        from . import models, waiting, waiting_in_plans
        from .row_kinds import RowKind, register

        waiting.register(waiting_in_plans.publications, waiting_in_plans.comments, waiting_in_plans.never_came)
        register(
            RowKind("sections", models.Section, "section", "sections", "plan", "plan",
                    ("heading", "kind", "body", "visibility", "locator")),
            RowKind("calendar", models.CalendarItem, "calendar entry", "calendar", "plan", "plan",
                    ("kind", "when", "task", "body", "locator")),
            RowKind("consultations", models.Consultation, "consultation", "consultations", "plan", "plan",
                    ("title", "asked", "method", "opens_on", "closes_on", "findings", "locator")),
            RowKind("questions", models.Question, "question", "questions", "consultation", "consultation__plan",
                    ("text", "base_as_printed")),
            RowKind("answers", models.Answer, "answer", "answers", "question", "question__consultation__plan",
                    ("option", "count")),
            RowKind("glossary", models.GlossaryTerm, "term", "glossary", "plan", "plan",
                    ("term", "aliases", "meaning", "locator")),
            RowKind("members", models.PartnershipMember, "member", "members", "named_in", "named_in",
                    ("organisation", "statutory_class", "representative", "office", "starts_on", "ends_on",
                     "dates_as_printed", "note", "locator")),
            RowKind("groups", models.Group, "group", "groups", "named_in", "named_in",
                    ("name", "kind", "chair", "frequency", "remit", "reports_to", "locator")),
            RowKind("contacts", models.Contact, "contact", "contacts", "plan", "plan",
                    ("name", "office", "organisation", "address", "telephone", "email", "web", "locator")),
        )  # fmt: skip
