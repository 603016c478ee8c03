"""Limits of counts as a chart draws them: whole numbers, none for what is not counted."""

from collections.abc import Sequence
from decimal import Decimal

from .chance import limits
from .words import COUNTED


def limits_of(values: Sequence[Decimal | None], unit: str) -> tuple[tuple[Decimal, Decimal] | None, ...]:
    """The 95 % limits of each count; empty for figures of another unit."""
    return tuple(None if value is None or value < 0 else _whole(value) for value in values) if unit in COUNTED else ()


def _whole(value: Decimal) -> tuple[Decimal, Decimal]:
    found = limits(int(value))
    return Decimal(round(found.low)), Decimal(round(found.high))
