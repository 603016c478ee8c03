"""Whether `manage.py demo` filled this portal: asked together with what a page reads anyway."""

from typing import Any

from django.db.models import Exists, Max, Subquery
from django.http import HttpRequest
from jinja2 import pass_context
from jinja2.runtime import Context

from csp_portal.models import Demonstration

IN_EACH_ROW = Exists(Demonstration.objects.all())
IN_A_TOTAL = Max(Subquery(Demonstration.objects.order_by("pk").values("pk")[:1]))
_KEY = "csp_portal.demonstration"


def remember(request: HttpRequest, mark: Any) -> None:
    """Keep what a query said of the mark, so that the page needs no query of its own for it."""
    request.META[_KEY] = bool(mark)


def is_demonstration() -> bool:
    """One query."""
    return Demonstration.objects.exists()


@pass_context
def is_demonstration_here(context: Context) -> bool:
    """What is remembered of the request of this page; one query where nothing is."""
    request = context.get("request")
    known: bool | None = request.META.get(_KEY) if request else None
    return is_demonstration() if known is None else known
