"""What this app adds to pages of `plans`."""

from .actions import pasting, tables
from .updates import pages, tasks

TABLES = tables.TABLES
PASTE_LAYOUTS = pasting.LAYOUTS
TASKS = (tasks.questions, tasks.missing_answers, tasks.to_read)
PANELS = (pages.panel,)
