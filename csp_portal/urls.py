from django.urls import include, path, register_converter
from django.urls.converters import IntConverter

from . import views
from .formats.numbers import LONGEST_WHOLE
from .operation import health, metrics, security_txt


class Number(IntConverter):
    """A whole number that fits into the database; a longer one is an unknown address."""

    regex = f"[0-9]{{1,{LONGEST_WHOLE}}}"


register_converter(Number, "number")

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", security_txt.security_txt, name="security-txt"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("performance.urls")),
    path("", include("priorities.urls")),
    path("", include("plans.urls")),
]
handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
