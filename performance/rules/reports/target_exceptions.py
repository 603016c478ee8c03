"""Which targets a committee must look at, and what it must know of each: pure.

A target is an exception when it is missed or off target, when it became significantly worse since the figure before
(also where it is on target), when it hangs on a figure about which sources differ, and when a figure of it is missing
that could be there. What is not yet due is none.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from performance.rules.change.words import COUNTED, Direction
from performance.rules.targets.status import Status

from .types import ExceptionDocument, ExceptionGroup, FigureDocument, LineDocument, ReportOutcome

WORST = (Status.MISSED, Status.WRONG_WAY, Status.FAR_BEHIND, Status.BEHIND)


def off_target(outcomes: Sequence[ReportOutcome]) -> Iterator[ExceptionDocument]:
    """Targets that are missed or off target, the worst first, then those that became clearly worse all the same."""
    for status in WORST:
        for one in outcomes:
            if one["status"] == status:
                yield _made(one, "performance", status.value, status.css, [facts(one), _trend(one), *_readings(one)])
    for one in outcomes:
        if _worsened(one) and one["status"] not in WORST and not _hangs(one):
            said = [one["trend"], _("Against its target: %(status)s.") % {"status": _(one["status"])}, facts(one)]
            yield _made(one, "performance", _("significantly worse"), "behind", said)


def worsened_trackers(figures: Sequence[FigureDocument]) -> Iterator[ExceptionDocument]:
    """Figures without a target that became clearly worse since the figure before."""
    for one in figures:
        if one.get("unit") in COUNTED and one.get("trend_word") == Direction.WORSE:
            name, said = f"{one['name']}, {one['area']}", _("%(trend)s No target is set for it.")
            words = said % {"trend": one["trend"]}
            key = f"figure {name}"[:400]
            yield made(key, "performance", name, _("significantly worse"), "behind", words, one["indicator"])


def disputed(outcomes: Sequence[ReportOutcome]) -> Iterator[ExceptionDocument]:
    """Targets that are off target by the figure of one source and not by that of another."""
    for one in outcomes:
        if _hangs(one):
            words = _("depends on a disputed figure")
            yield _made(one, "disputed", words, "behind", [facts(one), _trend(one), *_readings(one)])


def missing(outcomes: Sequence[ReportOutcome]) -> Iterator[ExceptionDocument]:
    """Targets without a figure that could be there, without a baseline, or still to be confirmed."""
    for one in outcomes:
        status = Status(one["status"])
        if _hangs(one):
            continue
        if one.get("no_baseline") and status != Status.TO_BE_CONFIRMED:
            yield _made(one, "missing", _("no baseline"), "none", [facts(one)])
        elif status in (Status.NOT_AVAILABLE, Status.TO_BE_CONFIRMED):
            yield _made(one, "missing", status.value, "none", [facts(one)])
        elif one.get("final_missing"):
            said = _("The figure of the due period, %(due)s, is not published yet.") % {"due": one["due"]}
            yield _made(one, "missing", _("final figure missing"), "none", [said, facts(one)])


def latest(one: ReportOutcome) -> str:
    """The last outturn, or that sources differ about it, with its period: "811 (2006/07)"."""
    measured = [entry for entry in one["outturns"] if entry["value"] is not None or not entry["source"]]
    return f"{measured[-1]['shown']} ({measured[-1]['period']})" if measured else _("no figure")


def facts(one: ReportOutcome) -> str:
    """The figures of a target in one sentence, count, change and per cent together."""
    aim = _("Aim: %(aim)s by %(due)s.") if one["due"] else _("Aim: %(aim)s.")
    if one["status"] == Status.TO_BE_CONFIRMED:
        aim = _("The aim for %(due)s is to be confirmed.") if one["due"] else _("The aim is to be confirmed.")
    words = aim % {"aim": one["target"], "due": one["due"]}
    if not one["change"]:
        baseline = one["baseline"]["shown"]
        before = _("Baseline: %(baseline)s. ") % {"baseline": baseline} if baseline else ""
        now = latest(one)
        return _("%(before)sOutturn: %(now)s. %(aim)s") % {"before": before, "now": now, "aim": words}
    change = one["change"] if one["unit"] == "%" else f"{one['change']} ({one['percent_change']})"
    start = f"{one['baseline']['shown']} ({one['baseline']['period']})"
    return f"{start} → {latest(one)}: {change}. {words}"


def made(
    key: str, group: ExceptionGroup, name: str, what: str, css: str, says: str, indicator: str = ""
) -> ExceptionDocument:
    """An exception with no commentary yet; `css` is the status style and `says` the figures or words behind it."""
    return {
        "key": key,
        "group": group,
        "name": name,
        "what": what,
        "css": css,
        "indicator": indicator,
        "says": says,
        "commentary": "",
        "cause": "",
        "action": "",
        "back_on": None,
        "back_as_said": "",
        "locator": "",
    }


def explained(one: ExceptionDocument, line: LineDocument | None) -> ExceptionDocument:
    """The exception with what the report's line says of it; an action of its own stays where the line has none."""
    if line is None:
        return one
    return {
        **one,
        "commentary": line["commentary"],
        "cause": line["cause"],
        "action": line["action"] or one["action"],
        "back_on": line["back_on"],
        "back_as_said": line["back_as_said"],
        "locator": line["locator"],
    }


def _made(one: ReportOutcome, group: ExceptionGroup, what: str, css: str, said: Sequence[str]) -> ExceptionDocument:
    return made(one["key"], group, one["name"], what, css, " ".join(filter(None, said)), one["indicator"])


def _worsened(one: ReportOutcome) -> bool:
    """Whether a count became worse by more than chance since the figure that it is compared with."""
    return one["unit"] in COUNTED and one["trend_word"] == Direction.WORSE


def _trend(one: ReportOutcome) -> str:
    return one["trend"] if _worsened(one) else ""


def _hangs(one: ReportOutcome) -> bool:
    """Whether another source's figure would put the target on the other side, and it is not off target already."""
    others = {Status(other["status"]).good for other in one.get("others", [])}
    if one["status"] in WORST or not others:
        return False
    return Status(one["status"]) == Status.NOT_AVAILABLE or others != {Status(one["status"]).good}


def _readings(one: ReportOutcome) -> Iterator[str]:
    """What the figures of other sources would give."""
    for other in one.get("others", []):
        words = {**other, "status": _(other["status"])}
        yield _("Disputed: with %(figure)s for %(period)s (%(source)s) it is %(words)s: %(status)s.") % words
