"""All formats that figures can be loaded from, in the order in which they are tried."""

from pathlib import Path

from . import figure_list
from .reading import Format, Given, Head, Reading, read_file, refusal

FORMATS: tuple[Format, ...] = (figure_list.FORMAT,)
BY_SLUG = {one.slug: one for one in FORMATS}


def recognise(head: Head) -> Format | None:
    """The first format that knows the file."""
    return next((one for one in FORMATS if one.recognise(head)), None)


def read(file: Path, given: Given, *, name: str = "", layout: Format | None = None) -> tuple[Format | None, Reading]:
    """A file in the format it is recognised by, or in the one that is named."""
    head = Head.of(file, name)
    chosen = layout or recognise(head)
    if chosen is None:
        known = ", ".join(one.name for one in FORMATS)
        value = " ".join(head.text[:60].split())
        if not head.start:
            return None, refusal(1, "A", "", "the file is empty", "the file as it was downloaded")
        return None, refusal(1, "A", value, "the file is in none of the formats that can be loaded", f"one of: {known}")
    return chosen, read_file(file, chosen, given)
