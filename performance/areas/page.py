"""What the page of one area says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import islice

from django.core.paginator import Page, Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from markupsafe import Markup

from csp_portal.formats.numbers import shown
from csp_portal.tables import PAGE_SIZE
from performance.figures.relations import SimilarAreas
from performance.figures.series import IndicatorHead, PublishedFigure
from performance.indicators.listing import unit_word
from performance.models import SimilarMember, Unit
from performance.rules.areas.shares import Share
from performance.rules.areas.wards import Movement
from performance.rules.change.words import direction
from plans.models import Area, AreaKind, AreaSet, LinkBasis
from plans.places.successors import ended_words

from .boundary_estimates import EstimatedArea, estimated_sets
from .comparisons import AreaComparison, comparisons, nearest
from .figures import BASES, COUNT, HOUSEHOLDS, RATE, RESIDENTS, AreaFigure, AreaFigures, Measure, whole_of
from .maps import locator_map
from .unplaced import Key, UnplacedNote, UnplacedRows, unplaced_note

# Kinds of areas small enough that what is said of one is said of the wards in it.
LOCAL = (AreaKind.SECTOR, AreaKind.COMMITTEE, AreaKind.MANAGER_AREA)
MOST_WIDER = 5


@dataclass(frozen=True)
class AreaPage:
    """One area: what it lies in, what lies in it, and its figures beside those of its set."""

    area: Area
    sets: Mapping[AreaSet, Sequence[Area]]
    links: Sequence[tuple[str, str, str]]
    known: AreaFigures
    shares: Sequence[Share] = ()
    group: SimilarAreas | None = None
    number: str | None = None
    unplaced: Mapping[Key, UnplacedRows] = field(default_factory=dict)
    by: str = RATE

    @cached_property
    def became(self) -> list[tuple[Area, Share]]:
        """The newer areas that its ground is in now, the one with the largest part first."""
        return self._joined_by({one.newer: one for one in self.shares if one.older == self.area.code})

    @cached_property
    def was(self) -> list[tuple[Area, Share]]:
        """The older areas that it was made from, the one of which it has the largest part first."""
        return self._joined_by({one.older: one for one in self.shares if one.newer == self.area.code})

    def _joined_by(self, shares: Mapping[str, Share]) -> list[tuple[Area, Share]]:
        found = [(area, shares[area.code]) for area in self._areas(set(shares))]
        return sorted(found, key=lambda pair: (-pair[1].share, pair[0].name))

    @property
    def ended(self) -> str:
        """That the area is no longer in force, and since when; empty for one that is."""
        return ended_words(self.area, [])

    @property
    def begun(self) -> str:
        """Since when the area is there; empty where no day is known."""
        starts_on = self.area.area_set.starts_on
        month = starts_on and date_format(starts_on, "F Y")
        words = {"kind": self.area.area_set.get_kind_display().lower(), "month": month}
        return _("This %(kind)s began in %(month)s.") % words if starts_on else ""

    def in_per_cent(self, part: Share) -> str:
        """The part of an older area, never 0% or 100% for one that is some, but not all of it."""
        percent = min(max(part.share * 100, Decimal(1)), Decimal(99))
        return shown(percent, "%", 0)

    @property
    def shares_from_census(self) -> bool:
        """Whether a part of an area is said that is worked out from the residents of small census areas."""
        return any(one.share < 1 and one.basis == LinkBasis.BEST_FIT for _area, one in (*self.became, *self.was))

    @cached_property
    def of_whole(self) -> list[tuple[Measure, PublishedFigure]]:
        """The latest figures of the whole district, for an area without any: counts of crime and the newest first, then
        by name."""
        code = whole_of(self.sets)
        if self.measures or code in ("", self.area.code):
            return []
        latest: dict[str, Measure] = {}
        for (slug, place), by_period in self.known.said.items():
            if place == code and slug not in BASES:
                period = max(by_period, key=lambda period: (period.end, period.start))
                latest[slug] = Measure(by_period[period].indicator, period, by_period[period].area.area_set_id)
        ordered = sorted(latest.values(), key=lambda one: one.indicator.name)
        ordered.sort(key=lambda one: one.period.end, reverse=True)
        ordered.sort(key=lambda one: one.indicator.unit not in (Unit.CRIMES, Unit.INCIDENTS))
        return [(one, figure) for one in ordered if (figure := self.known.figure(one, code))]

    @property
    def wider(self) -> list[tuple[Measure, PublishedFigure]]:
        """The first few figures of the whole district."""
        return self.of_whole[:MOST_WIDER]

    @property
    def further(self) -> list[IndicatorHead]:
        """What else there are figures of for the whole district, by name."""
        return sorted((one.indicator for one, _figure in self.of_whole[MOST_WIDER:]), key=lambda one: one.name)

    @property
    def whole(self) -> Area | None:
        """The district that the areas make up."""
        return next(iter(self._areas({whole_of(self.sets)})), None)

    @property
    def lies_in(self) -> list[Area]:
        return self._areas({larger for smaller, larger, _basis in self.links if smaller == self.area.code})

    @cached_property
    def holds(self) -> list[Area]:
        return self._areas({smaller for smaller, larger, _basis in self.links if larger == self.area.code})

    def _areas(self, codes: set[str]) -> list[Area]:
        return [area for areas in self.sets.values() for area in areas if area.code in codes]

    @property
    def names(self) -> list[str]:
        """What the area is called, and the sectors and committees it lies in."""
        larger = [area for area in self.lies_in if area.area_set.kind in LOCAL]
        return [name for area in (self.area, *larger) for name in (area.name, *area.aliases)]

    @property
    def namesakes(self) -> list[Area]:
        """Areas of other sets with the same name that figures are known for: a ward before its boundaries moved."""
        described = {code for indicator, code in self.known.said if indicator not in BASES}
        listed = (area for areas in self.sets.values() for area in areas)
        return [area for area in listed if area.name == self.area.name and area != self.area and area.code in described]

    @cached_property
    def measures(self) -> list[Measure]:
        """What sources say something of, about the area, newest first."""
        found = [
            Measure(figure.indicator, period, self.area.area_set_id)
            for (indicator, code), by_period in self.known.said.items()
            if code == self.area.code and indicator not in BASES
            for period, figure in by_period.items()
        ]
        return sorted(found, key=lambda one: (one.period.end, one.indicator.name), reverse=True)

    @cached_property
    def page(self) -> Page:
        """The measures that stand on the page that is asked for."""
        return Paginator(self.measures, PAGE_SIZE).get_page(self.number)

    @cached_property
    def figures(self) -> list[tuple[Measure, AreaFigure]]:
        """What sources say about the area, newest first, each beside the others of its set: one page of them."""
        return [(measure, self._beside_others(measure)) for measure in self.page.object_list]

    @property
    def other_rank(self) -> str:
        """What else the area can be ranked by, rate or count; empty where there is no choice."""
        choice = any(row.base and row.of > 1 for _measure, row in self.figures)
        return (COUNT if self.by == RATE else RATE) if choice else ""

    @property
    def columns(self) -> dict[str, bool]:
        """Which columns of the table of figures have something to say."""
        rows = [row for _measure, row in self.figures]
        return {
            "rank": any(row.rank and row.of > 1 for row in rows),
            "residents": any(row.per_residents for row in rows),
            "households": any(row.per_households for row in rows),
            "average": any(row.against for row in rows),
            "change": any(row.movement for row in rows),
        }

    def unplaced_beside(self, measure: Measure, row: AreaFigure) -> UnplacedNote | None:
        """The rows of the force without a place, beside a change that may come of them."""
        return unplaced_note(row, measure, self.unplaced)

    def _beside_others(self, measure: Measure) -> AreaFigure:
        """The area among those of its set."""
        rows = self.known.compared(measure, self.sets[self.area.area_set], whole_of(self.sets), self.by)
        return next(row for row in rows if row.area == self.area)

    @cached_property
    def similar(self) -> list[SimilarMember]:
        """The areas that are published as most like this one; none where no group is known."""
        return nearest(self.area, self.group) if self.group else []

    @cached_property
    def beside(self) -> list[AreaComparison]:
        """The area among similar ones, and beside its force and country, where sources have figures of them."""
        return comparisons(self.area, self.group, self.known)

    @property
    def estimated(self) -> list[tuple[Measure, EstimatedArea]]:
        """What sources say about the older areas it was made from, estimated from shares, newest first; one page."""
        older = {one.older for one in self.shares if one.newer == self.area.code}
        sets = {area.area_set for areas in self.sets.values() for area in areas if area.code in older}
        measures = [measure for area_set in sets for measure in self.known.measures(area_set.pk)]
        measures.sort(key=lambda measure: measure.period.end, reverse=True)
        estimated = (
            (measure, row)
            for measure in measures
            for one in estimated_sets(measure, self.known, self.sets, self.shares)
            for row in one.rows
            if row.area == self.area
        )
        return list(islice(estimated, PAGE_SIZE))

    @property
    def protected(self) -> bool:
        """Whether counts on the page are rounded and small ones hidden."""
        shares = {one.older for one in self.shares if one.newer == self.area.code}
        codes = {self.area.code, *shares, *(area.code for area in self.holds)}
        lines = [line.figure for one in self.beside for line in one.lines]
        own = [one for (_slug, code), said in self.known.said.items() if code in codes for one in said.values()]
        return any(figure.protected for figure in (*own, *lines))

    @property
    def rated(self) -> bool:
        """Whether there is anything to divide by."""
        return any(row.per_residents or row.per_households for _measure, row in self.figures)

    @property
    def denominators(self) -> list[PublishedFigure]:
        """How many live here, as the rates use it."""
        places = [(base, self.area.code) for base in (RESIDENTS, HOUSEHOLDS)]
        return [figure for place in places for figure in self.known.said.get(place, {}).values()]

    @property
    def below(self) -> list[tuple[AreaSet, Measure | None, list[AreaFigure]]]:
        """The areas in it, by set, with the newest figure that can be compared."""
        found = []
        for area_set in dict.fromkeys(area.area_set for area in self.holds):
            measures = self.known.measures(area_set.pk)
            inside = {area.code for area in self.holds}
            measure = measures[0] if measures else None
            rows = (
                self.known.compared(measure, self.sets[area_set], whole_of(self.sets), self.by)
                if measure
                else [AreaFigure(area) for area in self.sets[area_set]]
            )
            found.append((area_set, measure, [row for row in rows if row.area.code in inside]))
        return found

    @property
    def answer(self) -> str:
        """The latest figure of the area with its rank, rate per 1,000, comparison and change, in plain words."""
        kind = self.area.area_set.get_kind_display()
        if not self.measures:
            said = _("There are no published crime figures for %(area)s (%(kind)s).") % {
                "area": self.area,
                "kind": kind,
            }
            return " ".join([said, *self._before()])
        measure = self.measures[0]
        row = self._beside_others(measure)
        unit = unit_word(measure.indicator.unit) if row.value is not None else ""
        words = {
            "area": self.area.name,
            "period": measure.period,
            "indicator": measure.indicator.name.lower(),
            "figure": f"{row.shown} {unit}".strip(),
            "rank": row.rank_words,
            "of": row.of,
            "kind": AreaKind(self.area.area_set.kind).plural.lower(),
        }
        sentence = _("%(area)s, %(period)s: %(figure)s (%(indicator)s)") % words
        if row.of > 1 and row.rank:
            by_rate, by_count = (
                _(", ranked %(rank)s of %(of)s %(kind)s by rate"),
                _(", ranked %(rank)s of %(of)s %(kind)s"),
            )
            sentence += (by_rate if row.by == RATE else by_count) % words
        if row.rate:
            rate = {"rate": row.rate.words, "year": row.rate.year}
            by_residents = _(", %(rate)s per 1,000 residents in %(year)s")
            by_households = _(", %(rate)s per 1,000 households in %(year)s")
            sentence += (by_households if row.base == HOUSEHOLDS else by_residents) % rate
        if row.against and row.against.verdict:
            average = {"against": row.against.words, "average": shown(row.against.average, decimals=1)}
            sentence += _(", significantly %(against)s than the average of %(average)s") % average
        elif row.against:
            sentence += _(", not significantly different from the average")
        if row.figure.disputed:
            return f"{sentence}. {_('We do not know which of them is right, so no rate or change is worked out.')}"
        if row.figure.rounded_to > 1 or (row.protected and row.figure.hidden):
            return f"{sentence}."
        return f"{sentence}. {_moved(row.movement, row.figure.better)}"

    def _before(self) -> Iterator[str]:
        """What is estimated from older areas, else what is known of the area of the same name with other boundaries."""
        for measure, row in self.estimated[:1]:
            words = {
                "period": measure.period,
                "indicator": measure.indicator.name.lower(),
                "figure": f"{row.words} {unit_word(measure.indicator.unit)}".strip(),
            }
            yield _("Estimated from earlier areas, %(period)s: %(figure)s (%(indicator)s).") % words
        for one in self.namesakes[:1] if not self.shares else []:
            words = {"set": one.area_set, "answer": replace(self, area=one).answer}
            yield _("With other boundaries (%(set)s): %(answer)s") % words

    @property
    def map(self) -> Markup | None:
        """Where it lies among the areas of its set, or, without outlines of its own, which areas it holds."""
        title = _("Where %(area)s is") % {"area": self.area.name}
        drawn = locator_map(self.sets[self.area.area_set], {self.area.code}, title)
        if drawn:
            return drawn
        for area_set in dict.fromkeys(area.area_set for area in (*self.holds, *self.lies_in)):
            near = {area.code for area in (*self.holds, *self.lies_in) if area.area_set == area_set}
            if drawn := locator_map(self.sets[area_set], near, title):
                return drawn
        return None


def _moved(movement: Movement | None, better: str) -> str:
    """Whether it became better or worse, with the numbers; or that nothing is known to compare with."""
    if movement is None:
        return _("We cannot say if it has become better or worse: there is no earlier figure to compare with.")
    found = direction(movement.then, movement.now, clear=movement.clear, better=better)
    words = {"verdict": found.verdict, "since": movement.since, "change": movement.words}
    return (
        _("%(verdict)s than in %(since)s: %(change)s.") % words
        if movement.clear
        else (_("About the same as in %(since)s: %(change)s.") % words)
    )
