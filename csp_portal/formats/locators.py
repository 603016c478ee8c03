"""Where something is in a source, as its readers can find it."""

import re

_NUMBERS = r"\d+(?:\s*(?:–|-|to)\s*\d+)?"
_LINES = re.compile(rf"[,;]?\s*(?:also )?\blines? {_NUMBERS}(?:(?:, (?!\d+\.\d)| and ){_NUMBERS})*", re.IGNORECASE)
_LEFT_OVER = re.compile(r"^and\b\s*|\s*\band$")  # between two that were both lines


def place_for_readers(locator: str) -> str:
    """The page, section or table of a locator, without the lines of a text file that no reader has: "5.1 a, lines
    289–333" is "5.1 a", and "line 105" is nothing. The data keep the whole locator."""
    return _LEFT_OVER.sub("", _LINES.sub("", locator).strip(" ,;"))
