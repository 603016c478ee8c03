"""Who reads everything that is published and works out, by linear programming, what was hidden."""

import math
from collections.abc import Sequence

import numpy
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array

from performance.rules.disclosure import DisclosureRule, Key, Release, Sum

ALMOST = 1e-6
ENDLESS = 1e5  # far more than any count of the tests


def attack(editions: Sequence[Release], sums: Sequence[Sum], *, kinds_known: bool = False) -> tuple[list[Key], int]:
    """Which hidden counts can be told, as only one whole number is possible, and how many were tried.

    The attacker knows the rule of each edition: a zero is a zero, a figure stands for the counts that are rounded to
    it, a hidden count is at least 1. With `kinds_known` somebody told which are hidden because they are small. The same
    count of the same thing in two editions is known to be the same. What an edition leaves out of a sum is taken from
    the latest that has it.
    """
    variables: dict[tuple[Key, int], int] = {}
    bounds: list[list[float]] = []
    hidden = set()
    for edition in editions:
        rule = edition.rule or DisclosureRule()
        for key, figure in edition.shown.items():
            place = variables.setdefault((key, edition.counts[key]), len(variables))
            low, high = limits(edition.counts[key], figure, rule, kinds_known)
            if place == len(bounds):
                bounds.append([low, high])
            bounds[place] = [max(bounds[place][0], low), min(bounds[place][1], high)]
            if figure is None:
                hidden.add(place)
    lines = list(equations(editions, sums, variables))
    names = {place: key for (key, _count), place in variables.items()}
    ranges = ends(sorted(hidden), bounds, lines)
    told = [names[place] for place, (least, most) in ranges.items() if most < math.ceil(least - ALMOST) + 1 - ALMOST]
    return told, len(hidden)


def ends(places: Sequence[int], bounds: Sequence[Sequence[float]], lines: Sequence) -> dict[int, tuple[float, float]]:
    """The least and the most that each of these variables can be.

    All are found by one linear programme: the variables and equations stand in it once for each end that is looked
    for, and what is looked for in one copy is free of all others. What could be endless ends at `ENDLESS`.
    """
    if not places:
        return {}
    width = len(bounds)
    aim = numpy.zeros(2 * len(places) * width)
    for copy, place in enumerate(places):
        aim[2 * copy * width + place], aim[(2 * copy + 1) * width + place] = 1, -1
    known = {}
    if lines:
        equal = block_diag([csr_array(numpy.array(lines))] * 2 * len(places), format="csr")
        known = {"A_eq": equal, "b_eq": numpy.zeros(equal.shape[0])}
    within = numpy.tile(numpy.minimum(numpy.array(bounds, float), ENDLESS), (2 * len(places), 1))
    end = linprog(aim, bounds=within, method="highs", **known)
    assert end.success, end.message
    found = end.x.reshape(len(places), 2, width)
    return {place: (found[copy, 0, place], found[copy, 1, place]) for copy, place in enumerate(places)}


def equations(editions: Sequence[Release], sums: Sequence[Sum], variables: dict[tuple[Key, int], int]):
    """One line for each sum that an edition gives the total of, and that any edition gives all the parts of."""
    anywhere = {key: count for edition in editions for key, count in edition.counts.items()}
    for edition in editions:
        known = anywhere | dict(edition.counts)
        for one in sums:
            if one.total in edition.counts and all(part in known for part in one.parts):
                line = numpy.zeros(len(variables))
                line[variables[one.total, known[one.total]]] = -1
                for part in one.parts:
                    line[variables[part, known[part]]] += 1
                yield line


def limits(count: int, figure: int | None, rule: DisclosureRule, kinds_known: bool) -> tuple[float, float]:
    """Between which numbers a count lies, to who sees this figure of it."""
    if figure is not None:
        return rule.stands_for(figure)
    if not kinds_known:
        return 1, numpy.inf
    return (1, rule.threshold - 1) if count < rule.threshold else (rule.threshold, numpy.inf)
