"""What a printed change can mean: a number, per cent of the earlier figure, or points between two percentages. Pure."""

from decimal import Decimal

from csp_portal.formats.numbers import percent_change


def readings(kind: str, then: Decimal, now: Decimal, *, percentages: bool) -> list[tuple[Decimal, str]]:
    """The changes that a printed one may be, each with its unit, the likelier first.

    `kind` is that of the printed figure. Between two percentages a change printed in per cent may be in points, and
    usually is; one said to be in points, or in numbers, is the difference and nothing else.
    """
    difference = now - then
    if kind != "percent change":
        return [(difference, "")]
    percent = percent_change(then, now)
    found = [] if percent is None else [(percent, "%")]
    return [(difference, ""), *found] if percentages else found
