"""What this app adds to pages of `plans`."""

from .checks import pages as check_pages, tasks as check_tasks
from .figures import disputes, related
from .imports import worker
from .imports.reference import place
from .imports.sheets.tables import visible_tables
from .indicators import editable, figure_references, plain_answers
from .indicators.harm import pasting as harm_pasting
from .indicators.measures import due
from .providers import questions, tasks as provider_tasks
from .reports import papers, publishing as report_publishing, tables as report_tables
from .reports.desk import panel as report_panel, tasks as report_tasks
from .rules.targets import rule_names, sense
from .sources import kept_files, news, search, tables as source_tables

TABLES = (*editable.TABLES, *source_tables.TABLES, *report_tables.TABLES)
PASTE_LAYOUTS = harm_pasting.LAYOUTS
TASKS = (
    *(report_tasks.reports, report_tasks.approvals),
    *(check_tasks.targets, check_tasks.figures, due.overdue, provider_tasks.to_accept),
)
LONG_WORK = (check_tasks.FINDINGS, report_tasks.DRAFTS, report_tasks.SENT)
PANELS = (check_pages.panel, report_panel.panel)
NEWS = (news.sources, news.reports)
CHECKLIST_RULES = (check_pages.problems_of,)
PLAN_RULES = (sense.problems,)
PLAIN_ANSWERS = (plain_answers.say,)
TARGET_STATUSES = (plain_answers.statuses,)
DISPUTES = (disputes.of_document,)
FIGURE_LOOKUPS = (figure_references.look_up,)
SHEET_READERS = (visible_tables,)
METRICS = (worker.measures, report_publishing.measures)
FIRST_STEPS = editable.FIRST_STEPS
PARTNER_TASKS = (due.of_partners,)
LEAD_QUESTIONS = (questions,)
FILTERS = (("rule_name", rule_names.rule_name),)
PLACE_PARTS = (place.similar, place.residents)
SEARCH_ENTRIES = (search.indicators, search.reports)
FILE_MAKERS = (papers.make_missing, kept_files.make_missing)
RELATED = (related.of_reports,)
