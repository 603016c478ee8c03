"""Telling a change or a difference of counts from chance. Pure.

Crimes and incidents are counted, and counts go up and down by chance even where nothing has changed: they are taken to
follow a Poisson distribution. Offenders who come back and incidents that are counted together make real counts vary
more than that, so what is called a change here may still have such a reason; what is called no clear change has not
even shown itself against chance.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from math import exp, lgamma, log, sqrt
from statistics import NormalDist

from performance.rules.method import Method

USUAL, STRICT = Decimal("0.95"), Decimal("0.998")
EXACT_BELOW = 10


@dataclass(frozen=True)
class Limits:
    """Between these, in numbers, the level behind a count lies with the stated confidence."""

    low: float
    high: float


def limits(count: float, confidence: Decimal = USUAL) -> Limits:
    """Confidence limits of a Poisson count: exact below ten, by Byar's approximation from ten on.

    Exact (Garwood, Biometrika 1936): the levels under which a count as high, or as low, has half of the remaining
    probability. Byar (in N. Breslow and N. Day, Statistical Methods in Cancer Research, volume II, IARC 1987).
    """
    if count < 0:
        raise ValueError("A count is never below 0.")
    rest = (1 - float(confidence)) / 2
    if count >= EXACT_BELOW:
        return byar(count, confidence)
    whole = int(count)
    low = _solve(lambda level: poisson_at_least(whole, level) - rest, 0.0, whole)
    high = _solve(lambda level: rest - poisson_at_most(whole, level), float(whole), whole + 40.0)
    return Limits(low, high)


def byar(count: float, confidence: Decimal = USUAL) -> Limits:
    """O × (1 − 1/9O − z/3√O)³ and (O + 1) × (1 − 1/9(O + 1) + z/3√(O + 1))³."""
    z = NormalDist().inv_cdf((1 + float(confidence)) / 2)
    above = count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3 if count > 0 else 0.0
    return Limits(max(low, 0.0), above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3)


def expected_limits(expected: float, confidence: Decimal = STRICT) -> Limits:
    """The counts that do not stand out where `expected` is the average: the lines of a funnel plot."""
    reach = expected + 12 * sqrt(expected) + 40
    high = _solve(lambda count: byar(count, confidence).low - expected, expected, reach)
    if byar(0, confidence).high >= expected:
        return Limits(0.0, high)
    return Limits(_solve(lambda count: byar(count, confidence).high - expected, 0.0, expected), high)


def against_average(count: float, expected: float, confidence: Decimal = STRICT) -> int:
    """1 where a count is higher than expected and stands out from chance, −1 where it is lower, else 0."""
    found = limits(count, confidence)
    return 1 if found.low > expected else -1 if found.high < expected else 0


def chance_of(then: int, now: int, then_share: float = 0.5) -> float:
    """The probability that two counts differ as much or more by chance alone: two-sided, exact, conditional.

    `then_share` is the part of the time (or of the people) that `then` was counted in: one half for equal periods.
    Given both together, each one counted then or now, the earlier count is binomial (J. Przyborowski and H. Wilenski,
    Biometrika 1940). Twice the smaller tail, at most 1.
    """
    both = then + now
    tail = binomial_at_most if then <= both * then_share else binomial_at_least
    return min(1.0, 2 * tail(then, both, then_share))


def stands_out(then: Decimal, now: Decimal) -> bool:
    """Whether two counts of equal periods differ by more than chance: the probability of it is at most 5 %."""
    return chance_of(int(then), int(now)) <= float(1 - USUAL)


def binomial_at_most(count: int, trials: int, share: float) -> float:
    return _add_up(binomial(count, trials, share), lambda k: k / (trials - k + 1) * (1 - share) / share, count, -1)


def binomial_at_least(count: int, trials: int, share: float) -> float:
    return _add_up(binomial(count, trials, share), lambda k: (trials - k) / (k + 1) * share / (1 - share), count, 1)


def binomial(count: int, trials: int, share: float) -> float:
    ways = lgamma(trials + 1) - lgamma(count + 1) - lgamma(trials - count + 1)
    return exp(ways + count * log(share) + (trials - count) * log(1 - share))


def poisson_at_most(count: int, level: float) -> float:
    return sum(poisson(k, level) for k in range(count + 1))


def poisson_at_least(count: int, level: float) -> float:
    return 1 - sum(poisson(k, level) for k in range(count))


def poisson(count: int, level: float) -> float:
    return exp(count * log(level) - level - lgamma(count + 1))


def _add_up(first: float, ratio: Callable[[int], float], count: int, step: int) -> float:
    """A tail, term by term outwards, until the rest is too small to matter."""
    total = term = first
    while term > total * 1e-17:
        term *= ratio(count)
        total += term
        count += step
    return total


def _solve(rises: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function is 0, by halving."""
    for _step in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if rises(middle) > 0 else (middle, high)
    return (low + high) / 2


CHANGE = Method(
    slug="change",
    title="Change or chance",
    words=(
        "A count goes up and down by chance. Two counts for periods of the same length are said to differ "
        "only when the difference is statistically significant; otherwise the portal says “no significant "
        "change”. Below 20 no percentage is given. Counts that vary for other reasons as well can still be "
        "significant."
    ),
    formula=(
        "The difference is significant when the probability of it, or of a larger one, is at most 5%: twice the "
        "smaller tail of the binomial distribution of the earlier count among both, each counted then or now with "
        "equal probability."
    ),
    source="J. Przyborowski and H. Wilenski, Homogeneity of results in testing samples from Poisson series, "
    "Biometrika 31 (1940).",
)
LIMITS = Method(
    slug="limits",
    title="Limits of a count",
    words="The line through a point of a chart shows between which limits the level behind the count lies with 95% "
    "confidence, if it varies by chance alone.",
    formula=(
        f"From {EXACT_BELOW} on, Byar’s approximation: O × (1 − 1/9O − z/3√O)³ and "
        "(O + 1) × (1 − 1/9(O + 1) + z/3√(O + 1))³, where O is the count and z = 1.96. "
        f"Below {EXACT_BELOW}, the exact limits of a Poisson count."
    ),
    source="N. Breslow and N. Day, Statistical Methods in Cancer Research, volume II, IARC 1987; F. Garwood, Fiducial "
    "limits for the Poisson distribution, Biometrika 28 (1936).",
)
AVERAGE = Method(
    slug="average",
    title="Higher or lower than the average",
    words=(
        "An area is said to be higher or lower than the average of all areas only where the difference is "
        "statistically significant. Among many areas some differ much by chance, so the limits are wider "
        "than for a single change."
    ),
    formula=(
        "The average is the sum of all counts ÷ the sum of all residents (or households). An area is "
        "significantly different when the count expected for it, average × its residents, is outside the "
        "limits of its count with 99.8% confidence (z = 3.09). The lines of the funnel are these limits, and "
        "those with 95%."
    ),
    source="D. Spiegelhalter, Funnel plots for comparing institutional performance, Statistics in Medicine 24 (2005).",
)
