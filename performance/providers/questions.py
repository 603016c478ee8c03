"""What a round asks those who provide measures, on the page where they answer about actions: figures that are due."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from performance.indicators.measures.wanted import WantedFigure, wanted_figures
from performance.models import FigureRequest
from plans.models import Organisation, Plan
from priorities.models import LeadRequest
from priorities.updates.further import FurtherQuestion

from .answer import FiguresAnswer


def due(plan: Plan, today: dt.date) -> dict[Organisation, list[WantedFigure]]:
    """The figures to ask each organisation for: those of its measures that are due, and that no open round asks for
    and no officer has to accept yet. Six queries."""
    measures = plan.partnership.measures.filter(provider__isnull=False)
    open_round = Q(lead__answered_at=None, lead__round__closed_at=None)
    asked = FigureRequest.objects.filter(open_round | ~Q(given=""), decided_at=None)
    columns = ("indicator", "period_start", "period_end")
    already = set(asked.filter(lead__round__plan__partnership=plan.partnership).values_list(*columns).order_by())
    found: dict[Organisation, list[WantedFigure]] = defaultdict(list)
    for one in wanted_figures(plan.partnership, measures, today):
        if (one.measure.indicator_id, one.period.start, one.period.end) not in already and one.measure.provider:
            found[one.measure.provider].append(one)
    return found


def ask(questions: Sequence[tuple[LeadRequest, WantedFigure]]) -> None:
    """Store which lead is asked for which figure."""
    FigureRequest.objects.bulk_create(
        FigureRequest(
            lead=lead,
            indicator=one.measure.indicator,
            area=one.area,
            period_start=one.period.start,
            period_end=one.period.end,
            due_on=one.due_on,
        )
        for lead, one in questions
    )


def asked(leads: Iterable[LeadRequest]) -> list[tuple[LeadRequest, FurtherQuestion]]:
    by_key = {lead.pk: lead for lead in leads}
    rows = FigureRequest.objects.filter(lead__in=by_key).select_related("indicator")
    return [(by_key[one.lead_id], FurtherQuestion(str(one), one.given, state_of(one))) for one in rows]


def answer(lead: LeadRequest, posted: QueryDict | None) -> FiguresAnswer:
    rows = lead.figure_requests.select_related("indicator", "area")
    return FiguresAnswer(list(rows), posted)


def state_of(asked_for: FigureRequest) -> str:
    """What has become of a figure that was given."""
    if not asked_for.given:
        return ""
    if asked_for.decided_at is None:
        return _("An officer will check it before it is used.")
    return _("Accepted") if asked_for.import_run_id else _("Set aside")
