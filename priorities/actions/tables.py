"""What the desk edits of priorities, actions, milestones and what supports them."""

from django.utils.translation import gettext_lazy as _

from plans.editing.forms import AS_PRINTED
from plans.editing.tables import EditableTable, RowsInCell
from priorities import models

from .following import of_part, of_priority, of_step, organisations_named

DUE_OTHERWISE = ("due_kind", "due_every_months", "due_times")
OTHERWISE = (
    _("Due in another way: in words, at regular intervals, or so many times a year"),
    ("due_as_printed", *DUE_OTHERWISE),
)
LEADS = ("outcome", "action-leads", ("role", "lead"), "as_printed", "organisations", organisations_named)
PARTNERS = ("leads", "action-leads", ("role", "partner"), "as_printed", "organisations", organisations_named)

TABLES = (
    EditableTable("priorities", models.Priority, _("priority"), _("priorities"), "plan", "plan",
            ("ref", "title", "why", "aim", "approach", "success_measures", "data_sources", "also_printed_as", "lead",
             "lead_organisations", "duties", "decision", "decision_reason", "plain_answer",
             "help_topics", "visibility", "withheld", "locator"), follows=of_priority),
    EditableTable("actions", models.Action, _("action"), _("actions"), "priority", "priority__plan",
            ("ref", "title", "outcome", "measured_by", "indicators", "measure", "status", "status_on", "status_comment",
             "starts_on", "due_on", "due_as_printed", "completed_on", "cost", "cost_in_words", "note", *DUE_OTHERWISE,
             "themes", "see_also", "also_serves", "objectives", "funding", "leads_unaligned", "locator"),
            in_cells=(RowsInCell("leads", _("Leads"), *LEADS), RowsInCell("partners", _("Partners"), *PARTNERS)),
            on_page=(("action-leads", ("role", "as_printed")),
                     ("milestones", ("text", "due_on", "completed_on"))),
            folded=(OTHERWISE,
                    (_("Themes, other priorities, outside objectives and funding"),
                     ("themes", "see_also", "also_serves", "objectives", "funding"))),
            own_page=("objectives", "funding", "status_comment"), follows=of_step),
    EditableTable("milestones", models.Milestone, _("milestone"), _("milestones"), "action", "action__priority__plan",
            ("ref", "text", "due_on", "due_as_printed", "completed_on", "note", *DUE_OTHERWISE),
            folded=(OTHERWISE,), follows=of_step),
    EditableTable("action-leads", models.Part, _("lead or partner"), _("leads and partners"), "action",
            "action__priority__plan", ("role", "as_printed", "organisations"), follows=of_part),
    EditableTable("milestone-leads", models.Part, _("lead or partner"), _("leads and partners"), "milestone",
            "milestone__action__priority__plan", ("role", "as_printed", "organisations"), follows=of_part),
    EditableTable("themes", models.Theme, _("theme"), _("themes"), "plan", "plan",
            ("name", "priority", "description", "locator")),
    EditableTable("funding", models.FundingLine, _("funding line"), _("funding"), "plan", "plan",
            ("fund", "purpose", "priority", "organisation", "period", "allocated", "spent", "in_words",
             "as_printed", "note", "visibility", "withheld", "locator"),
            folded=((AS_PRINTED, ("as_printed", "locator")),)),
    EditableTable("grants", models.Grant, _("grant"), _("grants"), "plan", "plan",
            ("funder", "purpose", "amount", "starts_on", "ends_on", "conditions", "visibility", "withheld", "locator"),
            _("Money from a funder. Each grant has its projects, with what they promise, deliver and spend.")),
    EditableTable("projects", models.Project, _("project"), _("projects"), "grant", "grant__plan",
            ("name", "organisation", "action", "amount"),
            on_page=(("project-outputs", ("text", "promised", "delivered", "delivered_in_words")),
                     ("project-spend", ("quarter", "spent")))),
    EditableTable("project-outputs", models.ProjectOutput, _("output"), _("outputs"), "project",
            "project__grant__plan", ("text", "promised", "delivered", "delivered_in_words"), beside_the_text=True),
    EditableTable("project-spend", models.ProjectSpend, _("quarter of spend"), _("spend by quarter"), "project",
            "project__grant__plan", ("quarter", "spent"), beside_the_text=True),
    EditableTable("achievements", models.Achievement, _("achievement"), _("achievements"), "plan", "plan",
            ("text", "priority", "year", "visibility", "withheld", "locator")),
    EditableTable("objectives", models.Alignment, _("outside objective"), _("outside objectives"), "plan", "plan",
            ("outside_plan", "framework", "reference", "text", "priority", "locator")),
    EditableTable("joint-work", models.CrossCutting, _("joint work"), _("joint work"), "plan", "plan",
            ("partnership", "activity", "interests", "locator")),
)  # fmt: skip
