"""What the desk edits of priorities, actions, milestones and what supports them."""

from django.utils.translation import gettext_lazy as _

from plans.editing.tables import EditableTable
from priorities import models

DUE = ("due_kind", "due_on", "due_every_months", "due_times", "due_as_printed")

TABLES = (
    EditableTable("priorities", models.Priority, _("priority"), _("priorities"), "plan", "plan",
            ("ref", "title", "why", "aim", "approach", "success_measures", "data_sources", "also_printed_as", "lead",
             "lead_organisations", "duties", "decision", "decision_reason", "plain_answer",
             "help_topics", "visibility", "withheld", "locator")),
    EditableTable("actions", models.Action, _("action"), _("actions"), "priority", "priority__plan",
            ("ref", "title", "note", "leads_unaligned", *DUE, "completed_on", "themes", "see_also", "locator"),
            own_page=("see_also",)),
    EditableTable("milestones", models.Milestone, _("milestone"), _("milestones"), "action", "action__priority__plan",
            ("ref", "text", "note", *DUE, "completed_on")),
    EditableTable("action-leads", models.Part, _("lead or partner"), _("leads and partners"), "action",
            "action__priority__plan", ("role", "as_printed", "organisations")),
    EditableTable("milestone-leads", models.Part, _("lead or partner"), _("leads and partners"), "milestone",
            "milestone__action__priority__plan", ("role", "as_printed", "organisations")),
    EditableTable("themes", models.Theme, _("theme"), _("themes"), "plan", "plan",
            ("name", "priority", "description", "locator")),
    EditableTable("funding", models.FundingLine, _("funding line"), _("funding"), "plan", "plan",
            ("fund", "purpose", "priority", "organisation", "period", "allocated", "spent", "in_words",
             "as_printed", "note", "visibility", "withheld", "locator")),
    EditableTable("achievements", models.Achievement, _("achievement"), _("achievements"), "plan", "plan",
            ("text", "priority", "year", "visibility", "withheld", "locator")),
    EditableTable("objectives", models.Alignment, _("outside objective"), _("outside objectives"), "plan", "plan",
            ("framework", "reference", "text", "priority", "locator")),
    EditableTable("joint-work", models.CrossCutting, _("joint work"), _("joint work"), "plan", "plan",
            ("partnership", "activity", "interests", "locator")),
)  # fmt: skip
