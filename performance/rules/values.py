"""Figures as documents print them, read into a number and a state. A missing value is never zero: it has a state."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from csp_portal.formats import numbers


class State(StrEnum):
    VALUE = "value"
    SUPPRESSED = "suppressed"
    NOT_AVAILABLE = "not available"
    TO_BE_CONFIRMED = "to be confirmed"
    NOT_APPLICABLE = "not applicable"
    NOT_PUBLISHED = "not yet published"
    NOT_COLLECTED = "not collected"


class NotAValue(ValueError):
    """The text is not a figure we can read; the message says what would be accepted, `why` does not."""

    def __init__(self, text: str) -> None:
        text = text if len(text) <= 60 else text[:60] + "…"
        self.why = f"“{text}” is not a figure"
        super().__init__(
            f"{self.why}; write a number such as 3,926, -22.2% or £7,442.41, "
            "or [x] for suppressed, tbc for to be confirmed, n/a for not applicable, n/c for not collected, not yet "
            "published, or nothing."
        )


class WrongUnit(ValueError):
    """The figure cannot be one of an indicator in this unit; `accepted` says what could be."""

    def __init__(self, why: str, accepted: str) -> None:
        self.accepted = accepted
        super().__init__(why)


@dataclass(frozen=True)
class Value:
    """A figure: `number` is exact and present only in the state "value"; `unit` is %, £ or nothing."""

    state: State
    number: Decimal | None = None
    unit: str = ""
    qualifier: str = ""

    @property
    def decimals(self) -> int:
        """How many places after the point the figure was given with."""
        return 0 if self.number is None else numbers.places(self.number)

    def __str__(self) -> str:
        """The one way the figure is written; `parse` reads it back as the same figure."""
        return with_qualifier(shown(self.number, self.unit, self.decimals, self.state), self.qualifier)


_STATES = {
    "": State.NOT_AVAILABLE,
    "-": State.NOT_AVAILABLE,
    "..": State.NOT_AVAILABLE,
    ":": State.NOT_AVAILABLE,
    "not available": State.NOT_AVAILABLE,
    "[x]": State.SUPPRESSED,
    "[c]": State.SUPPRESSED,
    "c": State.SUPPRESSED,
    "*": State.SUPPRESSED,
    "suppressed": State.SUPPRESSED,
    "tbc": State.TO_BE_CONFIRMED,
    "to be confirmed": State.TO_BE_CONFIRMED,
    "to be finalised": State.TO_BE_CONFIRMED,
    "not yet published": State.NOT_PUBLISHED,
    "data lag": State.NOT_PUBLISHED,
    "n/c": State.NOT_COLLECTED,
    "not collected": State.NOT_COLLECTED,
    "[z]": State.NOT_APPLICABLE,
    "n/a": State.NOT_APPLICABLE,
    "not applicable": State.NOT_APPLICABLE,
}
_QUALIFIERS = (
    "in the region of|approximately|within|totalling|more than|up to|at least|no more than|"
    "around|about|over|nearly|almost|under|only"
)
_AFTER = ("or more", "fewer", "plus")
_FEWER_THAN = re.compile(r"(?:<|fewer than|less than) ?\d{1,2}")  # a small number that the source does not show
_WITH_REASON = re.compile(r"(?P<state>not yet published|not collected|n/c)(?: ?[:,;(]|,? because ).+")
_FIGURE = re.compile(
    rf"(?P<qualifier>{_QUALIFIERS})? ?"
    r"(?P<direction>down|up)? ?"
    r"(?P<sign>[-+])? ?"
    r"(?P<money>£|\\pounds ?|gbp ?)? ?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+) ?"
    r"(?P<scale>million|m|thousand)? ?"
    r"(?P<percent>%|per ?cent)? ?"
    rf"(?P<after>{'|'.join(_AFTER)})?"
)
MOST_DIGITS, MOST_PLACES, MOST_WRITTEN = 14, 4, 25
COUNTED = ("crimes", "incidents", "people", "households", "count")  # units of indicators whose figures are counts
_WHOLE = "a whole number, zero or more, such as 4,100; [x] or an empty cell where it is not shown"
_THOUSANDS = 3  # places after a point that may part thousands
_SCALE = {"million": Decimal(1_000_000), "m": Decimal(1_000_000), "thousand": Decimal(1_000)}


def parse(text: str) -> Value:
    """Read a figure of at most 14 digits before the point and 4 behind it. Raises NotAValue, and nothing else.

    A bare "5m" may be metres and is refused; "£5m" is five million pounds. "<5" says that a figure is not shown. "Not
    yet published" and "not collected" may be followed by the reason: "not yet published (data lag)". An apostrophe
    before a number, which a spreadsheet keeps from being a formula, is passed over.
    """
    words = " ".join(re.sub(r"[–—−]", "-", text).split()).casefold()
    words = re.sub(r"^['’](?=[-+£.\d])", "", words)
    if words in _STATES:
        return Value(_STATES[words])
    if reasoned := _WITH_REASON.fullmatch(words):
        return Value(_STATES[reasoned["state"]])
    if _FEWER_THAN.fullmatch(words):
        return Value(State.SUPPRESSED)
    match = _FIGURE.fullmatch(words)
    if not match or (match["money"] and match["percent"]) or (match["scale"] == "m" and not match["money"]):
        raise NotAValue(text)
    number = Decimal(match["digits"].replace(",", ""))
    if len(match["digits"]) > MOST_WRITTEN or number.adjusted() > MOST_DIGITS:
        raise NotAValue(text)
    if match["scale"]:
        number *= _SCALE[match["scale"]]
        number = number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    if number.adjusted() >= MOST_DIGITS or numbers.places(number) > MOST_PLACES:
        raise NotAValue(text)
    if match["direction"] == "down" or match["sign"] == "-":
        number = -number
    unit = "£" if match["money"] else "%" if match["percent"] else ""
    return Value(State.VALUE, number, unit, match["qualifier"] or match["after"] or "")


def with_qualifier(words: str, qualifier: str) -> str:
    return f"{words} {qualifier}" if qualifier in _AFTER else f"{qualifier} {words}".strip()


def in_unit(value: Value, unit: str) -> Value:
    """The figure as one of an indicator in this unit (a word of `Unit`). Raises WrongUnit.

    A count is whole, not negative, and without % or £; a point before three digits may part thousands, so it is not
    guessed. "12.0" is 12. No percentage is in pounds, and no sum of money in per cent.
    """
    if value.number is None:
        return value
    if unit in COUNTED:
        return _as_count(value)
    if value.unit == "£" and unit != "£":
        raise WrongUnit("the figure is in pounds, and the indicator is not", "a number without £")
    if value.unit == "%" and unit != "%":
        raise WrongUnit("the figure is a percentage, and the indicator is not", "a number without %")
    return value


def _as_count(value: Value) -> Value:
    """A whole number, zero or more, without a unit. Raises WrongUnit."""
    assert value.number is not None
    if value.unit:
        raise WrongUnit(f"a count has no {value.unit}", _WHOLE)
    if value.number < 0:
        raise WrongUnit("a count cannot be negative", _WHOLE)
    if value.decimals == _THOUSANDS and value.number < 1000:
        raise WrongUnit("it is not clear what the point is for, and a count is a whole number", _WHOLE)
    if value.number != value.number.to_integral_value():
        raise WrongUnit("a count is a whole number", _WHOLE)
    return replace(value, number=value.number.quantize(Decimal(1))) if value.decimals else value


def shown(number: Decimal | None, unit: str = "", decimals: int | None = None, state: str = State.NOT_AVAILABLE) -> str:
    """A figure for people: the number, or the word of its state."""
    return State(state).value if number is None else numbers.shown(number, unit, decimals)
