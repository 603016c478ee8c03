"""The areas of a partnership: ranking and map, and one page for each area."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.pages.chart_files import chart_file
from csp_portal.pages.live_pages import NotFound, settle
from csp_portal.tables import page_links, settle_page
from performance.figures.breaks import own_answer
from performance.figures.related import of_figures
from performance.figures.relations import Relations, areas, relations, relations_latest_and_breaks
from performance.figures.series import figures
from performance.indicators.plain_answers import results_of_priorities
from plans.documents.related import RelatedPages
from plans.models import Area, AreaKind, AreaSet, Councillor, Partnership, SearchKind
from plans.places.area_plan import AreaInPlans, of_area, searchable
from plans.public.live import LISTED, page, partnership_page
from plans.public.plain_answers import AnswerText

from .figures import COUNT, RATE, AreaFigures, Measure
from .measured import comparable, measured, read_for_area, read_for_measure
from .page import AreaPage
from .ranking_page import RankingPage
from .unplaced import unplaced_rows

Sets = dict[AreaSet, list[Area]]
MEASURE = ("measure", "period")  # what the areas are ranked by, in the address
RANKED_BY = (*MEASURE, "by")


@partnership_page(takes=(*LISTED, *RANKED_BY))
def ranking(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The areas of one set by rank, on a map, and whether they add up to the larger areas."""
    sets, links = _sets(areas(partnership)), relations(partnership)
    wards = _ward_sets(sets)
    crumbs = [(partnership.name, reverse("partnership", args=[partnership.slug])), (_("Areas"), "")]
    if not wards:
        return page(request, "areas/areas.html", partnership, crumbs, drawn=None, sets=sets)
    measures = _measures(partnership, wards)
    drawn = _page(request, partnership, sets, links, wards, measures)
    return page(
        request,
        "areas/areas.html",
        partnership,
        crumbs,
        drawn=drawn,
        sets=sets,
        choices=_choices(drawn, measures),
        table=drawn.table.as_asked(request) if drawn.measure else None,
    )


@partnership_page(takes=("chart", *RANKED_BY))
def chart(request: HttpRequest, partnership: Partnership, ending: str) -> HttpResponse:
    """The ranking, its funnel plot or its map as a file, and the first two as plotly.js draws them."""
    sets, links = _sets(areas(partnership)), relations(partnership)
    wards = _ward_sets(sets)
    measures = _measures(partnership, wards) if wards else []
    asked = _page(request, partnership, sets, links, wards, measures) if wards else None
    other = request.GET.get("chart", "") if request.GET.get("chart") in ("funnel", "map") else None
    settle(request, "chart", other)
    drawn = asked and getattr(asked, other or "chart")
    if drawn is None:
        raise NotFound(_("There is no ranking of areas to draw."))
    page = f"{reverse('areas', args=[partnership.slug])}?{asked.query}" if asked and asked.query else ""
    return chart_file(drawn, ending, page or reverse("areas", args=[partnership.slug]))


@partnership_page(takes=("lang", "page", "by"))
def area(request: HttpRequest, partnership: Partnership, code: str) -> HttpResponse:
    """One area: where it lies, its figures and its rank, what is planned there, who decides and whom to ask."""
    today = timezone.localdate()
    in_office = Councillor.objects.in_office(today)
    rows = areas(partnership).annotate(said=own_answer(partnership, "area"))
    sets = _sets(rows.annotate(has_councillors=Exists(in_office.filter(area=OuterRef("pk")))))
    found = next((area for group in sets.values() for area in group if area.code == code), None)
    if found is None:
        known = [(a.name, reverse("area", args=[partnership.slug, a.code])) for group in sets.values() for a in group]
        words = {"name": partnership.name, "code": code}
        raise NotFound(_("%(name)s has no area with the code “%(code)s”.") % words, known)
    links, published, broken = relations_latest_and_breaks(partnership)
    listed, number = measured(partnership, found.code), request.GET.get("page")
    said = figures(partnership, read_for_area(found, sets, links, listed, published.plans, number))
    figured = AreaFigures(said, comparable(listed))
    drawn = AreaPage(
        found,
        sets,
        links.links,
        figured,
        links.shares,
        links.groups.get(found.code),
        number,
        unplaced_rows(partnership, figured),
        _by(request),
    )
    settle_page(request, drawn.page)
    about = AreaInPlans(found.name, found.code, drawn.names, published, today)
    shown = {measure.indicator.slug for measure, _row in drawn.figures}
    own = [one for one in said if one.area.code == found.code and one.indicator.slug not in shown]
    more = of_figures(partnership.slug, own)
    named = of_area(partnership.slug, found, found.name, drawn.names, searchable(published.plans))
    return page(
        request,
        "areas/area.html",
        partnership,
        [
            (partnership.name, reverse("partnership", args=[partnership.slug])),
            (_("Areas"), reverse("areas", args=[partnership.slug])),
            (found.name, ""),
        ],
        drawn=drawn,
        links=page_links(drawn.page, request.GET) if drawn.page.has_other_pages() else None,
        related=RelatedPages([*more, *named]).of(request.path, but=(SearchKind.PRIORITY, SearchKind.ACTION)),
        plain=AnswerText(found.said, True) if found.said else None,
        about=about,
        councillors=in_office.filter(area=found) if found.has_councillors and not drawn.ended else [],
        results=results_of_priorities(about.plan, said, broken, links.groups) if about.plan else {},
    )


def _by(request: HttpRequest) -> str:
    """What areas are ranked by: the rate, unless the address asks for the count."""
    by = COUNT if request.GET.get("by") == COUNT else RATE
    settle(request, "by", COUNT if by == COUNT else None)
    return by


def _sets(listed: Iterable[Area]) -> Sets:
    sets: Sets = {}
    for one in listed:
        sets.setdefault(one.area_set, []).append(one)
    return sets


def _ward_sets(sets: Sets) -> list[AreaSet]:
    """The sets that can be ranked, the newest first."""
    wards = [area_set for area_set in sets if area_set.kind == AreaKind.WARD]
    return sorted(wards, key=lambda one: str(one.starts_on), reverse=True)


def _measures(partnership: Partnership, wards: list[AreaSet]) -> list[Measure]:
    """What the areas of these sets can be ranked by, set by set."""
    listed = comparable(measured(partnership))
    return [measure for area_set in wards for measure in listed if measure.area_set == area_set.pk]


def _page(
    request: HttpRequest,
    partnership: Partnership,
    sets: Sets,
    links: Relations,
    wards: list[AreaSet],
    measures: list[Measure],
) -> RankingPage:
    """The set and the measure that the address asks for, else the newest. Raises NotFound for a measure not there."""
    by_pk = {area_set.pk: area_set for area_set in wards}
    measure = _asked_for(request, partnership, measures)
    area_set = by_pk[measure.area_set] if measure else wards[0]
    known = AreaFigures(figures(partnership, read_for_measure(measure)))
    unplaced = unplaced_rows(partnership, known) if measure else {}
    by = _by(request)
    return RankingPage(partnership.slug, area_set, sets, links.links, known, measure, links.shares, unplaced, by)


def _choices(drawn: RankingPage, measures: list[Measure]) -> list[tuple[str, list[Measure]]]:
    """What else the areas can be ranked by: each indicator in its newest period, then this indicator's periods."""
    if drawn.measure is None or len(measures) < 2:
        return []
    newest = {measure.indicator.slug: measure for measure in reversed(measures)}
    periods = [measure for measure in measures if measure.indicator.slug == drawn.measure.indicator.slug]
    by_name = sorted(newest.values(), key=lambda measure: measure.indicator.name)
    return [(_("Rank by"), by_name), (_("In another period"), periods)]


def _asked_for(request: HttpRequest, partnership: Partnership, measures: list[Measure]) -> Measure | None:
    """The measure named in the address, by default in its first listed period, else the first. Raises NotFound."""
    slug, key = (request.GET.get(name, "") for name in MEASURE)
    if not slug:
        for name in MEASURE:
            settle(request, name, None)
        return next(iter(measures), None)
    for measure in measures:
        if measure.indicator.slug == slug and key in ("", measure.key):
            settle(request, "measure", slug)
            settle(request, "period", key or None)
            return measure
    address = reverse("areas", args=[partnership.slug])
    listed = [
        (f"{one.indicator.name}, {one.period}", f"{address}?measure={one.indicator.slug}&period={one.key}")
        for one in measures
    ]
    raise NotFound(_("Areas cannot be ranked by this measure."), listed)
