"""Reckoning with months."""

import datetime as dt


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or the last day of that month where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    first = dt.date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
