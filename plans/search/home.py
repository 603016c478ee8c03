"""The first page of the portal, and the list of all partnerships by region."""

from typing import Any

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from plans.documents.newest_versions import newest_ids
from plans.models import Partnership, PlanVersion
from plans.places.your_place.lists import region_of
from plans.public.live import page, site_page
from plans.public.views import LISTED

FEW, NEWEST = 12, 5  # partnerships whose plans fit on the first page; publications listed where there are more


@site_page
def home(request: HttpRequest) -> HttpResponse:
    """Where to find a place; a few partnerships with their plans, many by region with what was published last."""
    known = _open_partnerships()
    few = len(known) <= FEW
    shown = PlanVersion.objects.filter(pk__in=newest_ids(), plan__partnership__closed_on=None)
    latest = shown.filter(plan__withdrawn_at=None).order_by("-published_at", "-pk")[:NEWEST]
    published: dict[int, list[PlanVersion]] = {}
    for version in LISTED.filter(pk__in=shown.values("pk")) if few else ():
        published.setdefault(version.plan.partnership_id, []).append(version)
    return page(
        request,
        "search/home.html",
        None,
        [],
        count=len(known),
        partnerships=[(one, published.get(one.pk, [])) for one in known] if few else [],
        regions=[] if few else _by_region(known),
        newest=[] if few else LISTED.filter(pk__in=latest.values("pk")).order_by("-published_at", "-pk"),
    )


@site_page
def partnerships(request: HttpRequest) -> HttpResponse:
    """Every partnership from A to Z in its region."""
    regions = _by_region(_open_partnerships())
    return page(request, "search/partnerships.html", None, [(_("Partnerships"), "")], regions=regions)


def _open_partnerships() -> list[Any]:
    """Those that are not closed, by name, each with the code of a place that it looks after; one query."""
    return list(Partnership.objects.filter(closed_on=None).annotate(place_code=Min("areas__code")).order_by("name"))


def _by_region(known: list[Any]) -> list[tuple[str, str, list[Any]]]:
    """Name, anchor and partnerships of each region, A to Z; those whose region is not known come last."""
    found: dict[str, list[Any]] = {}
    for one in known:
        found.setdefault(region_of(one.place_code or ""), []).append(one)
    names = sorted(found, key=lambda name: (not name, name))
    return [(name or _("Other places"), slugify(name) or "other", found[name]) for name in names]
