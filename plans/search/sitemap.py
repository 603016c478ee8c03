"""What search engines ask for: which pages there are, and which they are to leave alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from csp_portal.pages.addresses import whole_address
from csp_portal.pages.demonstration import is_demonstration
from plans.models import Partnership, SearchEntry
from plans.public.live import partnership_page, site_page

from .index import refresh

OF_THE_PORTAL = (
    "home",
    "all-partnerships",
    "glossary",
    "data",
    "compare",
    "methods",
    "help",
    "accessibility",
    "privacy",
    "cookies",
)
OF_A_PARTNERSHIP = (
    "partnership",
    "plans",
    "performance",
    "areas",
    "scrutiny",
    "recommendations",
    "have-your-say",
    "you-said",
    "calendar",
    "duties",
    "fact-register",
)
XML = "application/xml; charset=utf-8"


@site_page(takes=())
def robots(request: HttpRequest) -> HttpResponse:
    """The desk, keys of emails and results of searches are left alone; of a demonstration, everything is."""
    return render(
        request,
        "search/robots.txt",
        {"demonstration": is_demonstration(), "sitemap": whole_address(reverse("sitemap"))},
        content_type="text/plain; charset=utf-8",
    )


@site_page(takes=())
def of_the_portal(request: HttpRequest) -> HttpResponse:
    """The pages about the portal and, as maps of their own, those of each partnership."""
    slugs = Partnership.objects.order_by("slug").values_list("slug", flat=True)
    addresses = [whole_address(reverse("sitemap-pages"))]
    addresses += [whole_address(reverse("partnership-sitemap", args=[slug])) for slug in slugs]
    return render(request, "search/sitemaps.xml", {"addresses": addresses}, content_type=XML)


@site_page(takes=())
def pages(request: HttpRequest) -> HttpResponse:
    return _listed(request, [reverse(name) for name in OF_THE_PORTAL])


@partnership_page(takes=())
def of_partnership(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """Everything of a partnership that a search finds, and its own pages."""
    refresh()
    addresses = [reverse(name, args=[partnership.slug]) for name in OF_A_PARTNERSHIP]
    found = SearchEntry.objects.filter(partnership=partnership).order_by("pk").values_list("address", flat=True)
    return _listed(request, [*addresses, *(address.partition("#")[0] for address in found)])


def _listed(request: HttpRequest, addresses: list[str]) -> HttpResponse:
    once = dict.fromkeys(whole_address(address) for address in addresses)
    return render(request, "search/sitemap.xml", {"addresses": once}, content_type=XML)
