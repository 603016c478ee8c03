"""Disclosure control: small counts are hidden, the rest is rounded, and nothing hidden can be worked out. Pure.

The rule: a count from 1 to `threshold` − 1 is hidden, every other count is rounded to the nearest `base`; zeros stay.
Hiding one cell is not enough where published totals give it back, so further cells (and, where no cell helps, totals)
are hidden as well. How we know that it is enough: for every hidden count there is another set of counts, which differs
in this count, adds up in the same way, and fits exactly the same published figures. Who sees only those figures
cannot tell the two apart, whatever method is used. Such a second set is searched for, one count up or down at a time,
and a figure is hidden only where there is none without.

A hidden figure does not say whether it is small or hidden for others' sake. Even a reader who knew it could not tell
any count, but for one case: four counts of 1 that make a hidden total of 4 (with the threshold of 5).

The method is cell suppression as in A. Hundepool et al., Statistical Disclosure Control (Wiley, 2012), chapter 4.
"""

import heapq
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as counter

from .method import Method

Key = Hashable
Variable = tuple[Key, int]
# How many sets of counts are looked at for one hidden count before all that hangs together with it is hidden.
MOST_TRIES = 3000
CELL, TOTAL = 1, 8


class CannotProtect(ValueError):
    """Some hidden count would be given away, whatever else is hidden."""


@dataclass(frozen=True)
class DisclosureRule:
    """Counts from 1 to `threshold` − 1 are hidden, others rounded to the nearest `base` (at most the threshold)."""

    threshold: int = 5
    base: int = 5

    def shown(self, count: int) -> int | None:
        """The figure that is published in place of a count; None where it is hidden."""
        return None if 0 < count < self.threshold else (count + self.base // 2) // self.base * self.base

    def stands_for(self, figure: int) -> tuple[int, int]:
        """The least and the most count that a published figure can stand for."""
        if figure == 0:
            return 0, 0
        least = figure - self.base // 2
        return max(self.threshold, least), least + self.base - 1


EXACT = DisclosureRule(threshold=1, base=1)


METHOD = Method(
    slug="disclosure",
    title="Small numbers",
    words=(
        "So that nobody can be identified, the figures of a source that is not open data are protected "
        "before they are published. Every page, chart, map and download is made from the protected figures. "
        "Rates, shares, sums of money and changes that such a source prints are not shown, because they "
        "would give the counts away. What was hidden stays hidden when the source is published again with "
        "the same count."
    ),
    formula=(
        f"Counts from 1 to {DisclosureRule().threshold - 1} are hidden, the others rounded to the nearest "
        f"{DisclosureRule().base}; a zero "
        "stays. Further figures are hidden until, for every hidden count, there is another set of counts that adds up "
        "in the same way and fits all published figures: of this source, of every earlier publication of it, and of "
        "every other source here."
    ),
    source="Cell suppression: A. Hundepool and others, Statistical Disclosure Control, Wiley 2012, chapter 4.",
)


@dataclass(frozen=True)
class Release:
    """What was published of a source at one time: the counts, and for each the figure shown (None: hidden).

    `rule`: the one it was shown by, where that is not the rule of the counts to protect; EXACT for open data.
    """

    counts: Mapping[Key, int]
    shown: Mapping[Key, int | None]
    rule: DisclosureRule | None = None


@dataclass(frozen=True)
class Sum:
    """A total and the keys of the figures that add up to it."""

    total: Key
    parts: tuple[Key, ...]


def protect(
    counts: Mapping[Key, int],
    sums: Iterable[Sum],
    rule: DisclosureRule = DisclosureRule(),
    before: Sequence[Release] = (),
) -> dict[Key, int | None]:
    """The figures to publish for `counts`, None where one is hidden.

    `before` are the editions that readers have already, of this source and of others: neither they nor the new figures
    give a hidden count away, nor do both together. What was hidden stays hidden as long as its count is the same.
    Raises CannotProtect, also where an edition states what is to be hidden.
    """
    return _Protection(counts, list(sums), rule, before).figures()


class _Protection:
    """Every count is a variable, named by its key and its count: the same count in two editions is the same thing."""

    def __init__(
        self, counts: Mapping[Key, int], sums: list[Sum], rule: DisclosureRule, before: Sequence[Release]
    ) -> None:
        """Start from the rule alone; a count hidden in any edition `before` is hidden here as well."""
        self.rule = rule
        self.counts = counts
        self.shown: dict[Variable, int | None] = {(key, n): rule.shown(n) for key, n in counts.items()}
        self.public: dict[Variable, set[tuple[int | None, DisclosureRule]]] = {}
        self.known: dict[Key, int] = {}
        for edition in before:
            self.known |= edition.counts
            for key, figure in edition.shown.items():
                variable = (key, edition.counts[key])
                self.public.setdefault(variable, set()).add((figure, edition.rule or rule))
                if figure is None and variable in self.shown:
                    self.shown[variable] = None
        self.known |= counts
        self.equations: dict[Variable, list[tuple[Variable, tuple[Variable, ...]]]] = {}
        self.totals: set[Variable] = set()
        for edition_counts in (counts, *(edition.counts for edition in before)):
            for one in sums:
                self._relate(one, edition_counts)

    def _relate(self, one: Sum, counts: Mapping[Key, int]) -> None:
        """A total and its parts. A part that an edition did not give is taken to be what it is now."""
        if one.total not in counts:
            return
        total = (one.total, counts[one.total])
        known = {**self.known, **counts}
        parts = tuple((key, known[key]) for key in one.parts if key in known)
        self.totals.add(total)
        for variable in (total, *parts) if parts else ():
            held = self.equations.setdefault(variable, [])
            if (total, parts) not in held:
                held.append((total, parts))

    def figures(self) -> dict[Key, int | None]:
        """The public figure of every count, None where it is hidden. Raises CannotProtect."""
        hidden = [one for one, figure in self.shown.items() if figure is None]
        before = [one for one, seen in self.public.items() if all(figure is None for figure, _rule in seen)]
        waiting = list(dict.fromkeys([*hidden, *before]))
        while waiting:
            variable = waiting.pop()
            found = self._escape(variable, kinds_known=True)
            if found is None:
                found = self._escape(variable, kinds_known=False)
            if found is None:
                found = self._hide_all_around(variable)
            for other in found:
                self.shown[other] = None
                waiting.append(other)
        return {key: self.shown[key, count] for key, count in self.counts.items()}

    def _hide_all_around(self, variable: Variable) -> set[Variable]:
        """Everything that hangs together with a count is hidden, if that helps."""
        joined, waiting = {variable}, [variable]
        while waiting:
            for total, parts in self.equations.get(waiting.pop(), ()):
                new = {total, *parts} - joined
                joined |= new
                waiting += new
        found = {one for one in joined if self._can_hide(one, one[1])}
        for one in found:
            self.shown[one] = None
        if self._escape(variable, kinds_known=False) is None:
            raise CannotProtect(f"{variable}: the figures already published would give it away")
        return found

    def _escape(self, start: Variable, *, kinds_known: bool) -> set[Variable] | None:
        """What must be hidden so that another set of counts, with another count here, gives the same figures.

        `kinds_known`: even if readers knew which figures are hidden because they are small.
        """
        order = counter()
        queue: list[tuple[int, int, int, dict[Variable, int], set[Variable]]] = []
        for step in (1, -1):
            if self._same(start, start[1] + step, kinds_known):
                heapq.heappush(queue, (0, 1, next(order), {start: step}, set()))
        for _try in range(MOST_TRIES):
            if not queue:
                return None
            cost, _size, _order, steps, hiding = heapq.heappop(queue)
            broken = self._broken(steps)
            if broken is None:
                return hiding
            total, parts = broken
            missing = steps.get(total, 0) - sum(steps.get(part, 0) for part in parts)
            for variable in (total, *parts):
                if variable in steps:
                    continue
                step = -missing if variable == total else missing
                count = variable[1] + step
                if self._same(variable, count, kinds_known):
                    extra, more = 0, hiding
                elif self._can_hide(variable, count):
                    extra, more = (TOTAL if variable in self.totals else CELL), hiding | {variable}
                else:
                    continue
                changed = {**steps, variable: step}
                heapq.heappush(queue, (cost + extra, len(changed), next(order), changed, more))
        return None

    def _broken(self, steps: Mapping[Variable, int]) -> tuple[Variable, tuple[Variable, ...]] | None:
        """A sum that does not hold after these steps."""
        for variable in steps:
            for total, parts in self.equations.get(variable, ()):
                if steps.get(total, 0) != sum(steps.get(part, 0) for part in parts):
                    return total, parts
        return None

    def _same(self, variable: Variable, count: int, kinds_known: bool) -> bool:
        """Whether the same figures would be published for another count: now, and in every edition."""
        figures = set(self.public.get(variable, ()))
        if variable in self.shown:
            figures.add((self.shown[variable], self.rule))
        return all(_gives(figure, rule, variable[1], count, kinds_known) for figure, rule in figures)

    def _can_hide(self, variable: Variable, count: int) -> bool:
        """Zeros stay, and what is public already cannot be hidden any more."""
        figures = {figure for figure, _rule in self.public.get(variable, ())} - {None}
        large = variable[1] >= self.rule.threshold and count >= self.rule.threshold
        return self.shown.get(variable) is not None and not figures and large


def _gives(figure: int | None, rule: DisclosureRule, count: int, other: int, kinds_known: bool) -> bool:
    """Whether a figure can stand for another count: a hidden one for any but zero, unless readers know more."""
    if figure is not None:
        return other >= 0 and rule.shown(other) == figure
    if not kinds_known:
        return other > 0
    small = rule.shown(count) is None
    return 0 < other < rule.threshold if small else other >= rule.threshold
