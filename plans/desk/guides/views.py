"""The pages of the guides. Everyone may read them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csp_portal.pages.live_pages import NotFound

from .guide import GUIDES, guide


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """A list of all guides."""
    return render(request, "desk/guides.html", {"guides": GUIDES, "crumbs": [(_("Guides"), "")]})


@require_safe
def one_guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide with its contents; 404 where there is none of this name."""
    here = (_("Guides"), reverse("guides"))
    if slug not in GUIDES:
        raise NotFound(_("There is no such guide."), [here])
    shown = guide(slug)
    return render(request, "desk/guide.html", {"guide": shown, "crumbs": [here, (shown.title, "")]})
