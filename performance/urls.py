from django.urls import include, path

from .views import areas, checks, facts, methods, performance, reports, reports_desk, sources

VERSION = "<slug:partnership>/scrutiny/<slug:report>/v<int:number>/"

DESK = "desk/<slug:partnership>/plans/<slug:plan>/reports/"

urlpatterns = [
    path("data/methods/", methods.methods, name="methods"),
    path("desk/", include("performance.import_urls")),
    path("<slug:partnership>/performance/", performance.overview, name="performance"),
    path("<slug:partnership>/performance/<slug:indicator>/", performance.indicator, name="indicator"),
    path("<slug:partnership>/performance/<slug:indicator>/chart.json", performance.chart, name="indicator-chart"),
    path("<slug:partnership>/areas/", areas.ranking, name="areas"),
    path("<slug:partnership>/areas/chart.json", areas.chart, name="areas-chart"),
    path("<slug:partnership>/areas/<slug:code>/", areas.area, name="area"),
    path("<slug:partnership>/sources/<slug:source>/", sources.source, name="source"),
    path("<slug:partnership>/scrutiny/<slug:report>/", reports.report, name="report"),
    path("<slug:partnership>/fact-register/", facts.register, name="fact-register"),
    path("<slug:partnership>/figures-check/", checks.findings, name="figures-check"),
    path("<slug:partnership>/figures-check/<str:key>/", checks.explain, name="explain-finding"),
    path(
        "desk/<slug:partnership>/scrutiny/reports/<slug:report>/", reports_desk.for_members, name="report-for-members"
    ),
    path(DESK + "new/", reports_desk.new_report, name="new-report"),
    path(DESK + "<slug:report>/", reports_desk.standing, name="desk-report"),
    path(DESK + "<slug:report>/preview/", reports_desk.preview, name="preview-report"),
    path(DESK + "<slug:report>/explain/", reports_desk.explain, name="explain-line"),
    path(DESK + "<slug:report>/publish/", reports_desk.publish, name="publish-report"),
    path(VERSION, reports.version, name="report-version"),
    path(VERSION + "brief/", reports.paper_html, {"name": "brief"}, name="report-brief"),
    path(VERSION + "cover/", reports.paper_html, {"name": "cover"}, name="report-cover"),
    path(VERSION + "report.pdf", reports.paper_pdf, {"name": "report"}, name="report-pdf"),
    path(VERSION + "brief.pdf", reports.paper_pdf, {"name": "brief"}, name="brief-pdf"),
    path(VERSION + "cover.pdf", reports.paper_pdf, {"name": "cover"}, name="cover-pdf"),
    path(VERSION + "outcomes.csv", reports.outcomes_csv, name="report-csv"),
]
