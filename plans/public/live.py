"""The frame of every public page: found in the store, or drawn and stored."""

import datetime as dt
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csp_portal.pages import demonstration, languages, stored_pages
from csp_portal.pages.addresses import whole_address
from csp_portal.pages.jinja2 import date
from csp_portal.pages.live_pages import NotFound, address, is_settled, settle, take_only
from csp_portal.pages.stored_pages import PublicState
from plans.models import Partnership

from .drawing import public_page

View = Callable[..., HttpResponse]
Names = tuple[str, ...]

TABLE = Partnership._meta.db_table
OF_ONE = f"SELECT public_revision FROM {TABLE} WHERE slug = %s"
OF_ALL = f"SELECT COALESCE(SUM(public_revision + 1), 0) FROM {TABLE}"  # also a new partnership changes it
LANGUAGE = ("lang",)
LISTED = ("lang", "page", "sort")  # of a page with a list


def partnership_page(view: View | None = None, *, takes: Names = LANGUAGE, names_portal: bool = False) -> Any:
    """A page or file of one partnership, answered from the store: drawn once for each state of what is public.

    The view gets the request, the partnership, and the other parts of the address. `takes` are the parts of the query
    that it reads, and the view must `settle` each: a page with an unsettled one, such as free text, is not kept. A view
    whose answer may be right for longer than today says so by `good_until`. Files that write the portal's whole
    address (`names_portal`) are kept for readers who came by that of the settings.
    """
    if view is None:
        return partial(partnership_page, takes=takes, names_portal=names_portal)

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, partnership: str, **parts: Any) -> HttpResponse:
        take_only(request, takes)
        stays = not names_portal or request.build_absolute_uri("/") == whole_address("/")
        draw = partial(_draw_of_one, view, request, partnership, **parts)
        return _stored_or_drawn(request, draw, stays, OF_ONE, partnership)

    return wrapped


def site_page(view: View | None = None, *, takes: Names = LANGUAGE, typed: Names = ()) -> Any:
    """A page about all partnerships: it is drawn again after a change of what is public of any.

    What was `typed` into a form may be anything, so pages that answer it are never kept.
    """
    if view is None:
        return partial(site_page, takes=takes, typed=typed)

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **parts: Any) -> HttpResponse:
        take_only(request, (*takes, *typed))
        draw = partial(_draw_of_all, view, request, **parts)
        return _stored_or_drawn(request, draw, request.GET.keys().isdisjoint(typed), OF_ALL)

    return wrapped


def _draw_of_one(view: View, request: HttpRequest, slug: str, **parts: Any) -> tuple[HttpResponse, PublicState]:
    owner = find_partnership(slug)
    demonstration.remember(request, owner.in_demonstration)
    return view(request, owner, **parts), PublicState(owner.slug, owner.public_revision)


def _draw_of_all(view: View, request: HttpRequest, **parts: Any) -> tuple[HttpResponse, PublicState]:
    total = Sum(F("public_revision") + 1)
    asked = Partnership.objects.aggregate(stamp=total, mark=demonstration.IN_A_TOTAL)
    demonstration.remember(request, asked["mark"])
    return view(request, **parts), PublicState("", asked["stamp"] or 0)


def _stored_or_drawn(
    request: HttpRequest,
    draw: Callable[[], tuple[HttpResponse, PublicState]],
    stays: bool,
    stamp: str,
    *parameters: str,
) -> HttpResponse:
    """The stored page, or the page drawn and stored, if it `stays`. `draw` reads the state before everything else."""
    if stays and (response := stored_pages.answer(request, address(request), stamp, parameters)):
        return response
    today = timezone.localdate()
    response, state = draw()
    if response.status_code != 200:
        return response
    until = getattr(response, "good_until", today)
    return stored_pages.keep(request, response, state, until, address(request) if stays and is_settled(request) else "")


class Lasting(HttpResponse):
    """A page that is right until a day, not only today; for good where that is None."""

    def __init__(self, content: str | bytes, content_type: str = stored_pages.HTML, good_until: dt.date | None = None):
        super().__init__(content, content_type)
        self.good_until = good_until


def find_partnership(slug: str) -> Partnership:
    """The partnership at this address with the mark of a demonstration, or a 404 that lists those there are."""
    rows = Partnership.objects.select_related("agreed_parent", "successor")
    try:
        return rows.annotate(in_demonstration=demonstration.IN_EACH_ROW).get(slug=slug)
    except Partnership.DoesNotExist:
        known = [(p.name, reverse("partnership", args=[p.slug])) for p in Partnership.objects.all()[:50]]
        raise NotFound(_("There is no partnership at the address “%(slug)s”.") % {"slug": slug}, known) from None


def find_open_partnership(slug: str) -> Partnership:
    """The partnership at this address, for what is sent to it: a 404 that names the successor when it is closed."""
    owner = find_partnership(slug)
    if owner.closed_on:
        words = {"name": owner.name, "day": date(owner.closed_on)}
        after = [(row.name, reverse("partnership", args=[row.slug])) for row in [owner.successor] if row]
        raise NotFound(_("%(name)s was closed on %(day)s. You can no longer send it anything.") % words, after)
    return owner


def page(request: HttpRequest, template: str, partnership: Partnership | None, crumbs, **context) -> HttpResponse:
    """Draw a page. `crumbs` are (text, address) pairs from the home page down; the last is the page itself."""
    language = languages.asked_for(request.GET.get("lang", ""))
    settle(request, "lang", language if language != languages.ENGLISH else None)
    return form_page(request, template, partnership, crumbs, language=language, switch=request.path, **context)


def form_page(
    request: HttpRequest,
    template: str,
    partnership: Partnership | None,
    crumbs,
    *,
    status: int = 200,
    language: str = languages.ENGLISH,
    **context,
) -> HttpResponse:
    """Draw a page that is sent back to the portal; it is in one language only."""
    context |= {"partnership": partnership, "crumbs": crumbs}
    page = public_page(template, context, request.path, language=language, request=request)
    return HttpResponse(page, status=status)
