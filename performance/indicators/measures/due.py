"""Which figure of a measure comes next, from what its partnership has stored, and the task when it is overdue."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from csp_portal.formats.periods import Period, in_months
from csp_portal.operation.reading import Reader, rows_of
from performance.models import FigureState, Frequency, Observation, PartnershipMeasure
from performance.rules.rhythm import NextFigure, next_figure
from plans.access.permissions import Permission, where_may
from plans.access.tasks import PartnerTask, Task
from plans.models import Membership, Partnership, User

SOON = dt.timedelta(days=30)
# The states of a figure that is still expected.
OPEN = (FigureState.NOT_AVAILABLE, FigureState.TO_BE_CONFIRMED, FigureState.NOT_PUBLISHED)


def with_next_figures(measures: QuerySet[PartnershipMeasure]) -> list[tuple[PartnershipMeasure, NextFigure | None]]:
    """Each measure with its next figure, where its rhythm and its newest figure are known. One query."""
    return _next_figures(*rows_of(_questions(measures)))


def _questions(measures: QuerySet[PartnershipMeasure]) -> list[QuerySet[Any]]:
    """The measures, and the periods of which their partnerships have figures."""
    of_measure = measures.filter(indicator=OuterRef("indicator"), partnership=OuterRef("source__partnership"))
    of_any = Observation.objects.filter(indicator__in=measures.values("indicator"))  # found by the index
    said = of_any.filter(Exists(of_measure), period_end__isnull=False).exclude(state__in=OPEN)
    columns = ("source__partnership", "indicator", "period_start", "period_end")
    periods = said.order_by().values_list(*columns).distinct()
    return [measures.select_related("partnership", "indicator", "provider"), periods]


def _next_figures(
    measures: list[PartnershipMeasure], said: list[tuple[int, int, dt.date, dt.date]]
) -> list[tuple[PartnershipMeasure, NextFigure | None]]:
    periods = defaultdict(list)
    for partnership, indicator, start, end in said:
        periods[partnership, indicator].append(Period(start, end))
    return [
        (row, next_figure(row.rhythm, periods[row.partnership_id, row.indicator_id]) if row.rhythm else None)
        for row in measures
    ]


def of_partners(partnership: Partnership, today: dt.date) -> Iterator[PartnerTask]:
    """Measures whose next figure is overdue or due within 30 days, by who provides them. One query."""
    measures = partnership.measures.exclude(frequency=Frequency.OTHER)
    for measure, expected in with_next_figures(measures):
        if expected is None or expected.due_on > today + SOON:
            continue
        words = {
            "name": measure.indicator.name,
            "period": in_months(expected.period),
            "day": formats.date_format(expected.due_on, "j F Y"),
        }
        late = expected.overdue(today)
        sentence = (
            _("Figure of “%(name)s” for %(period)s was due on %(day)s.")
            if late
            else _("Figure of “%(name)s” for %(period)s is due on %(day)s.")
        ) % words
        provider = measure.provider.name if measure.provider else ""
        page = reverse("enter-figures", args=[partnership.slug])
        yield PartnerTask(provider, sentence, page, expected.due_on, late)


def overdue(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Measures of which a figure should be there by now, for those who load figures."""
    owners = where_may(memberships, Permission.LOAD_FIGURES)
    measures = PartnershipMeasure.objects.filter(partnership__in=owners).exclude(frequency=Frequency.OTHER)
    for measure, expected in _next_figures(*(yield _questions(measures))):
        if expected and expected.overdue(today):
            sentence = _("“%(name)s” has no figure for %(period)s; due %(day)s.")
            words = {
                "name": measure.indicator.name,
                "period": in_months(expected.period),
                "day": formats.date_format(expected.due_on, "j F Y"),
            }
            yield Task(measure.partnership, sentence % words, reverse("enter-figures", args=[measure.partnership.slug]))
