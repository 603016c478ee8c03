"""How the actions of a plan moved from one report to the next. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from .types import ActionLineDocument, ActionMovementDocument, MovedActionDocument, StatusCountDocument


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
    """How many lines of actions have which status."""
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
    return sorted(({**one, "count": 1} for one in status_counts(lines)), key=lambda one: one["status"])
