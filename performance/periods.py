"""Periods as crime statistics print them: a pure value with one way to be written.

Reads "2007/08", "2008–9", "2009-10", "April 2009 - March 2010", "September 2007 to August 2008", "Q2 2015/16",
"year ending June 2025", "January – December 2015", "2014", "April 2011", "2018-10"; refuses "2007/09".
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = {name[:3].casefold(): number for number, name in enumerate(MONTHS, start=1)}
EARLIEST = 1900
_YEAR = r"(?:19|20)\d\d"


class NotAPeriod(ValueError):
    """The text is not a period we can read; the message says what would be accepted."""

    def __init__(self, text: str, why: str = "") -> None:
        accepted = "a period such as 2007/08, 2015, Q2 2015/16, April 2011 or April 2009 to March 2010"
        super().__init__(f"“{text}” is not a period{': ' + why if why else ''}; write {accepted}.")


@dataclass(frozen=True, order=True)
class Period:
    """From `start` to `end`, both included."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"A period cannot end ({self.end}) before it starts ({self.start}).")

    def __str__(self) -> str:
        start, end = self.start, self.end
        if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
            return f"{day(start)} to {day(end)}" if start != end else day(start)
        months = self.months
        if months == 1:
            return f"{MONTHS[start.month - 1]} {start.year}"
        if months == 12 and start.month == 4:
            return f"{start.year}/{end.year % 100:02d}"
        if months == 12 and start.month == 1:
            return str(start.year)
        first = start.year if start.month >= 4 else start.year - 1
        if months == 3 and start.month in (4, 7, 10, 1) and first >= EARLIEST:
            quarter = (start.month - 4) % 12 // 3 + 1
            return f"Q{quarter} {first}/{(first + 1) % 100:02d}"
        return f"{MONTHS[start.month - 1]} {start.year} to {MONTHS[end.month - 1]} {end.year}"

    @property
    def months(self) -> int:
        """How many calendar months the period touches."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @classmethod
    def of_months(cls, year: int, month: int, months: int) -> "Period":
        """`months` whole months from the first of `month`."""
        last = year * 12 + month - 1 + months - 1
        end_year, end_month = divmod(last, 12)
        end_month += 1
        return cls(dt.date(year, month, 1), dt.date(end_year, end_month, monthrange(end_year, end_month)[1]))

    @classmethod
    def financial_year(cls, year: int) -> "Period":
        """April of `year` to March of the next."""
        return cls.of_months(year, 4, 12)


def day(date: dt.date) -> str:
    """A date in words: 13 November 2008."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def parse(text: str) -> Period:
    """Read a period. Raises NotAPeriod, and nothing else."""
    words = " ".join(re.sub(r"[–—−]", "-", text).split()).strip(" .").casefold()
    try:
        for pattern, build in _READERS:
            if match := re.fullmatch(pattern, words):
                return build(*match.groups())
    except ValueError as problem:
        raise NotAPeriod(text, str(problem).rstrip(".")) from None
    raise NotAPeriod(text)


def _month(name: str) -> int:
    number = _MONTH.get(name[:3])
    if number is None or not MONTHS[number - 1].casefold().startswith(name.rstrip(".")):
        raise ValueError(f"{name} is not a month")
    return number


def _two_years(first: str, second: str) -> Period:
    start = int(first) if len(first) == 4 else (2000 if int(first) < 70 else 1900) + int(first)
    end = int(second) if len(second) == 4 else None
    following = start + 1
    right = end == following if end is not None else following % 10 ** len(second) == int(second)
    if not right:
        raise ValueError("the second year must follow the first")
    return Period.financial_year(start)


def _range(month1: str, year1: str | None, month2: str, year2: str) -> Period:
    start_month, end_month, end_year = _month(month1), _month(month2), int(year2)
    start_year = int(year1) if year1 else end_year
    months = (end_year - start_year) * 12 + end_month - start_month + 1
    if months < 1:
        raise ValueError("it ends before it starts")
    return Period.of_months(start_year, start_month, months)


def _year_ending(month: str, year: str) -> Period:
    end = int(year) * 12 + _month(month) - 1
    start_year, start_month = divmod(end - 11, 12)
    return Period.of_months(start_year, start_month + 1, 12)


def _quarter(number: str, first: str, second: str) -> Period:
    year = _two_years(first, second).start.year
    month = 4 + 3 * (int(number) - 1)
    return Period.of_months(year + (month > 12), (month - 1) % 12 + 1, 3)


def _days(day1: str, month1: str, year1: str | None, day2: str, month2: str, year2: str) -> Period:
    return Period(
        dt.date(int(year1 or year2), _month(month1), int(day1)), dt.date(int(year2), _month(month2), int(day2))
    )


def _one_day(number: str, month: str, year: str) -> Period:
    date = dt.date(int(year), _month(month), int(number))
    return Period(date, date)


def _month_or_years(year: str, second: str) -> Period:
    """2018-10 is a month; 2009-10 is a financial year: the year that follows wins."""
    if (int(year) + 1) % 100 != int(second) and 1 <= int(second) <= 12:
        return Period.of_months(int(year), int(second), 1)
    return _two_years(year, second)


_WORD = r"([a-z]{3,9})\.?"
_READERS: list[tuple[str, Callable[..., Period]]] = [
    (rf"({_YEAR})", lambda year: Period.of_months(int(year), 1, 12)),
    (rf"({_YEAR})-(\d\d)", _month_or_years),
    (rf"(?:financial year |fy ?)?({_YEAR}|\d\d) ?[/-] ?({_YEAR}|\d{{1,2}})", _two_years),
    (rf"{_WORD} ({_YEAR})", lambda month, year: Period.of_months(int(year), _month(month), 1)),
    (rf"(?:the )?(?:past )?(?:year|12 months) (?:ending|to) {_WORD} ({_YEAR})", _year_ending),
    (rf"(?:from )?{_WORD} ?({_YEAR})? ?(?:-|to) ?{_WORD} ({_YEAR})", _range),
    (rf"q(?:uarter )?([1-4]),? ({_YEAR}|\d\d) ?[/-] ?({_YEAR}|\d{{1,2}})", _quarter),
    (rf"(\d{{1,2}}) {_WORD} ?({_YEAR})? ?(?:-|to) ?(\d{{1,2}}) {_WORD} ({_YEAR})", _days),
    (rf"(\d{{1,2}})(?:st|nd|rd|th)? {_WORD} ({_YEAR})", _one_day),
]
