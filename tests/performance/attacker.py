"""Who reads everything that is published and works out, by linear programming, what was hidden."""

import math
from collections.abc import Sequence

import numpy
from scipy.optimize import linprog

from performance.rules.disclosure import DisclosureRule, Key, Release, Sum

ALMOST = 1e-6


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
    told = []
    names = {place: key for (key, _count), place in variables.items()}
    for place in sorted(hidden):
        aim = numpy.zeros(len(variables))
        aim[place] = 1
        known = {"A_eq": numpy.array(lines), "b_eq": numpy.zeros(len(lines))} if lines else {}
        ends = [linprog(sign * aim, bounds=bounds, method="highs", **known) for sign in (1, -1)]
        assert all(end.success or end.status == 3 for end in ends), [end.message for end in ends]  # 3: without bound
        least, most = ends[0].fun, -ends[1].fun if ends[1].success else numpy.inf
        if most < math.ceil(least - ALMOST) + 1 - ALMOST:
            told.append(names[place])
    return told, len(hidden)


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
