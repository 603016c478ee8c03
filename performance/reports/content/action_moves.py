"""What a report shows of how actions moved since the report before, from its document. Pure."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _

from csp_portal.pages.level_names import upper_first
from performance.rules.reports.exceptions import DONE
from performance.rules.reports.movement import status_counts
from performance.rules.reports.types import MovedActionDocument, ReportDocument, StatusCountDocument
from priorities.models import ProgressStatus


def action_status(counts: list[StatusCountDocument]) -> list[tuple[str, str, int]]:
    """How many actions have which status: the word, its shape and the number. Older reports use other words."""
    words = {one["status"] for one in counts}
    order = [*ProgressStatus.labels, *sorted(words - {"", *ProgressStatus.labels}), ""]
    found = sorted(counts, key=lambda one: order.index(one["status"]))
    return [(one["status"] or _("No update"), one["css"], one["count"]) for one in found]


@dataclass(frozen=True)
class ActionMoves:
    """How the actions moved since the report before: in a sentence, by status (before and now), and each that moved."""

    sentence: str
    by_status: list[tuple[str, str, int, int]]
    moved: list[tuple[str, MovedActionDocument]]


def action_moves(content: ReportDocument) -> ActionMoves | None:
    """None where no earlier report lists actions."""
    since = content["since"]
    if not since or not since["actions"]:
        return None
    moved = sorted(((_kind(one), one) for one in since["actions"]["moved"]), key=lambda pair: pair[0])
    kinds = [_("completed"), _("changed status"), _("new"), _("no longer listed")]
    counts = Counter(kind for kind, _one in moved)
    said = ", ".join(f"{counts[number]} {kind}" for number, kind in enumerate(kinds) if counts[number])
    sentence = (
        _("Actions since the report for %(period)s: %(said)s.") % {"period": since["period"], "said": said}
        if said
        else _("No action has changed status since the report for %(period)s.") % {"period": since["period"]}
    )
    rows = _by_status(since["actions"]["before"], status_counts(content["actions"]))
    return ActionMoves(sentence, rows, [(upper_first(kinds[kind]), one) for kind, one in moved])


def _by_status(before: list[StatusCountDocument], now: list[StatusCountDocument]) -> list[tuple[str, str, int, int]]:
    """Each status that an action had or has: the word, its shape, how many had it and how many have it."""
    had, has = ({(word, css): count for word, css, count in action_status(counts)} for counts in (before, now))
    either = {(one["status"], one["css"]): one for one in (*before, *now)}
    return [
        (word, css, had.get((word, css), 0), has.get((word, css), 0))
        for word, css, _count in action_status(list(either.values()))
    ]


def _kind(one: MovedActionDocument) -> int:
    """0 for completed, 1 for another status, 2 for a new action, 3 for one that is not listed any more."""
    if not one["was"]:
        return 2
    if not one["now"]:
        return 3
    return 0 if all(said["css"] == DONE for said in one["now"]) else 1
