"""Better, the same or worse: what published figures say of the targets of a plan."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _, ngettext

from performance.figures.series import PublishedBreak, breaks, breaks_of, figures, seen
from performance.rules.change.seasons import pair
from performance.rules.change.words import Direction, FigureChange
from performance.rules.method import Method
from performance.rules.periods import Period
from performance.rules.targets.outturns import OutturnFigure, by_period
from plans.models import Partnership
from plans.schemas.plan import PlanDocument, TargetDocument

from .target_tables import targets_of

MOST_NAMED = 3
ORDER = (Direction.BETTER, Direction.WORSE, Direction.UP, Direction.DOWN, Direction.SAME)


class TargetProgress(NamedTuple):
    """What is counted for a target, where it is going, by how much, and up to when it is counted."""

    name: str
    direction: Direction
    words: str
    period: Period


def say(content: PlanDocument) -> dict[str, str]:
    """One or two sentences for each priority and for the whole plan, also where nothing is known; three queries."""
    parts = {"": list(targets_of(content))} | {one["ref"]: one["targets"] for one in content["priorities"]}
    if not any(target["indicator"] for target in parts[""]):
        return {ref: answer([], counted=False) for ref in parts}
    partnership = Partnership.objects.get(slug=content["partnership"]["slug"])
    said, broken = seen(figures(partnership)), breaks(partnership)
    return {
        ref: answer(standings(targets, said, broken), counted=any(target["indicator"] for target in targets))
        for ref, targets in parts.items()
    }


def standings(
    targets: Iterable[TargetDocument],
    said: Mapping[tuple[str, str], list[OutturnFigure]],
    broken: Iterable[PublishedBreak],
) -> list[TargetProgress]:
    """Each thing counted once, where its latest figure can be set beside an earlier one."""
    found = {}
    for target in targets:
        key = (target["indicator"], target["area"])
        series = _agreed(said.get(key, []))
        latest = max(series, key=lambda period: (period.end, period.months), default=None)
        compared = pair(series, latest, [(b.starts_on, b.reason) for b in breaks_of(broken, *key)]) if latest else None
        if compared and latest and not compared.broken and key not in found:
            change = FigureChange(compared, target["unit"], target["better"])
            found[key] = TargetProgress(target["name"], change.direction, change.difference, latest)
    return list(found.values())


def _agreed(group: Sequence[OutturnFigure]) -> dict[Period, Decimal | None]:
    """The figures that all sources give alike."""
    return {period: one.value for period, one in by_period(group).items() if one.value is not None}


def answer(found: list[TargetProgress], *, counted: bool) -> str:
    """How many are better, worse or the same, and which. `counted` says whether anything counted is aimed at."""
    if not counted:
        return _("Figures cannot say whether it becomes better: nothing that is counted is set as a target.")
    if not found:
        return _("Whether it became better is not known: no target has two published figures that may be compared.")
    counts = Counter(one.direction for one in found)
    said = ", ".join(f"{counts[kind]} {kind.verdict.lower()}" for kind in ORDER if counts[kind])
    last = max(one.period for one in found)
    words = {"num": len(found), "said": said, "period": last}
    sentence = ngettext(
        "What %(num)s target counts can be compared with an earlier year: %(said)s. "
        "The latest figure is for %(period)s.",
        "What %(num)s targets count can be compared with an earlier year: %(said)s. "
        "The latest figures are for %(period)s.",
        len(found),
    )
    return " ".join([sentence % words, *(_named(kind, found) for kind in ORDER[:2] if counts[kind])])


def _named(kind: Direction, found: list[TargetProgress]) -> str:
    """ "Better: vehicle crime, down 872 (−22.2%)": the first few by name, the rest by number."""
    these = [f"{one.name}, {one.words}" for one in found if one.direction is kind]
    more = len(these) - MOST_NAMED
    if more > 0:
        these[MOST_NAMED:] = [ngettext("%(num)s more", "%(num)s more", more) % {"num": more}]
    return _("%(verdict)s, by more than chance: %(names)s.") % {"verdict": kind.verdict, "names": "; ".join(these)}


METHOD = Method(
    slug="answers",
    title="The answer on top of a page",
    words=(
        "For each target the latest published figure is set beside the earlier one it may be compared with. What is "
        "counted is called better or worse when the change stands out from chance, and about the same when it does "
        "not. Where counting changed in between, or sources differ, nothing is said. An officer may write another "
        "sentence; the page then says that a person wrote it."
    ),
    formula=(
        "Better: the change is clear and goes the way the indicator calls better. Worse: it is clear and goes the "
        "other way. More, less: it is clear and neither way is better. About the same: it is not clear."
    ),
)
