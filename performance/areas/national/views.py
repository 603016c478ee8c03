"""Comparing all partnerships: the indicators that several publish, and one page for each of them."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.formats.periods import Period
from csp_portal.pages.live_pages import NotFound, settle
from performance.areas.figures import BASES, AreaFigures
from performance.figures.relations import similar_codes
from performance.figures.series import figures_of_all, of_the_whole
from performance.models import FigureState, Indicator, IndicatorType, Observation
from plans.models import Partnership
from plans.public.live import LISTED, page, site_page

from .page import Choices, NationalPage, PeriodCount


@site_page
def indicators(request: HttpRequest) -> HttpResponse:
    """The shared indicators of which a partnership has published a figure of the whole of itself. Two queries."""
    said = _published(_owners()).order_by().values("indicator").distinct()
    shared = Indicator.objects.filter(partnership=None, pk__in=said).exclude(type=IndicatorType.DENOMINATOR)
    found = list(shared.order_by("name"))
    return page(request, "areas/compare.html", None, [(_("Compare partnerships"), "")], indicators=found)


@site_page(takes=(*LISTED, "kind", "period", "like"))
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """What every partnership has published of one indicator, in one period. As many queries for any number of them."""
    shared = Indicator.objects.filter(partnership=None, slug=indicator).exclude(type=IndicatorType.DENOMINATOR)
    owners = _owners()
    counted = _counted(found, owners) if (found := shared.first()) else []
    if found is None or not counted:
        sentence = _("There is no comparison of partnerships at this address.")
        raise NotFound(sentence, [(_("Compare partnerships"), reverse("compare"))])
    choices = Choices(counted, request.GET.get("kind", ""), request.GET.get("period", ""))
    like = next((one for one in owners if one.slug == request.GET.get("like")), None)
    period = choices.chosen.period
    in_period = Q(indicator=found, period_start=period.start, period_end=period.end)
    bases = Indicator.objects.filter(slug__in=BASES)
    wanted = [found.pk, *bases.values_list("pk", flat=True)]  # by which the index of a series finds them
    known = AreaFigures(figures_of_all(owners, in_period | ~Q(indicator=found), indicator__in=wanted))
    by_code = {one.whole.code: one for one in owners}
    drawn = NationalPage(found, choices, known, by_code, like, similar_codes(like) if like else frozenset())
    settle(request, "kind", choices.kind if choices.kind != choices.kinds[0] else None)
    settle(request, "period", choices.chosen.key if choices.chosen != choices.usual else None)
    settle(request, "like", like.slug if like else None)
    crumbs = [(_("Compare partnerships"), reverse("compare")), (found.name, "")]
    return page(request, "areas/compare_indicator.html", None, crumbs, drawn=drawn, table=drawn.table.as_asked(request))


def _owners() -> list[Partnership]:
    return list(Partnership.objects.filter(closed_on=None).select_related("whole__area_set"))


def _published(owners: Iterable[Partnership]) -> QuerySet[Observation]:
    """What these partnerships have published of the whole of themselves."""
    return Observation.objects.filter(
        of_the_whole(owners),
        source__published_at__lte=timezone.now(),
        period_end__isnull=False,
        state__in=(FigureState.VALUE, FigureState.SUPPRESSED),
    )


def _counted(indicator: Indicator, owners: Iterable[Partnership]) -> list[PeriodCount]:
    """The periods of which partnerships have published a figure, by the kind of their area. One query."""
    columns = ("period_start", "period_end", "area__area_set__kind")
    rows = _published(owners).filter(indicator=indicator).order_by().values_list(*columns)
    return [
        PeriodCount(Period(start, end), kind, count)
        for start, end, kind, count in rows.annotate(Count("source__partnership", distinct=True))
    ]
