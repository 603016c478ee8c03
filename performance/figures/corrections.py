"""Published figures that a later file of their source corrected: what they were, what they are, when and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from performance.models import PrintedKind, Revision

from .series import PublishedFigure, ReplacedFigure

# Source, indicator, area, first and last day, period as printed, kind, and first day of the period compared with.
Fact = tuple[int, int, str, dt.date | None, dt.date | None, str, str, dt.date | None]


class Correction(NamedTuple):
    """One figure as readers saw it before and as they see it since; without `now` the source gives it no more.

    `kind`: what a document worked out, such as “change in per cent”; empty for a figure.
    """

    indicator: str
    slug: str
    area: str
    period: str
    kind: str
    before: str
    now: str
    on: dt.date
    reason: str
    source: str


def corrections(current: Iterable[PublishedFigure], replaced: Iterable[ReplacedFigure]) -> list[Correction]:
    """The corrections of published figures, the latest first. `current`: what the same sources say now.

    An import that was taken back corrects what it had stored. Figures that read the same as before, such as rounded
    ones, are not corrected. `replaced` begins with the first that was replaced.
    """
    said: dict[Fact, list[ReplacedFigure]] = defaultdict(list)
    for row in replaced:
        said[_fact(row.figure)].append(row)
    now: dict[Fact, list[PublishedFigure]] = defaultdict(list)
    for one in current if said else ():
        now[_fact(one)].append(one)
    found = []
    for fact, earlier in said.items():
        steps = [list(together) for _at, together in groupby(earlier, key=lambda one: one.at)]
        later = [[row.figure for row in step] for step in steps[1:]]
        for step, following in zip(steps, [*later, now.get(fact, [])], strict=True):
            for row in step:
                before, after = _words(row.figure), _words_after(row.figure, following)
                if before != after:
                    found.append(_correction(row, before, after))
    return sorted(found, key=lambda one: one.on, reverse=True)


def _fact(one: PublishedFigure) -> Fact:
    """What a figure is about. A document may print one change in several places."""
    period = (one.period_start, one.period_end, one.period_as_printed)
    return (one.source.pk, one.indicator.pk, one.area.code, *period, one.kind, one.against_start)


def _words(one: PublishedFigure) -> str:
    """A figure as readers see it; what a document worked out reads as it is printed."""
    return one.shown if one.kind == Revision.VALUE else one.as_printed or one.shown


def _words_after(figure: PublishedFigure, following: Sequence[PublishedFigure]) -> str:
    """What follows at the same place of the document, else all that follows anywhere in it."""
    same_place = [one for one in following if one.locator == figure.locator]
    return " / ".join(dict.fromkeys(map(_words, same_place or following)))


def _correction(row: ReplacedFigure, before: str, after: str) -> Correction:
    """A replaced figure as readers see it: before, now, when and why."""
    figure = row.figure
    against = _(", compared with %(period)s") % {"period": figure.against} if figure.against else ""
    return Correction(
        indicator=figure.indicator.name,
        slug=figure.indicator.slug,
        area=figure.area.name,
        period=f"{figure.period_words}{against}",
        kind="" if figure.kind == Revision.VALUE else str(PrintedKind(figure.kind).label).lower(),
        before=before,
        now=after,
        on=timezone.localtime(row.at).date(),
        reason=row.reason,
        source=figure.source.title,
    )
