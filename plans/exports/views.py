"""Files of published plans."""

from django.http import HttpRequest, HttpResponse

from plans.models import Partnership
from plans.public.live import Lasting, partnership_page
from plans.public.views import numbered

from .plan_files import plan_file
from .registry import PLAN_EXPORTS
from .shape import Export


@partnership_page(takes=())
def version_file(request: HttpRequest, partnership: Partnership, plan: str, number: int, name: str) -> HttpResponse:
    """A version of a plan in one form: made when it is first asked for, and kept for good."""
    _newest, version = numbered(partnership, plan, number)
    export = PLAN_EXPORTS[name]
    return as_file(export, plan_file(version, export), f"{partnership.slug}-{plan}-v{number}-{name}")


def as_file(export: Export, content: bytes, saved_as: str) -> Lasting:
    """The answer with a file: shown by the browser, or saved under a name that tells it from others."""
    response = Lasting(content, export.media_type)
    how = "inline" if export.shown else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{saved_as}"'
    return response
