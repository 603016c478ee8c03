"""What every template can use: addresses, static files, translated words, dates and numbers for people."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone, translation
from jinja2 import Environment, Undefined

from csp_portal.contributions import contributed
from csp_portal.formats.locators import place_for_readers
from csp_portal.formats.markdown import below
from csp_portal.formats.numbers import pounds, shown
from csp_portal.tables import on_page

from .demonstration import is_demonstration_here
from .embeds.code import embed_codes
from .languages import address_in, nav
from .level_names import level_heading, level_name, upper_first
from .table_cells import labelled


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a page by the name of its route."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def date(day: str | dt.date) -> str:
    """A date, or ISO text, in words: 13 November 2008."""
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    return formats.date_format(timezone.localtime(day) if isinstance(day, dt.datetime) else day, "j F Y")


def month(day: str | dt.date) -> str:
    """The month of a date: November 2008."""
    return formats.date_format(dt.date.fromisoformat(day) if isinstance(day, str) else day, "F Y")


def number(value: str | int | Decimal) -> str:
    return shown(Decimal(value))


def money(value: str | Decimal) -> str:
    return pounds(Decimal(value))


def percent(value: float | Decimal) -> str:
    """Per cent to one place."""
    return shown(Decimal(value), "%", 1)


def share(count: int, of: int) -> str:
    """What part of a whole a count is, in per cent."""
    return percent(count * 100 / of)


def lines(text: str, width: int, most: int) -> int:
    """How many lines a text needs in a field that is so many characters wide, up to a limit."""
    return min(text.count("\n") + 1 + len(text) // width, most)


class Unknown(Undefined):
    """A name that does not exist. Asking whether a set has it is an error: it would hide a link without a word."""

    __hash__ = Undefined._fail_with_undefined_error


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 backend draws every template with."""
    look = {"trim_blocks": True, "lstrip_blocks": True, "undefined": Unknown}
    env = Environment(**options | look, extensions=["jinja2.ext.i18n"])
    env.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(embed_codes=embed_codes)
    env.globals.update(static=static, url=url, nav=nav, address_in=address_in, is_demonstration=is_demonstration_here)
    env.filters.update(
        date=date, month=month, number=number, money=money, percent=percent, share=share, lines=lines, on_page=on_page
    )
    env.filters.update(place=place_for_readers, below=below)
    env.filters.update(level=level_name, level_heading=level_heading, upper_first=upper_first, labelled=labelled)
    env.filters.update(contributed("FILTERS"))
    return env
