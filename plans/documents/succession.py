"""What became of the priorities and actions of one published plan in a later one. Pure functions of two documents."""

import copy
import difflib
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Literal

from plans.schemas.plan import PlanDocument

from .compare import Row, compare_rows

# How alike two titles under one number are, from 0 to 1, so that they name one thing.
ALIKE, ALIKE_WHERE_ROLLED = 0.75, 0.4


@dataclass(frozen=True)
class Succession:
    """One priority or action: its name in the earlier plan, in the later, or in both, and what became of it."""

    kind: Literal["priorities", "actions"]
    fate: Literal["kept", "changed", "merged", "completed", "dropped", "new"]
    old: str
    new: str


def successions(old: PlanDocument, new: PlanDocument, *, rolled: bool) -> list[Succession]:
    """Every priority and action of both plans once, in the order of the later plan, what was dropped at the end.

    A row goes on where the later plan says that it had this reference before, or has the same reference and a title
    that is alike; less alike will do where the later plan was `rolled` from the earlier. An action goes on within its
    priority, or in the action of another that says since then that it had this reference.
    """
    return _Matching(old, new, rolled).successions


def aligned(old: PlanDocument, new: PlanDocument, *, rolled: bool) -> PlanDocument:
    """The earlier plan with only those priorities and actions that go on, numbered as in the later plan."""
    content = copy.deepcopy(old)
    content["priorities"] = _Matching(old, new, rolled).aligned
    return content


class _Matching:
    """Both results of matching two plans, made together."""

    def __init__(self, old: PlanDocument, new: PlanDocument, rolled: bool) -> None:
        """Match the priorities of two documents, and the actions within each."""
        self.enough = ALIKE_WHERE_ROLLED if rolled else ALIKE
        self.successions: list[Succession] = []
        self.aligned: list[Any] = []
        self._dropped: list[Succession] = []
        self._lost: list[Row] = []  # actions that do not go on within their priority
        self._gained: list[tuple[Row, set[str]]] = []  # later actions with the references they had not before
        before: list[Any] = [*old["priorities"]]
        after: list[Any] = [*new["priorities"]]
        for later, sources in self._match(before, after, "priorities"):
            self._priority(later, sources)
        for action in self._lost:
            self._elsewhere(action)
        self.successions += self._dropped

    def _match(self, before: list[Row], after: list[Row], kind: Any) -> list[tuple[Row, list[Row]]]:
        """Each later row with the earlier ones that it continues; those of no later row are noted as dropped."""
        taken: set[int] = set()
        pairs = []
        for row in after:
            sources = [place for place in self._sources(before, row) if place not in taken]
            taken.update(sources)
            pairs.append((row, [before[place] for place in sources]))
        for place, row in enumerate(before):
            if place not in taken and kind == "actions":
                self._lost.append(row)
            elif place not in taken:
                self._dropped.append(Succession(kind, "dropped", _name(row), ""))
                self._lost += row["actions"]
        return pairs

    def _sources(self, before: list[Row], after: Row) -> list[int]:
        """The places of the earlier rows that a later one continues: those whose numbers it had before, and the one
        with its number unless that number was free, so that a former row with a likelier title moved up."""
        former = [place for place, row in enumerate(before) if row["ref"] in after.get("former_refs", [])]
        enough = max((_likeness(before[place], after) for place in former), default=self.enough)
        same = [place for place, row in enumerate(before) if row["ref"] == after["ref"] and place not in former]
        return sorted(former + [place for place in same if _likeness(before[place], after) >= enough])

    def _priority(self, later: Row, sources: list[Row]) -> None:
        """One later priority with its actions."""
        place = len(self.successions)
        actions = [action for source in sources for action in source["actions"]]
        numbered = []
        for action, earlier in self._match(actions, later["actions"], "actions"):
            own = [_renumbered(one, action["ref"]) for one in earlier]
            numbered += own[:1]
            known = {ref for one in earlier for ref in (one["ref"], *one.get("former_refs", []))}
            self._gained.append((action, {*action.get("former_refs", [])} - known))
            self._add("actions", action, earlier, own)
        if sources:
            self.aligned.append({**copy.deepcopy(sources[0]), "ref": later["ref"], "actions": numbered})
        own = [{**source, "ref": later["ref"]} for source in sources]
        below = self.successions[place:]
        del self.successions[place:]
        self._add("priorities", _without_actions(later), sources, [_without_actions(one) for one in own])
        self.successions += below

    def _elsewhere(self, action: Row) -> None:
        """Note what became of an action that does not go on within its priority."""
        into = next((later for later, gained in self._gained if action["ref"] in gained), None)
        if into is None:
            fate: Any = "completed" if action.get("status") == "complete" else "dropped"
            self._dropped.append(Succession("actions", fate, _name(action), ""))
            return
        name = _name(into)
        beside = [row for row in self.successions if row.kind == "actions" and row.new == name]
        place = self.successions.index(beside[0])
        is_new = beside[0].fate == "new"
        told = [] if is_new else [replace(row, fate="merged") for row in beside]
        told.append(Succession("actions", "changed" if is_new else "merged", _name(action), name))
        self.successions[place : place + len(beside)] = told

    def _add(self, kind: Any, later: Row, earlier: list[Row], numbered: list[Row]) -> None:
        """Note what became of the `earlier` rows that a later one continues; `numbered` are they with its number."""
        if not earlier:
            self.successions.append(Succession(kind, "new", "", _name(later)))
            return
        is_same = not compare_rows(numbered[0], later)
        fate: Any = "merged" if len(earlier) > 1 else "kept" if is_same else "changed"
        self.successions += [Succession(kind, fate, _name(one), _name(later)) for one in earlier]


def count_fates(rows: list[Succession], kind: str) -> Counter[str]:
    """How many rows of a kind there are of each fate."""
    return Counter(row.fate for row in rows if row.kind == kind)


def _without_actions(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("actions", "former_refs")}


def _renumbered(action: Row, ref: str) -> Row:
    """The action with another reference, also in those of its milestones."""
    own = copy.deepcopy(action)
    for milestone in own["milestones"]:
        milestone["ref"] = ref + milestone["ref"].removeprefix(action["ref"])
    return {**own, "ref": ref}


def _name(row: Row) -> str:
    return f"{row['ref']} {row['title']}"


def _likeness(first: Row, second: Row) -> float:
    """How alike two titles are, from 0 to 1."""
    return difflib.SequenceMatcher(None, first["title"].casefold(), second["title"].casefold()).ratio()
