"""The addresses of the interface, version 1. What it answers may get more parts; a part is never taken away."""

from django.urls import path, re_path

from . import figures, plans, scrutiny, views
from .answers import NetworkThrottle, OpenInterface, add_faults, form_of, with_known_filters
from .keeping import kept

api = OpenInterface(
    title="Community Safety Partnership plans",
    version="1",
    description="Published plans, figures, reports and recommendations. Read only; nothing that pages do not show.",
    docs_url=None,
    urls_namespace="api",
    throttle=[NetworkThrottle()],
)
api.add_decorator(kept(form_of))
api.add_decorator(with_known_filters)
for router in (plans.router, figures.router, scrutiny.router):
    api.add_router("", router)
add_faults(api)

_patterns, _app, _namespace = api.urls
_own = {
    "api-root": path("", views.about, {"api": api}, name="api-root"),
    "openapi-json": path("openapi.json", views.description, {"api": api}, name="openapi-json"),
}
_all = [_own.get(str(getattr(one, "name", "")), one) for one in _patterns]
_all.append(re_path("", views.unknown, {"api": api}, name="unknown"))
urlpatterns = [path("api/v1/", (_all, _app, _namespace))]
