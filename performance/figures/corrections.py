"""Published figures that a later file of their source corrected: what they were, what they are, when and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from performance.models import PrintedKind, Revision

from .series import PublishedFigure

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


def corrections(current: Iterable[PublishedFigure], **only: Any) -> list[Correction]:
    """The corrections of published figures, the latest first; one query. `current`: what the same sources say now.

    An import that was taken back corrects what it had stored. Figures that were replaced before their source was
    published were never read, and figures that read the same as before, such as rounded ones, are not corrected.
    """
    rows: Iterable[Any] = (
        Revision.objects.filter(source__published_at__lte=timezone.now(), **only)
        .annotate(at=Coalesce("replaced_by__undone_at", "replaced_by__finished_at"))
        .filter(at__gt=F("source__published_at"))
        .select_related("source", "indicator", "area", "table", "replaced_by")
        .order_by("at", "pk")
    )
    said: dict[Fact, list[Any]] = defaultdict(list)
    for row in rows:
        said[_fact(row)].append(row)
    now: dict[Fact, list[PublishedFigure]] = defaultdict(list)
    for one in current if said else ():
        now[_fact(one)].append(one)
    found = []
    for fact, earlier in said.items():
        steps = [list(replaced) for _at, replaced in groupby(earlier, key=lambda one: one.at)]
        for replaced, following in zip(steps, [*steps[1:], now.get(fact, [])], strict=True):
            for row in replaced:
                before, after = _words(row), _words_after(row, following)
                if before != after:
                    found.append(_correction(row, before, after))
    return sorted(found, key=lambda one: one.on, reverse=True)


def _fact(one: Revision | PublishedFigure) -> Fact:
    """What a figure is about. A document may print one change in several places."""
    period = (one.period_start, one.period_end, one.period_as_printed)
    return (one.source.pk, one.indicator.pk, one.area.code, *period, one.kind, one.against_start)


def _words(one: Revision | PublishedFigure) -> str:
    """A figure as readers see it; what a document worked out reads as it is printed."""
    figure = one.as_public(one.source) if isinstance(one, Revision) else one
    return figure.shown if one.kind == Revision.VALUE else figure.as_printed or figure.shown


def _words_after(row: Revision, following: Sequence[Revision | PublishedFigure]) -> str:
    """What follows at the same place of the document, else all that follows anywhere in it."""
    same_place = [one for one in following if one.locator == row.locator]
    return " / ".join(dict.fromkeys(map(_words, same_place or following)))


def _correction(row: Revision, before: str, after: str) -> Correction:
    """A replaced figure as readers see it: before, now, when and why."""
    run = row.replaced_by
    replaced_at = run.undone_at or run.finished_at
    assert replaced_at is not None
    against = _(", against %(period)s") % {"period": row.against} if row.against else ""
    return Correction(
        indicator=row.indicator.name,
        slug=row.indicator.slug,
        area=row.area.name,
        period=f"{row.period_words}{against}",
        kind="" if row.kind == Revision.VALUE else str(PrintedKind(row.kind).label).lower(),
        before=before,
        now=after,
        on=timezone.localtime(replaced_at).date(),
        reason=run.undone_because if run.undone_at else run.reason,
        source=row.source.title,
    )
