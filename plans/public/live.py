"""The frame of every public page that is drawn when asked for."""

from functools import wraps

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csp_portal.pages import demonstration, languages
from csp_portal.pages.jinja2 import date
from csp_portal.pages.live_pages import NotFound, answer
from plans.models import Partnership

from .drawing import public_page


def partnership_page(view):
    """A page of one partnership: finds it, and tells a reader who has today's page so with this one query.

    The view gets the request, the partnership, and the other parts of the address.
    """

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, partnership: str, **parts) -> HttpResponse:
        owner = find_partnership(partnership)
        demonstration.remember(request, owner.in_demonstration)
        return answer(request, f"{owner.public_revision} {timezone.localdate()}", lambda: view(request, owner, **parts))

    return wrapped


def site_page(view):
    """A page about all partnerships."""

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **parts) -> HttpResponse:
        asked = Partnership.objects.aggregate(stamp=Sum("public_revision"), mark=demonstration.IN_A_TOTAL)
        demonstration.remember(request, asked["mark"])
        return answer(request, asked["stamp"], lambda: view(request, **parts))

    return wrapped


def find_partnership(slug: str) -> Partnership:
    """The partnership at this address with the mark of a demonstration, or a 404 that lists those there are."""
    rows = Partnership.objects.select_related("parent", "successor")
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
