"""How the actions of a plan moved from one report to the next. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from .types import ActionLineDocument, ActionMovementDocument, MovedActionDocument, StatusCountDocument

_WORST_FIRST = ("wrong", "behind", "none", "on", "ahead")


def action_movement(
    before: Sequence[ActionLineDocument], now: Sequence[ActionLineDocument]
) -> ActionMovementDocument | None:
    """The counts by status of the report before, and each action that goes otherwise now.

    None where the report before lists no actions, so that nothing can be compared. An action is the same by its title,
    whatever number it has since; where several share a title, by both. What its leads say is taken together.
    """
    if not before:
        return None
    shared = _shared_titles(before) | _shared_titles(now)
    then, here = _by_action(before, shared), _by_action(now, shared)
    moved: list[MovedActionDocument] = []
    for key in {**here, **then}:
        was, is_now = _statuses(then.get(key, ())), _statuses(here.get(key, ()))
        if was != is_now:
            line = (here.get(key) or then[key])[0]
            moved.append({"ref": line["ref"], "title": line["title"], "was": was, "now": is_now})
    return {"before": status_counts(before), "moved": moved}


def status_counts(lines: Sequence[ActionLineDocument]) -> list[StatusCountDocument]:
    """How many actions have which status. An action with several leads counts once, with the worst that one says."""
    of_each = [min(said, key=_how_bad) for said in _lines_by_action(lines).values()]
    return _counted(of_each)


def led_by_several(lines: Sequence[ActionLineDocument]) -> int:
    """How many actions have a line from each of several leads."""
    return sum(len(said) > 1 for said in _lines_by_action(lines).values())


def _lines_by_action(lines: Sequence[ActionLineDocument]) -> Mapping[tuple[str, str], list[ActionLineDocument]]:
    found: dict[tuple[str, str], list[ActionLineDocument]] = defaultdict(list)
    for line in lines:
        found[line["ref"], line["title"]].append(line)
    return found


def _how_bad(line: ActionLineDocument) -> int:
    """The place of what a lead says, the worst first; who could not say, or did not, comes last."""
    if line["status"] in ("", _("Cannot say")) or line["css"] not in _WORST_FIRST:
        return len(_WORST_FIRST)
    return _WORST_FIRST.index(line["css"])


def _counted(lines: Sequence[ActionLineDocument]) -> list[StatusCountDocument]:
    counts = Counter((line["status"], line["css"]) for line in lines)
    return [{"status": status, "css": css, "count": count} for (status, css), count in counts.items()]


def _shared_titles(lines: Sequence[ActionLineDocument]) -> set[str]:
    """The titles that more than one action has."""
    refs: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        refs[line["title"]].add(line["ref"])
    return {title for title, those in refs.items() if len(those) > 1}


def _by_action(lines: Sequence[ActionLineDocument], shared: set[str]) -> Mapping[str, list[ActionLineDocument]]:
    found: dict[str, list[ActionLineDocument]] = defaultdict(list)
    for line in lines:
        title = line["title"]
        found[f"{line['ref']} {title}" if title in shared else title].append(line)
    return dict(found)


def _statuses(lines: Sequence[ActionLineDocument]) -> list[StatusCountDocument]:
    """What the leads of one action say of it, each word once."""
    return sorted(({**one, "count": 1} for one in _counted(lines)), key=lambda one: one["status"])
