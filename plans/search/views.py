"""The search of the whole portal. Nothing that is typed is kept."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_safe

from csp_portal.formats.numbers import whole_number
from csp_portal.forms.typed import without_nul
from csp_portal.pages.demonstration import remember
from csp_portal.pages.live_pages import answer
from csp_portal.tables import page_links
from plans.models import SearchKind
from plans.places.postcodes import NotAPostcode, normal_postcode
from plans.public.live import page

from .find import A_PAGE, Results, find
from .index import refresh

LONGEST = 100


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What is published about the words asked for, of all partnerships or of one; a postcode leads to its area."""
    typed = " ".join(without_nul(request.GET).get("q", "").split())
    if typed and _is_postcode(typed):
        return HttpResponseRedirect(f"{reverse('my-area')}?{urlencode({'q': typed})}")
    state, mark = refresh()
    remember(request, mark)
    return answer(request, state, lambda: _page(request, typed, state))


def _is_postcode(typed: str) -> bool:
    try:
        return bool(normal_postcode(typed))
    except NotAPostcode:
        return False


def _page(request: HttpRequest, typed: str, state: str) -> HttpResponse:
    """The form with the results. A kind or partnership that does not exist finds nothing, a page too far the last."""
    asked = without_nul(request.GET)
    kind = asked.get("kind", "")
    chosen = {"kind": kind if kind in SearchKind.values else "", "partnership": asked.get("in", "")[:50]}
    number = whole_number(request.GET.get("page", "")) or 1
    results = Results(0, []) if len(typed) > LONGEST else find(typed, state, **chosen, page=number)
    pages = Paginator(range(results.total), A_PAGE)
    return page(
        request,
        "search/search.html",
        None,
        [(_("Search"), "")],
        typed=typed[:LONGEST],
        chosen=chosen,
        kinds=SearchKind.choices,
        kind_labels=dict(SearchKind.choices),
        results=results,
        sentence=_sentence(typed, results),
        links=page_links(pages.get_page(number), request.GET, "page") if pages.num_pages > 1 else {},
    )


def _sentence(typed: str, results: Results) -> str:
    """How much was found, and for which words."""
    if not typed:
        return ""
    if len(typed) > LONGEST:
        return _("Enter at most %(most)s characters: a few words, a place or a postcode.") % {"most": LONGEST}
    if not results.total:
        return _("Nothing published here has the words “%(typed)s”. Try fewer or other words, or a whole postcode.") % {
            "typed": typed
        }
    count = ngettext("%(num)s result", "%(num)s results", results.total) % {"num": f"{results.total:,}"}
    words = {"count": count, "typed": typed, "corrected": results.corrected}
    if results.corrected:
        return _("Nothing was found for “%(typed)s”. %(count)s for “%(corrected)s”.") % words
    if results.some:
        return _("No page has all the words “%(typed)s”. %(count)s with some of them.") % words
    return _("%(count)s for “%(typed)s”.") % words
