"""What pages say about a measure: how often, who provides it, when next, what good looks like, why it matters."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.periods import in_months
from performance.figures.series import PublishedFigure
from performance.models import Frequency, LagUnit, PartnershipMeasure
from performance.rules.rhythm import NextFigure, next_figure
from plans.models import Partnership

from .due import OPEN, with_next_figures


@dataclass(frozen=True)
class MeasureWords:
    """A measure in words, for its page and for lists."""

    measure: PartnershipMeasure
    expected: NextFigure | None = None

    @property
    def name(self) -> str:
        return self.measure.indicator.name

    @property
    def href(self) -> str:
        return reverse("indicator", args=[self.measure.partnership.slug, self.measure.indicator.slug])

    @cached_property
    def rhythm(self) -> str:
        """How often figures come and how long after a period; empty where nobody knows."""
        rhythm = self.measure.rhythm
        if rhythm is None:
            return ""
        often = Frequency(rhythm.frequency).label
        return _("%(often)s, %(lag)s after the end of the period") % {"often": often, "lag": _lag(self.measure)}

    @property
    def next(self) -> str:
        """The next figure and its day; empty where either is not known."""
        if self.expected is None:
            return ""
        words = {"period": in_months(self.expected.period), "day": formats.date_format(self.expected.due_on, "j F Y")}
        return _("%(period)s, due %(day)s") % words

    def overdue(self, today: dt.date) -> bool:
        return self.expected is not None and self.expected.overdue(today)


def _lag(measure: PartnershipMeasure) -> str:
    count = measure.lag or 0
    words = {
        LagUnit.DAYS: ngettext("%(num)s day", "%(num)s days", count),
        LagUnit.WEEKS: ngettext("%(num)s week", "%(num)s weeks", count),
        LagUnit.MONTHS: ngettext("%(num)s month", "%(num)s months", count),
    }
    return words[LagUnit(measure.lag_unit)] % {"num": count}


def published_measure(measure: PartnershipMeasure | None, figures: Iterable[PublishedFigure]) -> MeasureWords | None:
    """A measure for readers: its next figure is the one after those that are published."""
    if measure is None:
        return None
    periods = [one.period for one in figures if one.kind == "value" and one.period and one.state not in OPEN]
    return MeasureWords(measure, next_figure(measure.rhythm, periods) if measure.rhythm else None)


def measures_of(partnership: Partnership) -> list[MeasureWords]:
    """Every measure of a partnership with its next figure, by name, for the desk; two queries."""
    return [MeasureWords(*pair) for pair in with_next_figures(partnership.measures.all())]


def explained_measures(partnership: Partnership) -> list[MeasureWords]:
    """The measures that say what good looks like or why they matter, for readers; one query."""
    rows = partnership.measures.select_related("partnership", "indicator").exclude(good="", why="")
    return [MeasureWords(row) for row in rows]
