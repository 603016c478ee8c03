"""A resident's way to the page of their own area, from a postcode or a name. Nothing that is typed is kept, and no page
that answers it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.forms.typed import without_nul
from plans.models import Area, AreaKind, AreaSet, Partnership, PostcodeDirectory
from plans.public.live import find_partnership, page, site_page

from .search import AreaMatch, Outcome, find_area
from .successors import TO_NEWER, successors_of


@site_page(typed=("q",))
def anywhere(request: HttpRequest) -> HttpResponse:
    """Find an area of any partnership."""
    return _answer(request, None)


@site_page(typed=("q",))
def of_one(request: HttpRequest, partnership: str) -> HttpResponse:
    """Find an area of one partnership; it knows those of others, to say where a place is."""
    return _answer(request, find_partnership(partnership))


def _answer(request: HttpRequest, here: Partnership | None) -> HttpResponse:
    """The page of the area that is meant, else the form again with what to choose from."""
    places = _places()
    typed = without_nul(request.GET).get("q")
    outcome = Outcome() if typed is None else find_area(typed, places, here)
    if outcome.one:
        return HttpResponseRedirect(_address(outcome.one))
    crumbs = [(_("Find your area"), "")]
    if here:
        crumbs.insert(0, (here.name, reverse("partnership", args=[here.slug])))
    listed: dict[AreaSet, list[AreaMatch]] = {}
    for place in places:
        if place.is_of(here):
            listed.setdefault(place.area.area_set, []).append(place)
    return page(
        request,
        "places/my_area.html",
        here,
        crumbs,
        typed=(typed or "")[:200],
        outcome=outcome,
        listed=listed,
        address=_address,
        postcodes=PostcodeDirectory.objects.order_by("loaded_at").first(),
    )


def _address(place: AreaMatch) -> str:
    return reverse("area", args=[place.partnership.slug, place.area.code])


def _places() -> list[AreaMatch]:
    """Every area of the sets that partnerships keep, by partnership, wards in force first; two queries."""
    found = (
        Area.objects.filter(area_set__partnership__isnull=False)
        .select_related("area_set__partnership")
        .defer("outline")
        .prefetch_related(TO_NEWER)
        .order_by("area_set__partnership__name", "area_set__slug", "position", "pk")
    )
    places = [AreaMatch(area, area.area_set.partnership, tuple(successors_of(area))) for area in found]
    return sorted(
        places, key=lambda place: (place.partnership.name, place.is_over, place.area.area_set.kind != AreaKind.WARD)
    )
