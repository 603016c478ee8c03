"""What this app adds to pages of `plans`."""

from .actions import pasting, pasting_plans, tables
from .updates import pages, tasks

TABLES = tables.TABLES
PASTE_LAYOUTS = (*pasting.LAYOUTS, pasting_plans.WHOLE_PLAN)
TASKS = (tasks.questions, tasks.missing_answers, tasks.to_read)
PANELS = (pages.panel,)
