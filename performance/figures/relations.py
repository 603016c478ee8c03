"""Which areas belong together: what lies in what, what became of older ones, which are similar."""

import datetime as dt
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, DateField, DecimalField, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from performance.models import SimilarGroup
from performance.rules.areas.shares import Share
from plans.documents.published_documents import PublishedDocuments, as_latest, newest_texts
from plans.models import Area, AreaLink, Partnership

from .breaks import PublishedBreak, noted_breaks

BREAK = -3  # where a row of relations is a break in a series instead
PUBLISHED_TEXT = -2  # where a row of relations is a published text instead


def in_groups(partnership: Partnership) -> Q:
    """Figures of the partnership's own areas and of those that are similar to one."""
    groups = similar_groups(partnership)
    return Q(area__in=groups.values("area")) | Q(area__in=groups.values("members"))


def areas(partnership: Partnership) -> QuerySet[Area]:
    """The partnership's own area and the areas of all its sets, with outlines; one query."""
    own = Q(area_set__partnership=partnership) | Q(pk__in=partnership.areas.values("pk"))
    return Area.objects.filter(own).select_related("area_set").order_by("area_set__slug", "position", "pk")


class SimilarAreas(NamedTuple):
    """The areas like one area, as published on `starts_on`."""

    name: str
    starts_on: dt.date
    members: frozenset[str]


class Relations(NamedTuple):
    """How areas belong together, by their codes.

    `links`: which lie wholly in which of another kind (smaller, larger, basis). `shares`: how older areas of one kind
    lie in newer ones. `groups`: the newest group of similar areas of each own area.
    """

    links: list[tuple[str, str, str]]
    shares: list[Share]
    groups: dict[str, SimilarAreas]


def relations(partnership: Partnership) -> Relations:
    """Of all areas of a partnership; one query."""
    return _relations(_related(partnership))


def relations_latest_and_breaks(
    partnership: Partnership,
) -> tuple[Relations, PublishedDocuments, list[PublishedBreak]]:
    """The same, what the partnership published last, and the breaks in its series; one query for all."""
    none = Value(Decimal(0), DecimalField(max_digits=7, decimal_places=6))
    texts = [
        rows.order_by()
        .annotate(
            smaller=Value(""),
            larger=Value(""),
            text=Cast("content", TextField()),
            part=none,
            same=Value(PUBLISHED_TEXT),
            day=Value(None, DateField()),
        )
        .values_list("smaller", "larger", "text", "part", "same", "day", "pk")
        for rows in newest_texts(partnership)
    ]
    broken = (
        noted_breaks(partnership)
        .order_by()
        .annotate(part=none, same=Value(BREAK))
        .values_list("indicator__slug", "area__code", "reason", "part", "same", "starts_on", "pk")
    )
    found = list(_related(partnership).union(*texts, broken, all=True))
    contents = [json.loads(row[2]) for row in found if row[4] == PUBLISHED_TEXT]
    said = sorted({(row[5], row[0], row[1], row[2]) for row in found if row[4] == BREAK}, key=str)
    return (
        _relations(row for row in found if row[4] not in (PUBLISHED_TEXT, BREAK)),
        as_latest(contents),
        [PublishedBreak(slug, code, day, reason) for day, slug, code, reason in said],
    )


def _related(partnership: Partnership) -> QuerySet:
    """Smaller area, larger area, basis, share, whether of the same kind (−1 for similar areas), day and key."""
    own = Q(smaller__area_set__partnership=partnership) | Q(larger__area_set__partnership=partnership)
    between = AreaLink.objects.filter(own).annotate(
        same=Case(When(smaller__area_set__kind=F("larger__area_set__kind"), then=1), default=0),
        day=Value(None, DateField()),
    )
    groups = similar_groups(partnership).annotate(
        part=Value(Decimal(0), DecimalField(max_digits=7, decimal_places=6)), same=Value(-1)
    )
    rows = between.order_by().values_list("smaller__code", "larger__code", "basis", "share", "same", "day", "pk")
    return rows.union(
        groups.order_by().values_list("area__code", "members__code", "name", "part", "same", "starts_on", "pk"),
        all=True,
    )


def similar_groups(partnership: Partnership) -> QuerySet[SimilarGroup]:
    """The groups of similar areas of a partnership's own areas that have no end."""
    return SimilarGroup.objects.filter(area__partnerships=partnership, ends_on=None).order_by()


def similar_codes(partnership: Partnership) -> frozenset[str]:
    """The areas in the newest group of each of the partnership's own areas, by their codes. One query."""
    groups = similar_groups(partnership).values_list("area__code", "members__code", "name", "starts_on")
    found = newest_groups(row for row in groups if row[1])
    return frozenset[str]().union(*(group.members for group in found.values()))


def _relations(rows: Iterable[tuple]) -> Relations:
    """Which areas are part of which, the shares between old and new ones, and the latest group of similar areas."""
    found = sorted(rows, key=lambda row: row[-1])
    return Relations(
        [(row[0], row[1], row[2]) for row in found if row[4] == 0 and row[3] == 1],
        [Share(row[0], row[1], row[3], row[2]) for row in found if row[4] == 1],
        newest_groups((row[0], row[1], row[2], row[5]) for row in found if row[4] < 0),
    )


def newest_groups(rows: Iterable[tuple[str, str, str, dt.date]]) -> dict[str, SimilarAreas]:
    """By area the group that was published last, of rows with an area, one member, the group's name and its day."""
    similar: dict[str, SimilarAreas] = {}
    for code, member, name, starts_on in rows:
        known = similar.get(code)
        if known is None or known.starts_on < starts_on:
            similar[code] = known = SimilarAreas(name, starts_on, frozenset())
        if known.starts_on == starts_on:
            similar[code] = known._replace(members=known.members | {member})
    return similar
