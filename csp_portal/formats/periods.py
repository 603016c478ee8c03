"""Periods as crime statistics print them: a pure value with one way to be written.

Reads "2007/08", "2008–9", "2009-10", "April 2009 - March 2010", "September 2007 to August 2008", "Q2 2015/16",
"Financial Year 2017/18 and Quarter 1", "year ending June 2025", "January – December 2015", "2014", "April 2011",
"Apr-11", "2018-10", "201810", "mid-2020" (30 June), "2017-10 to 2018-09", "Q2 2026/27 year to date" (April to
September 2026); refuses "2007/09" and what has no fixed start and end.
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from csp_portal.formats.dates import months_after

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
EARLIEST, LATEST = 1900, 2099
_YEAR = r"(?:19|20)\d\d"


REWRITTEN = "it is a date, as a spreadsheet makes it of a period"


class NotAPeriod(ValueError):
    """The text is not a period we can read; the message says what would be accepted, `why` does not."""

    def __init__(self, text: str, why: str = "") -> None:
        accepted = "a period such as 2007/08, 2015, Q2 2015/16, April 2011 or April 2009 to March 2010"
        text = text if len(text) <= 60 else text[:60] + "…"
        self.why = f"“{text}” is not a period{': ' + why if why else ''}"
        super().__init__(f"{self.why}; write {accepted}.")


@dataclass(frozen=True, order=True)
class Period:
    """From `start` to `end`, both included."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"A period cannot end ({self.end}) before it starts ({self.start}).")

    def __str__(self) -> str:
        """The period in its one standard form, such as 2007/08, Q2 2015/16, 2014 or April 2009 to June 2009."""
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


@dataclass(frozen=True)
class QuarterPeriods:
    """A quarter of a financial year with the periods set beside it: the quarter before, the same quarter a year before,
    and from April to the end of the quarter."""

    this: Period
    last: Period
    year_before: Period
    year_to_date: Period

    @classmethod
    def of(cls, quarter: Period) -> "QuarterPeriods | None":
        """None for a period that is no quarter: three whole months from April, July, October or January."""
        start = quarter.start
        if start.month % 3 != 1 or quarter != Period.of_months(start.year, start.month, 3):
            return None
        before = months_later(start, -3)
        return cls(
            quarter,
            Period.of_months(before.year, before.month, 3),
            Period.of_months(start.year - 1, start.month, 3),
            Period(dt.date(start.year - (start.month < 4), 4, 1), quarter.end),
        )


def last_quarter(today: dt.date) -> Period:
    """The last quarter that is over on a day."""
    start = months_later(today.replace(day=1), -3 - (today.month - 1) % 3)
    return Period.of_months(start.year, start.month, 3)


def months_later(date: dt.date, months: int) -> dt.date:
    """The same day some months later; the last day of a month stays the last."""
    later = months_after(date, months)
    if date.day < monthrange(date.year, date.month)[1]:
        return later
    return later.replace(day=monthrange(later.year, later.month)[1])


def is_to_date(period: Period) -> bool:
    """If a period runs from April over whole months and ends before the financial year does."""
    return period.months in range(2, 12) and period == Period.of_months(period.start.year, 4, period.months)


def in_months(period: Period) -> str:
    """A period of whole months in the names of its months: July to September 2026. Others in their standard form."""
    start, end = period.start, period.end
    if (
        start.year != end.year
        or not 1 < period.months < 12
        or Period.of_months(start.year, start.month, period.months) != period
    ):
        return str(period)
    return f"{MONTHS[start.month - 1]} to {MONTHS[end.month - 1]} {end.year}"


def day(date: dt.date) -> str:
    """A date in words: 13 November 2008."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


@lru_cache(maxsize=4096)  # a page of figures names the same few periods hundreds of times
def parse(text: str) -> Period:
    """Read a period. Raises NotAPeriod, and nothing else."""
    words = " ".join(re.sub(r"[–—−]", "-", text).split()).strip(" .").casefold()
    if match := _TO_DATE.fullmatch(words):
        return _to_date(text, match["end"] or match["last"])
    try:
        for pattern, build in _READERS:
            if match := re.fullmatch(pattern, words):
                period = build(*match.groups())
                if not EARLIEST <= period.start.year <= period.end.year <= LATEST:
                    raise ValueError(f"it does not lie between {EARLIEST} and {LATEST}")
                return period
    except ValueError as problem:
        raise NotAPeriod(text, str(problem).rstrip(".")) from None
    raise NotAPeriod(text, REWRITTEN if is_rewritten(words) else "")


_SO_FAR = r"(?:financial )?(?:year to date|ytd|cumulative)"
_TO_DATE = re.compile(rf"(?P<end>.+?),? \(?{_SO_FAR}\)?|{_SO_FAR}:?,? (?:to )?(?P<last>.+)")


def _to_date(text: str, words: str) -> Period:
    """The year to date: a range as it is given; a month or a quarter from the April before. Raises NotAPeriod."""
    period = parse(words)
    if period.months >= 12:
        raise NotAPeriod(text, "the year to date needs its last month")
    if period.months > 1 and not words.startswith("q"):
        return period
    return Period(dt.date(period.start.year - (period.start.month < 4), 4, 1), period.end)


_YEAR_FIRST = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_REWRITTEN = re.compile(
    rf"(?:{_YEAR_FIRST}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d\d){{1,2}})(?:[t ]\d{{1,2}}:\d\d(?::\d\d)?)?"
    r"|\d{1,2}-[a-z]{3}(?:-(?:\d\d){1,2})?|[1-5]\d{4}(?:\.\d+)?"
)


def is_rewritten(text: str) -> bool:
    """If a text is what a spreadsheet makes of a period: 01/05/2018, 18-Jun, 2018-07-01 00:00:00, 43313."""
    return bool(_REWRITTEN.fullmatch(" ".join(text.split()).casefold()))


def may_be_a_day(text: str) -> bool:
    """If a text is a month and a year that a spreadsheet may as well have made of a day and a month: Apr-18."""
    return bool(re.fullmatch(r"[a-z]{3}-\d\d", text.strip().casefold()))


def _month(name: str) -> int:
    number = _MONTH.get(name[:3])
    if number is None or not MONTHS[number - 1].casefold().startswith(name.rstrip(".")):
        raise ValueError(f"{name} is not a month")
    return number


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else (2000 if int(digits) < 70 else 1900) + int(digits)


def _two_years(first: str, second: str) -> Period:
    start = _year(first)
    end = int(second) if len(second) == 4 else None
    following = start + 1
    right = end == following if end is not None else following % 10 ** len(second) == int(second)
    if not right:
        raise ValueError("the second year must follow the first")
    return Period.financial_year(start)


def _range(month1: str, year1: str | None, month2: str, year2: str) -> Period:
    start_month, end_month, end_year = _month(month1), _month(month2), _year(year2)
    start_year = _year(year1) if year1 else end_year
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
    if not _follows(year, second) and 1 <= int(second) <= 12:
        return Period.of_months(int(year), int(second), 1)
    return _two_years(year, second)


def _follows(year: str, second: str) -> bool:
    return (int(year) + 1) % 100 == int(second)


def _months(year1: str, month1: str, year2: str, month2: str) -> Period:
    """2017-10 to 2018-09: months, unless both sides could as well be financial years."""
    if _follows(year1, month1) and _follows(year2, month2):
        raise ValueError("it may mean months or financial years; write the months as words")
    return _range(_name(month1), year1, _name(month2), year2)


def _name(month: str) -> str:
    if not 1 <= int(month) <= 12:
        raise ValueError(f"{month} is not a month")
    return MONTHS[int(month) - 1].casefold()


def _several_years(first: str, second: str, third: str, fourth: str) -> Period:
    start, end = _two_years(first, second).start, _two_years(third, fourth).end
    if end < start:
        raise ValueError("it ends before it starts")
    return Period(start, end)


def _refuse(why: str) -> Callable[..., Period]:
    def build(*_groups: str) -> Period:
        raise ValueError(why)

    return build


_WORD = r"([a-z]{3,9})\.?"
_TWO = rf"({_YEAR}|\d\d) ?[/-] ?({_YEAR}|\d{{1,2}})"
_SHORT = rf"{_WORD}(?:-| ?['’])(\d\d)"
_READERS: list[tuple[str, Callable[..., Period]]] = [
    (rf"(?:calendar year )?({_YEAR})", lambda year: Period.of_months(int(year), 1, 12)),
    (rf"mid[- ]?(?:year )?({_YEAR})", lambda year: _one_day("30", "june", year)),
    (rf"({_YEAR})-(\d\d)", _month_or_years),
    (rf"({_YEAR})(0[1-9]|1[0-2])", lambda year, month: Period.of_months(int(year), int(month), 1)),
    (rf"(?:financial year |fy ?)?{_TWO}", _two_years),
    (rf"({_YEAR})-(\d\d) ?(?:-|to) ?({_YEAR})-(\d\d)", _months),
    (rf"({_YEAR}|\d\d)/({_YEAR}|\d{{1,2}}) ?(?:-|to) ?({_YEAR}|\d\d)/({_YEAR}|\d{{1,2}})", _several_years),
    (rf"{_WORD} ({_YEAR})", lambda month, year: Period.of_months(int(year), _month(month), 1)),
    (_SHORT, lambda month, year: Period.of_months(_year(year), _month(month), 1)),
    (rf"(?:the )?(?:(?:past )?(?:year|12 months) (?:ending|ended|to)|ye|y/e) {_WORD} ({_YEAR})", _year_ending),
    (rf"(?:from )?{_WORD} ?({_YEAR})? ?(?:-|to) ?{_WORD} ({_YEAR})", _range),
    (rf"{_SHORT} ?(?:-|to) ?{_SHORT}", _range),
    (rf"q(?:uarter )?([1-4]),? {_TWO}", _quarter),
    (rf"(?:financial year |fy ?)?{_TWO},? (?:and )?q(?:uarter )?([1-4])", lambda a, b, q: _quarter(q, a, b)),
    (rf"(\d{{1,2}}) {_WORD} ?({_YEAR})? ?(?:-|to) ?(\d{{1,2}}) {_WORD} ({_YEAR})", _days),
    (rf"(\d{{1,2}})(?:st|nd|rd|th)? {_WORD} ({_YEAR})", _one_day),
    (rf"q(?:uarter )?[1-4],? {_YEAR}", _refuse("the year of a quarter needs both its years")),
    (
        r"(?:the )?(?:last|past|previous|since|from|until|up to|after|before)\b.*",
        _refuse("it has no fixed start and end"),
    ),
]
