"""Figures for narrative: what a name such as `cycle-theft 2003/04 to 2006/07 change, North` means, and how it prints.

Only figures of published sources count, as readers may see them. Whatever is not plain is a problem in words: two
sources that differ, a hidden count, a comparison across a change of recording.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.formats.numbers import percent_change, signed
from csp_portal.formats.periods import NotAPeriod, Period, parse as parse_period
from performance.figures.breaks import PublishedBreak, breaks, breaks_of
from performance.figures.places import own_places, speaks_for
from performance.figures.series import PublishedFigure, figures
from performance.rules.agreement import choose
from performance.rules.values import State
from plans.documents.figure_references import ResolvedFigure
from plans.models import Partnership

_CHANGE = re.compile(r"(\S+) (.+?) to (.+) change", re.IGNORECASE)
_VALUE = re.compile(r"(\S+) (.+)")
_AREA = re.compile(r"([^,]+),\s*(.+)")


class NotAName(ValueError):
    """The words do not name a figure; the message says what would."""


@dataclass(frozen=True)
class Name:
    """One figure, or with `then` the change from it; an empty `area` is the whole area of the partnership."""

    indicator: str
    period: Period
    then: Period | None = None
    area: str = ""


def read(text: str) -> Name:
    """Raises NotAName, and nothing else."""
    what, area = text.strip(), ""
    if parted := _AREA.fullmatch(what):
        what, area = parted[1].strip(), parted[2].strip()
    try:
        if found := _CHANGE.fullmatch(what):
            name = Name(found[1], parse_period(found[3]), parse_period(found[2]), area)
        elif found := _VALUE.fullmatch(what):
            name = Name(found[1], parse_period(found[2]), None, area)
        else:
            raise NotAName(_("write the indicator and the period, such as cycle-theft 2006/07"))
    except NotAPeriod as problem:
        raise NotAName(str(problem)) from None
    if name.then and name.then.end >= name.period.start:
        raise NotAName(_("the first period of a change must end before the second begins"))
    return name


def look_up(partnership: Partnership, asked: frozenset[str]) -> dict[str, ResolvedFigure]:
    """What each name says now. Three queries, however many names there are."""
    read_names: dict[str, Name] = {}
    said: dict[str, ResolvedFigure] = {}
    for text in asked:
        try:
            read_names[text] = read(text)
        except NotAName as problem:
            said[text] = _problem(str(problem))
    if not read_names:
        return said
    indicators = {name.indicator for name in read_names.values()}
    found = [one for one in figures(partnership, indicator__slug__in=indicators) if one.kind == "value"]
    broken, own = breaks(partnership), own_places(partnership)
    return said | {text: _said(partnership, name, found, broken, own) for text, name in read_names.items()}


def _said(
    partnership: Partnership,
    name: Name,
    found: list[PublishedFigure],
    broken: list[PublishedBreak],
    own: Mapping[str, str],
) -> ResolvedFigure:
    """What one name says; `own` are the partnership's own areas, which a name without an area means."""
    try:
        now = _one(name, name.period, found, own)
        words = _change(_one(name, name.then, found, own), now, broken) if name.then else now.shown
        if now.rounded_to > 1:
            words = _("about %(figure)s") % {"figure": words}
    except NotAName as problem:
        return _problem(str(problem))
    return ResolvedFigure(words, reverse("indicator", args=[partnership.slug, name.indicator]))


def _one(name: Name, period: Period, found: Iterable[PublishedFigure], own: Mapping[str, str]) -> PublishedFigure:
    """The figure of a period that every published source gives alike."""
    here = [one for one in found if one.indicator.slug == name.indicator and one.period == period]
    if name.area:
        here = [one for one in here if name.area.casefold() in (one.area.code.casefold(), one.area.name.casefold())]
    else:
        ours = [one for one in here if one.area.code in own]
        here = ours or [one for one in here if speaks_for(one.area, own)]
    if not here:
        raise NotAName(_("no published source gives it for %(period)s") % {"period": period})
    if len({one.area.code for one in here}) > 1:
        raise NotAName(_("several areas have it: write a comma and the area after it"))
    known = choose(here)
    if known.disputed:
        raise NotAName(_("published sources differ about it"))
    if known.state != State.VALUE:
        raise NotAName(_("it is %(state)s") % {"state": known.state})
    return known


def _change(then: PublishedFigure, now: PublishedFigure, broken: list[PublishedBreak]) -> str:
    """In per cent of the earlier figure; between percentages in points."""
    changed_on = [one.starts_on for one in breaks_of(broken, now.indicator.slug, now.area.code)]
    if then.period and now.period and any(then.period.end < day <= now.period.end for day in changed_on):
        raise NotAName(_("it was recorded or defined differently in between"))
    if then.area.code != now.area.code:
        raise NotAName(_("the two periods have it for different areas"))
    if max(then.rounded_to, now.rounded_to) > 1:
        raise NotAName(_("no change is worked out between counts that are rounded to protect people"))
    before, after = then.value or Decimal(0), now.value or Decimal(0)
    if now.indicator.unit == "%":
        return _("%(change)s points") % {"change": signed(after - before)}
    percent = percent_change(before, after)
    if percent is None:
        raise NotAName(_("a change from 0 has no percentage"))
    return signed(percent, "%", 1)


def _problem(why: str) -> ResolvedFigure:
    return ResolvedFigure("", problem=why.rstrip("."))
