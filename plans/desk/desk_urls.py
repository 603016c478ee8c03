"""Addresses of the desk. Rows of a plan and rows of a partnership are edited by the same pages."""

from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from plans.access.decorators import desk, of_plan
from plans.access.permissions import Permission
from plans.editing.views import about, comments, grid, offline, pasting, renumbering, rows, word
from plans.editing.views.rows import read_or_write

from . import county_groups, partner_views, partnership_views, views as desk_views
from .guides import views as guide_views

PLAN = "<slug:partnership>/plans/<slug:plan>/"
ABOUT = "<slug:partnership>/about/"
ROW = "rows/<slug:kind>/<number:pk>/"
BELOW = "rows/<slug:above>/<number:pk>/<slug:kind>/"

read, write = of_plan(Permission.READ_DESK), of_plan(Permission.EDIT_PLAN)
look, change = desk(Permission.READ_DESK), desk(Permission.EDIT_PARTNERSHIP)

urlpatterns = [
    path("", desk_views.home, name="desk"),
    path("help/", guide_views.guides, name="guides"),
    path("help/<slug:slug>/", guide_views.one_guide, name="guide"),
    path("partnerships/", partnership_views.partnerships, name="partnerships"),
    path("partnerships/add/", partnership_views.add, name="add-partnership"),
    path("partnerships/jobs/", partnership_views.jobs, name="jobs"),
    path("partnerships/audit.csv", partnership_views.audit, name="portal-audit"),
    path("partnerships/<slug:slug>/close/", partnership_views.close, name="close-partnership"),
    path("partnerships/<slug:slug>/reopen/", partnership_views.reopen, name="reopen-partnership"),
    path("<slug:partnership>/", desk_views.partnership, name="desk-partnership"),
    path("<slug:partnership>/tasks/", partner_views.all_tasks, name="partnership-tasks"),
    path("<slug:partnership>/county-group/", county_groups.county_group, name="county-group"),
    path("<slug:partnership>/new-plan/", desk_views.new_plan, name="desk-new-plan"),
    path(ABOUT, require_safe(look(about.about)), name="desk-about"),
    path(ABOUT + "history/", require_safe(look(rows.changes)), name="desk-about-history"),
    path(ABOUT + "history/<number:pk>/", read_or_write(change(rows.bring_back)), name="desk-about-bring-back"),
    path(ABOUT + "<slug:kind>/", require_safe(look(rows.rows)), name="desk-about-rows"),
    path(ABOUT + "<slug:kind>/add/", read_or_write(change(rows.add)), name="desk-about-add"),
    path(ABOUT + "<slug:kind>/table/", read_or_write(change(grid.grid)), name="desk-about-table"),
    path(ABOUT + ROW, read_or_write(change(rows.edit)), name="desk-about-row"),
    path(ABOUT + ROW + "move/", require_POST(change(rows.move)), name="desk-about-move"),
    path(ABOUT + ROW + "remove/", read_or_write(change(rows.remove)), name="desk-about-remove"),
    path(ABOUT + BELOW + "add/", read_or_write(change(rows.add)), name="desk-about-add-below"),
    path(ABOUT + BELOW + "paste/", read_or_write(change(pasting.paste)), name="desk-about-paste-below"),
    path(PLAN, desk_views.plan, name="desk-plan"),
    path(PLAN + "preview/", desk_views.preview, name="desk-preview"),
    path(PLAN + "history/", require_safe(read(rows.changes)), name="desk-history"),
    path(PLAN + "history/<number:pk>/", read_or_write(write(rows.bring_back)), name="desk-bring-back"),
    path(PLAN + "renumber/", read_or_write(write(renumbering.renumber)), name="desk-renumber"),
    path(PLAN + "word-document/", read_or_write(write(word.bring_in)), name="desk-word"),
    path(PLAN + "spreadsheet/", read_or_write(write(offline.work)), name="desk-offline"),
    path(
        PLAN + "spreadsheet/<slug:sheet>.<slug:form>", require_safe(write(offline.download)), name="desk-offline-file"
    ),
    path(PLAN + "comments/", comments.still_open, name="desk-open-comments"),
    path(PLAN + "<slug:kind>/", require_safe(read(rows.rows)), name="desk-rows"),
    path(PLAN + "<slug:kind>/add/", read_or_write(write(rows.add)), name="desk-add"),
    path(PLAN + "<slug:kind>/paste/", read_or_write(write(pasting.paste)), name="desk-paste"),
    path(PLAN + "<slug:kind>/table/", read_or_write(write(grid.grid)), name="desk-table"),
    path(PLAN + ROW, read_or_write(write(rows.edit)), name="desk-row"),
    path(PLAN + ROW + "comments/", comments.on_row, name="desk-comments"),
    path(PLAN + ROW + "move/", require_POST(write(rows.move)), name="desk-move"),
    path(PLAN + ROW + "remove/", read_or_write(write(rows.remove)), name="desk-remove"),
    path(PLAN + BELOW + "add/", read_or_write(write(rows.add)), name="desk-add-below"),
    path(PLAN + BELOW + "paste/", read_or_write(write(pasting.paste)), name="desk-paste-below"),
]
