"""Files of published plans, and a draft on paper for those who may read it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from csp_portal.pages.live_pages import answer
from plans.public.views import numbered

from .plan_files import plan_file
from .registry import PLAN_EXPORTS
from .shape import Export


@require_safe
def version_file(request: HttpRequest, partnership: str, plan: str, number: int, name: str) -> HttpResponse:
    """A version of a plan in one form: made when it is first asked for, and kept for good."""
    _newest, version = numbered(partnership, plan, number)
    export = PLAN_EXPORTS[name]
    saved_as = f"{partnership}-{plan}-v{number}-{name}"
    return answer(request, f"{version.checksum} {name}", lambda: as_file(export, plan_file(version, export), saved_as))


def as_file(export: Export, content: bytes, saved_as: str) -> HttpResponse:
    """The answer with a file: shown by the browser, or saved under a name that tells it from others."""
    response = HttpResponse(content, content_type=export.media_type)
    how = "inline" if export.shown else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{saved_as}"'
    return response
