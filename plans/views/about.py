"""The desk page of what a partnership is: its own words, its members, groups, areas, and what it keeps beside them."""

from django.http import HttpRequest, HttpResponse

from .. import desk_pages
from ..models import Partnership
from ..row_kinds import KINDS, count_rows, top_kinds
from .editing import desk_page


def about(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The parts of a partnership and how many rows each has."""
    counts = count_rows(partnership)
    parts = [(kind, desk_pages.address(partnership, kind), counts[kind.slug]) for kind in top_kinds(partnership)]
    crumbs = [*desk_pages.trail(partnership)[:1], (desk_pages.name_of(partnership), "")]
    own = desk_pages.address(partnership, KINDS["partnership"], partnership)
    return desk_page(request, "desk/about.html", partnership, crumbs, parts=parts, own=own)
