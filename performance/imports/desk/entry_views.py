"""The desk's page on which figures are typed: measures down, periods across."""

from collections.abc import Iterator, Mapping, Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from csp_portal.formats.numbers import whole_number
from csp_portal.formats.periods import Period
from csp_portal.tables import page_links
from performance.figures.publishing import publish_source
from performance.models import Disclosure, Source
from performance.sources.protection_form import CHOICES, CONFIRM, words_of_protection
from plans.access.decorators import DeskRequest, desk
from plans.access.permissions import Permission
from plans.access.resume import pending_data
from plans.documents.versions import NotPublishable
from plans.models import Partnership

from . import entry
from .entry import EntryOutcome, EntryTerms, FigureRow
from .views import trail

MEASURES = 50  # on one page
NEW = "new"


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.LOAD_FIGURES)
def enter(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Enter or correct figures of one source and area. A post stores all that was changed, or nothing."""
    chosen = request.GET
    known = entry.areas(partnership)
    area = next((one for one in known if one.code == chosen.get("area")), known[0] if known else None)
    rhythm = chosen.get("rhythm") if chosen.get("rhythm") in entry.RHYTHMS else "quarters"
    last = _last(chosen, entry.RHYTHMS[str(rhythm)])
    periods = entry.periods_until(last)
    source = _source(chosen.get("source", ""), partnership)
    page = Paginator(entry.measures(partnership), MEASURES).get_page(chosen.get("page"))
    rows = entry.rows_as_stored(source, area, page.object_list, periods) if area else []
    unsaved = pending_data(request)
    posted = unsaved or request.POST
    _type(rows, posted)
    terms = EntryTerms(
        source,
        posted.get("title", "").strip() or _("Entered by %(name)s") % {"name": partnership.name},
        posted.get("disclosure", "") if posted.get("disclosure") in Disclosure else Disclosure.PROTECTED,
        posted.get("reason", ""),
        posted.getlist("right"),
    )
    outcome = EntryOutcome()
    unconfirmed = not source and terms.disclosure == Disclosure.OPEN and not posted.get("confirmed")
    if request.method == "POST" and area and unconfirmed:
        outcome.problems = [_("Confirm that anyone may read these figures, or choose “Protected”.")]
    elif request.method == "POST" and area:
        outcome = entry.save_figures(partnership, area, periods, rows, terms, by=request.user)
        if outcome.run:
            words = ngettext("%(num)s figure saved.", "%(num)s figures saved.", outcome.stored)
            messages.success(request, words % {"num": outcome.stored})
            _publish(request, outcome.run.source)
            return redirect(_address(request, source=outcome.run.source.slug if outcome.run.source else ""))
        if not any(row.changed for row in rows):
            if not _publish(request, source):
                messages.success(request, _("Nothing was changed."))
            return redirect(_address(request))
    columns = [(entry.key_of(one), str(one)) for one in periods]
    context = {
        "crumbs": trail(request, (_("Enter figures"), "")),
        "areas": known,
        "area": area,
        "rhythm": rhythm,
        "source": source,
        "sources": partnership.sources.order_by("title", "pk"),
        "protection": words_of_protection(source) if source else "",
        "is_public": bool(source and source.published_at and source.published_at <= timezone.now()),
        "may_publish": Permission.PUBLISH in request.permissions and not (source and source.published_at),
        "columns": columns,
        "rows": rows,
        "terms": terms,
        "choices": CHOICES,
        "confirm": CONFIRM,
        "outcome": outcome,
        "faults": list(_faults(rows, dict(columns), outcome)),
        "unsaved": unsaved,
        "earlier": _address(request, until=entry.key_of(entry.moved(last, -entry.COLUMNS // 2))),
        "later": _address(request, until=entry.key_of(entry.moved(last, 1))),
        "links": page_links(page, request.GET),
        "states": [
            "not yet published",
            "not collected",
            "to be confirmed",
            "not available",
            "not applicable",
            "suppressed",
        ],
    }
    return render(request, "imports/enter.html", context)


def _publish(request: DeskRequest, source: Source | None) -> bool:
    """Let the public read the source of what was saved, where that was asked for and is allowed."""
    if "publish" not in request.POST or source is None or Permission.PUBLISH not in request.permissions:
        return False
    try:
        publish_source(source)
    except NotPublishable as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("“%(source)s” is public now.") % {"source": source})
    return True


def _last(chosen: Mapping[str, str], months: int) -> Period:
    """The newest period that is shown: the one asked for (YYYYMM), or the last that is over."""
    usual = entry.last_ended(months, timezone.localdate())
    year, month = divmod(whole_number(chosen.get("until", "")[:6]), 100)
    fits = 1950 <= year <= 2090 and 1 <= month <= 12 and (month - usual.start.month) % months == 0
    return Period.of_months(year, month, months) if fits else usual


def _source(slug: str, partnership: Partnership) -> Source | None:
    """The source that was chosen, or the one of the last figures that were entered; none where it is a new one."""
    if slug == NEW:
        return None
    return partnership.sources.filter(slug=slug).first() if slug else entry.usual_source(partnership)


def _type(rows: Sequence[FigureRow], posted: QueryDict) -> None:
    """Put what was typed into the rows, with what its editor was shown."""
    for row in rows:
        seen = str(posted.get(f"{row.key}-seen", "")).split("\t")
        for place, period in enumerate(row.cells):
            if row.name(period) in posted:
                row.cells[period] = " ".join(str(posted[row.name(period)]).split())
                row.seen[period] = seen[place] if len(seen) == len(row.cells) else row.seen[period]


def _faults(rows: Sequence[FigureRow], labels: Mapping[str, str], outcome: EntryOutcome) -> Iterator[tuple[str, str]]:
    """Each error and conflict with the field that it is about."""
    if outcome.reason_missing:
        yield "reason", _("Say why published figures are being corrected: readers see the reason.")
    for row in rows:
        for period, sentence in row.errors.items():
            yield row.name(period), f"{row.indicator.name}, {labels[period]}: {sentence}"
        for period in row.stored:
            words = _("%(where)s: changed by someone else") % {"where": f"{row.indicator.name}, {labels[period]}"}
            yield row.name(period), words


def _address(request: DeskRequest, **given: str) -> str:
    """This page with other choices."""
    chosen = request.GET.copy()
    for name, value in given.items():
        chosen[name] = value
    return f"{request.path}?{chosen.urlencode()}" if chosen else request.path
