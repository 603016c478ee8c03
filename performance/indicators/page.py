"""What the page of one indicator says, from its figures: pure."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _

from csp_portal.charts import Chart
from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period, in_months, is_to_date
from performance.figures.breaks import PublishedBreak, PublishedDirection
from performance.figures.corrections import Correction
from performance.figures.places import WHOLE, main_place
from performance.figures.series import AreaHead, PublishedFigure
from performance.models import Indicator, IndicatorType
from performance.rules.agreement import choose
from performance.rules.change.forecast import forecast
from performance.rules.change.seasons import pair, rolling_years, why_not
from performance.rules.change.words import COUNTED, FigureChange
from plans.models import AreaKind
from plans.schemas.plan import TargetDocument

from .headlines import PRINTED
from .listing import unit_word
from .printed_comparisons import Comparison, PrintedRank, comparisons, printed_ranks
from .trend import TrendPoint, trend_chart


@dataclass(frozen=True)
class IndicatorPage:
    """The indicator in one partnership, whose own areas are `own`, by code and kind."""

    partnership: str
    indicator: Indicator
    figures: Sequence[PublishedFigure]
    breaks: Sequence[PublishedBreak]
    targets: Sequence[TargetDocument]
    own: Mapping[str, str] = field(default_factory=dict)
    corrections: Sequence[Correction] = ()
    directions: Sequence[PublishedDirection] = ()

    @cached_property
    def observations(self) -> list[PublishedFigure]:
        return [figure for figure in self.figures if figure.kind == "value"]

    @cached_property
    def area(self) -> AreaHead | None:
        """The area whose series is told: the partnership's own or a larger one, else the only part of it there is."""
        areas = Counter(figure.area for figure in self.observations)
        parts = [area for area in areas if area.area_set__kind not in WHOLE]
        return main_place(areas, self.own) or (parts[0] if len(areas) == len(parts) == 1 else None)

    @property
    def ranked(self) -> bool:
        """Whether wards can be compared by it: not by what rates are worked out with."""
        if self.indicator.type == IndicatorType.DENOMINATOR:
            return False
        wards = Counter(figure.period for figure in self.observations if figure.area.area_set__kind == AreaKind.WARD)
        return any(count > 1 for period, count in wards.items() if period)

    @property
    def is_of_whole(self) -> bool:
        """Whether its series is that of the partnership's one own area, so that partnerships can be compared by it."""
        is_shared = self.indicator.partnership_id is None and self.indicator.type != IndicatorType.DENOMINATOR
        is_whole = self.area is not None and list(self.own) == [self.area.code]
        return is_shared and is_whole and any(one.bounds for _period, figures in self.series for one in figures)

    @property
    def covers(self) -> str:
        """From the first to the last day of its figures, as an ISO 8601 interval; empty without a dated figure."""
        periods = [figure.period for figure in self.observations if figure.period]
        return f"{min(one.start for one in periods)}/{max(one.end for one in periods)}" if periods else ""

    @cached_property
    def series(self) -> list[tuple[Period, list[PublishedFigure]]]:
        """The main area's figures of the commonest length of period, oldest first: each period with all its sources."""
        own = [figure for figure in self.observations if figure.area == self.area and figure.period]
        lengths = Counter(figure.period.months for figure in own)
        length = max(lengths, key=lambda months: (lengths[months], months), default=0)
        chosen = sorted((f for f in own if f.period.months == length), key=lambda f: f.period)
        return [(period, list(group)) for period, group in groupby(chosen, key=lambda f: f.period)]

    @cached_property
    def known(self) -> dict[Period, Decimal]:
        """The main series, without the periods that have no figure or about which sources differ."""
        return {period: value for period, group in self.series if (value := choose(group).value) is not None}

    @property
    def protected(self) -> bool:
        """Whether counts here are rounded and small ones hidden."""
        return any(figure.protected for figure in self.figures)

    @cached_property
    def exact(self) -> dict[Period, Decimal]:
        """The same without rounded figures: between these no change is worked out."""
        rounded = {period for period, group in self.series if choose(group).rounded_to > 1}
        return {period: value for period, value in self.known.items() if period not in rounded}

    @cached_property
    def own_breaks(self) -> list[tuple[dt.date, str]]:
        code = self.area and self.area.code
        return [(one.starts_on, one.reason) for one in self.breaks if one.area in (None, code)]

    @cached_property
    def change(self) -> FigureChange | None:
        """The newest figure beside the earlier one that it may be compared with."""
        newest = self.series[-1][0] if self.series else None
        found = pair(self.exact, newest, self.own_breaks) if newest else None
        return FigureChange(found, self.indicator.unit, self._better(newest)) if found and newest else None

    def _better(self, period: Period) -> str:
        """The direction that is better in a period."""
        figures = dict(self.series).get(period, [])
        return next((one.better for one in figures), self.indicator.better)

    @property
    def moved(self) -> str:
        """The change, in a sentence."""
        return self.change.sentence(self._shown(self.change.pair.now)) if self.change else ""

    @cached_property
    def rolling(self) -> str:
        """For months and quarters: the twelve months up to the newest beside the twelve before, in a sentence."""
        if not self._counted or not self.series or self.series[-1][0].months not in (1, 3):
            return ""
        years = rolling_years(self.exact)
        newest = max(years, default=None)
        found = pair(years, newest, self.own_breaks) if newest else None
        if newest is None or found is None:
            return ""
        sentence = FigureChange(found, self.indicator.unit).sentence(self._shown(found.now))
        return _("Twelve months, %(period)s: %(sentence)s") % {"period": newest, "sentence": sentence}

    @cached_property
    def to_date(self) -> str:
        """A year to date that is newer than the series, beside the same months of the year before; never in its
        chart."""
        own = [one for one in self.observations if one.area == self.area and one.period and is_to_date(one.period)]
        if not self.series or self.area is None:
            return ""
        known: dict[Period, list[PublishedFigure]] = {}
        for figure in own:
            if figure.period.months != self.series[-1][0].months:
                known.setdefault(figure.period, []).append(figure)
        values = {period: one.value for period, group in known.items() if (one := choose(group)).rounded_to == 1}
        newest = max(known, key=lambda one: one.end, default=None)
        if newest is None or newest.end <= self.series[-1][0].end or values.get(newest) is None:
            return ""
        found = pair(values, newest, self.own_breaks)
        shown_now = self._shown(choose(known[newest]).value)
        words = {"period": in_months(newest), "sentence": f"{shown_now}."}
        if found:
            words["sentence"] = FigureChange(found, self.indicator.unit, self.indicator.better).sentence(shown_now)
        return _("Year to date, %(period)s: %(sentence)s") % words

    @cached_property
    def forecast(self) -> str:
        """The forecast of a count, or why there is none, in a sentence; empty where there is no series."""
        if not self._counted or len(self.exact) < 2:
            return ""
        found = forecast(self.exact, [day for day, _reason in self.own_breaks])
        return found if isinstance(found, str) else found.words

    @property
    def _counted(self) -> bool:
        return self.indicator.unit in COUNTED

    def _shown(self, number: Decimal) -> str:
        unit = self.indicator.unit
        return f"{shown(number, unit if unit in ('%', '£') else '')} {unit_word(unit)}".strip()

    @cached_property
    def answer(self) -> str:
        """The newest figure and how it moved, in words."""
        if not self.observations:
            if any(figure.kind in PRINTED for figure in self.figures):
                return _("The sources print how much this changed, but not the figures behind it.")
            return _("There are no published figures for this yet.")
        if not self.series or self.area is None:
            if any(figure.area.area_set__kind in WHOLE for figure in self.observations):
                return _("The sources give figures for other areas, but none for this one.")
            return _("The sources give figures for parts of the area, but none for the whole.")
        period, group = self.series[-1]
        words = {"area": self.area.name, "period": period, "figure": choose(group).shown}
        unit = unit_word(self.indicator.unit)
        words["figure"] += f" {unit}" if unit and period in self.known else ""
        if self.change:
            words["sentence"] = self.change.sentence(words["figure"])
            words["verdict"] = self.change.direction.verdict
            told = [_("%(verdict)s. %(area)s, %(period)s. %(sentence)s") % words, self.rank_words]
            told += [self.rolling, self.to_date]
            return " ".join(filter(None, told))
        told = [_("%(area)s, %(period)s: %(figure)s.") % words, why_not(self.exact, period), self.rank_words]
        told += [self.rolling, self.to_date]
        return " ".join(filter(None, told))

    @property
    def span(self) -> str:
        """The ends of the series, in words."""
        known = [(value, period) for period, value in self.exact.items()]
        if self.protected and len(known) < len(self.series):
            return ""
        if len(known) < 2:
            return (
                _("There is only one figure so far.") if known else _("There is no figure that all sources agree on.")
            )
        unit = "%" if self.indicator.unit == "%" else "£" if self.indicator.unit == "£" else ""
        high, low = max(known), min(known)
        words = {"high": shown(high[0], unit), "then": high[1], "low": shown(low[0], unit), "when": low[1]}
        if len(known) < len(self.series):
            told = _("Where sources agree, the highest is %(high)s in %(then)s and the lowest %(low)s in %(when)s.")
            return told % words
        return _("Highest: %(high)s in %(then)s. Lowest: %(low)s in %(when)s.") % words

    @property
    def disagreements(self) -> list[str]:
        """One sentence for each area and period about which sources differ."""

        def place(figure: PublishedFigure) -> tuple[str, Period]:
            return figure.area.name, figure.period

        dated = sorted((f for f in self.observations if f.period and f.value is not None), key=place)
        sentences = []
        for (area, period), group in groupby(dated, key=place):
            said = list(group)
            if choose(said).disputed:
                figures = _(" and ").join(f"{figure.shown} ({figure.source.title})" for figure in said)
                words = {"area": area, "period": period, "figures": figures}
                sentences.append(_("%(area)s, %(period)s: the sources disagree, %(figures)s.") % words)
        return sentences

    @property
    def comparisons(self) -> list[Comparison]:
        """The figures that documents worked out, beside what their observations give."""
        return comparisons(self.partnership, self.indicator.unit, self.figures)

    @cached_property
    def ranks(self) -> list[PrintedRank]:
        """The printed ranks of the partnership's own areas; those of wards are on the page of the areas."""
        whole = {self.area.code} if self.area else set()
        return printed_ranks(self.partnership, self.figures, {*self.own, *whole})

    @property
    def rank_words(self) -> str:
        """The printed rank in the newest period of the series, in a sentence; empty without one."""
        newest = self.series[-1][0] if self.series else None
        area = self.area and self.area.name
        return next((one.words for one in self.ranks if (one.area, one.period) == (area, newest)), "")

    @cached_property
    def chart(self) -> Chart | None:
        """The main area over its periods; a period about which sources differ stays open and says so."""
        if not self.series or self.area is None:
            return None
        return trend_chart(
            self.partnership,
            self.indicator,
            self.area,
            [_point(period, group) for period, group in self.series],
            breaks=self.own_breaks,
            targets=[target for target in self.targets if target["area"] == self.area.code],
            sentence=" ".join(filter(None, [self.moved, self.span])),
            finding=self.finding,
        )

    @property
    def finding(self) -> str:
        """What the series shows, as the title of its chart: the judged change, and about which periods sources
        differ."""
        period, group = self.series[-1]
        words = {"name": self.indicator.name, "period": period, "figure": choose(group).shown}
        told = _("%(name)s: %(figure)s in %(period)s") % words
        if self.change:
            told = self.change.finding(self.indicator.name)
        elif choose(group).disputed:
            told = self.indicator.name
        disputed = [str(one) for one, said in self.series if choose(said).disputed]
        if not disputed:
            return told
        listed = disputed[0] if len(disputed) == 1 else _("%(num)s periods") % {"num": len(disputed)}
        joined = (
            _("%(finding)s; sources differ about %(periods)s")
            if self.change
            else _("%(finding)s: sources differ about %(periods)s")
        )
        return joined % {"finding": told, "periods": listed}


def _point(period: Period, group: Sequence[PublishedFigure]) -> TrendPoint:
    """What the sources give for a period: one figure, or the figures about which they differ."""
    chosen = choose(group)
    readings = tuple(one.value for one in group if one.value is not None) if chosen.disputed else ()
    sources = "; ".join(dict.fromkeys(one.source.title for one in group))
    places = "; ".join(dict.fromkeys(one.place for one in group if one.place))
    return TrendPoint(period, chosen.value, chosen.shown, readings, (sources, places))
