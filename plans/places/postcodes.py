"""Postcodes as people type them, and the one way they are written."""

import re

_POSTCODE = re.compile(r"(GIR|[A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][ABD-HJLNP-UW-Z]{2})")


class NotAPostcode(ValueError):
    """The text is not a postcode; the message says what would be accepted."""

    def __init__(self, text: str) -> None:
        text = text if len(text) <= 20 else text[:20] + "…"
        super().__init__(f"“{text}” is not a postcode; write it like PE1 1AA.")


def normal_postcode(text: str) -> str:
    """The postcode in capitals with one space: “pe11aa” is PE1 1AA. The letter O is no zero. Raises NotAPostcode."""
    match = _POSTCODE.fullmatch("".join(text.split()).upper()) if len(text) <= 50 else None
    if not match:
        raise NotAPostcode(text)
    return f"{match[1]} {match[2]}"
