"""Every address and what it answers to whom, as two tables: what everybody may read, and the desk.

Add one line for a new address, or a test fails. Each line is asked for by every reader, with GET and with POST.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import resolve

from plans.access.permissions import ROLES, SITE_ADMINISTRATOR, Permission
from plans.models import Partnership, Role
from plans.residents.feedback import publish_feedback
from plans.scrutiny.document import publish_register
from tests import builders
from tests.public_pages import in_urlconf

REPORT = "/norwich/scrutiny/annual-report-2006-07/"
ROUTES = [  # name, address, status of GET, status of POST
    ("healthz", "/healthz", 200, 405),
    ("readyz", "/readyz", 503, 405),  # nothing has run the jobs of a portal in tests
    ("security-txt", "/.well-known/security.txt", 404, 405),  # without a contact in the settings
    ("metrics", "/metrics", 404, 405),  # only for the programs that METRICS_FROM names
    ("home", "/", 200, 405),
    ("all-partnerships", "/partnerships/", 200, 405),
    ("search", "/search/", 200, 405),
    ("robots", "/robots.txt", 200, 405),
    ("sitemap", "/sitemap.xml", 200, 405),
    ("sitemap-pages", "/sitemap-pages.xml", 200, 405),
    ("partnership-sitemap", "/sitemap-of-norwich.xml", 200, 405),
    ("api-root", "/api/v1/", 200, 405),
    ("openapi-json", "/api/v1/openapi.json", 200, 405),
    ("partnerships", "/api/v1/partnerships", 200, 405),
    ("partnership", "/api/v1/partnerships/norwich", 200, 405),
    ("plans", "/api/v1/partnerships/norwich/plans", 200, 405),
    ("versions", "/api/v1/partnerships/norwich/plans/2008-2011/versions", 200, 405),
    ("version", "/api/v1/partnerships/norwich/plans/2008-2011/versions/1", 200, 405),
    ("priorities", "/api/v1/partnerships/norwich/plans/2008-2011/priorities", 200, 405),
    ("actions", "/api/v1/partnerships/norwich/plans/2008-2011/actions", 200, 405),
    ("milestones", "/api/v1/partnerships/norwich/plans/2008-2011/milestones", 200, 405),
    ("targets", "/api/v1/partnerships/norwich/plans/2008-2011/targets", 200, 405),
    ("indicators", "/api/v1/partnerships/norwich/indicators", 200, 405),
    ("observations", "/api/v1/partnerships/norwich/observations", 200, 405),
    ("areas", "/api/v1/partnerships/norwich/areas", 200, 405),
    ("reports", "/api/v1/partnerships/norwich/reports", 200, 405),
    ("recommendations", "/api/v1/partnerships/norwich/recommendations", 200, 405),
    ("search", "/api/v1/search", 200, 405),
    ("unknown", "/api/v1/nothing", 404, 404),
    ("compare", "/compare/", 200, 405),
    ("compare-indicator", "/compare/all-crime/", 200, 405),
    ("glossary", "/glossary/", 200, 405),
    ("data", "/data/", 200, 405),
    ("methods", "/data/methods/", 200, 405),
    ("plan-schema", "/data/plan.schema.json", 200, 405),
    ("plan-schema-number", "/data/plan.schema.1.json", 200, 405),
    ("data-catalogue", "/data/catalogue.jsonld", 200, 405),
    ("accessibility", "/accessibility/", 200, 405),
    ("help", "/help/", 200, 405),
    ("privacy", "/privacy/", 200, 405),
    ("cookies", "/cookies/", 200, 405),
    ("duties", "/norwich/duties/", 200, 405),
    ("duties-calendar", "/norwich/duties/year.ics", 200, 405),
    ("my-area", "/my-area/", 200, 405),
    ("my-area-of", "/norwich/my-area/", 200, 405),
    ("partnership", "/norwich/", 200, 405),
    ("plans", "/norwich/plans/", 200, 405),
    ("plan", "/norwich/plans/2008-2011/", 200, 405),
    ("priority", "/norwich/plans/2008-2011/priorities/1/", 200, 405),
    ("version-priority", "/norwich/plans/2008-2011/v1/priorities/1/", 200, 405),
    ("version", "/norwich/plans/2008-2011/v1/", 200, 405),
    ("version-changes", "/norwich/plans/2008-2011/v1/changes/", 200, 405),
    ("earlier-plan", "/peterborough/plans/2016-2019/compared-with/2011-2014/", 200, 405),
    ("edition", "/norwich/plans/2008-2011/v1/editions/en-easy-read/", 200, 405),
    ("plan-json", "/norwich/plans/2008-2011/v1/plan.json", 200, 405),
    ("plan-pdf", "/norwich/plans/2008-2011/v1/plan.pdf", 200, 405),
    ("summary-pdf", "/norwich/plans/2008-2011/v1/summary.pdf", 200, 405),
    ("plan-docx", "/norwich/plans/2008-2011/v1/plan.docx", 200, 405),
    ("actions-docx", "/norwich/plans/2008-2011/v1/actions.docx", 200, 405),
    ("plan-xlsx", "/norwich/plans/2008-2011/v1/plan.xlsx", 200, 405),
    ("plan-ods", "/norwich/plans/2008-2011/v1/plan.ods", 200, 405),
    ("plan-csv-zip", "/norwich/plans/2008-2011/v1/plan.csv.zip", 200, 405),
    ("archive-zip", "/norwich/plans/2008-2011/v1/archive.zip", 200, 405),
    ("version-chart", "/norwich/plans/2008-2011/v1/charts/bcs-outturn.json", 200, 405),
    ("plan-chart", "/norwich/plans/2008-2011/charts/bcs-outturn.html", 200, 405),
    ("version-table", "/norwich/plans/2008-2011/v1/tables/bcs-outturn.html", 200, 405),
    ("plan-table", "/norwich/plans/2008-2011/tables/bcs-outturn.html", 200, 405),
    ("version-targets", "/norwich/plans/2008-2011/v1/targets.html", 200, 405),
    ("plan-targets", "/norwich/plans/2008-2011/targets.html", 200, 405),
    ("performance", "/norwich/performance/", 200, 405),
    ("targets-file", "/norwich/performance/targets.csv", 200, 405),
    ("indicator-targets", "/norwich/performance/cycle-theft/targets.html", 200, 405),
    ("indicator", "/norwich/performance/cycle-theft/", 200, 405),
    ("indicator-chart", "/norwich/performance/cycle-theft/chart.json", 200, 405),
    ("areas", "/peterborough/areas/", 200, 405),
    ("table-chart", "/norwich/performance/tables/partnership-plan-2008-2011/bcs-outturn.csv", 200, 405),
    ("areas-chart", "/peterborough/areas/chart.json", 200, 405),
    ("area", "/peterborough/areas/E05002183/", 200, 405),
    ("source", "/norwich/sources/partnership-plan-2008-2011/", 200, 405),
    ("source-figures", "/norwich/sources/partnership-plan-2008-2011/figures.csv", 200, 405),
    ("scrutiny", "/norwich/scrutiny/", 200, 405),
    ("recommendations", "/norwich/recommendations/", 200, 405),
    ("recommendations-file", "/norwich/recommendations.csv", 200, 405),
    ("have-your-say", "/norwich/have-your-say/", 200, 405),
    ("feedback-thanks", "/norwich/have-your-say/thanks/", 200, 405),
    ("feed", "/norwich/feed/", 200, 405),
    ("priority-feed", "/norwich/plans/2008-2011/priorities/1/feed/", 200, 405),
    ("area-feed", "/peterborough/areas/E05002183/feed/", 200, 405),
    ("calendar", "/norwich/calendar/", 200, 405),
    ("calendar-file", "/norwich/calendar.ics", 200, 405),
    ("subscription-asked", "/norwich/subscribe/asked/", 200, 405),
    ("you-said", "/norwich/you-said/", 200, 405),
    ("fact-register", "/norwich/fact-register/", 200, 405),
    ("report", REPORT, 200, 405),
    ("report-version", REPORT + "v1/", 200, 405),
    ("report-brief", REPORT + "v1/brief/", 200, 405),
    ("report-cover", REPORT + "v1/cover/", 200, 405),
    ("report-pdf", REPORT + "v1/report.pdf", 200, 405),
    ("brief-pdf", REPORT + "v1/brief.pdf", 200, 405),
    ("cover-pdf", REPORT + "v1/cover.pdf", 200, 405),
    ("report-docx", REPORT + "v1/report.docx", 200, 405),
    ("cover-docx", REPORT + "v1/cover.docx", 200, 405),
    ("report-chart", REPORT + "v1/charts/bullet.svg", 200, 405),
    ("newest-report-chart", REPORT + "charts/bullet.html", 200, 405),
    ("report-targets", REPORT + "v1/targets.html", 200, 405),
    ("newest-report-targets", REPORT + "targets.html", 200, 405),
    ("report-csv", REPORT + "v1/outcomes.csv", 200, 405),
    ("report-xlsx", REPORT + "v1/outcomes.xlsx", 200, 405),
    ("report-ods", REPORT + "v1/outcomes.ods", 200, 405),
]

NOT_THERE = [
    "/nowhere/",
    "/nowhere/performance/",
    "/nowhere/areas/",
    "/norwich/plans/1999-2002/",
    "/norwich/plans/2005-2008/",  # a plan that is not published is as if it were not there
    "/norwich/plans/2008-2011/v2/",
    "/norwich/plans/2008-2011/v0/",
    "/norwich/plans/2008-2011/v2/changes/",
    "/norwich/plans/2008-2011/v2/plan.xlsx",
    "/norwich/plans/2005-2008/v1/plan.csv.zip",
    "/norwich/plans/2005-2008/v1/archive.zip",
    "/norwich/plans/2008-2011/v1/changes/?with=2",
    "/norwich/plans/2008-2011/v1/charts/none.json",
    "/norwich/plans/2008-2011/v1/charts/none.html",
    "/norwich/plans/2008-2011/tables/none.html",
    "/norwich/plans/2005-2008/charts/bcs-outturn.html",
    "/norwich/performance/none/targets.html",
    "/norwich/plans/2008-2011/priorities/99/",
    "/norwich/performance/none/",
    "/norwich/performance/none/chart.json",
    "/norwich/performance/cycle-theft/chart.exe",
    "/norwich/performance/tables/partnership-plan-2008-2011/none.svg",
    REPORT + "v1/charts/none.svg",
    "/norwich/areas/E05002183/",  # a ward of another partnership
    "/norwich/sources/none/",
    "/nowhere/fact-register/",
    "/nowhere/have-your-say/",
    "/nowhere/feed/",
    "/nowhere/calendar.ics",
    "/norwich/plans/2005-2008/priorities/1/feed/",
    "/norwich/plans/2008-2011/priorities/99/feed/",
    "/norwich/areas/E05002183/feed/",
    "/nowhere/have-your-say/write/",
    "/norwich/scrutiny/none/",
    REPORT + "v2/",
    REPORT + "v2/brief.pdf",
    REPORT + "v2/report.docx",
    "/nowhere/recommendations/",
]


EVERYBODY = "everybody"
SIGNED_IN = "signed in"


class Desk(NamedTuple):
    """An address of the desk: who may open it, and what it answers to those who may. POST brings an empty form."""

    name: str
    address: str
    who: Permission | str
    get: int
    post: int
    other: dict[str, tuple[int, int]] = {}  # who gets another answer than the rule says


PLAN = "/desk/anytown/plans/2020-2023/"
ABOUT = "/desk/anytown/about/"
IMPORTS = "/desk/anytown/figures/import/"
ROUND = PLAN + "progress/{round}/"
NOT_A_DRAFT = {"scrutiny member": (404, 404)}  # who may not read drafts reads the progress of published plans alone
OF_ANOTHER = {"lead": (403, 403)}  # a lead answers for the own organisation alone
SITE = "site administrator"
STRANGERS = ["without a role", "officer elsewhere", "administrator elsewhere", SITE]
READERS = ["anonymous", *STRANGERS, *map(str, Role)]
# These three together open every page with everything on it: enough to try its queries on another database.
ON_EVERY_DATABASE = ("administrator", "lead", SITE)
EVERY_READER = [
    reader if reader in ON_EVERY_DATABASE else pytest.param(reader, marks=pytest.mark.anywhere) for reader in READERS
]
PROVED = dict.fromkeys(("administrator", "administrator elsewhere", "approver", SITE), (302, 302))  # by a second factor
NOT_PROVED = {reader: (403, 403) for reader in READERS if reader not in PROVED and reader != "anonymous"}
DESK_ROUTES = [
    Desk("sign-in", "/desk/sign-in/", EVERYBODY, 200, 200),
    Desk("sign-out", "/desk/sign-out/", EVERYBODY, 405, 302),
    Desk("throw-away", "/desk/kept/", SIGNED_IN, 405, 302),
    Desk("forgotten-password", "/desk/password/forgotten/", EVERYBODY, 200, 200),
    Desk("password-emailed", "/desk/password/emailed/", EVERYBODY, 200, 405),
    Desk("set-password", "/desk/password/MQ/made-up/", EVERYBODY, 200, 200),
    Desk("change-password", "/desk/password/change/", SIGNED_IN, 200, 200),
    Desk("account", "/desk/account/", SIGNED_IN, 200, 405),
    Desk("weekly-tasks", "/desk/account/weekly-email/", SIGNED_IN, 405, 302),
    Desk("second-factor", "/desk/second-factor/", SIGNED_IN, 200, 200, PROVED),
    Desk("recovery-codes", "/desk/second-factor/recovery-codes/", SIGNED_IN, 405, 200, NOT_PROVED),
    Desk("second-factor-off", "/desk/second-factor/off/", SIGNED_IN, 200, 200, NOT_PROVED),
    Desk("roles", "/desk/help/roles/", SIGNED_IN, 200, 405),
    Desk("guides", "/desk/help/", EVERYBODY, 200, 405),
    Desk("guide", "/desk/help/officers/", EVERYBODY, 200, 405),
    Desk("recommendation", "/anytown/recommendations/1/", EVERYBODY, 200, 405),
    Desk("members-scrutiny", "/desk/anytown/scrutiny/", Permission.READ_MEMBERS_TEXT, 200, 405),
    Desk("ask-question", "/desk/anytown/scrutiny/question/", Permission.ASK_QUESTIONS, 200, 200),
    Desk("publish-scrutiny", "/desk/anytown/scrutiny/publish/", Permission.PUBLISH, 200, 200),
    Desk("plan-for-members", "/desk/norwich/plans/2008-2011/withheld/", Permission.READ_MEMBERS_TEXT, 200, 405),
    Desk(
        "report-for-members",
        "/desk/norwich/scrutiny/reports/annual-report-2006-07/",
        Permission.READ_MEMBERS_TEXT,
        200,
        405,
    ),
    Desk(
        "report-by-another-test",
        "/desk/norwich/scrutiny/reports/annual-report-2006-07/tests/band@1/",
        Permission.READ_MEMBERS_TEXT,
        200,
        405,
    ),
    Desk("people", "/desk/anytown/people/", Permission.MANAGE_PEOPLE, 200, 200),
    Desk("audit", "/desk/anytown/people/audit.csv", Permission.MANAGE_PEOPLE, 200, 405),
    Desk("take-role", "/desk/anytown/people/{membership}/", Permission.MANAGE_PEOPLE, 200, 302),
    Desk("desk", "/desk/", SIGNED_IN, 200, 405),
    Desk("partnerships", "/desk/partnerships/", Permission.MANAGE_PARTNERSHIPS, 200, 405),
    Desk("jobs", "/desk/partnerships/jobs/", Permission.MANAGE_PARTNERSHIPS, 200, 405),
    Desk("portal-audit", "/desk/partnerships/audit.csv", Permission.MANAGE_PARTNERSHIPS, 200, 405),
    Desk("add-partnership", "/desk/partnerships/add/", Permission.MANAGE_PARTNERSHIPS, 200, 200),
    Desk("close-partnership", "/desk/partnerships/anytown/close/", Permission.MANAGE_PARTNERSHIPS, 200, 200),
    Desk("reopen-partnership", "/desk/partnerships/anytown/reopen/", Permission.MANAGE_PARTNERSHIPS, 405, 404),
    Desk("desk-partnership", "/desk/anytown/", Permission.READ_DESK, 200, 405),
    Desk("partnership-tasks", "/desk/anytown/tasks/", Permission.SEND_ROUNDS, 200, 405),
    Desk("county-group", "/desk/anytown/county-group/", Permission.EDIT_PARTNERSHIP, 200, 404),
    Desk("desk-new-plan", "/desk/anytown/new-plan/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-about", ABOUT, Permission.READ_DESK, 200, 405),
    Desk("desk-about-history", ABOUT + "history/", Permission.READ_DESK, 200, 405),
    Desk("desk-about-bring-back", ABOUT + "history/{old_name}/", Permission.EDIT_PARTNERSHIP, 200, 302),
    Desk("desk-about-rows", ABOUT + "area-sets/", Permission.READ_DESK, 200, 405),
    Desk("desk-about-add", ABOUT + "area-sets/add/", Permission.EDIT_PARTNERSHIP, 200, 200),
    Desk("desk-about-table", ABOUT + "area-sets/table/", Permission.EDIT_PARTNERSHIP, 200, 200),
    Desk("desk-about-row", ABOUT + "rows/partnership/{partnership}/", Permission.EDIT_PARTNERSHIP, 200, 200),
    Desk("desk-about-move", ABOUT + "rows/standing-groups/{group}/move/", Permission.EDIT_PARTNERSHIP, 405, 302),
    Desk("desk-about-remove", ABOUT + "rows/standing-groups/{group}/remove/", Permission.EDIT_PARTNERSHIP, 200, 302),
    Desk("desk-about-add-below", ABOUT + "rows/area-sets/{area_set}/areas/add/", Permission.EDIT_PARTNERSHIP, 200, 200),
    Desk(
        "desk-about-paste-below",
        ABOUT + "rows/harm-tables/{harm_table}/harm-weights/paste/",
        Permission.EDIT_PARTNERSHIP,
        200,
        200,
    ),
    Desk("desk-year", "/desk/anytown/year/", Permission.READ_DESK, 200, 405),
    Desk("desk-year-add", "/desk/anytown/year/add/", Permission.EDIT_PARTNERSHIP, 405, 302),
    Desk("desk-year-done", "/desk/anytown/year/{key_date}/done/", Permission.EDIT_PARTNERSHIP, 405, 302),
    Desk("desk-outlines", ABOUT + "rows/area-sets/{area_set}/outlines/", Permission.EDIT_PARTNERSHIP, 200, 200),
    Desk("your-place", "/desk/anytown/place/", Permission.EDIT_PARTNERSHIP, 200, 422),
    Desk("worth-of-changes", "/desk/anytown/figures/worth/", Permission.READ_DESK, 200, 405),
    Desk("standard-indicators", "/desk/anytown/figures/indicators/", Permission.EDIT_PARTNERSHIP, 200, 302),
    Desk("desk-plan", PLAN, Permission.READ_DESK, 200, 405),
    Desk("desk-preview", PLAN + "preview/", Permission.READ_DESK, 200, 405),
    Desk("logo", "/desk/anytown/logo/", Permission.EDIT_PARTNERSHIP, 200, 422),
    Desk("remove-logo", "/desk/anytown/logo/remove/", Permission.EDIT_PARTNERSHIP, 405, 302),
    Desk("draft-pdf", PLAN + "preview/draft.pdf", Permission.READ_DESK, 200, 405),
    Desk("desk-history", PLAN + "history/", Permission.READ_DESK, 200, 405),
    Desk("desk-word", PLAN + "word-document/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-offline", PLAN + "spreadsheet/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-offline-file", PLAN + "spreadsheet/actions.xlsx", Permission.EDIT_PLAN, 200, 405),
    Desk("desk-renumber", PLAN + "renumber/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-open-comments", PLAN + "comments/", Permission.COMMENT, 200, 405),
    Desk("desk-rows", PLAN + "sections/", Permission.READ_DESK, 200, 405),
    Desk("desk-add", PLAN + "sections/add/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-paste", PLAN + "funding/paste/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-table", PLAN + "funding/table/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-row", PLAN + "rows/sections/{section}/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-bring-back", PLAN + "history/{change}/", Permission.EDIT_PLAN, 200, 302),
    Desk("desk-comments", PLAN + "rows/sections/{section}/comments/", Permission.COMMENT, 200, 200),
    Desk("desk-move", PLAN + "rows/sections/{section}/move/", Permission.EDIT_PLAN, 405, 302),
    Desk("desk-remove", PLAN + "rows/sections/{section}/remove/", Permission.EDIT_PLAN, 200, 302),
    Desk("desk-add-below", PLAN + "rows/priorities/{priority}/actions/add/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-paste-below", PLAN + "rows/priorities/{priority}/actions/paste/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-moves", PLAN + "publish/", Permission.READ_DESK, 200, 405),
    Desk("desk-sign-off", PLAN + "publish/sign-off/", Permission.SIGN_OFF, 405, 409),
    Desk("desk-signatories", PLAN + "publish/signatories/", Permission.PUBLISH, 405, 302),
    Desk("desk-schedule", PLAN + "publish/schedule/", Permission.PUBLISH, 405, 422),
    Desk("write-feedback", "/anytown/have-your-say/write/", EVERYBODY, 200, 422),
    Desk("subscribe", "/anytown/subscribe/", EVERYBODY, 200, 422),
    Desk("confirm-emails", "/anytown/emails/made-up/", EVERYBODY, 404, 404),
    Desk("stop-emails", "/anytown/emails/made-up/stop/", EVERYBODY, 404, 404),
    Desk("watches", "/desk/anytown/watch/", Permission.WATCH, 200, 200),
    Desk("desk-feedback", "/desk/anytown/feedback/", Permission.ANSWER_RESIDENTS, 200, 405),
    Desk("decide-feedback", "/desk/anytown/feedback/{feedback}/", Permission.ANSWER_RESIDENTS, 200, 200),
    Desk("published-feedback", "/desk/anytown/feedback/published/{said}/", Permission.ANSWER_RESIDENTS, 200, 200),
    Desk("publish-you-said", "/desk/anytown/you-said/publish/", Permission.PUBLISH, 200, 302),
    Desk("update", "/update/made-up/", EVERYBODY, 404, 404),
    Desk("assessment", PLAN + "assessment/", Permission.READ_DESK, 200, 405),
    Desk(
        "what-points-to-it", ABOUT + "rows/outside-plans/{outside}/what-points-to-it/", Permission.EDIT_PLAN, 200, 302
    ),
    Desk("usual-criteria", PLAN + "assessment/usual-criteria/", Permission.EDIT_PLAN, 405, 302),
    Desk("score-sheet", PLAN + "assessment/score-sheet/", Permission.EDIT_PLAN, 405, 302),
    Desk("issue-to-priority", PLAN + "assessment/issues/{issue}/priority/", Permission.EDIT_PLAN, 405, 302),
    Desk("rounds", PLAN + "progress/", Permission.READ_PROGRESS, 200, 405, NOT_A_DRAFT),
    Desk("new-round", PLAN + "progress/ask/", Permission.SEND_ROUNDS, 200, 200),
    Desk("action-updates", PLAN + "progress/actions/{action}/", Permission.READ_PROGRESS, 200, 405, NOT_A_DRAFT),
    Desk("round", ROUND, Permission.READ_PROGRESS, 200, 405, NOT_A_DRAFT),
    Desk("close-round", ROUND + "close/", Permission.SEND_ROUNDS, 405, 302),
    Desk("asked-lead", ROUND + "leads/{lead}/", Permission.READ_PROGRESS, 200, 405, NOT_A_DRAFT),
    Desk("write-again", ROUND + "leads/{lead}/send/", Permission.SEND_ROUNDS, 405, 422),
    Desk("round-answer", ROUND + "leads/{lead}/answer/", Permission.UPDATE_PROGRESS, 200, 422, OF_ANOTHER),
    Desk("desk-sources", "/desk/anytown/figures/sources/", Permission.LOAD_FIGURES, 200, 405),
    Desk("source-protection", "/desk/anytown/figures/sources/crime-figures/", Permission.PUBLISH, 200, 422),
    Desk("enter-figures", "/desk/anytown/figures/enter/", Permission.LOAD_FIGURES, 200, 302),
    Desk("given-figures", "/desk/anytown/figures/given/", Permission.LOAD_FIGURES, 200, 302),
    Desk("imports", IMPORTS, Permission.LOAD_FIGURES, 200, 422),
    Desk("import", IMPORTS + "{import}/", Permission.LOAD_FIGURES, 200, 405),
    Desk("import-rows", IMPORTS + "{import}/rows/", Permission.LOAD_FIGURES, 404, 405),  # the file is gone
    Desk("import-columns", IMPORTS + "{import}/columns/", Permission.LOAD_FIGURES, 404, 404),  # the file is gone
    Desk("import-cells", IMPORTS + "{import}/cells/", Permission.LOAD_FIGURES, 404, 404),
    Desk("import-figures", IMPORTS + "{import}/figures/", Permission.LOAD_FIGURES, 200, 405),
    Desk("import-leave-out", IMPORTS + "{import}/leave-out/", Permission.LOAD_FIGURES, 404, 404),
    Desk("import-store", IMPORTS + "{import}/store/", Permission.LOAD_FIGURES, 405, 302),
    Desk("import-again", IMPORTS + "{import}/again/", Permission.LOAD_FIGURES, 405, 302),
    Desk("import-leave", IMPORTS + "{import}/leave/", Permission.LOAD_FIGURES, 405, 302),
    Desk("import-undo", IMPORTS + "{import}/undo/", Permission.LOAD_FIGURES, 200, 302),
    Desk("import-publish", IMPORTS + "{import}/publish/", Permission.PUBLISH, 405, 302),
    Desk("new-report", PLAN + "reports/new/", Permission.EDIT_PARTNERSHIP, 200, 200),
    Desk("desk-report", PLAN + "reports/quarter-1/", Permission.READ_DESK, 200, 405),
    Desk("preview-report", PLAN + "reports/quarter-1/preview/", Permission.READ_DESK, 200, 405),
    Desk("explain-line", PLAN + "reports/quarter-1/explain/", Permission.EDIT_PARTNERSHIP, 405, 302),
    Desk("send-report", PLAN + "reports/quarter-1/send/", Permission.EDIT_PARTNERSHIP, 405, 409),
    Desk("approve-report", PLAN + "reports/quarter-1/approve/", Permission.SIGN_OFF, 405, 409),
    Desk("send-report-back", PLAN + "reports/quarter-1/send-back/", Permission.SIGN_OFF, 405, 409),
    Desk("publish-report", PLAN + "reports/quarter-1/publish/", Permission.PUBLISH, 405, 409),
    Desk("desk-make-move", PLAN + "publish/withdraw/", Permission.PUBLISH, 409, 409),
    Desk("roll-forward", PLAN + "roll-forward/", Permission.EDIT_PLAN, 200, 200),
    Desk("rolled-forward", PLAN + "rolled-forward/", Permission.READ_DESK, 200, 405),
    Desk("figures-check", "/anytown/figures-check/", Permission.READ_DESK, 200, 405),
    Desk("explain-finding", "/anytown/figures-check/{finding}/", Permission.EDIT_PLAN, 200, 200),
]
EVERYTHING = [*(Desk(name, address, EVERYBODY, get, post) for name, address, get, post in ROUTES), *DESK_ROUTES]
METHODS = ("GET", "POST")
SIGN_IN = "asked to sign in"


def expected(route: Desk, reader: str, method: str) -> int | str:
    """What a reader gets: what the table says, asked to sign in, not there, or not allowed."""
    at = METHODS.index(method)
    answer = (route.get, route.post)[at]
    if answer == 405 or route.who == EVERYBODY:
        return answer
    if reader == "anonymous":
        return SIGN_IN
    if reader in route.other:
        return route.other[reader][at]
    if route.who == SIGNED_IN:
        return answer
    if route.who in SITE_ADMINISTRATOR:
        return answer if reader == SITE else 403
    if reader in STRANGERS:
        return 404
    return answer if route.who in ROLES[Role(reader)] else 403


class Desks(NamedTuple):
    """The keys of the rows in the addresses, of this partnership and of another, the sessions of the readers, and
    what a stranger was first answered at each public address: drawn then, and kept for all readers."""

    rows: dict[str, int | str]
    rows_elsewhere: dict[str, int | str]
    sessions: dict[str, str]
    first: dict[str, HttpResponse]

    def client(self, reader: str, **options) -> Client:
        client = Client(**options)
        if reader in self.sessions:
            client.cookies["sessionid"] = self.sessions[reader]
        return client


@pytest.fixture(scope="module")
def desks(demo, django_db_blocker) -> Iterator[Desks]:
    """Two partnerships beside the source plans, and every public address drawn once for all readers.

    Slow: draws every kind of page and file, once in each process.
    """
    with override_settings(PORTAL_URL="http://testserver"):
        with django_db_blocker.unblock():
            made = two_partnerships()
        yield made


def two_partnerships() -> Desks:
    """A draft at two partnerships, and one person for each reader; readers have their role in the source plans too."""
    here, elsewhere = builders.partnership(), builders.partnership("elsewhere")
    builders.recommendation(here)
    publish_register(here)
    rows, rows_elsewhere = draft(here), draft(elsewhere, slug="elsewhere-draft")
    sessions = {}
    for reader in READERS[1:]:
        role, is_elsewhere, _ = reader.partition(" elsewhere")
        owners = [elsewhere] if is_elsewhere else Partnership.objects.exclude(pk=elsewhere.pk)
        for owner in owners if role not in ("without a role", SITE) else []:
            builders.person(reader, owner, role)
        person = builders.person(reader, here)
        person.is_superuser = reader == SITE
        person.save()
        client = Client()
        builders.sign_in(client, person)
        session = client.session
        session["seen"] += 24 * 60 * 60  # reading moves an idle session on after ten minutes, which is a write
        session.save()
        sessions[reader] = client.cookies["sessionid"].value
    first = {address: Client().get(address) for _name, address, *_statuses in ROUTES}
    return Desks(rows, rows_elsewhere, sessions, first)


def draft(owner: Partnership, **fields) -> dict[str, int | str]:
    """A plan being written, and the keys of the rows that stand in addresses."""
    plan = builders.rich_plan(1, owner, rolled_report={"rows": []}, **fields)
    section = plan.sections.get()
    change = plan.changes.create(
        partnership=owner,
        kind="changed",
        row_kind="sections",
        row_id=section.pk,
        row_name="Section 1",
        field="heading",
        old="Before",
    )
    member = builders.person(f"member of {owner.slug}", owner, "scrutiny member").memberships.get()
    board = owner.groups.create(name="Board", kind="board")
    old_name = owner.changes.create(
        kind="changed", row_kind="standing-groups", row_id=board.pk, row_name="Board", field="name", old="Before"
    )
    asked = builders.asked_lead(plan)
    builders.report(plan)
    document = builders.source(owner)
    for title in ("Introduction", "Money"):
        document.statements.create(kind="part", subject="1", about=title, locator="page 1")
    officer, now = builders.person("officer here", owner), builders.at(2020, 6, 1)
    said = publish_feedback(builders.feedback(plan), text="Lamps.", reply="", by=officer, now=now)
    return {
        "feedback": builders.feedback(plan).pk,
        "said": said.pk,
        "finding": "K8.twice.crime-figures.1",
        "change": change.pk,
        "membership": member.pk,
        "section": section.pk,
        "priority": plan.priorities.get().pk,
        "issue": plan.issues.get().pk,
        "outside": plan.partnership.outside_plans.create(title="Police and Crime Plan").pk,
        "partnership": owner.pk,
        "group": board.pk,
        "key_date": owner.key_dates.create(title="Budget bids", month=12, day=1).pk,
        "old_name": old_name.pk,
        "area_set": builders.area_set(owner, ["North"]).pk,
        "harm_table": owner.harm_tables.create(name="Index", unit="days", edition="2020", source="A paper").pk,
        "action": plan.priorities.get().actions.get().pk,
        "round": asked.round_id,
        "lead": asked.pk,
        "import": owner.import_runs.create(state="left", file_name="figures.csv", sha256="0" * 64).pk,
    }


@contextmanager
def taken_back() -> Iterator[None]:
    """What is asked for inside leaves nothing behind for the next cell."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("of_granted", [3, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("reader", EVERY_READER)
def test_who_may_do_what(desks, db, reader, method, of_granted):
    """The answer is the one of the table; nobody who is refused writes anything, and nobody writes by looking.

    One test asks every address of the table, some 160: several seconds for a reader who sees most pages. Of the pages
    that a reader is granted, an officer is asked for all, others for every third, and for all in `make test-long`.
    """
    wrong = []
    for number, route in enumerate(EVERYTHING):
        if reader != "officer" and number % of_granted and expected(route, reader, method) == 200:
            continue
        with taken_back(), CaptureQueriesContext(connection) as asked:
            response = desks.client(reader).generic(method, route.address.format(**desks.rows))
        to_sign_in = response.status_code == 302 and response["Location"].startswith("/desk/sign-in/?next=")
        answer, right = SIGN_IN if to_sign_in else response.status_code, expected(route, reader, method)
        if answer != right:
            wrong.append(f"{route.name}: {answer}, not {right}")
        elif (method == "GET" or to_sign_in or answer in (403, 404, 405)) and written(asked):
            wrong.append(f"{route.name}: wrote {written(asked)}")
    assert wrong == []


KEPT = {"csp_portal_storedpage", "performance_reportpaper", "plans_workedout", "otp_totp_totpdevice"}


def written(asked: CaptureQueriesContext) -> list[str]:
    """What was written, beside what is kept for the next reader and the secret of a code app for its owner."""
    words = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    return [sql for sql in words if not KEPT & set(sql.split('"'))]


def test_the_table_is_large_enough_to_mean_something():
    """Every address, asked for by every reader in both ways."""
    assert len(EVERYTHING) * len(READERS) * len(METHODS) >= 2500


@pytest.mark.parametrize("reader", EVERY_READER)
def test_a_draft_has_no_public_address(desks, db, reader):
    """Not even for those who write it; and what is not published is not told from what does not exist."""
    client, answers = desks.client(reader), {}
    for name, address, *_rest in ROUTES:
        if "/plans/2008-2011/" in address:
            here = address.replace("/norwich/plans/2008-2011/", "/anytown/plans/2020-2023/")
            answers[name] = client.get(here).status_code
    assert len(answers) >= 6
    assert set(answers.values()) == {404}


OF_A_PLAN = [route for route in DESK_ROUTES if route.address.startswith((PLAN, ABOUT + "rows/"))]


@pytest.mark.parametrize("reader", ["administrator", "approver"])
def test_the_draft_of_another_partnership_is_not_there(desks, db, reader):
    """Neither under its own address, nor its plan or its rows under the address of one's own partnership."""
    client, wrong = desks.client(reader), []
    routes = [route for route in OF_A_PLAN if route.who in ROLES[Role(reader)]]
    assert len(routes) >= 15
    for route in routes:
        theirs = route.address.replace("/2020-2023/", "/elsewhere-draft/")
        asked = [theirs.replace("/anytown/", "/elsewhere/"), theirs]
        asked += [route.address] if "{" in route.address else []  # the key of a row of theirs in one's own plan
        for address in asked:
            filled = address.format(**desks.rows_elsewhere)
            with taken_back():
                answers = client.get(filled).status_code, client.post(filled).status_code
            if answers != (405 if route.get == 405 else 404, 405 if route.post == 405 else 404):
                wrong.append((filled, answers))
    assert wrong == []


def test_a_person_of_another_partnership_keeps_the_role(desks, db):
    """The key of a role of another partnership is not known here."""
    client = desks.client("administrator")
    address = "/desk/anytown/people/{membership}/".format(**desks.rows_elsewhere)
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


# RFC 8058: the mail program of the reader posts there, without a page or a cookie; the address is the key.
ONE_CLICK = {"stop-emails"}
CHANGING = [route for route in EVERYTHING if route.post != 405 and route.name not in ONE_CLICK]


@pytest.mark.parametrize("token", ["", "a" * 64], ids=["without a token", "with a stale token"])
def test_no_form_is_taken_without_the_token_of_the_page(desks, db, token):
    client, wrong = desks.client("officer", enforce_csrf_checks=True), []
    client.cookies["csrftoken"] = "b" * 32
    assert len(CHANGING) >= 50
    for route in CHANGING:
        with taken_back(), CaptureQueriesContext(connection) as asked:
            response = client.post(route.address.format(**desks.rows), {"csrfmiddlewaretoken": token})
        if response.status_code != 403 or written(asked) or "<h1" not in response.content.decode():
            wrong.append((route.name, response.status_code, written(asked)))
    assert wrong == []


@pytest.mark.parametrize("address", ["/desk/nowhere/", "/desk/nowhere/people/", "/desk/nowhere/plans/2020-2023/"])
def test_an_unknown_partnership_is_not_there(desks, db, address):
    assert desks.client("administrator").get(address).status_code == 404


def test_every_address_is_in_the_table(desks):
    in_table = {resolve(route.address.format(**desks.rows)).route: route.name for route in EVERYTHING}
    assert in_table == in_urlconf()


@pytest.mark.anywhere
@pytest.mark.parametrize("address", NOT_THERE)
def test_what_is_not_there_is_said_with_what_there_is(demo, db, client, address):
    response = client.get(address)
    page = response.content.decode()
    assert response.status_code == 404
    assert "Page not found" in page
    assert "You may have meant" in page


@pytest.mark.anywhere
@pytest.mark.parametrize("address", [route[1] for route in ROUTES])
def test_no_public_answer_sets_a_cookie_or_depends_on_one(desks, address):
    response = desks.first[address]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    is_embed = address.endswith(".html")
    usual = "default-src 'none'; script-src 'self'; style-src 'self'"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-" if is_embed else usual)
    assert ("frame-ancestors *" in policy, "frame-ancestors 'none'" in policy) == (is_embed, not is_embed)


NOT_STORED = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/.well-known/",
    "/api/v1/",
)  # what programs ask for is worked out each time


@pytest.mark.parametrize("address", [route[1] for route in ROUTES if not route[1].startswith(NOT_STORED)])
def test_a_reader_who_has_the_page_is_told_so_at_the_cost_of_one_query(
    desks, db, client, address, django_assert_max_num_queries
):
    etag = client.get(address)["ETag"]
    with django_assert_max_num_queries(1):
        response = client.get(address, headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")
