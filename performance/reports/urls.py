"""Addresses of progress reports: at the desk, and as published, each version with its papers."""

from django.urls import path

from csp_portal.pages.table_files import TABLE_FORMS

from . import views
from .desk import approval_views, views as desk_views

DESK = "desk/<slug:partnership>/plans/<slug:plan>/reports/"
REPORT = "<slug:partnership>/scrutiny/<slug:report>/"
VERSION = REPORT + "v<number:number>/"

urlpatterns = [
    path("desk/<slug:partnership>/scrutiny/reports/<slug:report>/", desk_views.for_members, name="report-for-members"),
    path(
        "desk/<slug:partnership>/scrutiny/reports/<slug:report>/tests/<str:rule>/",
        desk_views.by_another_test,
        name="report-by-another-test",
    ),
    path(DESK + "new/", desk_views.new_report, name="new-report"),
    path(DESK + "<slug:report>/", desk_views.standing, name="desk-report"),
    path(DESK + "<slug:report>/preview/", desk_views.preview, name="preview-report"),
    path(DESK + "<slug:report>/explain/", desk_views.explain, name="explain-line"),
    path(DESK + "<slug:report>/send/", approval_views.send, name="send-report"),
    path(DESK + "<slug:report>/approve/", approval_views.approve, name="approve-report"),
    path(DESK + "<slug:report>/send-back/", approval_views.send_back, name="send-report-back"),
    path(DESK + "<slug:report>/publish/", approval_views.publish, name="publish-report"),
    path(REPORT, views.report, name="report"),
    path(VERSION, views.version, name="report-version"),
    path(VERSION + "brief/", views.paper_html, {"name": "brief"}, name="report-brief"),
    path(VERSION + "cover/", views.paper_html, {"name": "cover"}, name="report-cover"),
    path(VERSION + "report.pdf", views.version_file, {"name": "report.pdf"}, name="report-pdf"),
    path(VERSION + "report.docx", views.version_file, {"name": "report.docx"}, name="report-docx"),
    path(VERSION + "brief.pdf", views.version_file, {"name": "brief.pdf"}, name="brief-pdf"),
    path(VERSION + "cover.pdf", views.version_file, {"name": "cover.pdf"}, name="cover-pdf"),
    path(VERSION + "cover.docx", views.version_file, {"name": "cover.docx"}, name="cover-docx"),
    path(VERSION + "charts/<slug:chart>.<slug:ending>", views.chart, name="report-chart"),
    path(VERSION + "targets.html", views.targets, name="report-targets"),
    path(REPORT + "targets.html", views.targets, name="newest-report-targets"),
    path(REPORT + "charts/<slug:chart>.<slug:ending>", views.chart, name="newest-report-chart"),
    *(
        path(VERSION + f"outcomes.{form}", views.version_file, {"name": f"outcomes.{form}"}, name=f"report-{form}")
        for form in TABLE_FORMS
    ),
]
