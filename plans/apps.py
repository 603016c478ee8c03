from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Partnerships and plans"

    def ready(self) -> None:
        from . import models
        from .access import tasks
        from .desk import plan_tasks
        from .duties import tasks as waiting_in_duties
        from .editing.tables import RowKind, register
        from .news import news, plan_news
        from .residents import tasks as waiting_from_residents
        from .scrutiny import tables
        from .scrutiny import tasks as waiting_in_scrutiny

        tasks.register(plan_tasks.publications, plan_tasks.comments, plan_tasks.never_came)
        tasks.register(plan_tasks.helplines, waiting_in_duties.not_sent, waiting_in_duties.contacts)
        tasks.register(waiting_in_scrutiny.answers, waiting_in_scrutiny.committees, waiting_in_scrutiny.registers)
        tasks.register(waiting_in_scrutiny.unpublished)
        tasks.register(waiting_from_residents.feedback)
        news.register(
            plan_news.plan_versions,
            plan_news.scrutiny_versions,
            plan_news.feedback,
            plan_news.you_said_versions,
        )
        whole = (
            "title",
            "kind",
            "edition",
            "period_start",
            "period_end",
            "period_as_printed",
            "plain_answer",
            "source_document",
        )
        seat = ("organisation", "statutory_class", "representative", "office", "starts_on", "ends_on",
                "dates_as_printed", "note", "locator")  # fmt: skip
        group = ("name", "kind", "chair", "frequency", "remit", "reports_to", "locator")
        unprinted = (("named_in", None),)
        register(
            RowKind("plan", models.Plan, "plan", "plan", "", "", whole),
            RowKind("partnership", models.Partnership, "partnership", "partnership", "", "",
                    ("name", "kind", "jurisdiction", "place", "code", "colour", "parent", "areas")),
            RowKind("standing-members", models.PartnershipMember, "member", "members", "partnership", "partnership",
                    seat, "Members that no plan names yet. They stand in the next text of every plan.", unprinted),
            RowKind("standing-groups", models.Group, "group", "groups", "partnership", "partnership", group,
                    "Groups that no plan names yet. They stand in the next text of every plan.", unprinted),
            RowKind("organisations", models.Organisation, "organisation", "organisations", "partnership",
                    "partnership", ("name", "kind", "aliases", "url"),
                    "Organisations that this partnership keeps. Others are shared by all partnerships."),
            RowKind("area-sets", models.AreaSet, "area set", "area sets", "partnership", "partnership",
                    ("name", "kind", "starts_on", "ends_on", "attribution", "note")),
            RowKind("areas", models.Area, "area", "areas", "area_set", "area_set__partnership",
                    ("name", "code", "aliases", "caveat")),
            RowKind("area-links", models.AreaLink, "larger area", "larger areas", "smaller",
                    "smaller__area_set__partnership", ("larger", "share", "basis", "note")),
            RowKind("sections", models.Section, "section", "sections", "plan", "plan",
                    ("heading", "kind", "body", "visibility", "withheld", "locator")),
            RowKind("calendar", models.CalendarItem, "calendar entry", "calendar", "plan", "plan",
                    ("kind", "when", "task", "body", "locator")),
            RowKind("route", models.RouteStep, "committee meeting", "committee meetings", "plan", "plan",
                    ("body", "meets_on", "decision"),
                    "The meetings that the plan goes to before it is published. They are noted at any time.",
                    beside_the_text=True),
            RowKind("consultations", models.Consultation, "consultation", "consultations", "plan", "plan",
                    ("title", "asked", "method", "opens_on", "closes_on", "findings", "locator")),
            RowKind("questions", models.Question, "question", "questions", "consultation", "consultation__plan",
                    ("text", "base_as_printed")),
            RowKind("answers", models.Answer, "answer", "answers", "question", "question__consultation__plan",
                    ("option", "count")),
            RowKind("glossary", models.GlossaryTerm, "term", "glossary", "plan", "plan",
                    ("term", "aliases", "meaning", "locator")),
            RowKind("members", models.PartnershipMember, "member", "members", "named_in", "named_in",
                    seat),
            RowKind("groups", models.Group, "group", "groups", "named_in", "named_in",
                    group),
            RowKind("contacts", models.Contact, "contact", "contacts", "plan", "plan",
                    ("name", "office", "organisation", "address", "telephone", "email", "web", "review_by", "locator")),
        )  # fmt: skip
        register(
            RowKind("editions", models.Edition, "edition", "editions", "partnership", "partnership",
                    ("plan", "version", "kind", "language", "title", "body"),
                    "A published version in another language, easy to read, or in short. Readers find it at once."),
            RowKind("oversight-bodies", models.OversightBody, "oversight body", "oversight bodies", "partnership",
                    "partnership", ("name", "kind", "starts_on", "ends_on"),
                    "The commissioner, mayor or board to whom the partnership answers, each with its time."),
            RowKind("sent-copies", models.SentCopy, "sent copy", "sent copies", "partnership", "partnership",
                    ("plan", "version", "recipient", "name", "sent_on", "received_on", "receipt"),
                    "To whom a published plan was sent. The desk reminds you of the policing body after 14 days."),
            RowKind("done-steps", models.DoneStep, "step of the statutory year", "steps of the statutory year",
                    "partnership", "partnership", ("year", "step", "done_on", "note"),
                    "What the law asks for every year, and when it was done."),
        )  # fmt: skip
        register(*tables.KINDS)
        register(
            RowKind("you-said", models.YouSaid, "you said, we did", "you said, we did", "partnership", "partnership",
                    ("said", "heard_from", "source", "feedback", "consultation", "member_question", "decided", "what",
                     "because", "decided_on", "plan", "priority", "action"),
                    "What people said and what was decided. Readers see it when the register is published."),
        )  # fmt: skip
