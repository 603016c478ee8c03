"""How numbers are compared and written: exact inside, rounded half up only when shown."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django.utils.translation import gettext as _

STORED_PLACES = 4
LONGEST_WHOLE = 18  # digits that fit into 64 bits whatever they are


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Half up, away from zero: 0.5 becomes 1 and -0.5 becomes -1; never a negative zero."""
    result = number.quantize(_last_place(decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


@cache
def _last_place(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def places(number: Decimal) -> int:
    """How many places after the point a number is given with."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def trimmed(number: Decimal) -> Decimal:
    """The same number without zeros at its end behind the point, such as a database adds."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def shown(number: Decimal, unit: str = "", decimals: int | None = None) -> str:
    """A number for people: thousands separated, a true minus sign, % and £ where they belong.

    A database gives every number STORED_PLACES; without `decimals`, those that say nothing are left out.
    """
    if decimals is None:
        decimals = places(trimmed(number) if places(number) == STORED_PLACES else number)
    value = rounded(number, decimals)
    digits = f"{abs(value):,.{decimals}f}"
    sign = "−" if value < 0 else ""
    return f"{sign}£{digits}" if unit == "£" else f"{sign}{digits}%" if unit == "%" else f"{sign}{digits}"


def pounds(amount: Decimal) -> str:
    """Money for people: pounds, with pence only where there are any."""
    return shown(amount, "£", 2 if amount % 1 else 0)


def signed(number: Decimal, unit: str = "", decimals: int | None = None) -> str:
    """A change for people: like `shown`, with a plus sign in front of a rise."""
    words = shown(number, unit, decimals)
    return f"+{words}" if number > 0 else words


def percent_change(then: Decimal, now: Decimal) -> Decimal | None:
    """(now − then) ÷ then in per cent, unrounded; None where then is 0."""
    return None if then == 0 else (now - then) / then * 100


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th; 11th, 12th and 13th; 21st. Each ending is translated by itself."""
    words = {1: _("%(number)sst"), 2: _("%(number)snd"), 3: _("%(number)srd")}
    ending = 0 if number % 100 in (11, 12, 13) else number % 10
    return words.get(ending, _("%(number)sth")) % {"number": number}


def ordinal_range(first: int, last: int) -> str:
    """2nd, or 2nd to 9th where the last place is another."""
    if first == last:
        return ordinal(first)
    return _("%(first)s to %(last)s") % {"first": ordinal(first), "last": ordinal(last)}


def whole_number(text: str) -> int:
    """A whole number as an address or a form sends it; 0 for anything else, and for more than a database holds."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_WHOLE else 0
