"""One indicator in every partnership: the figure that each published of the whole of itself, in one period."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from csp_portal.formats.periods import Period
from csp_portal.tables import NumberColumn, PortalTable
from performance.areas.figures import COUNT, HOUSEHOLDS, RATE, AreaFigure, AreaFigures, Measure, per_thousand
from performance.areas.ranking_page import rank_words
from performance.indicators.listing import missing_last, unit_word
from performance.models import Indicator
from performance.rules.change.words import COUNTED
from plans.models import AreaKind, Partnership

LISTED = 12  # periods to choose from


@dataclass(frozen=True)
class PeriodCount:
    """A period, and how many partnerships of one kind of area have a figure for it."""

    period: Period
    kind: str
    partnerships: int

    @property
    def key(self) -> str:
        """As it stands in an address."""
        return f"{self.period.start}_{self.period.end}"


class Choices:
    """The kinds of areas and the periods that can be compared. Areas of unlike kinds are never ranked together."""

    def __init__(self, counted: list[PeriodCount], kind: str, period: str) -> None:
        """`kind` and `period` as they are asked for; else the kind of most partnerships, and its newest full period."""
        most: dict[str, int] = {}
        for one in counted:
            most[one.kind] = max(most.get(one.kind, 0), one.partnerships)
        self.kinds = sorted(most, key=lambda one: (-most[one], one))
        self.kind = kind if kind in most else self.kinds[0]
        own = sorted((one for one in counted if one.kind == self.kind), key=_newest)
        full = [one for one in own if one.partnerships * 2 >= most[self.kind]]
        self.usual = full[0]
        self.chosen = next((one for one in own if one.key == period), self.usual)
        self.periods = own[:LISTED]


def _newest(one: PeriodCount) -> tuple[int, int]:
    """The newest first; of two that end together the longer."""
    return -one.period.end.toordinal(), one.period.start.toordinal()


@dataclass(frozen=True)
class NationalPage:
    """The partnerships of one kind in one indicator and period. `like`: the partnership whose similar areas are marked;
    `similar`: their codes."""

    indicator: Indicator
    choices: Choices
    known: AreaFigures
    owners: Mapping[str, Partnership]
    like: Partnership | None
    similar: frozenset[str]

    @cached_property
    def rows(self) -> list[AreaFigure]:
        """Every open partnership of the kind; those without a figure last, without a rank."""
        areas = [one.whole for one in self.owners.values() if one.whole.area_set.kind == self.choices.kind]
        head = next(
            figure.indicator
            for series in self.known.said.values()
            for figure in series.values()
            if figure.indicator.slug == self.indicator.slug
        )
        measure = Measure(head, self.choices.chosen.period, areas[0].area_set_id)
        by_rate = self.known.compared(measure, areas, by=RATE)
        return by_rate if any(row.rate for row in by_rate) else self.known.compared(measure, areas, by=COUNT)

    @property
    def by_rate(self) -> bool:
        return self.rows[0].by == RATE

    @property
    def protected(self) -> bool:
        return any(row.protected for row in self.rows)

    @property
    def disputed(self) -> bool:
        return any(row.disputed for row in self.rows)

    @property
    def missing(self) -> int:
        """How many partnerships of the kind have published no number for the period, not even one that is hidden."""
        return sum(row.figure is None or row.figure.bounds is None for row in self.rows)

    @property
    def rank_words(self) -> str:
        """What rank 1 is, where more than one partnership has a rank."""
        of = self.rows[0].of
        if of < 2:
            return ""
        if self.by_rate:
            return _("Rank 1 has the highest rate of %(count)s areas.") % {"count": of}
        if self.indicator.unit in COUNTED:
            return _("Rank 1 has the highest count of %(count)s areas.") % {"count": of}
        return _("Rank 1 has the highest figure of %(count)s areas.") % {"count": of}

    @property
    def title(self) -> str:
        return _("%(indicator)s, %(period)s") % {"indicator": self.indicator.name, "period": self.choices.chosen.period}

    def query(self, **changes: str) -> str:
        """The address of the same page with another kind or period; the partnership stays."""
        said = {"like": self.like.slug if self.like else "", **changes}
        return "?" + "&".join(f"{name}={value}" for name, value in said.items() if value)

    @property
    def table(self) -> PortalTable:
        """The list, with the rate first and the count beside it."""
        rows = [self._row(place, row) for place, row in enumerate(self.rows)]
        extra: list[tuple[str, tables.Column]] = []
        if self.by_rate:
            base = self.rows[0].base
            extra.append(("rate", NumberColumn(verbose_name=per_thousand(base).capitalize(), order_by="rate_order")))
        if self.like:
            heading = _("Similar to %(name)s") % {"name": self.like.place}
            extra.append(("similar", tables.Column(verbose_name=heading, order_by="similar_order")))
        several = self.rows[0].of > 1
        sequence = ("area", *(["rank"] if several else []), *(["rate"] if self.by_rate else []), "figure", "...")
        left_out = () if several else ("rank",)
        return NationalTable(
            rows, caption=self.title, extra_columns=extra, sequence=sequence, exclude=left_out, unit=self.unit
        )

    @property
    def unit(self) -> str:
        return unit_word(self.indicator.unit)

    def _row(self, place: int, row: AreaFigure) -> dict[str, Any]:
        """One row of the list, the `place`th of all, with the keys to sort it by. What has no number sorts last."""
        owner = self.owners[row.area.code]
        mark = _("this partnership") if owner == self.like else _("yes") if row.area.code in self.similar else _("no")
        return {
            "area": owner.name,
            "href": reverse("indicator", args=[owner.slug, self.indicator.slug])
            if row.figure
            else reverse("performance", args=[owner.slug]),
            "rank": rank_words(row),
            "rank_order": (row.rank is None, place),
            "rate": row.rate.words if row.rate else _("no rate"),
            "rate_order": missing_last(row.rate.value if row.rate else None),
            "figure": row.shown,
            "value_order": missing_last(row.value),
            "similar": mark,
            "similar_order": (row.area.code not in self.similar, owner != self.like, place),
        }

    @property
    def answer(self) -> str:
        """How many partnerships have a figure for the period, and how many have published none."""
        there = len(self.rows) - self.missing
        words = ngettext(
            "%(num)s partnership has published this figure for %(period)s.",
            "%(num)s partnerships have published this figure for %(period)s.",
            there,
        ) % {"num": there, "period": self.choices.chosen.period}
        if not self.missing:
            return words
        none = ngettext(
            "%(num)s has published none, which does not mean that it is zero.",
            "%(num)s have published none, which does not mean that it is zero.",
            self.missing,
        )
        return f"{words} {none % {'num': self.missing}}"

    @property
    def similar_words(self) -> str:
        """How many of those on the page are like the partnership that was named."""
        assert self.like is not None
        number = sum(row.area.code in self.similar for row in self.rows)
        words = ngettext(
            "%(num)s partnership here is in the published group of areas similar to %(place)s.",
            "%(num)s partnerships here are in the published group of areas similar to %(place)s.",
            number,
        )
        if not self.similar:
            words = _("No group of similar areas is published for %(place)s.")
        return words % {"num": number, "place": self.like.place}

    @property
    def base_words(self) -> str:
        """What the rates are worked out with, and when that was counted."""
        years = sorted({row.rate.year for row in self.rows if row.rate})
        said = (
            f"{years[0]}"
            if years[0] == years[-1]
            else _("%(first)s to %(last)s") % {"first": years[0], "last": years[-1]}
        )
        if self.rows[0].base == HOUSEHOLDS:
            return _("Rates use the households of %(years)s.") % {"years": said}
        return _("Rates use the residents of %(years)s.") % {"years": said}

    @property
    def others(self) -> list[tuple[str, str]]:
        """The other periods, with their addresses."""
        own = "" if self.choices.kind == self.choices.kinds[0] else self.choices.kind
        left = [one for one in self.choices.periods if one != self.choices.chosen]
        return [
            (_("Figures for %(period)s") % {"period": one.period}, self.query(kind=own, period=one.key)) for one in left
        ]

    @property
    def other_kinds(self) -> list[tuple[str, str]]:
        """The other kinds of areas, with their addresses."""
        left = [kind for kind in self.choices.kinds if kind != self.choices.kind]
        return [(AreaKind(kind).plural, self.query(kind=kind)) for kind in left]


class NationalTable(PortalTable):
    """Every partnership with its figure, from the highest."""

    area = tables.Column(verbose_name=gettext_lazy("Partnership"))
    rank = NumberColumn(verbose_name=gettext_lazy("Rank"), order_by="rank_order")
    figure = NumberColumn(order_by="value_order")

    class Meta:
        order_by = "rank"

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns["figure"].column.verbose_name = unit.capitalize() or _("Figure")

    def render_area(self, record: dict[str, Any]) -> str:
        return format_html('<a href="{}">{}</a>', record["href"], record["area"])
