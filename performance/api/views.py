"""The page about the interface, for people who write programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from plans.public.live import page, site_page

from .answers import OpenInterface


@site_page
def about(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """Every address with what it gives, and how to ask for it in three languages."""
    described = api.get_openapi_schema()
    addresses = [
        (address, said["get"]["description"], said["get"].get("parameters", []))
        for address, said in described["paths"].items()
    ]
    crumbs = [(_("Data"), reverse("data")), (_("Interface for programs"), "")]
    return page(request, "api/about.html", None, crumbs, addresses=addresses)


def unknown(request: HttpRequest, api: OpenInterface) -> HttpResponse:
    """The answer to an address that is none of the interface: a fault as programs read it."""
    return api.problem(request, 404, _("Not found"), _("There is no such address. /api/v1/ lists them all."))


@site_page(takes=())
def description(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """The interface as OpenAPI 3.1."""
    return JsonResponse(api.get_openapi_schema(), headers={"Access-Control-Allow-Origin": "*"})
