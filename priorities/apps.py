from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    name = "priorities"
    verbose_name = "Priorities and actions"

    def ready(self) -> None:
        from plans.access import tasks as desk_home
        from plans.desk import panels
        from plans.editing import pasting
        from plans.editing.tables import RowKind, register

        from . import models
        from .actions.pasting import LAYOUTS
        from .updates import pages, tasks

        pasting.register(*LAYOUTS)
        desk_home.register(tasks.questions, tasks.missing_answers, tasks.to_read)
        panels.register(pages.panel)

        due = ("due_kind", "due_on", "due_every_months", "due_times", "due_as_printed")
        register(
            RowKind("priorities", models.Priority, "priority", "priorities", "plan", "plan",
                    ("ref", "title", "why", "hope", "approach", "measure", "data", "also_printed_as", "lead",
                     "lead_organisations", "duties", "decision", "decision_reason", "plain_answer",
                     "help_topics", "visibility", "withheld", "locator")),
            RowKind("actions", models.Action, "action", "actions", "priority", "priority__plan",
                    ("ref", "title", "note", "leads_unaligned", *due, "themes", "see_also", "locator")),
            RowKind("milestones", models.Milestone, "milestone", "milestones", "action", "action__priority__plan",
                    ("ref", "text", "note", *due, "completed_on")),
            RowKind("action-leads", models.Part, "lead or partner", "leads and partners", "action",
                    "action__priority__plan", ("role", "as_printed", "organisations")),
            RowKind("milestone-leads", models.Part, "lead or partner", "leads and partners", "milestone",
                    "milestone__action__priority__plan", ("role", "as_printed", "organisations")),
            RowKind("themes", models.Theme, "theme", "themes", "plan", "plan",
                    ("name", "priority", "description", "locator")),
            RowKind("funding", models.FundingLine, "funding line", "funding", "plan", "plan",
                    ("fund", "purpose", "priority", "organisation", "period", "allocated", "spent", "in_words",
                     "as_printed", "note", "visibility", "withheld", "locator")),
            RowKind("achievements", models.Achievement, "achievement", "achievements", "plan", "plan",
                    ("text", "priority", "year", "visibility", "withheld", "locator")),
            RowKind("objectives", models.Alignment, "outside objective", "outside objectives", "plan", "plan",
                    ("framework", "reference", "text", "priority", "locator")),
            RowKind("joint-work", models.CrossCutting, "joint work", "joint work", "plan", "plan",
                    ("partnership", "activity", "interests", "locator")),
        )  # fmt: skip
