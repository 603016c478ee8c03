"""What became of a target, in one sentence: met or missed and by how much, or where it is on its way. Pure."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import percent_change, rounded, shown, signed
from performance.rules.areas.ranking import FEWEST_FOR_PERCENT
from performance.rules.change.words import COUNTED
from plans.schemas.plan import TargetDocument

from .judging import CHANGES, NUMBERS, MeasuredTarget, falls, level_aimed_at, number
from .status import DEFAULT, Status
from .trajectory import ExpectedLevel
from .words import aim

POINT_PLACES = (1, 2, 3)


class ResultWords(NamedTuple):
    """What was reached, what was aimed at, and the gap between them (empty where there is none)."""

    achieved: str
    aim: str
    gap: str


def result(target: TargetDocument, status: Status, baseline: Decimal | None, now: Decimal | None, period: str) -> str:
    """ "Met by 0.5 percentage points: −21.5% in 2007/08; the target was −21%." Empty where nothing is judged.

    `now` is the outturn of `period`. Before the due period it is "On course: −20.6% in 2006/07; the target is −21% by
    2007/08.", where the rule judges by the way to the target; other rules leave out the first two words.
    """
    level = level_aimed_at(target, baseline)
    level = baseline if level is None else level
    if now is None or level is None or status.css == "none":
        return ""
    said = _words(target, baseline, now, level)
    words = {"period": period, "due": target["due_period"], **said._asdict()}
    if status in (Status.MET, Status.MISSED):
        return _end(status, said.gap) % words
    if not target["due_period"]:
        return _("%(achieved)s in %(period)s; the target is %(aim)s.") % words
    if target["kind"] not in (*CHANGES, "at most", "at least") or target["rule"] != DEFAULT:
        sentence = _("%(achieved)s in %(period)s; the target is %(aim)s by %(due)s.")
    elif status.good:
        sentence = _("On course: %(achieved)s in %(period)s; the target is %(aim)s by %(due)s.")
    else:
        sentence = _("Off course: %(achieved)s in %(period)s; the target is %(aim)s by %(due)s.")
    return sentence % words


def on_the_way(
    target: TargetDocument, status: Status, now: MeasuredTarget, expected: ExpectedLevel, period: str
) -> str:
    """ "On course: 210 in Q2 2026/27; the plan expects 220 or less.": where a period is shorter than the one the
    target is due in, so that its figure says nothing of the target itself."""
    if status.css == "none":
        return ""
    words = {"now": shown(now.value, target["unit"]), "period": period}
    words["level"] = expected.shown(target["unit"])
    if falls(target):
        good, bad = (
            _("On course: %(now)s in %(period)s; the plan expects %(level)s or less."),
            _("Off course: %(now)s in %(period)s; the plan expects %(level)s or less."),
        )
    else:
        good, bad = (
            _("On course: %(now)s in %(period)s; the plan expects %(level)s or more."),
            _("Off course: %(now)s in %(period)s; the plan expects %(level)s or more."),
        )
    return (good if status.good else bad) % words


def _end(status: Status, gap: str) -> str:
    """The sentence about a target whose period is over; with a gap, by how much it was met or missed."""
    if status == Status.MET:
        by, exactly = (
            _("Met by %(gap)s: %(achieved)s in %(period)s; the target was %(aim)s."),
            _("Met exactly: %(achieved)s in %(period)s; the target was %(aim)s."),
        )
        return by if gap else exactly
    by, other = (
        _("Missed by %(gap)s: %(achieved)s in %(period)s; the target was %(aim)s."),
        _("Missed: %(achieved)s in %(period)s; the target was %(aim)s."),
    )
    return by if gap else other


def _words(target: TargetDocument, baseline: Decimal | None, now: Decimal, level: Decimal) -> ResultWords:
    """In per cent where a change in per cent is aimed at, else in the unit; a small count is never a percentage."""
    value, unit = number(target["value"]), target["unit"]
    percent = percent_change(baseline, now) if baseline is not None else None
    small = unit in COUNTED and baseline is not None and baseline < FEWEST_FOR_PERCENT
    if target["kind"] == "percent change" and value is not None and percent is not None and not small:
        gap = abs(percent - value)
        places = next((place for place in POINT_PLACES if rounded(gap, place)), POINT_PLACES[-1])
        return ResultWords(
            signed(percent, "%", 1), signed(value, "%"), _points(shown(gap, decimals=places)) if gap else ""
        )
    gap = abs(now - level)
    if target["kind"] in NUMBERS and value is not None and baseline is not None:
        return ResultWords(_in_unit(signed(now - baseline), unit), _in_unit(signed(value), unit), _size(gap, unit))
    return ResultWords(shown(now, unit), aim(target), _size(gap, unit))


def _size(gap: Decimal, unit: str) -> str:
    return _in_unit(shown(gap, unit if unit == "£" else ""), unit) if gap else ""


def _in_unit(words: str, unit: str) -> str:
    return _points(words) if unit == "%" else words


def _points(words: str) -> str:
    return _("%(number)s percentage points") % {"number": words}
