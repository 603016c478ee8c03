"""Better, the same or worse: what published figures say of the targets of a plan."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.periods import Period, parse
from performance.figures.breaks import PublishedBreak, breaks, breaks_of
from performance.figures.documents import published
from performance.figures.relations import SimilarAreas
from performance.figures.series import PublishedFigure, figures, seen
from performance.figures.similar import SimilarAverages
from performance.rules.change.seasons import pair
from performance.rules.change.words import Direction, FigureChange
from performance.rules.method import Method
from performance.rules.targets.outturns import OutturnFigure, by_period, in_direction, outcome
from performance.rules.targets.status import Status
from plans.models import Partnership
from plans.public.overview.measured import TargetStatus, reference_of
from plans.schemas.plan import OutcomeDocument, PlanDocument, TargetDocument
from plans.schemas.walk import actions_of

from .headlines import aims, headlines
from .target_tables import known_targets, targets_of

MOST_NAMED = 3
MOST_REPORTED = 2  # each with its change, its time and its aim: more would fill the screen of a phone
TO_BE_CONFIRMED = "to be confirmed"
ORDER = (Direction.BETTER, Direction.WORSE, Direction.UP, Direction.DOWN, Direction.SAME)
# Which results are named first.
NAMED = (Status.MISSED, Status.WRONG_WAY, Status.FAR_BEHIND, Status.BEHIND, Status.MET, Status.AHEAD, Status.ON_TARGET)


class TargetProgress(NamedTuple):
    """What is counted for a target, where it is going, by how much, and up to when it is counted."""

    name: str
    direction: Direction
    words: str
    period: Period


class PlanTime(NamedTuple):
    """From the first day of a plan to its last: no figure of another time is a result of it."""

    start: dt.date
    end: dt.date

    def holds(self, period: Period) -> bool:
        """Whether a period ends within it."""
        return self.start <= period.end <= self.end


def say(content: PlanDocument) -> dict[str, str]:
    """What came of each priority and of the whole plan in the plan's own time; else what the plan itself reports, or
    that nothing can be said. Five queries."""
    partnership = Partnership.objects.get(slug=content["partnership"]["slug"])
    areas, broken = set(partnership.areas.values_list("code", flat=True)), breaks(partnership)
    time, targets = _time_of(content), list(targets_of(content))
    documents = published(partnership)
    found = figures(partnership, of_places(targets, areas, documents.groups))
    said = seen(found)
    similar = SimilarAverages(found, documents.groups)
    every_target = [one for of_plan in known_targets(documents).values() for one in of_plan]
    answers = {
        one["ref"]: results_in_words(one["targets"], said, broken, time, similar)
        or _nothing(one["targets"])
        or _("This priority sets no measurable targets.")
        for one in content["priorities"]
    }
    answers[""] = results_in_words(targets, said, broken, time, similar) or _without_results(
        headlines(content, found, areas, aims(every_target)), targets
    )
    return answers


def statuses(content: PlanDocument) -> dict[str, TargetStatus]:
    """How each target that measures an action is going, by its reference, as the answer on top of the plan counts it.
    Nothing is said of targets in words, or of two with one reference. Four queries; none without such targets."""
    wanted = {reference for action in actions_of(content) for reference in action.get("measured_by", [])}
    if not wanted:
        return {}
    partnership = Partnership.objects.get(slug=content["partnership"]["slug"])
    broken, groups, time = breaks(partnership), published(partnership).groups, _time_of(content)
    found = figures(partnership, of_places(targets_of(content), (), groups))
    said, similar = seen(found), SimilarAverages(found, groups)
    times = Counter(map(reference_of, targets_of(content)))
    judged = {
        reference: _judged(one, said, broken, time, similar) or outcome(one, [], on=time.end)
        for one in targets_of(content)
        if (reference := reference_of(one)) in wanted and times[reference] == 1
    }
    return {
        reference: TargetStatus(_(one["status"]), one["status_css"])
        for reference, one in judged.items()
        if one["status"] != Status.NOT_SET
    }


def of_places(targets: Iterable[TargetDocument], own: Iterable[str], groups: Mapping[str, SimilarAreas]) -> Q:
    """Figures of the places that a plan speaks of: those of its targets, its `own`, and what these are compared with.
    A partnership has some hundred times as many of its wards."""
    codes = {*own, *groups, *(one["area"] for one in targets)}
    return Q(area__code__in=codes.union(*(group.members for group in groups.values())))


def results_of_priorities(
    content: PlanDocument,
    found: Sequence[PublishedFigure],
    broken: Sequence[PublishedBreak],
    groups: Mapping[str, SimilarAreas],
) -> dict[str, str]:
    """ "2 targets have results: 1 met, 1 missed.", or why none has any, by the ref of each priority with targets."""
    said, similar, time = seen(found), SimilarAverages(found, groups), _time_of(content)
    results = {}
    for one in content["priorities"]:
        judged = _all_judged(one["targets"], said, broken, time, similar)
        results[one["ref"]] = _counted(judged) if judged else _nothing(one["targets"])
    return results


def _time_of(content: PlanDocument) -> PlanTime:
    head = content["plan"]
    return PlanTime(dt.date.fromisoformat(head["period_start"]), dt.date.fromisoformat(head["period_end"]))


def _nothing(targets: Sequence[TargetDocument]) -> str:
    """Why no target has a result; empty where none is set that could have one."""
    if targets and all(target["state"] == TO_BE_CONFIRMED for target in targets):
        return ngettext("The target is still to be confirmed.", "The targets are still to be confirmed.", len(targets))
    if any(target["indicator"] for target in targets):
        return _no_results(targets)
    return ""


def _no_results(targets: Sequence[TargetDocument]) -> str:
    return ngettext(
        "No results for the target have been published.", "No results for the targets have been published.",
        len(targets),
    )  # fmt: skip


def _without_results(reported: list[str], targets: Sequence[TargetDocument]) -> str:
    """What the plan reports itself, where no target has a result; else that nothing can be said."""
    more = len(reported) - MOST_REPORTED
    if more > 0:
        reported = [*reported[:MOST_REPORTED], ngettext("%(num)s more", "%(num)s more", more) % {"num": more}]
    why = _nothing(targets)
    if reported and why == _no_results(targets):  # what is reported may itself be of targets, those of an earlier plan
        why = ngettext(
            "No results for this plan’s own target have been published.",
            "No results for this plan’s own targets have been published.",
            len(targets),
        )
    if reported:
        told = _("This plan reports: %(figures)s.") % {"figures": "; ".join(reported)}
        return " ".join(filter(None, [told, why]))
    if not why:
        return _("This plan sets no measurable targets.")
    return _("We cannot say yet whether things have improved. %(why)s") % {"why": why}


def results_in_words(
    targets: Sequence[TargetDocument],
    said: Mapping[tuple[str, str], list[OutturnFigure]],
    broken: Sequence[PublishedBreak],
    time: PlanTime,
    similar: SimilarAverages,
) -> str:
    """Which targets were met or are on the way, and what became better; empty without a figure of the plan's time."""
    judged = _all_judged(targets, said, broken, time, similar)
    return " ".join(filter(None, [_judged_in_words(judged), answer(standings(targets, said, broken, time))]))


def _all_judged(
    targets: Sequence[TargetDocument],
    said: Mapping[tuple[str, str], list[OutturnFigure]],
    broken: Sequence[PublishedBreak],
    time: PlanTime,
    similar: SimilarAverages,
) -> list[OutcomeDocument]:
    """The targets with a result in the plan's time."""
    found = (_judged(target, said, broken, time, similar) for target in targets)
    return [one for one in found if one and Status(one["status"]).css != "none"]


def _judged(
    target: TargetDocument,
    said: Mapping[tuple[str, str], list[OutturnFigure]],
    broken: Sequence[PublishedBreak],
    time: PlanTime,
    similar: SimilarAverages,
) -> OutcomeDocument | None:
    """A target with its last outturn of the plan's time; None without one."""
    key = (target["indicator"], target["area"])
    found = outcome(target, said.get(key, []), breaks=breaks_of(broken, *key), on=time.end, similar=similar.of(target))
    measured = [one for one in found["outturns"] if one["value"] is not None]
    return found if measured and time.holds(parse(measured[-1]["period"])) else None


def _judged_in_words(judged: list[OutcomeDocument]) -> str:
    """ "2 targets have results: 1 met, 1 missed. Criminal damage: missed by …": the first few by name."""
    if not judged:
        return ""
    named = sorted(judged, key=lambda one: NAMED.index(Status(one["status"])))[:MOST_NAMED]
    results = (f"{one['name']}: {one['result']}" for one in named if one["result"])
    return " ".join([_counted(judged), *results])


def _counted(judged: list[OutcomeDocument]) -> str:
    counts = Counter(Status(one["status"]) for one in judged)
    words = ", ".join(f"{counts[kind]} {_(kind.value)}" for kind in Status if counts[kind])
    sentence = ngettext(
        "%(num)s target has a result: %(said)s.", "%(num)s targets have results: %(said)s.", len(judged)
    )
    return sentence % {"num": len(judged), "said": words}


def standings(
    targets: Iterable[TargetDocument],
    said: Mapping[tuple[str, str], list[OutturnFigure]],
    broken: Iterable[PublishedBreak],
    time: PlanTime,
) -> list[TargetProgress]:
    """Each thing counted once, where its latest figure of the plan's time can be set beside an earlier one."""
    found = {}
    for target in targets:
        key = (target["indicator"], target["area"])
        series = _agreed(said.get(key, []))
        latest = max(filter(time.holds, series), key=lambda period: (period.end, period.months), default=None)
        compared = pair(series, latest, [(b.starts_on, b.reason) for b in breaks_of(broken, *key)]) if latest else None
        if compared and latest and not compared.broken and key not in found:
            direction = next((one.direction for one in said[key] if one.period == latest), "")
            change = FigureChange(compared, target["unit"], in_direction(target, direction)["better"])
            found[key] = TargetProgress(target["name"], change.direction, change.difference, latest)
    return list(found.values())


def _agreed(group: Sequence[OutturnFigure]) -> dict[Period, Decimal | None]:
    """The figures that all sources give alike, without rounded ones, between which no change is worked out."""
    return {
        period: one.value for period, one in by_period(group).items() if one.value is not None and one.rounded_to == 1
    }


def answer(found: list[TargetProgress]) -> str:
    """How many measures are better, worse or the same, and which; empty where none can be compared."""
    if not found:
        return ""
    counts = Counter(one.direction for one in found)
    said = ", ".join(f"{counts[kind]} {kind.verdict.lower()}" for kind in ORDER if counts[kind])
    words = {"num": len(found), "said": said, "period": max(one.period for one in found)}
    sentence = ngettext(
        "%(num)s measure can be compared with an earlier year: %(said)s. The latest figure is for %(period)s.",
        "%(num)s measures can be compared with an earlier year: %(said)s. The latest figures are for %(period)s.",
        len(found),
    )
    return " ".join([sentence % words, *(_named(kind, found) for kind in ORDER[:2] if counts[kind])])


def _named(kind: Direction, found: list[TargetProgress]) -> str:
    """ "Better: vehicle crime, down 872 (−22.2%)": the first few by name, the rest by number."""
    these = [f"{one.name}, {one.words}" for one in found if one.direction is kind]
    more = len(these) - MOST_NAMED
    if more > 0:
        these[MOST_NAMED:] = [ngettext("%(num)s more", "%(num)s more", more) % {"num": more}]
    return _("%(verdict)s: %(names)s.") % {"verdict": kind.verdict, "names": "; ".join(these)}


METHOD = Method(
    slug="answers",
    title="The answer at the top of a page",
    words=(
        "Only figures from the time of a plan are results of it. A target with the figure of its due period "
        "is met or missed; before that it is on target or off target. Then the latest figure is compared "
        "with the earlier one it can be compared with. What is counted is called better or worse when the "
        "change is statistically significant, and about the same when it is not. Where counting changed in "
        "between, or sources differ, nothing is said. A plan without results is answered with the changes "
        "that it reports itself. An officer may write another sentence; the page then says that a person "
        "wrote it."
    ),
    formula=(
        "Better: the change is significant and goes the way the indicator calls better. Worse: it is significant and "
        "goes the other way. More, less: it is significant and neither way is better. About the same: it is not "
        "significant."
    ),
)
