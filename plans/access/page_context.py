"""What every page of the desk shows around its own text: the trail of breadcrumbs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from plans.models import Partnership

from .permissions import Permission


def first_crumb(partnership: Partnership, permissions: frozenset[Permission]) -> tuple[str, str]:
    """The partnership in a trail: its desk, or its public page for those who may not read drafts."""
    name = "desk-partnership" if Permission.READ_DESK in permissions else "partnership"
    return partnership.name, reverse(name, args=[partnership.slug])


def furniture(crumbs: list[tuple[str, str]]) -> dict[str, Any]:
    """What stands around every page of the desk: its links and its breadcrumb."""
    everything = [(_("Desk"), reverse("desk")), *crumbs]
    return {
        "desk": True,
        "breadcrumbs": [{"text": text, "href": href} for text, href in everything[:-1]]
        + [{"text": everything[-1][0], "href": ""}],
    }
