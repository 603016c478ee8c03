"""An edition of a published plan: easy to read, in another language, in short."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.pages.live_pages import NotFound
from plans.models import Edition, Partnership

from .live import page, partnership_page


@partnership_page
def edition(request: HttpRequest, partnership: Partnership, plan: str, number: int, edition: str) -> HttpResponse:
    """One edition, and whether the plan has changed since."""
    known = list(Edition.objects.filter(partnership=partnership, plan__slug=plan).select_related("plan"))
    found = next((one for one in known if (one.version, one.slug) == (number, edition)), None)
    if found is None:
        others = [(str(one), reverse("edition", args=[partnership.slug, plan, one.version, one.slug])) for one in known]
        plans = (_("Plans"), reverse("plans", args=[partnership.slug]))
        raise NotFound(_("This version has no such edition."), [*others, plans])
    newest = found.plan.versions.order_by("-number").values("number", "content__plan__title").first()
    title = newest["content__plan__title"]
    crumbs = [
        (partnership.name, reverse("partnership", args=[partnership.slug])),
        (_("Plans"), reverse("plans", args=[partnership.slug])),
        (title, reverse("plan", args=[partnership.slug, plan])),
        (found.get_kind_display(), ""),
    ]
    return page(request, "public/edition.html", partnership, crumbs, one=found, newest=newest["number"], title=title)
