"""Every address of this app, room by room; last what begins with the name of a partnership and nothing else."""

from django.urls import include, path

DESK_ROOMS = (
    *("access", "publishing", "rollforward", "scrutiny", "residents", "news", "places", "duties", "exports"),
    "desk",
)
PUBLIC_ROOMS = ("search", "places", "duties", "scrutiny", "residents", "news", "exports", "public")

urlpatterns = [
    *(path("desk/", include(f"plans.{room}.desk_urls")) for room in DESK_ROOMS),
    *(path("", include(f"plans.{room}.urls")) for room in PUBLIC_ROOMS),
]
