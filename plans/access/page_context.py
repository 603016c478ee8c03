"""What every template knows of the desk and of the person at it, and where the trail of a desk page begins."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from plans.models import Partnership

from .permissions import Permission


def desk(request: HttpRequest) -> dict[str, Any]:
    """For every template: the desk page, partnership and permissions that the decorators set; none on other pages."""
    context = {
        "desk": getattr(request, "desk", False),
        "permissions": getattr(request, "permissions", frozenset()),
        "Permission": Permission,
    }
    if hasattr(request, "partnership"):
        context["partnership"] = request.partnership
    return context


def first_crumb(partnership: Partnership, permissions: frozenset[Permission]) -> tuple[str, str]:
    """The partnership in a trail: its desk, or its public page for those who may not read drafts."""
    name = "desk-partnership" if Permission.READ_DESK in permissions else "partnership"
    return partnership.name, reverse(name, args=[partnership.slug])
