"""A draft on paper, for those who may read the desk."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from plans.access.decorators import DeskRequest, desk, plan_of
from plans.access.permissions import Permission
from plans.documents.versions import draft_version
from plans.models import Partnership

from .plan_files import published_text
from .registry import PLAN_EXPORTS
from .stored import made
from .views import as_file


@require_safe
@desk(Permission.READ_DESK)
def draft_pdf(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """The plan as it would be published now, marked as a draft on every side. Made again each time."""
    version = draft_version(plan_of(partnership, plan))
    export = PLAN_EXPORTS["plan.pdf"]
    saved_as = f"{partnership.slug}-{plan}-draft.pdf"
    return as_file(export, made(export, published_text(version)), saved_as)
