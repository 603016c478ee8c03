"""The page about the interface, for people who write programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from plans.public.live import page, site_page


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


@site_page(takes=())
def description(request: HttpRequest, api: NinjaAPI) -> HttpResponse:
    """The interface as OpenAPI 3.1."""
    return JsonResponse(api.get_openapi_schema(), headers={"Access-Control-Allow-Origin": "*"})
