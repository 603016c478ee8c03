"""Published figures that a later file of their source corrected: what they were, what they are, when and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from performance.models import Revision

from .series import PublishedFigure

# Source, indicator, area, first and last day, and the period as printed.
Fact = tuple[int, int, str, dt.date | None, dt.date | None, str]


class Correction(NamedTuple):
    """One figure as readers saw it before and as they see it since; without `now` the source gives it no more."""

    indicator: str
    slug: str
    area: str
    period: str
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
    rows = (
        Revision.objects.filter(source__published_at__lte=timezone.now(), **only)
        .annotate(at=Coalesce("replaced_by__undone_at", "replaced_by__finished_at"))
        .filter(at__gt=F("source__published_at"))
        .select_related("source", "indicator", "area", "table", "replaced_by")
        .order_by("at", "pk")
    )
    said: dict[Fact, list[Revision]] = defaultdict(list)
    for row in rows:
        key = (row.source_id, row.indicator_id, row.area.code, row.period_start, row.period_end, row.period_as_printed)
        said[key].append(row)
    now = {_fact(one): one.shown for one in current if one.kind == "value"} if said else {}
    found = []
    for fact, earlier in said.items():
        shown = [one.as_public(one.source).shown for one in earlier]
        for one, before, after in zip(earlier, shown, [*shown[1:], now.get(fact, "")], strict=True):
            if before != after:
                found.append(_correction(one, before, after))
    return sorted(found, key=lambda one: one.on, reverse=True)


def _fact(one: PublishedFigure) -> Fact:
    return (one.source.pk, one.indicator.pk, one.area.code, one.period_start, one.period_end, one.period_as_printed)


def _correction(row: Revision, before: str, after: str) -> Correction:
    """A replaced figure as readers see it: before, now, when and why."""
    run = row.replaced_by
    replaced_at = run.undone_at or run.finished_at
    assert replaced_at is not None
    return Correction(
        indicator=row.indicator.name,
        slug=row.indicator.slug,
        area=row.area.name,
        period=row.period_words,
        before=before,
        now=after,
        on=timezone.localtime(replaced_at).date(),
        reason=run.undone_because if run.undone_at else run.reason,
        source=row.source.title,
    )
