from django.urls import include, path

from .views import areas, checks, facts, methods, performance, reports, sources

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
]
