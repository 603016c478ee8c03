"""The part of an address that is made from a title."""

import zlib

from django.utils.text import slugify

LONGEST = 80


def slug_of(title: str, otherwise: str) -> str:
    """The title in lower case with hyphens; for a title without a Latin letter or digit, `otherwise` with a number of
    its own, so that it still has an address."""
    return slugify(title)[:LONGEST] or f"{otherwise}-{zlib.crc32(title.encode()):08x}"
