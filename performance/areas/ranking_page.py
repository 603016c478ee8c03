"""What the page of the areas says: the ranking, its map and its chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _, ngettext

from csp_portal.charts import Chart, Choropleth, Funnel, Series
from csp_portal.formats.numbers import shown
from csp_portal.tables import NumberColumn
from performance.figures.series import SourceHead
from performance.indicators.listing import Order, figure_href, missing_last, unit_word
from performance.indicators.tables import RankingTable
from performance.rules.areas.shares import Share
from performance.rules.areas.wards import Movement, total
from performance.rules.change.chart_limits import limits_of
from plans.models import Area, AreaKind, AreaSet

from .boundary_estimates import EstimatedSet, estimated_sets
from .figures import COUNT, HOUSEHOLDS, RATE, RESIDENTS, AreaFigure, AreaFigures, Measure, Rate, per_thousand, whole_of
from .funnel import area_funnel
from .maps import area_map
from .reconciliation import Reconciliation, reconciliations
from .unplaced import Key, UnplacedNote, UnplacedRows, unplaced_note


@dataclass(frozen=True)
class RankingPage:
    """One set of areas in one measure; without a measure only their names and their map."""

    partnership: str
    area_set: AreaSet
    sets: Mapping[AreaSet, Sequence[Area]]
    links: Sequence[tuple[str, str, str]]
    known: AreaFigures
    measure: Measure | None
    shares: Sequence[Share] = ()
    unplaced: Mapping[Key, UnplacedRows] = field(default_factory=dict)
    by: str = RATE

    @property
    def unplaced_note(self) -> UnplacedNote | None:
        """The rows of the force without a place, beside the changes of the areas."""
        notes = (unplaced_note(row, self.measure, self.unplaced) for row in self.rows) if self.measure else ()
        return next((note for note in notes if note), None)

    @cached_property
    def rows(self) -> list[AreaFigure]:
        areas = self.sets[self.area_set]
        if self.measure:
            return self.known.compared(self.measure, areas, whole_of(self.sets), self.by)
        return [AreaFigure(area) for area in areas]

    @property
    def protected(self) -> bool:
        """Whether counts here are rounded and small ones hidden."""
        return any(row.protected for row in self.rows)

    @property
    def unit(self) -> str:
        return unit_word(self.measure.indicator.unit) if self.measure else ""

    @property
    def by_rate(self) -> bool:
        """Whether the areas are ranked by rate."""
        return self.rows[0].by == RATE

    @property
    def ranked_unit(self) -> str:
        """The unit of what the areas are ranked by."""
        return per_thousand(self.rows[0].base) if self.by_rate else self.unit

    @property
    def other_rank(self) -> tuple[str, str]:
        """What else the areas can be ranked by, rate or count, in words with its address; empty without a choice."""
        if not self.rows[0].base:
            return "", ""
        other = replace(self, by=COUNT if self.by_rate else RATE)
        return _("Rank by count") if self.by_rate else _("Rank by rate"), f"?{other.query}"

    @property
    def ranked_words(self) -> str:
        if self.by_rate:
            return _("Ranked by rate %(per_thousand)s.") % {"per_thousand": self.ranked_unit}
        return _("Ranked by count.")

    @property
    def title(self) -> str:
        words = {"set": self.area_set.name}
        if not self.measure:
            return self.area_set.name
        words |= {"indicator": self.measure.indicator.name, "period": self.measure.period}
        return _("%(indicator)s, %(period)s") % words

    @cached_property
    def answer(self) -> str:
        """The ends of the ranking and the sum, in words."""
        kinds = AreaKind(self.area_set.kind).plural.lower()
        if not self.measure:
            words = {"count": len(self.rows), "kind": kinds}
            return (
                _("There are no published crime figures for the %(count)s %(kind)s, so they cannot be ranked.") % words
            )
        if not (sentence := self.ends):
            return _("%(title)s. None of the areas has a figure that can be ranked.") % {"title": self.title}
        if self.protected:
            return f"{self.title}. {sentence}"
        if (together := total(row.value for row in self.rows)) is not None and self.unit:
            sentence += " " + _("Total: %(sum)s %(unit)s.") % {"sum": shown(together), "unit": self.unit}
        return f"{self.title}. {sentence}"

    @property
    def ends(self) -> str:
        """The highest and the lowest area in words; empty where none can be ranked."""
        placed = [row for row in self.rows if row.rank]
        kinds = AreaKind(self.area_set.kind).plural.lower()
        return _ends(placed, kinds, self.ranked_unit if self.by_rate else "") if placed else ""

    @property
    def finding(self) -> str:
        """The same as the title of a chart."""
        return self.ends.removesuffix(".")

    @property
    def source(self) -> str:
        """The sources of what is ranked."""
        return self._sources(rates=self.by_rate)

    def _sources(self, *, rates: bool) -> str:
        """The sources of the figures, and of the population where rates are shown."""
        figures = [row.figure.source.title for row in self.rows if row.figure]
        return "; ".join(dict.fromkeys(figures + [one.title for one in self.populations if rates]))

    @cached_property
    def populations(self) -> list[SourceHead]:
        """The sources of the residents or households that the rates use."""
        used = (
            (figure.source, period.end.year == found.year)
            for row in self.rows
            for base, found in ((RESIDENTS, row.per_residents), (HOUSEHOLDS, row.per_households))
            if found
            for period, figure in self.known.said[base, row.area.code].items()
        )
        return list(dict.fromkeys(source for source, of_year in used if of_year))

    @property
    def map(self) -> Choropleth | None:
        """The areas shaded by what they are ranked by; without a measure, where they are. None without outlines."""
        title = _("Map of %(set)s") % {"set": self.area_set.name}
        if self.measure:
            title = _("%(measure)s: map of %(set)s") % {"measure": self.title, "set": self.area_set.name}
        darker = _("Where they are.")
        if self.by_rate:
            darker = _("The darker an area, the higher its rate.")
        elif self.measure:
            darker = _("The darker an area, the higher its count.")
        sentence = f"{darker} {_('Select an area for details.')}"
        drawn = area_map(self.partnership, title, sentence, self.ranked_unit, self.rows, self.query)
        return replace(drawn, finding=self.finding, missing=_("no rate") if self.by_rate else "") if drawn else None

    @property
    def leaders(self) -> str:
        """How much of the whole the first three have, of counts."""
        together = total(row.value for row in self.rows)
        if self.by_rate or not together or len(self.rows) < 6 or not self.unit or self.protected:
            return _("In rank order.")
        names = [row.area.name for row in self.rows[:3]]
        share = total(row.value for row in self.rows[:3]) / together * 100
        words = {"first": names[0], "second": names[1], "third": names[2], "share": shown(share, "%", 0)}
        return _("%(first)s, %(second)s and %(third)s account for %(share)s of the total.") % words

    @property
    def chart(self) -> Chart | None:
        """The ranking as bars, with 95% limits where they apply; None without a measure."""
        if not self.measure:
            return None
        address = reverse("areas-chart", args=[self.partnership, "json"])
        return Chart(
            slug="ranking",
            title=self.title,
            sentence=self.leaders,
            finding=self.finding,
            source=self.source,
            unit=self.ranked_unit,
            labels=tuple(row.area.name for row in self.rows),
            series=(
                Series(
                    str(self.measure.period),
                    tuple(row.ranked_value for row in self.rows),
                    tuple(row.ranked_shown for row in self.rows),
                    () if self.protected or self.by_rate else self._limits,
                ),
            ),
            kind="bars",
            limits_text=_("95% limits"),
            address=f"{address}?{self.query}",
            links=tuple(reverse("area", args=[self.partnership, row.area.code]) for row in self.rows),
            label_heading=self.area_set.get_kind_display(),
        )

    @property
    def _limits(self) -> Sequence[tuple[Decimal, Decimal] | None]:
        return limits_of([row.value for row in self.rows], self.measure.indicator.unit) if self.measure else ()

    @property
    def query(self) -> str:
        """What is ranked and by what, as it stands in an address."""
        by = "&by=count" if self.by == COUNT else ""
        return f"measure={self.measure.indicator.slug}&period={self.measure.key}{by}" if self.measure else ""

    @property
    def compared(self) -> list[AreaFigure]:
        """The areas that can be set beside the average."""
        return [row for row in self.rows if row.against]

    @property
    def funnel(self) -> Funnel | None:
        """Rates against the size of the areas, with the limits of chance; None where rates are not known."""
        if not self.measure or not self.compared:
            return None
        hidden = sum(row.protected and row.value is None and not row.disputed for row in self.rows)
        disputed = sum(row.disputed for row in self.rows)
        left_out = (hidden, disputed)
        drawn = area_funnel(self.partnership, self.title, self.measure, self.known, self.compared, self.query, left_out)
        return replace(drawn, source=self._sources(rates=True))

    @property
    def estimated(self) -> list[EstimatedSet]:
        """The same figures on newer areas of the kind, estimated from shares."""
        return estimated_sets(self.measure, self.known, self.sets, self.shares) if self.measure else []

    @property
    def ranks_differ(self) -> bool | None:
        """Whether a printed rank differs from ours; None where none is printed, or ours are too uncertain to tell."""
        if self.by_rate:
            return None
        printed = [row for row in self.rows if row.printed_rank and row.printed_rank.value is not None]
        if any(row.other_printed_rank for row in printed):
            return True
        return False if printed and all(row.rank == row.last_rank for row in self.rows) else None

    @property
    def disputed(self) -> str:
        """The areas about which sources differ, in sentences; empty where there are none."""
        rows = [row for row in self.rows if row.disputed]
        if not rows:
            return ""
        listed = "; ".join(f"{row.area.name}, {row.shown}" for row in rows)
        said = _("Ranked by every figure given in the sources: %(areas)s.") % {"areas": listed}
        if not self.compared:
            return said
        left_out = ngettext("The average leaves this area out.", "The average leaves these areas out.", len(rows))
        return f"{said} {left_out}"

    @property
    def compared_by(self) -> str:
        """What the rates that are set beside the average are worked out with; empty where there are none."""
        found = [row for row in self.compared if row.rate]
        years = ", ".join(sorted({str(row.rate.year) for row in found if row.rate}))
        if not found:
            return ""
        by_households = _("They are compared per 1,000 households, counted in %(years)s.")
        by_residents = _("They are compared per 1,000 residents, counted in %(years)s.")
        return (by_households if found[0].base == HOUSEHOLDS else by_residents) % {"years": years}

    @property
    def year_gap(self) -> str:
        """That people were counted in another year than the figures, where it is so; empty where it is not."""
        if self.measure is None:
            return ""
        period = self.measure.period
        years = {row.rate.year for row in self.rows if row.rate}
        apart = ", ".join(str(year) for year in sorted(years) if not period.start.year <= year <= period.end.year)
        words = {"years": apart, "period": period}
        said = _("Take care: people were counted in %(years)s, but these figures are for %(period)s.") % words
        return said if apart else ""

    @property
    def caveats(self) -> list[tuple[str, str]]:
        return [(area.name, area.caveat) for area in self.sets[self.area_set] if area.caveat]

    @property
    def larger_sets(self) -> dict[AreaSet, Sequence[Area]]:
        """The other sets, except those of a single area, in which everything lies."""
        other = {area_set: areas for area_set, areas in self.sets.items() if area_set.kind != self.area_set.kind}
        return {area_set: areas for area_set, areas in other.items() if len(areas) > 1}

    @cached_property
    def reconciliations(self) -> list[Reconciliation]:
        if not self.measure or self.protected:  # rounded figures need not add up
            return []
        found = reconciliations(self.measure, self.sets[self.area_set], self.larger_sets, self.links, self.known)
        return sorted(found, key=lambda one: one.agrees is None)

    @property
    def table(self) -> RankingTable:
        """The sortable list: rates where there is something to divide by, a column for each larger set."""
        rows = [self._row(row, place) for place, row in enumerate(self.rows)]
        extra = []
        for name, words in (("residents", _("Per 1,000 residents")), ("households", _("Per 1,000 households"))):
            years = {found.year for row in self.rows if (found := getattr(row, f"per_{name}"))}
            if years:
                heading = f"{words} ({', '.join(map(str, sorted(years)))})"
                extra.append((f"per_{name}", NumberColumn(verbose_name=heading, order_by=f"{name}_order")))
        if any(row.movement and (row.value or not self.protected) for row in self.rows):
            since = {row.movement.since for row in self.rows if row.movement}
            words = _("Change since %(period)s") % {"period": since.pop()} if len(since) == 1 else _("Change")
            extra.append(("change", NumberColumn(verbose_name=words, order_by="change_order")))
        if self.compared:
            heading = _("Compared with the average")
            extra.append(("against", tables.Column(verbose_name=heading, order_by="against_order")))
        for area_set in self.larger_sets:
            key = f"set-{area_set.slug}"
            if any(row["within"][key] for row in rows):
                heading = area_set.get_kind_display()
                column = tables.Column(verbose_name=heading, accessor=f"within__{key}", order_by=f"within_order__{key}")
                extra.append((key, column))
        kind = self.area_set.get_kind_display()
        listed = RankingTable(rows, caption=self.title, extra_columns=extra)
        listed.columns["area"].column.verbose_name = kind
        if self.by_rate:
            listed.columns["rank"].column.verbose_name = _("Rank by rate")
        return listed

    def _row(self, row: AreaFigure, place: int) -> dict[str, Any]:
        """One row of the ranking, the `place`th of all, with the keys to sort it by. Without a figure it sorts last."""
        within = self._within(row.area)
        return {
            "area": row.area.name,
            "href": reverse("area", args=[self.partnership, row.area.code]),
            "rank": rank_words(row),
            "rank_order": (row.rank is None, place),
            "figure": row.shown,
            "figure_href": figure_href(self.partnership, row.figure) if row.figure else "",
            "value_order": missing_last(row.value),
            "per_residents": _words(row.per_residents),
            "residents_order": _rate_order(row.per_residents),
            "per_households": _words(row.per_households),
            "households_order": _rate_order(row.per_households),
            "change": _words(row.movement),
            "change_order": missing_last(row.movement.change if row.movement else None),
            "against": row.against.words if row.against else _("not compared"),
            "against_order": missing_last(-row.against.verdict if row.against else None),
            "within": {key: format_html_join(", ", '<a href="{}">{}</a>', links) for key, links in within.items()},
            "within_order": {key: ", ".join(name for _href, name in links) for key, links in within.items()},
        }

    def _within(self, area: Area) -> dict[str, list[tuple[str, str]]]:
        """For each larger set, links to those of its areas that share ground with this one."""
        joined = {
            one for smaller, larger, _b in self.links for one in (smaller, larger) if area.code in (smaller, larger)
        }
        return {
            f"set-{area_set.slug}": [
                (reverse("area", args=[self.partnership, other.code]), other.name)
                for other in areas
                if other.code in joined
            ]
            for area_set, areas in self.larger_sets.items()
        }


def rank_words(row: AreaFigure) -> str:
    """The rank, with the printed one behind it where that differs."""
    if row.rank is None:
        return _("not ranked")
    if printed := row.other_printed_rank:
        return _("%(rank)s (printed: %(printed)s)") % {"rank": row.rank_words, "printed": printed}
    return row.rank_words


def _ends(placed: Sequence[AreaFigure], kinds: str, unit: str) -> str:
    """The highest and the lowest of ranked areas, each named only where no other can be in its place.

    Of rounded or hidden counts no lowest is named. `unit` stands behind rates.
    """
    first = next((row for row in placed if row.last_rank == 1), None)
    last = placed[-1]
    words = {"count": len(placed), "kind": kinds, "low": last.area.name, "least": _with_unit(last, unit)}
    words |= {"high": first.area.name, "most": _with_unit(first, unit)} if first else {}
    certain = last.rank == last.last_rank and not any(row.protected for row in placed)
    if first and certain:
        return _("Of %(count)s %(kind)s, %(high)s is highest (%(most)s) and %(low)s lowest (%(least)s).") % words
    if first:
        return _("Of %(count)s %(kind)s, %(high)s is highest (%(most)s).") % words
    said = _("It is not certain which of %(count)s %(kind)s is highest.") % words
    return f"{said} {_('%(low)s is lowest (%(least)s).') % words}" if certain else said


def _with_unit(row: AreaFigure, unit: str) -> str:
    return row.ranked_shown if row.ranked_value is None else f"{row.ranked_shown} {unit}".strip()


def _words(found: Rate | Movement | None) -> str:
    return found.words if found else _("not available")


def _rate_order(found: Rate | None) -> Order:
    return missing_last(found.value if found else None)
