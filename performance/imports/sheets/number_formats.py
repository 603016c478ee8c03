"""What a spreadsheet shows for a number or a date under the number format of its cell."""

import datetime as dt
import re
from decimal import Decimal

from csp_portal.formats import numbers
from csp_portal.formats.periods import MONTHS, day

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_BRACKETS = re.compile(r"\[(?:\$([^\]-]*)[^\]]*|[^\]]*)\]")


class NotShown(ValueError):
    """The format shows something else than the number, so that we cannot say what a reader sees."""


def shown_number(number: int | float, number_format: str) -> str:
    """The number as it is seen. Raises NotShown."""
    held = exact(number)
    pattern = _section(number_format, held)
    if not pattern or _BRACKETS.sub("", pattern).casefold().strip(r"-−(\)") in ("general", "@"):
        return f"{held:f}"
    words = "".join(one or other for one, other in _QUOTED.findall(pattern))
    plain = _QUOTED.sub("", pattern)
    currency = "".join(_BRACKETS.findall(plain))
    plain = _BRACKETS.sub("", plain)
    places = re.search(r"[0#?,]*[0#?](?:\.([0#?]*))?(,*)", plain)
    if not places or "/" in plain or re.search(r"[eE][-+]", plain):
        raise NotShown
    if places[2] or currency.strip("£ ") or not re.fullmatch(r"[£%\s]*" if held >= 0 else r"[£%\s−()-]*", words):
        raise NotShown
    percent = "%" in plain or "%" in words
    value = held * 100 if "%" in plain else held
    unit = "%" if percent else "£" if "£" in currency + plain + words else ""
    fixed, possible = (places[1] or "").count("0"), len(places[1] or "")
    return numbers.shown(value, unit, min(max(fixed, numbers.places(value.normalize())), possible))


def exact(number: int | float) -> Decimal:
    """What a spreadsheet holds: at most 15 digits, so that 0.1 + 0.2 is 0.3."""
    held = Decimal(number) if isinstance(number, int) else Decimal(format(number, ".15g"))
    return held.normalize()


def _section(number_format: str, number: Decimal) -> str:
    """The part of a format that is for numbers of this sign: positive; negative; zero. A zero that is shown as a dash,
    in the place of digits (?) or not, is as any number."""
    sections: list[str] = re.findall(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)', number_format)[:-1] or [""]
    if number_format and not sections[0]:
        raise NotShown
    if any(re.match(r"\[[<>=]", section) for section in sections):
        raise NotShown
    if number < 0 and len(sections) > 1:
        if not re.search(r"[-−(]", _BRACKETS.sub("", sections[1])):
            raise NotShown
        return sections[1]
    if number == 0 and len(sections) > 2:
        return sections[2] if re.search(r"[0#]", sections[2]) else sections[0]
    return sections[0]


def shown_date(moment: dt.date | dt.datetime | dt.time | dt.timedelta, number_format: str) -> str:
    """A date as a period is written: the month where the format shows no day. Raises NotShown for times of day."""
    if not isinstance(moment, dt.date):
        raise NotShown
    pattern = _BRACKETS.sub("", _QUOTED.sub("", number_format)).casefold()
    if "d" in pattern:
        return day(moment)
    return f"{MONTHS[moment.month - 1]} {moment.year}" if "m" in pattern else str(moment.year)
