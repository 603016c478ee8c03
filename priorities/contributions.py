"""What this app adds to pages of `plans`."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from csp_portal.operation.jobs import Job

from .actions import document_parts, first_steps, pasting, pasting_plans, tables, tasks as action_tasks
from .alignment import checklist as alignment_checklist, tables as alignment_tables, tasks as alignment_tasks
from .assessment import checklist, pages as assessment_pages, tables as assessment_tables
from .updates import pages, tasks

TABLES = (*tables.TABLES, *alignment_tables.TABLES, *assessment_tables.TABLES)
PASTE_LAYOUTS = (*pasting.LAYOUTS, pasting_plans.WHOLE_PLAN)
OFFLINE_TABLES = ("actions", "milestones")
DOCUMENT_PARTS = document_parts.DOCUMENT_PARTS
TASKS = (
    tasks.questions,
    tasks.missing_answers,
    tasks.late_steps,
    tasks.to_read,
    action_tasks.missing_spend,
    alignment_tasks.ended_plans,
)
PARTNER_TASKS = (tasks.steps_of_partners, tasks.answers_of_partners)
PLAN_RULES = (checklist.assessment_finished, alignment_checklist.outside_plans_in_force)
PANELS = (assessment_pages.panel, pages.panel)
FIRST_STEPS = first_steps.FIRST_STEPS
JOBS = (Job("remind_leads", _("Remind leads who have not answered"), at=dt.time(7, 30)),)
