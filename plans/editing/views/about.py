"""The desk page of what a partnership is: its own words, its members, groups, areas, and what it keeps beside them."""

from django.http import HttpRequest, HttpResponse

from plans.access.permissions import audience_of
from plans.editing import pages
from plans.editing.tables import count_rows, editable_tables, top_kinds
from plans.models import Partnership, PartnershipKind

from .rows import desk_page


def about(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The parts of a partnership and how many rows each has."""
    counts = count_rows(partnership, audience_of(request.permissions))
    parts = [(kind, pages.address(partnership, kind), counts[kind.slug]) for kind in top_kinds(partnership)]
    crumbs = [*pages.trail(partnership)[:1], (pages.name_of(partnership), "")]
    own = pages.address(partnership, editable_tables()["partnership"], partnership)
    is_county = partnership.kind == PartnershipKind.COUNTY_GROUP
    return desk_page(request, "editing/about.html", partnership, crumbs, parts=parts, own=own, is_county=is_county)
