"""Queries in, small plain values out, for public figure pages: published sources and versions only."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    F,
    FilteredRelation,
    JSONField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.formats.numbers import rounded
from performance.models import (
    Better,
    Disclosure,
    Indicator,
    Observation,
    PartnershipMeasure,
    PlainAnswer,
    Printed,
    ReportVersion,
    Revision,
    SeriesBreak,
    SimilarGroup,
)
from performance.models.indicators import direction_on
from performance.rules.agreement import dispute_words
from performance.rules.areas.ranking import Bounds, widest
from performance.rules.areas.shares import Share
from performance.rules.change.words import COUNTED
from performance.rules.disclosure import DisclosureRule
from performance.rules.figure_words import FigureWords, protected_words, table_document
from performance.rules.periods import day
from performance.rules.reports.types import ReportDocument
from performance.rules.reports.upgrade import upgraded
from performance.rules.targets.outturns import Break, OutturnFigure
from performance.rules.values import State
from plans.documents.newest_versions import newest_versions
from plans.documents.published_documents import PublishedDocuments, as_latest, newest_texts
from plans.models import Area, AreaLink, Organisation, Partnership
from plans.schemas.plan import PlanDocument, TableDocument

BREAK = -3  # where a row of relations is a break in a series instead
PART = "part"  # where an area is one of a set, in place of its kind
PUBLISHED_TEXT = -2  # where a row of relations is a published text instead


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


def figures(partnership: Partnership, *where: Q, **only: Any) -> list[PublishedFigure]:
    """Every figure of the partnership's published sources, in the order of its sources; one query."""
    return _read(partnership, where, only | {"source__published_at__lte": timezone.now()}, as_given=False)


def every_figure(partnership: Partnership, **only: Any) -> list[PublishedFigure]:
    """As `figures`, also of sources that are not published, and as they were given: for the desk alone."""
    return _read(partnership, (), only, as_given=True)


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
    found, earlier = [], []
    for row in more[0].union(*more[1:], all=True):
        *own, at, version, because = row
        figure = _figure(tuple(own), as_given=False)
        if at is None:
            found.append(figure)
        else:
            earlier.append((at, version, ReplacedFigure(figure, at, because)))
    return _in_order(found), [one for _at, _version, one in sorted(earlier, key=lambda row: row[:2])]


def _read(
    partnership: Partnership, where: tuple[Q, ...], only: dict[str, Any], *, as_given: bool
) -> list[PublishedFigure]:
    """Observed and printed figures in the order of their sources, in one query; `as_given` leaves them unprotected."""
    observations, printed = (_plain(rows) for rows in _current(where, {"source__partnership": partnership, **only}))
    return _in_order(_figure(row, as_given) for row in observations.union(printed, all=True))


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


def _figure(row: tuple, as_given: bool) -> PublishedFigure:
    """One row of the query as a figure. Protected sources give their public value, unless `as_given`."""
    own = dict(zip(_OWN, row, strict=False))
    at = len(_OWN) + len(_PUBLIC)
    public = row[len(_OWN) : at]
    for name, head in _PARTS.items():
        part = row[at : at + len(head._fields)]
        own[name] = head(*part) if part[0] is not None else None
        at += len(head._fields)
    if own["source"].disclosure != Disclosure.OPEN and not as_given:
        own |= protected_words(*public)
    if as_given:
        own["source"] = own["source"]._replace(round_to=1)
    if own["value"] is not None:
        own["value"] = rounded(own["value"], own["decimals"])
    return PublishedFigure(**own)


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


class PublishedBreak(NamedTuple):
    """From a day on, an indicator is counted differently: in one area, or, where `area` is None, everywhere."""

    indicator: str
    area: str | None
    starts_on: dt.date
    reason: str


def breaks(partnership: Partnership) -> list[PublishedBreak]:
    """Breaks in the series of every indicator that the partnership has figures of."""
    return [
        PublishedBreak(*row)
        for row in _noted_breaks(partnership)
        .order_by("starts_on")
        .values_list("indicator__slug", "area__code", "starts_on", "reason")
        .distinct()
    ]


def _noted_breaks(partnership: Partnership) -> QuerySet[SeriesBreak]:
    return SeriesBreak.objects.filter(noted_for(partnership), indicator__observations__source__partnership=partnership)


def noted_for(partnership: Partnership, path: str = "") -> Q:
    """The breaks that hold for a partnership: those of the indicator, and those that it noted itself."""
    return Q(**{f"{path}partnership": None}) | Q(**{f"{path}partnership": partnership})


def breaks_of(found: Iterable[PublishedBreak], indicator: str, area: str) -> list[Break]:
    """Those of one indicator that hold in one area."""
    return [
        Break(one.starts_on, one.reason) for one in found if one.indicator == indicator and one.area in (None, area)
    ]


class PublishedDirection(NamedTuple):
    """Another direction that is better for some time than the indicator says; a day of None is open."""

    better: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    reason: str

    @property
    def words(self) -> str:
        """ "until 31 March 2028: Higher is better (more people should report)" """
        days = {"first": self.starts_on and day(self.starts_on), "last": self.ends_on and day(self.ends_on)}
        given = {**days, "better": Better(self.better).label, "reason": self.reason.rstrip(".")}
        if self.starts_on is None:
            return _("until %(last)s: %(better)s (%(reason)s)") % given
        if self.ends_on is None:
            return _("from %(first)s: %(better)s (%(reason)s)") % given
        return _("from %(first)s to %(last)s: %(better)s (%(reason)s)") % given


def indicator_and_breaks(
    slug: str, partnership: Partnership
) -> tuple[Indicator | None, list[PublishedBreak], list[PublishedDirection]]:
    """An indicator with the breaks in its series and its directions for some time, as `said` the partnership's own
    answer, and as `measure` how the partnership follows it; one query."""
    of_partnership = Q(directions__partnership=partnership)
    joined = list(
        Indicator.objects.filter(slug=slug)
        .annotate(said=own_answer(partnership, "indicator"))
        .annotate(noted=FilteredRelation("breaks", condition=noted_for(partnership, "breaks__")))
        .annotate(
            followed=FilteredRelation("measures", condition=Q(measures__partnership=partnership)),
            provided_by=F("followed__provider__name"),
            **{f"measure_{name}": F(f"followed__{name}") for name in _MEASURE},
        )
        .annotate(turned=FilteredRelation("directions", condition=of_partnership))
        .annotate(area=F("noted__area__code"), starts_on=F("noted__starts_on"), reason=F("noted__reason"))
        .annotate(other=F("turned__better"), first=F("turned__starts_on"), last=F("turned__ends_on"))
        .annotate(because=F("turned__reason"))
        .order_by("starts_on", "first")
    )
    broken = [PublishedBreak(slug, row.area, row.starts_on, row.reason) for row in joined if row.starts_on]
    turned = [PublishedDirection(row.other, row.first, row.last, row.because) for row in joined if row.other]
    for row in joined[:1]:
        row.measure = _measure(row, partnership)
    return (joined[0] if joined else None), list(dict.fromkeys(broken)), list(dict.fromkeys(turned))


_MEASURE = ("pk", "frequency", "lag", "lag_unit", "good", "why")


def _measure(row: Indicator, partnership: Partnership) -> PartnershipMeasure | None:
    """The measure that was read beside an indicator, without a query."""
    said = {name: getattr(row, f"measure_{name}") for name in _MEASURE}
    provider = Organisation(name=row.provided_by) if row.provided_by else None
    return PartnershipMeasure(partnership=partnership, indicator=row, provider=provider, **said) if said["pk"] else None


def own_answer(partnership: Partnership, subject: str) -> Subquery:
    """The officer's sentence for each row of an indicator or an area; NULL where there is none."""
    rows = PlainAnswer.objects.filter(**{"partnership": partnership, subject: OuterRef("pk")})
    return Subquery(rows.values("sentence")[:1])


def in_groups(partnership: Partnership) -> Q:
    """Figures of the partnership's own areas and of those that are similar to one."""
    groups = _groups(partnership)
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
        _noted_breaks(partnership)
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
    groups = _groups(partnership).annotate(
        part=Value(Decimal(0), DecimalField(max_digits=7, decimal_places=6)), same=Value(-1)
    )
    rows = between.order_by().values_list("smaller__code", "larger__code", "basis", "share", "same", "day", "pk")
    return rows.union(
        groups.order_by().values_list("area__code", "members__code", "name", "part", "same", "starts_on", "pk"),
        all=True,
    )


def _groups(partnership: Partnership) -> QuerySet[SimilarGroup]:
    """The groups of similar areas of a partnership's own areas that have no end."""
    return SimilarGroup.objects.filter(area__partnerships=partnership, ends_on=None).order_by()


def _relations(rows: Iterable[tuple]) -> Relations:
    """Which areas are part of which, the shares between old and new ones, and the latest group of similar areas."""
    found = sorted(rows, key=lambda row: row[-1])
    return Relations(
        [(row[0], row[1], row[2]) for row in found if row[4] == 0 and row[3] == 1],
        [Share(row[0], row[1], row[3], row[2]) for row in found if row[4] == 1],
        _newest_groups((row[0], row[1], row[2], row[5]) for row in found if row[4] < 0),
    )


def _newest_groups(rows: Iterable[tuple[str, str, str, dt.date]]) -> dict[str, SimilarAreas]:
    """By area the group that was published last, of rows with an area, one member, the group's name and its day."""
    similar: dict[str, SimilarAreas] = {}
    for code, member, name, starts_on in rows:
        known = similar.get(code)
        if known is None or known.starts_on < starts_on:
            similar[code] = known = SimilarAreas(name, starts_on, frozenset())
        if known.starts_on == starts_on:
            similar[code] = known._replace(members=known.members | {member})
    return similar


class Published(NamedTuple):
    """The newest published documents of a partnership; `number` is the version's.

    `own`: the codes of the partnership's own areas, with their kinds. `groups`: the newest group of similar areas of
    each. `parts`: the codes of the areas of its sets.
    """

    plans: list[tuple[int, PlanDocument]]
    reports: list[tuple[int, ReportDocument]]
    own: dict[str, str]
    groups: dict[str, SimilarAreas]
    parts: frozenset[str] = frozenset()


def published(partnership: Partnership) -> Published:
    """The newest version of every plan and of every report, latest period first, the own areas and their groups; one
    query."""
    newest = ReportVersion.objects.order_by().values("report").annotate(newest=Max("pk")).values("newest")
    reports = ReportVersion.objects.filter(report__partnership=partnership, pk__in=newest)
    no_day = Cast(Value(None), DateField())  # PostgreSQL takes a bare NULL for text where several are united
    documents = [
        rows.order_by().values_list("number", "content", Value(""), Value(""), Value(""), no_day)
        for rows in (newest_versions(partnership), reports)
    ]
    nothing = (Value(0), Value({}, JSONField()))
    areas = partnership.areas.order_by().values_list(*nothing, "code", "area_set__kind", Value(""), no_day)
    in_sets = Area.objects.filter(area_set__partnership=partnership).order_by()
    parts = in_sets.values_list(*nothing, "code", Value(PART), Value(""), no_day)
    groups = _groups(partnership).values_list(*nothing, "area__code", "members__code", "name", "starts_on")
    found = list(documents[0].union(documents[1], areas, parts, groups, all=True))
    similar = [(code, member, name, day) for _number, _content, code, member, name, day in found if day]
    plan_rows = [(number, content) for number, content, *_others in found if "plan" in content]
    report_rows = [(number, upgraded(content)) for number, content, *_others in found if "report" in content]
    return Published(
        sorted(plan_rows, key=lambda row: row[1]["plan"]["period_start"], reverse=True),
        sorted(report_rows, key=lambda row: row[1]["report"]["period_end"], reverse=True),
        {code: kind for _number, _content, code, kind, _name, day in found if code and not day and kind != PART},
        _newest_groups(similar),
        frozenset(code for _number, _content, code, kind, _name, _day in found if kind == PART),
    )
