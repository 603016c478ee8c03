"""What the desk edits of priorities, actions, milestones and what supports them."""

from plans.editing.tables import EditableTable
from priorities import models

DUE = ("due_kind", "due_on", "due_every_months", "due_times", "due_as_printed")

TABLES = (
    EditableTable("priorities", models.Priority, "priority", "priorities", "plan", "plan",
            ("ref", "title", "why", "aim", "approach", "success_measures", "data_sources", "also_printed_as", "lead",
             "lead_organisations", "duties", "decision", "decision_reason", "plain_answer",
             "help_topics", "visibility", "withheld", "locator")),
    EditableTable("actions", models.Action, "action", "actions", "priority", "priority__plan",
            ("ref", "title", "note", "leads_unaligned", *DUE, "themes", "see_also", "locator")),
    EditableTable("milestones", models.Milestone, "milestone", "milestones", "action", "action__priority__plan",
            ("ref", "text", "note", *DUE, "completed_on")),
    EditableTable("action-leads", models.Part, "lead or partner", "leads and partners", "action",
            "action__priority__plan", ("role", "as_printed", "organisations")),
    EditableTable("milestone-leads", models.Part, "lead or partner", "leads and partners", "milestone",
            "milestone__action__priority__plan", ("role", "as_printed", "organisations")),
    EditableTable("themes", models.Theme, "theme", "themes", "plan", "plan",
            ("name", "priority", "description", "locator")),
    EditableTable("funding", models.FundingLine, "funding line", "funding", "plan", "plan",
            ("fund", "purpose", "priority", "organisation", "period", "allocated", "spent", "in_words",
             "as_printed", "note", "visibility", "withheld", "locator")),
    EditableTable("achievements", models.Achievement, "achievement", "achievements", "plan", "plan",
            ("text", "priority", "year", "visibility", "withheld", "locator")),
    EditableTable("objectives", models.Alignment, "outside objective", "outside objectives", "plan", "plan",
            ("framework", "reference", "text", "priority", "locator")),
    EditableTable("joint-work", models.CrossCutting, "joint work", "joint work", "plan", "plan",
            ("partnership", "activity", "interests", "locator")),
)  # fmt: skip
