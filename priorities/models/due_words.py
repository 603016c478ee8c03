"""Due dates in words, as action plans print them: "31/03/2028", "Mar-28", "Q4 2027/28", "quarterly". Pure."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _, ngettext

FIRST_YEAR, LAST_YEAR = 1990, 2099
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"'?(\d+)"
_BEFORE = re.compile(r"(?:(?:to be )?(?:completed?|done|due)\b[\s:]*)?(?:(?:by|before|on)\b[\s:]*)?(?:the\b\s*)?")
_END = re.compile(r"end(?:\s+of)?\s+(?:the\s+)?")
_WEEKDAY = re.compile(r"(?:mon|tue|tues|wed|weds|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b[\s,.]*")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d+)")
_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?)?")
_DAY_AND_MONTH = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s.,-]*({_MONTH})\b[\s.,-]*{_YEAR}")
_MONTH_AND_DAY = re.compile(rf"({_MONTH})\b[\s.]*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})")
_MONTH_AND_YEAR = re.compile(rf"({_MONTH})\b[\s.,/-]*{_YEAR}")
_NUMBER_AND_YEAR = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4})")
_TWO_NUMBERS = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})")
_SPAN = r"(\d{4}|\d{2})\s*[/–-]\s*(\d{4}|\d{2})"
_FINANCIAL_YEAR = re.compile(rf"(?:(?:financial year|fy)\s*)?{_SPAN}")
_QUARTER = re.compile(rf"(?:q|qtr|quarter)\s*(\d)[\s,:]*(?:of\s+)?(?:(?:fy)\s*)?{_SPAN}")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "six": 6, "twice": 2}
_EVERY = {
    "monthly": 1, "every month": 1, "each month": 1,
    "quarterly": 3, "every quarter": 3, "each quarter": 3,
    "six-monthly": 6, "six monthly": 6, "6-monthly": 6, "6 monthly": 6, "half-yearly": 6, "half yearly": 6,
    "annually": 12, "annual": 12, "yearly": 12, "every year": 12, "each year": 12,
}  # fmt: skip
_EVERY_MONTHS = re.compile(r"every (\d{1,2}|two|three|four|six) months")
_TIMES = re.compile(r"(?:(\d{1,2}|two|three|four|six) times|(twice)) (?:a|per|each|every) year")


class ImpossibleDate(ValueError):
    """The words look like a date, but there is no such date, or several; the message says what would be read."""


@dataclass(frozen=True)
class DueReading:
    """What was read from words, in the columns of `Due`. Without a date or cadence the words alone say it."""

    kind: str = "none"
    on: dt.date | None = None
    every_months: int | None = None
    times: int | None = None

    def in_words(self) -> str:
        """What was read, for somebody who checks it."""
        if self.every_months:
            return ngettext("every month", "every %(num)s months", self.every_months) % {"num": self.every_months}
        if self.times:
            return ngettext("once a year", "%(num)s times a year", self.times) % {"num": self.times}
        if self.on is None:
            return _("no date, kept as words")
        if self.kind == "month":
            return _("by the end of %(month)s") % {"month": formats.date_format(self.on, "F Y")}
        return formats.date_format(self.on, "j F Y")


def read_due(text: str) -> DueReading:
    """The day, month or cadence that words mean. The day comes first, as in Britain: 03/04/28 is 3 April 2028.

    A month means its last day; a quarter or year such as Q4 2027/28 is of the financial year, which ends on 31 March.
    Words that name no date, such as "ongoing" or "tbc", are a reading without one. Raises ImpossibleDate.
    """
    words = " ".join(text.casefold().replace("’", "'").split()).strip(" .,;")
    words = _BEFORE.sub("", words, count=1) if words else words
    if every := _EVERY.get(words):
        return DueReading("cadence", every_months=every)
    if found := _EVERY_MONTHS.fullmatch(words):
        return DueReading("cadence", every_months=_count(found[1], text))
    if found := _TIMES.fullmatch(words):
        return DueReading("quota", times=_count(found[1] or found[2], text))
    words = _WEEKDAY.sub("", words, count=1)
    return _day(words, text) or _end(_END.sub("", words, count=1), text) or _doubtful(words, text) or DueReading()


def _count(number: str, text: str) -> int:
    if count := _NUMBERS.get(number) or int(number):
        return count
    raise _impossible(text)


def _day(words: str, text: str) -> DueReading | None:
    """A day with its month and year, in any of the usual forms."""
    if found := _YEAR_FIRST.fullmatch(words):
        parts = found[1], int(found[3]), int(found[4])
    elif found := _DAY_FIRST.fullmatch(words):
        parts = found[4], int(found[3]), int(found[1])
    elif found := _DAY_AND_MONTH.fullmatch(words):
        parts = found[3], _MONTHS[found[2]], int(found[1])
    elif found := _MONTH_AND_DAY.fullmatch(words):
        parts = found[3], _MONTHS[found[1]], int(found[2])
    else:
        return None
    try:
        return DueReading("date", dt.date(_year(parts[0], text), parts[1], parts[2]))
    except ValueError:
        raise _impossible(text) from None


def _end(words: str, text: str) -> DueReading | None:
    """The last day of a month, quarter or financial year."""
    if found := _QUARTER.fullmatch(words):
        start, quarter = _financial_year(found[2], found[3]), int(found[1])
        if start is None or not 1 <= quarter <= 4:
            raise _impossible(text)
        return _last_of(start + (quarter == 4), quarter * 3 % 12 + 3, text)
    if found := _MONTH_AND_YEAR.fullmatch(words):
        return _last_of(_year(found[2], text), _MONTHS[found[1]], text)
    if found := _NUMBER_AND_YEAR.fullmatch(words):
        return _last_of(_year(found[2], text), int(found[1]), text)
    found = _FINANCIAL_YEAR.fullmatch(words)
    start = _financial_year(found[1], found[2]) if found else None
    if start is None or re.fullmatch(r"(0\d|1[0-2])\D+\d\d", words):  # “11/12” is a month, a day or a year
        return None
    return _last_of(start + 1, 3, text)


def _doubtful(words: str, text: str) -> DueReading | None:
    """Two numbers that are a month and its year, if they can be nothing else. Raises ImpossibleDate."""
    if found := _TWO_NUMBERS.fullmatch(words):
        month, year = int(found[1]), int(found[2])
        if not 1 <= month <= 12 or year <= 31:
            sentence = _("“%(text)s” can be read in more than one way; write the whole date, like 31 March 2028.")
            raise ImpossibleDate(sentence % {"text": text})
        return _last_of(_year(found[2], text), month, text)
    if words.isascii() and words.isdigit() and not (len(words) == 4 and FIRST_YEAR <= int(words) <= LAST_YEAR):
        raise _impossible(text)
    return None


def _financial_year(first: str, second: str) -> int | None:
    """The year in which a financial year begins; None when the two years do not follow each other."""
    start = int(first) if len(first) == 4 else _full(int(first))
    end = int(second) if len(second) == 4 else start - start % 100 + int(second)
    end += 100 if len(second) == 2 and end < start else 0
    return start if end == start + 1 else None


def _full(two_digits: int) -> int:
    return two_digits + (1900 if two_digits >= FIRST_YEAR % 100 else 2000)


def _year(digits: str, text: str) -> int:
    year = _full(int(digits)) if len(digits) == 2 else int(digits) if len(digits) == 4 else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _impossible(text)
    return year


def _last_of(year: int, month: int, text: str) -> DueReading:
    if not (1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        raise _impossible(text)
    return DueReading("month", dt.date(year, month, calendar.monthrange(year, month)[1]))


def _impossible(text: str) -> ImpossibleDate:
    words = _("There is no date “%(text)s”; write it like 31 March 2028, March 2028, Q4 2027/28 or quarterly.")
    return ImpossibleDate(words % {"text": text})
