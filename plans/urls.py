from django.urls import include, path

from .views import duties, editions, my_area, public, scrutiny

VERSION = "<slug:partnership>/plans/<slug:plan>/v<int:number>/"

urlpatterns = [
    path("", public.home, name="home"),
    path("glossary/", public.glossary, name="glossary"),
    path("data/", public.data, name="data"),
    path("data/plan.schema.json", public.plan_schema, name="plan-schema"),
    path("privacy/", public.privacy, name="privacy"),
    path("cookies/", public.cookies, name="cookies"),
    path("help/", public.help_and_support, name="help"),
    path("my-area/", my_area.anywhere, name="my-area"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("desk/", include("plans.account_urls")),
    path("desk/", include("plans.move_urls")),
    path("desk/", include("plans.rollforward_urls")),
    path("desk/", include("plans.scrutiny_urls")),
    path("desk/", include("plans.voice_urls")),
    path("desk/", include("plans.desk_urls")),
    path("<slug:partnership>/", public.partnership, name="partnership"),
    path("<slug:partnership>/my-area/", my_area.of_one, name="my-area-of"),
    path("<slug:partnership>/duties/", duties.duties_page, name="duties"),
    path("<slug:partnership>/duties/year.ics", duties.calendar, name="duties-calendar"),
    path("<slug:partnership>/plans/", public.plans, name="plans"),
    path("<slug:partnership>/plans/<slug:plan>/", public.plan, name="plan"),
    path("<slug:partnership>/plans/<slug:plan>/priorities/<slug:ref>/", public.plan, name="priority"),
    path("<slug:partnership>/scrutiny/", scrutiny.overview, name="scrutiny"),
    path("<slug:partnership>/recommendations/", scrutiny.recommendations, name="recommendations"),
    path("<slug:partnership>/recommendations.csv", scrutiny.recommendations_csv, name="recommendations-csv"),
    path("<slug:partnership>/recommendations/<slug:ref>/", scrutiny.recommendation, name="recommendation"),
    path("", include("plans.residents_urls")),
    path(VERSION, public.version, name="version"),
    path(VERSION + "editions/<slug:edition>/", editions.edition, name="edition"),
    path(VERSION + "changes/", public.version_changes, name="version-changes"),
    path(VERSION + "plan.json", public.version, name="plan-json"),
    path(VERSION + "charts/<slug:chart>.json", public.version_chart, name="version-chart"),
]
