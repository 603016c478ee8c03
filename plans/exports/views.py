"""Files of published plans."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.pages.live_pages import NotFound
from plans.models import Partnership
from plans.public.live import Lasting, partnership_page
from plans.public.views import numbered

from .plan_files import forms_of, plan_file
from .shape import Export


@partnership_page(takes=())
def version_file(request: HttpRequest, partnership: Partnership, plan: str, number: int, name: str) -> HttpResponse:
    """A version of a plan in one form: made when it is first asked for, and kept for good."""
    _newest, version = numbered(partnership, plan, number)
    if (export := forms_of(version).get(name)) is None:
        page = reverse("version", args=[partnership.slug, plan, number])
        raise NotFound(
            _("This plan is withdrawn, so there is no archive of it."), [(version.content["plan"]["title"], page)]
        )
    return as_file(export, plan_file(version, export), f"{partnership.slug}-{plan}-v{number}-{name}")


def as_file(export: Export, content: bytes, saved_as: str) -> Lasting:
    """The answer with a file: shown by the browser, or saved under a name that tells it from others."""
    response = Lasting(content, export.media_type)
    how = "inline" if export.shown else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{saved_as}"'
    return response
