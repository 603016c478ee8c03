"""Counting in months."""

import calendar
import datetime as dt


def months_between(start: dt.date, end: dt.date) -> int:
    """From the month of one day to that of another."""
    return (end.year - start.year) * 12 + end.month - start.month


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or the last day of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
