"""What the rooms of this app add to its own pages."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from csp_portal.operation import published_folder
from csp_portal.operation.jobs import Job

from .access import tasks as access_tasks
from .desk import county_groups, first_steps, my_plans, plan_tasks
from .desk.guides import help_links
from .duties import authorities, tables as duty_tables, tasks as duty_tasks
from .editing import partnership_tables, plan_tables
from .editing.word import sections
from .exports import plan_files
from .news import plan_news
from .places import area_plan, first_step as place_step, tables as place_tables
from .public import reading
from .publishing import versions
from .publishing.checklist import people
from .residents import tables as resident_tables, tasks as resident_tasks
from .scrutiny import related as links, tables as scrutiny_tables, tasks as scrutiny_tasks
from .search import entries

TASKS = (
    county_groups.waiting,
    plan_tasks.publications,
    plan_tasks.comments,
    plan_tasks.never_came,
    plan_tasks.helplines,
    duty_tasks.not_sent,
    duty_tasks.contacts,
    duty_tasks.key_dates,
    scrutiny_tasks.answers,
    scrutiny_tasks.committees,
    scrutiny_tasks.registers,
    scrutiny_tasks.unpublished,
    resident_tasks.feedback,
)
LONG_WORK = (my_plans.CHECKLISTS,)
PARTNER_TASKS = (plan_tasks.unsigned, scrutiny_tasks.answers_of_partners)
NEWS = (plan_news.plan_versions, plan_news.scrutiny_versions, plan_news.feedback, plan_news.you_said_versions)
TABLES = (
    *plan_tables.TABLES,
    *partnership_tables.TABLES,
    *place_tables.TABLES,
    *duty_tables.TABLES,
    *scrutiny_tables.TABLES,
    *resident_tables.TABLES,
)
DOCUMENT_PARTS = sections.DOCUMENT_PARTS
DOWNLOADS = (plan_files.downloads,)
FILE_MAKERS = (plan_files.make_missing,)
FILTERS = (("help_with", help_links.help_with), ("aimed_change", reading.aimed_change))
LIST_NOTES = (authorities.note,)
CHECKLIST_RULES = (people.people_named,)
FIRST_STEPS = (*access_tasks.FIRST_STEPS, *place_step.FIRST_STEPS, *first_steps.FIRST_STEPS)
SEARCH_ENTRIES = (entries.of_partnership,)
RELATED = (links.of_plans, links.of_recommendations, area_plan.of_areas)
METRICS = (versions.measures,)
JOBS = (
    Job("publish_due", _("Publish scheduled plans"), every=dt.timedelta(minutes=1)),
    Job(
        "write_published",
        _("Write published pages for the web server"),
        every=dt.timedelta(seconds=10),
        is_wanted=published_folder.is_wanted,
    ),
    Job("make_exports", _("Make PDFs, documents and spreadsheets"), every=dt.timedelta(minutes=2)),
    Job("work_out_tasks", _("Check plans and figures for the desk home"), every=dt.timedelta(minutes=1)),
    Job("purge_personal_data", _("Delete personal data that is due"), at=dt.time(2, 30)),
    Job("clearsessions", _("Delete ended sign-ins"), at=dt.time(2, 45)),
    Job("verify_versions", _("Check published texts against their checksums"), at=dt.time(3, 0)),
    Job("send_digests", _("Email subscribers"), at=dt.time(6, 30)),
    Job("send_weekly_tasks", _("Email people their tasks"), at=dt.time(7, 0)),
    Job("remind_scrutiny", _("Remind officers of answers to recommendations"), at=dt.time(7, 15)),
)
