"""A target beside its baseline and its outturns: pure, from the plan's words and what the sources say.

Which figures count: those of the target's own indicator and area, for periods as long as the baseline period (or,
without one, the due period) that end after it and not after the due date, and for shorter or longer ones, such as
quarters, for which the plan sets values on the way. Those are judged by these values alone. Where sources differ about
a period, all of them are shown and the period counts for nothing, unless the caller names the source that counts
(`own`). A count that no source gives for a baseline or a later year is added up from its quarters or months.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import cast

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import percent_change, rounded, shown, signed
from csp_portal.formats.periods import Period, day
from performance.rules.agreement import agree, choose, dispute_words
from performance.rules.areas.ranking import FEWEST_FOR_PERCENT
from performance.rules.change.seasons import season_note
from performance.rules.change.words import COUNTED
from plans.schemas.plan import OtherReadingDocument, OutcomeDocument, OutturnDocument, TargetDocument, exact

from .adding_up import added_up
from .judging import (
    CHANGES,
    Judgement,
    MeasuredTarget,
    expected,
    hidden_by_rounding,
    is_certain,
    is_final,
    is_stage,
    judge,
    level_aimed_at,
    number,
    span,
    under_every_rule,
)
from .results import on_the_way, result
from .similar_areas import GroupAverage, against_in_words, judge_against
from .status import Status
from .words import aim


@dataclass(frozen=True)
class OutturnFigure:
    """What one source says about the target's indicator and area in one period. `direction`: what is better in it,
    where that is not what the indicator says."""

    period: Period
    value: Decimal | None
    state: str
    shown: str
    source_slug: str
    source_title: str
    anchor: str
    provisional: bool = False
    qualifier: str = ""
    rounded_to: int = 1
    direction: str = ""

    def in_dispute(self, figures: Sequence["OutturnFigure"]) -> "OutturnFigure":
        return replace(self, value=None, shown=dispute_words(figures), source_slug="", source_title="", anchor="")


@dataclass(frozen=True)
class Break:
    """From this day on the indicator is counted differently."""

    starts_on: dt.date
    reason: str


def outcome(
    target: TargetDocument,
    seen: Sequence[OutturnFigure],
    *,
    breaks: Sequence[Break] = (),
    rule: str | None = None,
    on: dt.date | None = None,
    own: str = "",
    similar: Mapping[Period, GroupAverage] | None = None,
) -> OutcomeDocument:
    """The target with its outturns and status. `rule` judges it by another rule, `on` as it was on that day: later
    outturns are left out, and what is not yet due then is not missing.

    `own`: the source whose figure counts where it gives one. An outturn about which sources differ judges nothing.
    `similar`: the average of similar areas by period, for a target to be better than it.
    """
    sums = list(added_up(target, by_period(seen, own), [one.starts_on for one in breaks]))
    seen = sorted([*seen, *sums], key=lambda one: (one.period.end, one.period.start))
    at_baseline = [one for one in seen if one.period == span(target, "baseline")]
    baseline, level = _baseline(target, at_baseline, own)
    wanted = rule or target["rule"]
    said = [one for one in seen if _counts(one.period, target, on) and _has_level(target, level, one.period, wanted)]
    said.sort(key=lambda one: (one.period.end, not is_stage(target, one.period)))
    outturns = list(by_period(said, own).values())
    measured = [one for one in said if one.value is not None]
    last = _last(outturns)
    target = in_direction(target, last.direction if last else "")
    latest = MeasuredTarget(last.value, last.period) if last and last.value is not None else None
    stage = bool(last and is_stage(target, last.period))
    judged = judge(target, level, latest, wanted, on)
    aimed = expected(target, level, latest.period, wanted) if latest and judged.status.css != "none" else None
    average = (similar or {}).get(last.period) if latest and last else None
    if target["kind"] == "better than group" and latest and target["state"] == "value":
        judged = judge_against(average, target, final=is_final(target, latest))
    ends = [one for one in measured if last and one.period == last.period]
    others = _other_readings(target, (at_baseline, level), (ends, last), wanted)
    protected = any(one.rounded_to > 1 for one in (*at_baseline, *([last] if last else [])))
    if protected and latest and judged.status.css != "none":
        away = _away([one for one in at_baseline if one.value == level]), _away([last] if last else [])
        if not is_certain(target, level, latest, wanted, away):
            judged = replace(judged, status=Status.NOT_CERTAIN)
    change, percent = ("", "") if protected or stage else _change(target, level, latest)
    made: OutcomeDocument = {
        "name": target["name"],
        "indicator": target["indicator"],
        "target": aim(target),
        "target_locator": target["locator"],
        "due": target["due_period"],
        "baseline": baseline,
        "outturns": [_outturn(one) for one in outturns],
        "change": change,
        "percent_change": percent,
        "achieved": _percent(level, latest.value if latest and not protected and not stage else None),
        "aimed": _percent(level, level_aimed_at(target, level)),
        "status": judged.status.value,
        "status_css": judged.status.css,
        "result": ""
        if protected
        else against_in_words(average, _period(last))
        if average
        else on_the_way(target, judged.status, latest, aimed, _period(last))
        if stage and latest and aimed
        else result(target, judged.status, level, latest.value if latest else None, _period(last)),
        "others": others,
        "no_baseline": level is None and _needs_baseline(target),
        "final_missing": judged.status.css != "none" and _final_missing(target, latest, on),
        "rule": judged.rule,
        "formula": judged.formula,
        "under": {} if protected else under_every_rule(target, level, latest),
        "holder": target["holder"],
        "note": " ".join(
            [
                *([target["note"]] if target["note"] else []),
                *_differences(level, at_baseline, measured, own),
                *_with_others(others, judged),
                *_about_rounding(judged, protected),
                *_direction(target, last),
                *_sums(sums, [*at_baseline, *([last] if last else [])]),
                *([aimed.words(latest.period, target["unit"])] if aimed and latest else []),
                *_breaks(target, measured, breaks),
                *([] if stage else _season(target, measured)),
                *([] if stage else _small_print(target, level, latest, judged.rule)),
            ]
        ),
    }
    if points := target.get("trajectory"):
        made["trajectory"] = points
    return made


def _away(figures: Sequence[OutturnFigure]) -> Decimal:
    """How far the count may be that a figure was rounded from: half of what it is rounded to."""
    return max((Decimal(one.rounded_to) / 2 for one in figures if one.rounded_to > 1), default=Decimal(0))


def _about_rounding(judged: Judgement, protected: bool) -> Iterator[str]:
    if protected:
        yield _("The count is rounded to protect people, so no change is worked out from it.")
    if judged.status == Status.NOT_CERTAIN:
        yield _("The rounded count does not show if the target is reached.")


def in_direction(target: TargetDocument, direction: str) -> TargetDocument:
    """The target as it is judged in a period in which another direction is better, where one is."""
    return cast(TargetDocument, {**target, "better": direction}) if direction else target


def _direction(target: TargetDocument, last: OutturnFigure | None) -> Iterator[str]:
    """Which direction is better in the period that is judged, where that is not what the indicator says."""
    if last and last.direction:
        words = {
            "lower": _("For %(period)s, lower is better."),
            "higher": _("For %(period)s, higher is better."),
            "neither": _("For %(period)s, neither direction is better."),
        }
        yield words[last.direction] % {"period": last.period}


def _sums(sums: Sequence[OutturnFigure], used: Sequence[OutturnFigure]) -> Iterator[str]:
    """Which of the figures that are used no source gives as they are."""
    if names := [str(one.period) for one in used if one in sums]:
        yield _("Added up from the figures for shorter periods: %(periods)s.") % {"periods": ", ".join(names)}


def by_period(seen: Sequence[OutturnFigure], own: str = "") -> dict[Period, OutturnFigure]:
    """The figure that counts in each period; that of the source `own` where it gives one."""
    periods: dict[Period, list[OutturnFigure]] = {}
    for one in seen:
        periods.setdefault(one.period, []).append(one)
    return {period: _of_sources(said, own) for period, said in periods.items()}


def _of_sources(said: Sequence[OutturnFigure], own: str) -> OutturnFigure:
    return choose([one for one in said if own and one.source_slug == own and one.value is not None] or said)


def _last(outturns: Sequence[OutturnFigure]) -> OutturnFigure | None:
    """The last outturn that any source gives; it has no value where sources differ about it."""
    known = [one for one in outturns if one.value is not None or not one.source_slug]
    return known[-1] if known else None


def _period(last: OutturnFigure | None) -> str:
    """The period of the last outturn; what is provisional says so."""
    if last is None or not last.provisional:
        return str(last.period) if last else ""
    return _("%(period)s (provisional)") % {"period": last.period}


def _counts(period: Period, target: TargetDocument, on: dt.date | None) -> bool:
    baseline, due = span(target, "baseline"), span(target, "due")
    if on and period.end > on:
        return False
    if baseline:
        return period.end > baseline.end and (due is None or period.end <= due.end)
    return due is None or due.start <= period.end <= due.end


def _has_level(target: TargetDocument, baseline: Decimal | None, period: Period, rule: str) -> bool:
    """Whether there is something to hold a figure of a period against: it is as long as those the target is measured
    by, or a value on the way is expected for it."""
    return not is_stage(target, period) or expected(target, baseline, period, rule) is not None


def _baseline(
    target: TargetDocument, sources: Sequence[OutturnFigure], own: str
) -> tuple[OutturnDocument, Decimal | None]:
    """The plan's own baseline, with its place in a source that says the same; else what the sources say."""
    printed = number(target["baseline"])
    said = [one for one in sources if one.value is not None and printed in (None, one.value)]
    if said:
        chosen = _of_sources(said, own)
        return _outturn(chosen), chosen.value
    words = shown(printed, target["unit"]) if printed is not None else _missing_baseline(target)
    plain: OutturnDocument = {
        "period": target["baseline_period"],
        "shown": words,
        "value": exact(printed),
        "source": "",
        "figure": "",
        "provisional": False,
    }
    return plain, printed


def _needs_baseline(target: TargetDocument) -> bool:
    """Whether a target says nothing without a baseline, or the plan itself leaves one to be confirmed."""
    return (
        target["kind"] in (*CHANGES, "below baseline", "above baseline")
        or (target["kind"] == "keep" and target["value"] is None)
        or (target["kind"] != "words" and bool(_missing_baseline(target)))
    )


def _final_missing(target: TargetDocument, latest: MeasuredTarget | None, on: dt.date | None) -> bool:
    """Whether the due period is over on that day and its figure is not there."""
    due = span(target, "due")
    return bool(on and due and due.end <= on and not is_final(target, latest))


def _missing_baseline(target: TargetDocument) -> str:
    wanted = target["baseline_period"] or target["baseline_state"] == "to be confirmed"
    return target["baseline_state"] if wanted else ""


def _outturn(seen: OutturnFigure) -> OutturnDocument:
    """An outturn as the document stores it, with its exact value and where it comes from."""
    return {
        "period": str(seen.period),
        "shown": seen.shown,
        "value": exact(seen.value),
        "source": seen.source_slug,
        "figure": seen.anchor,
        "provisional": seen.provisional,
    }


def _change(target: TargetDocument, baseline: Decimal | None, now: MeasuredTarget | None) -> tuple[str, str]:
    """Change and per cent change in words; empty where there is nothing to compare."""
    if baseline is None or now is None:
        return "", ""
    difference = now.value - baseline
    if target["unit"] == "%":
        return _("%(number)s points") % {"number": signed(difference)}, _("in points")
    percent = percent_change(baseline, now.value)
    if percent is None:
        words = "n/a"
    elif _is_small(target, baseline):
        words = _("too few")
    else:
        words = signed(percent, "%", 1)
    return signed(difference, target["unit"]), words


def _other_readings(
    target: TargetDocument,
    start: tuple[Sequence[OutturnFigure], Decimal | None],
    end: tuple[Sequence[OutturnFigure], OutturnFigure | None],
    rule: str,
) -> list[OtherReadingDocument]:
    """What the target is called with each other figure that sources give for its baseline or its last outturn.

    `start` and `end`: what sources give, and what counts of it; of figures that differ and of which none counts, all.
    """
    (starts, level), (ends, last) = start, end
    now = last.value if last else None
    stage = bool(last and is_stage(target, last.period))
    readings: list[tuple[OutturnFigure, Decimal | None, OutturnFigure]] = [
        (one, one.value, last) for one in starts if last and now is not None and one.value not in (None, level)
    ]
    if stage:
        readings = [(one, level, one) for one in ends if last and (now is None or not agree([one, last]))]
    elif last and level is not None:
        readings += [(one, level, one) for one in ends if now is None or not agree([one, last])]
    found: dict[tuple[Period, str], OtherReadingDocument] = {}
    for one, then, later in readings:
        figure = MeasuredTarget(later.value, later.period)  # type: ignore[arg-type]
        judged = judge(target, then, figure, rule)
        change, percent = _change(target, then, figure)
        found[one.period, one.shown] = {
            "source": one.source_title,
            "figure": one.shown,
            "period": str(one.period),
            "words": _against(target, then, later, rule)
            if stage or then is None
            else f"{shown(then)} → {later.shown}, {change if target['unit'] == '%' else percent}",
            "status": judged.status.value,
            "status_css": judged.status.css,
        }
    return list(found.values())


def _against(target: TargetDocument, baseline: Decimal | None, now: OutturnFigure, rule: str) -> str:
    aim = expected(target, baseline, now.period, rule)
    return (
        _("%(now)s, with %(level)s set") % {"now": now.shown, "level": aim.shown(target["unit"])} if aim else now.shown
    )


def _with_others(others: Sequence[OtherReadingDocument], judged: Judgement) -> Iterator[str]:
    """What the target would be called with the figure of another source."""
    for one in others:
        words = {"figure": one["figure"], "words": one["words"], "status": _(one["status"])}
        if one["status"] == judged.status:
            yield _("With %(figure)s it is %(words)s: %(status)s as well.") % words
        else:
            yield _("With %(figure)s it is %(words)s: %(status)s.") % words


def _percent(then: Decimal | None, now: Decimal | None) -> str | None:
    """The change in per cent, to four places."""
    found = None if then is None or now is None else percent_change(then, now)
    return None if found is None else exact(rounded(found, 4))


def _is_small(target: TargetDocument, baseline: Decimal | None) -> bool:
    return baseline is not None and 0 < baseline < FEWEST_FOR_PERCENT and target["unit"] in COUNTED


def _differences(
    baseline: Decimal | None,
    at_baseline: Sequence[OutturnFigure],
    measured: Sequence[OutturnFigure],
    own: str,
) -> Iterator[str]:
    """One sentence for each period about which sources differ."""
    others = [one for one in at_baseline if baseline is not None and one.value not in (None, baseline)]
    if others:
        yield _("Another source gives a different baseline: %(figures)s.") % {"figures": _all(others)}
    elif baseline is None:
        measured = [*at_baseline, *measured]
    for period, group in groupby(measured, key=lambda one: one.period):
        entries = [one for one in group if one.value is not None]
        if len(entries) > 1 and not agree(entries):
            words = {"period": period, "figures": _all(entries)}
            counts = next((one.source_title for one in entries if one.source_slug == own), "")
            yield (
                _("Sources differ about %(period)s: %(figures)s. The figure from “%(own)s” is used here.")
                if counts
                else _("Sources differ about %(period)s: %(figures)s. None of them is used to judge the target.")
            ) % (words | {"own": counts})


def _all(entries: Sequence[OutturnFigure]) -> str:
    return "; ".join(f"{one.shown} ({one.source_title})" for one in entries)


def _breaks(target: TargetDocument, measured: Sequence[OutturnFigure], breaks: Sequence[Break]) -> Iterator[str]:
    start = span(target, "baseline")
    for one in breaks:
        if start and measured and start.end < one.starts_on <= measured[-1].period.end:
            said = _("Counting changed on %(day)s (%(reason)s): figures before and after are not of the same thing.")
            yield said % {"day": day(one.starts_on), "reason": one.reason.rstrip(".")}


def _season(target: TargetDocument, measured: Sequence[OutturnFigure]) -> Iterator[str]:
    start = span(target, "baseline")
    note = season_note(start, measured[-1].period) if start and measured else ""
    if note:
        yield note


def _small_print(
    target: TargetDocument, baseline: Decimal | None, now: MeasuredTarget | None, rule: str
) -> Iterator[str]:
    if now and _is_small(target, baseline):
        yield _("No percentage is given: the baseline is below %(number)s.") % {"number": FEWEST_FOR_PERCENT}
    unrounded = hidden_by_rounding(target, baseline, now, rule)
    if unrounded is not None:
        change = {"change": signed(unrounded, "%", 2)}
        yield _("The status is based on the unrounded change, %(change)s to two places.") % change
