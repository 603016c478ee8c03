"""The portal's addresses, with a plan page that is read from its version and drawn each time."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from csp_portal import urls
from plans.models import PlanVersion
from plans.public.pages import draw


def drawn(request: HttpRequest, partnership: str, plan: str) -> HttpResponse:
    """The newest version of a plan."""
    versions = PlanVersion.objects.filter(plan__partnership__slug=partnership, plan__slug=plan)
    newest = versions.select_related("plan__partnership").first()
    return HttpResponse(draw(newest, newest, request.path)[0])


urlpatterns = [path("<slug:partnership>/plans/<slug:plan>/", drawn), *urls.urlpatterns]
