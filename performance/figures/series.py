"""Queries in, small plain values out, for public figure pages: figures of published sources only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, CharField, DateField, DateTimeField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from csp_portal.formats.numbers import rounded
from csp_portal.formats.periods import Period
from performance.models import Disclosure, Observation, Printed, Revision
from performance.models.indicators import direction_on
from performance.rules.agreement import dispute_words
from performance.rules.areas.ranking import Bounds, widest
from performance.rules.change.words import COUNTED
from performance.rules.disclosure import DisclosureRule
from performance.rules.figure_words import FigureWords, protected_words, table_document
from performance.rules.targets.outturns import OutturnFigure
from performance.rules.values import State
from plans.models import Partnership
from plans.schemas.plan import TableDocument


class SourceHead(NamedTuple):
    pk: int
    slug: str
    title: str
    disclosure: str
    plan__slug: str | None = None
    threshold: int = 2
    round_to: int = 1


class TableHead(NamedTuple):
    slug: str
    position: int
    title: str
    label_heading: str
    columns: list[str]
    unit: str
    locator: str
    note: str
    chart: str
    loaded: bool = False


class IndicatorHead(NamedTuple):
    pk: int
    slug: str
    name: str
    code: str
    unit: str
    better: str
    type: str
    part_of_id: int | None
    rate_base: str = "residents"


class AreaHead(NamedTuple):
    code: str
    name: str
    area_set_id: int
    area_set__kind: str


@dataclass(frozen=True)
class PublishedFigure(FigureWords):
    """One published figure: an observation (kind "value"), or what a document worked out from others.

    Of a protected source it holds what readers may see, and nothing else, unless it was read as given. `disputed`: the
    figures that sources state for this fact where they differ; then there is no value. `direction`: what is better in
    its period, where that is not what the indicator says.
    """

    kind: str
    provisional: bool
    row: int
    column: int
    label: str
    as_printed: str
    value: Decimal | None
    decimals: int
    unit: str
    state: str
    qualifier: str
    locator: str
    note: str
    period_start: dt.date | None
    period_end: dt.date | None
    period_as_printed: str
    against_start: dt.date | None
    against_end: dt.date | None
    source: SourceHead
    table: TableHead | None
    indicator: IndicatorHead
    area: AreaHead
    direction: str = ""
    disputed: tuple["PublishedFigure", ...] = ()

    @cached_property
    def period(self) -> Period | None:
        """As of every figure; it is asked for many times."""
        return super().period

    @property
    def better(self) -> str:
        """The direction that is better in its period."""
        return self.direction or self.indicator.better

    @property
    def protected(self) -> bool:
        """Whether small counts of its source are hidden and the others rounded."""
        return self.source.disclosure != Disclosure.OPEN

    @property
    def hidden(self) -> bool:
        """Whether there is a count that readers do not see."""
        return self.state == State.SUPPRESSED and not self.disputed

    @property
    def rounded_to(self) -> int:
        """The figure is rounded to the nearest of these; 1 for one that is exact."""
        return self.source.round_to if self.protected and self.value else 1

    @property
    def bounds(self) -> Bounds | None:
        """The least and the most that the figure can stand for; no most for a hidden count, None without a figure.

        Where sources differ, over all that they state.
        """
        if self.disputed:
            return widest(pair for one in self.disputed if (pair := one.bounds))
        if self.value is None:
            return (Decimal(self.protected and self.indicator.unit in COUNTED), None) if self.hidden else None
        if not self.protected:
            return self.value, self.value
        least, most = DisclosureRule(self.source.threshold, self.source.round_to).stands_for(int(self.value))
        return Decimal(least), Decimal(most)

    @property
    def indicator_id(self) -> int:
        return self.indicator.pk

    @property
    def shown(self) -> str:
        return dispute_words(self.disputed) if self.disputed else super().shown

    def in_dispute(self, figures: Sequence["PublishedFigure"]) -> "PublishedFigure":
        words = " / ".join(dict.fromkeys(one.as_printed for one in figures))
        return replace(self, value=None, as_printed=words, disputed=tuple(figures))


_PARTS: dict[str, Any] = {"source": SourceHead, "table": TableHead, "indicator": IndicatorHead, "area": AreaHead}


_OWN = [field.name for field in fields(PublishedFigure) if field.name not in (*_PARTS, "disputed")]
_PUBLIC = ("public_value", "public_state")
_DIRECTION = direction_on("period_end", "source__partnership")
_COLUMNS = [*_OWN, *_PUBLIC, *(f"{name}__{field}" for name, head in _PARTS.items() for field in head._fields)]
# The columns of each part, and those by which it is known among all rows: a table by its source and its slug.
_STARTS = {name: _COLUMNS.index(f"{name}__{head._fields[0]}") for name, head in _PARTS.items()}
_KNOWN_BY = {"source": ("source", 1), "table": ("source", 1), "indicator": ("indicator", 1), "area": ("area", 3)}
_PLACES = [
    (name, head, at, at + len(head._fields), slice(_STARTS[_KNOWN_BY[name][0]], at + _KNOWN_BY[name][1]))
    for (name, head), at in zip(_PARTS.items(), _STARTS.values(), strict=True)
]


def figures(partnership: Partnership, *where: Q, **only: Any) -> list[PublishedFigure]:
    """Every figure of the partnership's published sources, in the order of its sources; one query."""
    only |= {"source__partnership": partnership, "source__published_at__lte": timezone.now()}
    return _read(where, only, as_given=False)


def published_rows(partnership: Partnership) -> QuerySet[Observation]:
    """The rows behind `figures`, to be counted and listed. What they say is not protected: readers get figures."""
    return Observation.objects.filter(source__partnership=partnership, source__published_at__lte=timezone.now())


def figures_of_all(owners: Iterable[Partnership], *where: Q, **only: Any) -> list[PublishedFigure]:
    """What each of these partnerships has published of the whole of itself; one query."""
    only |= {"source__published_at__lte": timezone.now()}
    return _read((of_the_whole(owners), *where), only, as_given=False)


def of_the_whole(owners: Iterable[Partnership]) -> Q:
    """Figures that these partnerships give of the whole of themselves. The areas are named by their keys, so that the
    index finds them among the figures of all wards."""
    return Q(area__in=[one.whole_id for one in owners], area__whole_of=F("source__partnership"))


def every_figure(partnership: Partnership, **only: Any) -> list[PublishedFigure]:
    """As `figures`, also of sources that are not published, and as they were given: for the desk alone."""
    return _read((), only | {"source__partnership": partnership}, as_given=True)


class ReplacedFigure(NamedTuple):
    """What readers of a source saw until an import replaced it, or took it back, at that time and for that reason."""

    figure: PublishedFigure
    at: dt.datetime
    reason: str


def figures_and_replaced(
    partnership: Partnership, *where: Q, **only: Any
) -> tuple[list[PublishedFigure], list[ReplacedFigure]]:
    """As `figures`, and the figures in whose place they are, the first replaced first; one query for both.

    Figures that were replaced before their source was published were never read and are left out.
    """
    only |= {"source__partnership": partnership, "source__published_at__lte": timezone.now()}
    run = "replaced_by__"
    replaced = (
        Revision.objects.filter(*where, **only)
        .annotate(direction=_DIRECTION)
        .annotate(at=Coalesce(f"{run}undone_at", f"{run}finished_at"), version=F("pk"))
        .filter(at__gt=F("source__published_at"))
        .annotate(because=Case(When(replaced_by__undone_at=None, then=f"{run}reason"), default=f"{run}undone_because"))
    )
    nothing = {"at": Value(None, DateTimeField()), "version": Value(0), "because": Value("", CharField())}
    current = [rows.annotate(**nothing) for rows in _current(where, only)]
    more = [_plain(rows, *nothing) for rows in (replaced, *current)]
    found, earlier, heads = [], [], dict[tuple, Any]()
    for row in more[0].union(*more[1:], all=True):
        *own, at, version, because = row
        figure = _figure(tuple(own), as_given=False, heads=heads)
        if at is None:
            found.append(figure)
        else:
            earlier.append((at, version, ReplacedFigure(figure, at, because)))
    return _in_order(found), [one for _at, _version, one in sorted(earlier, key=lambda row: row[:2])]


def _read(where: tuple[Q, ...], only: dict[str, Any], *, as_given: bool) -> list[PublishedFigure]:
    """Observed and printed figures in the order of their sources, in one query; `as_given` leaves them unprotected."""
    observations, printed = (_plain(rows) for rows in _current(where, only))
    heads: dict[tuple, Any] = {}
    return _in_order(_figure(row, as_given, heads) for row in observations.union(printed, all=True))


def _current(where: tuple[Q, ...], only: dict[str, Any]) -> list[QuerySet]:
    """The observed and the printed figures, with the same columns."""
    observations = Observation.objects.filter(*where, **only).annotate(
        direction=_DIRECTION,
        kind=Value("value", CharField()),
        against_start=Value(None, DateField()),
        against_end=Value(None, DateField()),
    )
    printed = Printed.objects.filter(*where, **only)
    return [observations, printed.annotate(direction=_DIRECTION, provisional=Value(False, BooleanField()))]


def _in_order(found: Iterable[PublishedFigure]) -> list[PublishedFigure]:
    return sorted(found, key=lambda f: (f.source.pk, f.table is None, f.table and f.table.position, f.row, f.column))


def _plain(queryset: QuerySet, *more: str) -> QuerySet:
    return queryset.order_by().values_list(*_COLUMNS, *more)


def _figure(row: tuple, as_given: bool, heads: dict[tuple, Any]) -> PublishedFigure:
    """One row of the query as a figure. Protected sources give their public value, unless `as_given`.

    `heads`: the sources, tables, indicators and areas of the rows before, which thousands of rows share.
    """
    own = dict(zip(_OWN, row, strict=False))
    for name, head, at, end, known_by in _PLACES:
        part = None
        if row[at] is not None and (part := heads.get(key := (name, *row[known_by]))) is None:
            part = head(*row[at:end])
            part = part._replace(round_to=1) if as_given and name == "source" else part
            heads[key] = part
        own[name] = part
    if own["source"].disclosure != Disclosure.OPEN and not as_given:
        own |= protected_words(*row[len(_OWN) : len(_OWN) + len(_PUBLIC)])
    if own["value"] is not None:
        own["value"] = rounded(own["value"], own["decimals"])
    made = object.__new__(PublishedFigure)  # as PublishedFigure(**own), which takes four times as long
    vars(made).update(own, disputed=())
    return made


def tables(found: Iterable[PublishedFigure]) -> list[TableDocument]:
    """The printed tables that these figures stand in, in the order of their sources."""
    groups: dict[tuple[int, str], list[PublishedFigure]] = {}
    for figure in found:
        if figure.table:
            groups.setdefault((figure.source.pk, figure.table.slug), []).append(figure)
    return [table_document(group[0].table, group[0].source, group) for group in groups.values()]


def seen(found: Iterable[PublishedFigure]) -> dict[tuple[str, str], list[OutturnFigure]]:
    """What sources say, dated, for targets: by the indicator's slug and the area's code."""
    grouped: dict[tuple[str, str], list[OutturnFigure]] = defaultdict(list)
    for figure in found:
        if figure.kind == "value" and figure.period:
            grouped[figure.indicator.slug, figure.area.code].append(
                OutturnFigure(
                    period=figure.period,
                    value=figure.value,
                    state=figure.state,
                    shown=figure.shown,
                    source_slug=figure.source.slug,
                    source_title=figure.source.title,
                    anchor=figure.anchor,
                    provisional=figure.provisional,
                    qualifier=figure.qualifier,
                    rounded_to=figure.rounded_to,
                    direction=figure.direction,
                )
            )
    return grouped
