"""Addresses about the portal, then those of one partnership and its published plans."""

from django.urls import path

from . import earlier_plan, edition_views, views

PLAN = "<slug:partnership>/plans/<slug:plan>/"
VERSION = PLAN + "v<number:number>/"

urlpatterns = [
    path("glossary/", views.glossary, name="glossary"),
    path("data/", views.data, name="data"),
    path("data/plan.schema.json", views.plan_schema, name="plan-schema"),
    path("data/plan.schema.<number:number>.json", views.plan_schema, name="plan-schema-number"),
    path("cookies/", views.cookies, name="cookies"),
    path("help/", views.help_and_support, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("<slug:partnership>/", views.partnership, name="partnership"),
    path("<slug:partnership>/plans/", views.plans, name="plans"),
    path(PLAN, views.plan, name="plan"),
    path(PLAN + "compared-with/<slug:earlier>/", earlier_plan.since_earlier_plan, name="earlier-plan"),
    path(PLAN + "priorities/<slug:ref>/", views.plan, name="priority"),
    path(VERSION, views.version, name="version"),
    path(VERSION + "priorities/<slug:ref>/", views.version, name="version-priority"),
    path(VERSION + "editions/<slug:edition>/", edition_views.edition, name="edition"),
    path(VERSION + "changes/", views.version_changes, name="version-changes"),
    path(VERSION + "plan.json", views.version, name="plan-json"),
    path(VERSION + "charts/<slug:chart>.<slug:ending>", views.version_chart, name="version-chart"),
    path(VERSION + "tables/<slug:table>.html", views.version_table, name="version-table"),
    path(VERSION + "targets.html", views.version_targets, name="version-targets"),
    path(PLAN + "charts/<slug:chart>.<slug:ending>", views.version_chart, name="plan-chart"),
    path(PLAN + "tables/<slug:table>.html", views.version_table, name="plan-table"),
    path(PLAN + "targets.html", views.version_targets, name="plan-targets"),
]
