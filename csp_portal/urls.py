from functools import lru_cache

from django.urls import ResolverMatch, URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import IntConverter
from django.urls.resolvers import RoutePattern

from . import views
from .formats.numbers import LONGEST_WHOLE
from .operation import health, metrics, security_txt


class Number(IntConverter):
    """A whole number that fits into the database; a longer one is an unknown address."""

    regex = f"[0-9]{{1,{LONGEST_WHOLE}}}"


register_converter(Number, "number")


class KnownAddresses(URLResolver):
    """The addresses below it, with the page of each that was asked for lately: to look through all patterns again would
    cost as much as to send a stored page."""

    MOST = 4_096

    def __init__(self, patterns: list[URLPattern | URLResolver]) -> None:
        super().__init__(RoutePattern(""), patterns)
        self._found = lru_cache(self.MOST)(self._find)

    def resolve(self, path: str) -> ResolverMatch:
        """The page of an address. Raises Resolver404: what is not there is not remembered."""
        return self._found(path)

    def _find(self, path: str) -> ResolverMatch:
        match = super().resolve(path)
        match.tried = []  # the patterns that did not fit: Django would copy the whole list for every request
        return match


PAGES: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", security_txt.security_txt, name="security-txt"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("performance.urls")),
    path("", include("priorities.urls")),
    path("", include("plans.urls")),
]
urlpatterns = [KnownAddresses(PAGES)]
handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
