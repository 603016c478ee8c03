"""The fact register: what is printed more than once, and whether it agrees."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from performance.indicators.listing import figure_href
from performance.indicators.tables import FactTable
from plans.models import Partnership
from plans.public.live import LISTED, page, partnership_page

from . import explanations
from .fact_register import facts_printed_twice, pairs
from .facts.loading import public_facts
from .registry import run


@partnership_page(takes=LISTED)
def register(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """Every fact that published sources print more than once, tables side by side, and what is said about them."""
    facts = public_facts(partnership)
    found = facts_printed_twice(facts)
    told = explanations.public(partnership, lambda: run(facts))
    listed = FactTable(found, partnership=partnership.slug)
    return page(
        request,
        "checks/fact_register.html",
        partnership,
        [
            (partnership.name, reverse("partnership", args=[partnership.slug])),
            (_("Performance"), reverse("performance", args=[partnership.slug])),
            (_("Fact register"), ""),
        ],
        different=sum(not fact.agrees for fact in found),
        count=len(found),
        table=listed.as_asked(request) if found else None,
        pairs=pairs(facts),
        told=told,
        figure_href=lambda figure: figure_href(partnership.slug, figure),
    )
