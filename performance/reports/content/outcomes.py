"""A target of a report: its outcome with trend, rate, comparators and forecast. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period
from performance.rules.areas.ranking import rate
from performance.rules.areas.wards import denominator
from performance.rules.change.forecast import forecast
from performance.rules.change.seasons import pair
from performance.rules.change.words import COUNTED, FigureChange
from performance.rules.reports.types import ComparatorDocument, RateDocument, ReportOutcome
from performance.rules.reports.upgrade import NO_RATE
from performance.rules.targets.judging import is_stage, number, span
from performance.rules.targets.outturns import Break, OutturnFigure, by_period, in_direction, outcome
from performance.rules.targets.similar_areas import GroupAverage
from performance.rules.targets.status import Status
from plans.schemas.plan import OutcomeDocument, TargetDocument

Counts = Mapping[Period, Decimal | None]


def report_outcome(
    target: TargetDocument,
    seen: Sequence[OutturnFigure],
    *,
    breaks: Sequence[Break],
    of: Period,
    bases: Mapping[str, Counts],
    others: Mapping[Period, list[ComparatorDocument]],
    own: str = "",
    similar: Mapping[Period, GroupAverage] | None = None,
) -> ReportOutcome:
    """The target judged by its own rule up to the end of the period `of` the report.

    `bases` are counts of the residents and households of its area, the one to divide by first; `others` is what the
    sources say of the same indicator elsewhere. `own`: the source of the report, which counts where others differ;
    `similar`: the average of similar areas by period.
    """
    judged = outcome(target, seen, breaks=breaks, on=of.end, own=own, similar=similar)
    known = _known(seen, of.end, own)
    newest = _newest(judged, known)
    exact = _known([one for one in seen if one.rounded_to == 1], of.end, own)
    direction = next((one.direction for one in seen if one.period == newest), "")
    change = _change(exact, newest, breaks, target["unit"], in_direction(target, direction)["better"])
    counted = target["unit"] in COUNTED
    start = span(target, "baseline")
    as_long = newest is None or not is_stage(target, newest)
    return cast(
        ReportOutcome,
        {
            **judged,
            "unit": target["unit"],
            "of_period": bool(newest and newest.end >= of.start),
            "measured": "tracker" if judged["status"] == Status.NOT_SET else "target",
            "rate": _rate(known.get(newest), newest, bases) if counted and newest else NO_RATE,
            "rate_before": _rate(number(judged["baseline"]["value"]), start, bases) if counted and as_long else NO_RATE,
            **_trend(change),
            "comparators": others.get(newest, []) if newest else [],
            "forecast": _forecast(exact, newest, [one.starts_on for one in breaks]) if counted else "",
        },
    )


def tracker_trend(
    seen: Sequence[OutturnFigure], period: Period, breaks: Sequence[Break], unit: str, better: str, own: str = ""
) -> dict[str, str]:
    """Where a figure that no target is judged by is going: the same comparison as for a target."""
    exact = _known([one for one in seen if one.rounded_to == 1], period.end, own)
    return {"unit": unit, **_trend(_change(exact, period if period in exact else None, breaks, unit, better))}


def _change(
    exact: Mapping[Period, Decimal], newest: Period | None, breaks: Sequence[Break], unit: str, better: str
) -> FigureChange | None:
    """The newest figure beside the one that it may be compared with; None where there is none."""
    days = [(one.starts_on, one.reason) for one in breaks]
    found = pair(_as_long(exact, newest), newest, days) if newest else None
    return FigureChange(found, unit, better) if found else None


def _trend(change: FigureChange | None) -> dict[str, str]:
    words = change.sentence(shown(change.pair.now, change.unit)) if change else ""
    return {"trend": words, "trend_word": change.direction.value if change else ""}


def with_keys(outcomes: Sequence[ReportOutcome]) -> list[ReportOutcome]:
    """Each outcome with the key that lines of the report name it by; the second of a name is told from the first."""
    times: dict[str, int] = {}
    keyed = []
    for one in outcomes:
        times[one["name"]] = times.get(one["name"], 0) + 1
        again = f" ({times[one['name']]})" if times[one["name"]] > 1 else ""
        keyed.append(cast(ReportOutcome, {**one, "key": f"target {one['name']}{again}"}))
    return keyed


def _known(seen: Sequence[OutturnFigure], until: dt.date, own: str) -> dict[Period, Decimal]:
    """What is known up to a day, without what sources differ about."""
    said = by_period([one for one in seen if one.period.end <= until], own)
    return {period: one.value for period, one in said.items() if one.value is not None}


def _newest(judged: OutcomeDocument, known: Mapping[Period, Decimal]) -> Period | None:
    """The period of the last outturn that was measured."""
    measured = [one["period"] for one in judged["outturns"] if one["value"] is not None]
    return next((period for period in known if measured and str(period) == measured[-1]), None)


def _as_long(known: Mapping[Period, Decimal], as_period: Period | None) -> dict[Period, Decimal]:
    return {one: value for one, value in known.items() if as_period and one.months == as_period.months}


def _rate(count: Decimal | None, period: Period | None, bases: Mapping[str, Counts]) -> RateDocument:
    for name, counts in bases.items():
        base = denominator(counts, period) if period else None
        found = rate(count, base[0]) if base else None
        if base and found is not None:
            return {"shown": shown(found, decimals=1), "year": base[1], "base": name}
    return NO_RATE


def _forecast(known: Mapping[Period, Decimal], newest: Period | None, breaks: Sequence[dt.date]) -> str:
    if newest is None:
        return ""
    found = forecast(_as_long(known, newest), breaks)
    return found if isinstance(found, str) else found.words
