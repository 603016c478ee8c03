"""A target beside its baseline and its outturns: pure, from the plan's words and what the sources say.

Which figures count: those of the target's own indicator and area, for periods as long as the baseline period (or,
without one, the due period) that end after it and not after the due date. Where sources differ about a period, all of
them are shown, and the last one given decides the status.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from csp_portal.numbers import percent_change, places, rounded, shown, signed
from plans.document_types import OutcomeDocument, OutturnDocument, TargetDocument, exact

from . import status
from .periods import Period, day
from .ranking import FEWEST_FOR_PERCENT
from .status import Facts, Status

COUNTED = ("crimes", "incidents", "people", "households", "count")


@dataclass(frozen=True)
class Seen:
    """What one source says about the target's indicator and area in one period."""

    period: Period
    value: Decimal | None
    state: str
    shown: str
    source_slug: str
    source_title: str
    anchor: str
    provisional: bool = False


@dataclass(frozen=True)
class Break:
    """From this day on the indicator is counted differently."""

    starts_on: dt.date
    reason: str


@dataclass(frozen=True)
class Judgement:
    status: Status
    rule: str = ""
    formula: str = ""


def outcome(
    target: TargetDocument,
    seen: Sequence[Seen],
    *,
    breaks: Sequence[Break] = (),
    rule: str | None = None,
    until: dt.date | None = None,
) -> OutcomeDocument:
    """The target with its outturns and status. `rule` judges it by another rule, `until` leaves later outturns out.

    `seen` comes in the order of its sources; the last one counts where two differ.
    """
    seen = sorted(seen, key=lambda one: (one.period.end, one.period.start))
    at_baseline = [one for one in seen if (one.period.start, one.period.end) == _span(target, "baseline")]
    baseline, level = _baseline(target, at_baseline)
    outturns = [one for one in seen if _counts(one.period, target, until)]
    measured = [one for one in outturns if one.value is not None]
    latest = measured[-1] if measured else None
    judged = _judged(target, level, latest, rule or target["rule"])
    change, percent = _change(target, level, latest)
    return {
        "name": target["name"],
        "indicator": target["indicator"],
        "target": target_words(target),
        "target_locator": target["locator"],
        "due": target["due_period"],
        "baseline": baseline,
        "outturns": [_outturn(one) for one in outturns],
        "change": change,
        "percent_change": percent,
        "status": judged.status,
        "status_css": judged.status.css,
        "rule": judged.rule,
        "formula": judged.formula,
        "under": _under(target, level, latest, judged),
        "holder": target["holder"],
        "note": " ".join(
            [*_notes(target, level, at_baseline, measured, breaks), *_just_short(target, level, latest, judged)]
        ),
    }


def target_words(target: TargetDocument) -> str:
    """What is aimed at, in few words: "down 21%", "at most 130", or the plan's own words."""
    kind, unit = target["kind"], target["unit"]
    if target["state"] != "value":
        return target["state"]
    value = _decimal(target["value"])
    if value is None:
        fixed = {
            "keep": _("keep the level"),
            "below baseline": _("lower than the baseline"),
            "above baseline": _("higher than the baseline"),
            "better than group": _("better than the average of similar areas"),
        }
        return fixed.get(kind) or target["as_printed"] or target["wording"]
    if kind in ("percent change", "change"):
        words = shown(abs(value), "%" if kind == "percent change" else unit)
        points = kind == "change" and unit == "%"
        words = _("%(number)s points") % {"number": shown(abs(value))} if points else words
        return (_("up %(number)s") if value > 0 else _("down %(number)s")) % {"number": words}
    number = shown(value, unit)
    patterns = {"at most": _("at most %(number)s"), "at least": _("at least %(number)s"), "keep": _("keep %(number)s")}
    return patterns.get(kind, "%(number)s") % {"number": number}


def answer(outcomes: Sequence[OutcomeDocument]) -> str:
    """How many targets stand where, in one sentence; empty where there are none."""
    counts = Counter(Status(one["status"]) for one in outcomes)
    judged = {kind: counts[kind] for kind in Status if kind.css != "none" and counts[kind]}
    others = {
        Status.TO_BE_CONFIRMED: _("to be confirmed"),
        Status.NOT_AVAILABLE: _("without a figure yet"),
        Status.NOT_SET: _("in words, without a number"),
    }
    rest = [f"{counts[kind]} {words}" for kind, words in others.items() if counts[kind]]
    if not outcomes:
        return ""
    if not judged:
        many = ngettext("The only target has no figure yet", "None of %(num)s targets has a figure yet", len(outcomes))
        return f"{many % {'num': len(outcomes)}}: {'; '.join(rest)}."
    total = sum(judged.values())
    many = ngettext("Of %(num)s target with a figure", "Of %(num)s targets with a figure", total) % {"num": total}
    words = ", ".join(f"{count} {_(kind.value)}" for kind, count in judged.items())
    return f"{'; '.join([f'{many}: {words}', *rest])}."


def _span(target: TargetDocument, which: str) -> tuple[dt.date, dt.date] | None:
    start, end = target[f"{which}_start"], target[f"{which}_end"]  # type: ignore[literal-required]
    return (dt.date.fromisoformat(start), dt.date.fromisoformat(end)) if start and end else None


def _counts(period: Period, target: TargetDocument, until: dt.date | None) -> bool:
    baseline, due = _span(target, "baseline"), _span(target, "due")
    measure = baseline or due
    if (until and period.end > until) or (measure and period.months != Period(*measure).months):
        return False
    if baseline:
        return period.end > baseline[1] and (due is None or period.end <= due[1])
    return due is None or due[0] <= period.end <= due[1]


def _baseline(target: TargetDocument, sources: Sequence[Seen]) -> tuple[OutturnDocument, Decimal | None]:
    """The plan's own baseline, with its place in a source that says the same; else what the last source says."""
    own = _decimal(target["baseline"])
    said = [one for one in sources if one.value is not None and own in (None, one.value)]
    if said:
        return _outturn(said[-1]), said[-1].value
    words = shown(own, target["unit"]) if own is not None else _missing_baseline(target)
    plain: OutturnDocument = {
        "period": target["baseline_period"],
        "shown": words,
        "value": exact(own),
        "source": "",
        "figure": "",
        "provisional": False,
    }
    return plain, own


def _missing_baseline(target: TargetDocument) -> str:
    wanted = target["baseline_period"] or target["baseline_state"] == "to be confirmed"
    return target["baseline_state"] if wanted else ""


def _outturn(seen: Seen) -> OutturnDocument:
    return {
        "period": str(seen.period),
        "shown": seen.shown,
        "value": exact(seen.value),
        "source": seen.source_slug,
        "figure": seen.anchor,
        "provisional": seen.provisional,
    }


def _judged(target: TargetDocument, baseline: Decimal | None, latest: Seen | None, rule: str) -> Judgement:
    kind, value = target["kind"], _decimal(target["value"])
    if target["state"] == "to be confirmed":
        return Judgement(Status.TO_BE_CONFIRMED)
    if target["state"] != "value":
        return Judgement(Status.NOT_AVAILABLE)
    if kind == "words":
        return Judgement(Status.NOT_SET)
    if level_rule := _level_rule(target):
        level = baseline if value is None else value
        missing = latest is None or latest.value is None or level is None
        found = Status.NOT_AVAILABLE if missing else level_rule.status(latest.value, level, baseline)  # type: ignore
        return Judgement(found, level_rule.name, level_rule.formula)
    if kind not in ("percent change", "change"):
        return Judgement(Status.NOT_AVAILABLE)
    chosen = status.RULES[rule]
    facts = _facts(target, baseline, latest)
    return Judgement(chosen.status(facts) if facts else Status.NOT_AVAILABLE, chosen.name, chosen.formula)


def _level_rule(target: TargetDocument) -> status.Level | None:
    if target["kind"] == "keep":
        return status.KEEP[target["better"]]
    return {
        "at most": status.AT_MOST,
        "at least": status.AT_LEAST,
        "below baseline": status.BELOW_BASELINE,
        "above baseline": status.ABOVE_BASELINE,
    }.get(target["kind"])


def _facts(target: TargetDocument, baseline: Decimal | None, latest: Seen | None) -> Facts | None:
    """What a rule may look at; a change in numbers is turned into its per cent of the baseline."""
    value = _decimal(target["value"])
    if latest is None or latest.value is None or not baseline or value is None:
        return None
    elapsed = total = 1
    start, due = _span(target, "baseline"), _span(target, "due")
    if start and due and due[1] > start[1]:
        elapsed, total = _months(start[1], latest.period.end), _months(start[1], due[1])
    if target["kind"] == "change":
        return Facts(baseline, latest.value, value / baseline * 100, 10, elapsed, total)
    return Facts(baseline, latest.value, value, places(value), elapsed, total)


def _under(target: TargetDocument, baseline: Decimal | None, latest: Seen | None, judged: Judgement) -> dict[str, str]:
    facts = _facts(target, baseline, latest)
    if judged.rule in status.RULES and facts:
        return {name: rule.status(facts).value for name, rule in status.RULES.items()}
    return {judged.rule: judged.status.value} if judged.rule else {}


def _months(start: dt.date, end: dt.date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _change(target: TargetDocument, baseline: Decimal | None, latest: Seen | None) -> tuple[str, str]:
    """Change and per cent change in words; empty where there is nothing to compare."""
    if baseline is None or latest is None or latest.value is None:
        return "", ""
    difference = latest.value - baseline
    if target["unit"] == "%":
        return _("%(number)s points") % {"number": signed(difference)}, _("in points")
    percent = percent_change(baseline, latest.value)
    if percent is None:
        words = "n/a"
    elif baseline < FEWEST_FOR_PERCENT and target["unit"] in COUNTED:
        words = _("too few")
    else:
        words = signed(percent, "%", 1)
    return signed(difference, target["unit"]), words


def _notes(
    target: TargetDocument,
    baseline: Decimal | None,
    at_baseline: Sequence[Seen],
    measured: Sequence[Seen],
    breaks: Sequence[Break],
) -> list[str]:
    notes = [target["note"]] if target["note"] else []
    others = [one for one in at_baseline if baseline is not None and one.value not in (None, baseline)]
    if others:
        notes.append(
            _("Another source gives another baseline: %(figures)s.")
            % {"figures": "; ".join(f"{one.shown} ({one.source_title})" for one in others)}
        )
    for period, group in groupby(measured, key=lambda one: one.period):
        entries = list(group)
        if len({one.value for one in entries}) > 1:
            notes.append(
                _("Sources differ about %(period)s: %(figures)s. The last one counts here.")
                % {
                    "period": period,
                    "figures": "; ".join(f"{one.shown} ({one.source_title})" for one in entries),
                }
            )
    start = _span(target, "baseline")
    if start and measured:
        notes += [
            _("Counting changed on %(day)s (%(reason)s), so figures before and after are not the same thing.")
            % {"day": day(one.starts_on), "reason": one.reason.rstrip(".")}
            for one in breaks
            if start[1] < one.starts_on <= measured[-1].period.end
        ]
    if baseline is not None and 0 < baseline < FEWEST_FOR_PERCENT and target["unit"] in COUNTED and measured:
        notes.append(_("No percentage is given: the baseline is below %(number)s.") % {"number": FEWEST_FOR_PERCENT})
    return notes


def _just_short(target: TargetDocument, baseline: Decimal | None, latest: Seen | None, judged: Judgement) -> list[str]:
    """Says so where the change, as it is shown, would reach what the change itself does not."""
    facts = _facts(target, baseline, latest)
    if facts is None or facts.achieved is None or judged.rule not in status.RULES:
        return []
    as_shown = facts.baseline * (1 + rounded(facts.achieved, 1) / 100)
    if status.RULES[judged.rule].status(replace(facts, now=as_shown)) == judged.status:
        return []
    change = {"change": signed(facts.achieved, "%", 2)}
    return [_("The status goes by the unrounded change, %(change)s to two places.") % change]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def level_aimed_at(target: TargetDocument) -> Decimal | None:
    """The level of the indicator that meets the target; None where it cannot be said in one number."""
    value, baseline = _decimal(target["value"]), _decimal(target["baseline"])
    if target["kind"] in ("at most", "at least", "keep"):
        return value
    if value is None or baseline is None:
        return None
    if target["kind"] == "percent change":
        return baseline * (1 + value / 100)
    return baseline + value if target["kind"] == "change" else None
