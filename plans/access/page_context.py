"""Where the trail of a desk page begins."""

from django.urls import reverse

from plans.models import Partnership

from .permissions import Permission


def first_crumb(partnership: Partnership, permissions: frozenset[Permission]) -> tuple[str, str]:
    """The partnership in a trail: its desk, or its public page for those who may not read drafts."""
    name = "desk-partnership" if Permission.READ_DESK in permissions else "partnership"
    return partnership.name, reverse(name, args=[partnership.slug])
