"""A measure in one quarter, beside the quarter before, the same quarter a year before and the year to date. Pure.

A figure is what a source gives for the period. What happens and is counted is also added up from months or quarters:
never percentages, rates or people, who may be counted in two quarters.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period, QuarterPeriods, day
from performance.rules.change.seasons import FigurePair, between_words
from performance.rules.change.words import FigureChange
from performance.rules.reports.types import QuarterFigures
from performance.rules.targets.adding_up import ADDED_UP, parts_of
from performance.rules.targets.outturns import Break, OutturnFigure, by_period
from plans.schemas.plan import OutturnDocument, exact


def quarter_figures(
    seen: Sequence[OutturnFigure],
    periods: QuarterPeriods,
    breaks: Sequence[Break],
    unit: str,
    better: str,
    own: str = "",
) -> QuarterFigures:
    """The four figures of a measure, and what is different from a year before.

    The quarter is set beside the same quarter of the year before alone: from one quarter to the next the season may
    explain a difference. `own` is the source that counts where others differ; `better` is the direction of the
    indicator, unless another one is better at the end of the quarter.
    """
    better = next((one.direction for one in seen if one.direction and one.period.end == periods.this.end), better)
    known = by_period([one for one in seen if one.period.end <= periods.this.end], own)
    this, before = (figure(known, period, breaks, unit) for period in (periods.this, periods.year_before))
    rounded = any(known[one].rounded_to > 1 for one in (periods.this, periods.year_before) if one in known)
    return {
        "this": this,
        "last": figure(known, periods.last, breaks, unit),
        "year_before": before,
        "year_to_date": figure(known, periods.year_to_date, breaks, unit),
        **_change(this, before, periods, breaks, unit, better, rounded=rounded),  # type: ignore[typeddict-item]
    }


def figure(
    known: Mapping[Period, OutturnFigure], period: Period, breaks: Sequence[Break], unit: str
) -> OutturnDocument:
    """What a source gives for the period, else the sum of its parts, else why there is neither."""
    if said := known.get(period):
        return _document(period, said.shown, said.value, said)
    parts = parts_of(known, period) if unit in ADDED_UP else []
    wanted = [one for one in parts if one in known]
    if not wanted:
        return _document(period, _("not available"))
    if missing := [one for one in parts if one not in known or known[one].value is None]:
        names = ", ".join(map(str, missing))
        return _document(period, _("not added up: no agreed figure for %(periods)s") % {"periods": names})
    if any(known[one].rounded_to > 1 for one in parts):
        return _document(period, _("not added up: the counts are rounded to protect people"))
    if any(known[one].qualifier for one in parts):
        return _document(period, _("not added up: not every figure is exact"))
    if broken := next((one for one in breaks if period.start < one.starts_on <= period.end), None):
        return _document(period, _("not added up: counting changed on %(day)s") % {"day": day(broken.starts_on)})
    total = sum((known[one].value or Decimal(0) for one in parts), Decimal(0))
    return _document(period, shown(total), total, provisional=any(known[one].provisional for one in parts))


def _change(
    this: OutturnDocument,
    before: OutturnDocument,
    periods: QuarterPeriods,
    breaks: Sequence[Break],
    unit: str,
    better: str,
    *,
    rounded: bool,
) -> dict[str, str]:
    """What is different from the same quarter a year before; no word of change where chance may explain it."""
    if this["value"] is None or before["value"] is None:
        return {"change": "", "change_word": ""}
    if rounded:
        words = _("The count is rounded to protect people, so no change is worked out from it.")
        return {"change": words, "change_word": ""}
    between = between_words(periods.year_before, periods.this, [(one.starts_on, one.reason) for one in breaks])
    found = FigurePair(Decimal(before["value"]), Decimal(this["value"]), periods.year_before, periods.this, between)
    change = FigureChange(found, unit, better)
    return {"change": change.sentence(this["shown"]), "change_word": change.direction.value}


def _document(
    period: Period,
    words: str,
    value: Decimal | None = None,
    said: OutturnFigure | None = None,
    *,
    provisional: bool = False,
) -> OutturnDocument:
    """A figure as a report stores it, or words in its place; without `said` no source gives it."""
    return {
        "period": str(period),
        "shown": words,
        "value": exact(value),
        "source": said.source_slug if said else "",
        "figure": said.anchor if said else "",
        "provisional": said.provisional if said else provisional,
    }
