"""How numbers are compared and written: exact inside, rounded half up only when shown."""

from decimal import ROUND_HALF_UP, Decimal

STORED_PLACES = 4
LONGEST_WHOLE = 18  # digits that fit into 64 bits whatever they are


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Half up, away from zero: 0.5 becomes 1 and -0.5 becomes -1; never a negative zero."""
    result = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


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


def signed(number: Decimal, unit: str = "", decimals: int | None = None) -> str:
    """A change for people: like `shown`, with a plus sign in front of a rise."""
    words = shown(number, unit, decimals)
    return f"+{words}" if number > 0 else words


def percent_change(then: Decimal, now: Decimal) -> Decimal | None:
    """(now − then) ÷ then in per cent, unrounded; None where then is 0."""
    return None if then == 0 else (now - then) / then * 100


def whole_number(text: str) -> int:
    """A whole number as an address or a form sends it; 0 for anything else, and for more than a database holds."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_WHOLE else 0
