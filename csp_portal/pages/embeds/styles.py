"""Styles to be written into a page that loads nothing."""

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from markupsafe import Markup


@cache
def style_sheet(*names: str) -> Markup:
    """The style sheets of these names, one after the other. They name no file."""
    return Markup("\n".join(Path(str(finders.find(name))).read_text(encoding="utf-8") for name in names))
