"""What the page of one indicator says, from its figures: pure."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.charts import Chart, Series
from csp_portal.numbers import percent_change, rounded, shown, signed
from plans.document_types import TargetDocument
from plans.models import AreaKind

from .change_words import COUNTED, Change
from .forecast import forecast
from .indicator_list import figure_href, unit_word
from .judging import level_aimed_at
from .models import Indicator, PrintedKind
from .periods import Period
from .seasons import pair, rolling_years, season_note, why_not
from .series import AreaHead, Broken, Figure
from .target_words import aim

# An indicator of a whole place is told by the place; one of parts only has no series of its own.
WHOLE = ("district", "county", "force", "country", "other")
LEFT_OUT = (PrintedKind.RANK, PrintedKind.STATUS)


@dataclass(frozen=True)
class Comparison:
    """A figure that a document worked out, beside what its own observations give."""

    what: str
    area: str
    periods: str
    as_printed: str
    href: str
    worked_out: str
    agrees: bool | None
    season: str
    otherwise: list[str]
    source: str


@dataclass(frozen=True)
class IndicatorPage:
    """The indicator in one partnership."""

    partnership: str
    indicator: Indicator
    figures: Sequence[Figure]
    breaks: Sequence[Broken]
    targets: Sequence[TargetDocument]

    @cached_property
    def observations(self) -> list[Figure]:
        return [figure for figure in self.figures if figure.kind == "value"]

    @cached_property
    def area(self) -> AreaHead | None:
        """The area whose series is told: that of the whole place, or the only one there is."""
        areas = Counter(figure.area for figure in self.observations)
        whole = [area for area in areas if area.area_set__kind in WHOLE]
        if whole:
            return min(whole, key=lambda area: (WHOLE.index(area.area_set__kind), -areas[area]))
        return next(iter(areas)) if len(areas) == 1 else None

    @property
    def ranked(self) -> bool:
        """Whether wards can be compared by it."""
        wards = Counter(figure.period for figure in self.observations if figure.area.area_set__kind == AreaKind.WARD)
        return any(count > 1 for period, count in wards.items() if period)

    @cached_property
    def series(self) -> list[tuple[Period, list[Figure]]]:
        """The main area's figures of the commonest length of period, oldest first: each period with all its sources."""
        own = [figure for figure in self.observations if figure.area == self.area and figure.period]
        lengths = Counter(figure.period.months for figure in own)
        length = max(lengths, key=lambda months: (lengths[months], months), default=0)
        chosen = sorted((f for f in own if f.period.months == length), key=lambda f: f.period)
        return [(period, list(group)) for period, group in groupby(chosen, key=lambda f: f.period)]

    @cached_property
    def known(self) -> dict[Period, Decimal]:
        """The main series, without the periods that have no figure or about which sources differ."""
        return {period: value for period, group in self.series if (value := _value(group)) is not None}

    @cached_property
    def own_breaks(self) -> list[tuple[dt.date, str]]:
        code = self.area and self.area.code
        return [(one.starts_on, one.reason) for one in self.breaks if one.area in (None, code)]

    @cached_property
    def change(self) -> Change | None:
        """The newest figure beside the earlier one that it may be compared with."""
        newest = self.series[-1][0] if self.series else None
        found = pair(self.known, newest, self.own_breaks) if newest else None
        return Change(found, self.indicator.unit, self.indicator.better) if found else None

    @cached_property
    def rolling(self) -> str:
        """For months and quarters: the twelve months up to the newest beside the twelve before, in a sentence."""
        if not self._counted or not self.series or self.series[-1][0].months not in (1, 3):
            return ""
        years = rolling_years(self.known)
        newest = max(years, default=None)
        found = pair(years, newest, self.own_breaks) if newest else None
        if newest is None or found is None:
            return ""
        sentence = Change(found, self.indicator.unit, self.indicator.better).sentence(self._shown(found.now))
        return _("Twelve months, %(period)s: %(sentence)s") % {"period": newest, "sentence": sentence}

    @cached_property
    def forecast(self) -> str:
        """The forecast of a count, or why there is none, in a sentence; empty where there is no series."""
        if not self._counted or len(self.known) < 2:
            return ""
        found = forecast(self.known, [day for day, _reason in self.own_breaks])
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
            return _("No published source gives a figure for this yet.")
        if not self.series or self.area is None:
            return _("The sources give figures for parts of the area, but none for the whole.")
        period, group = self.series[-1]
        words = {"area": self.area.name, "period": period, "figure": _all_shown(group)}
        unit = unit_word(self.indicator.unit)
        words["figure"] += f" {unit}" if unit and period in self.known else ""
        if self.change:
            words["sentence"] = self.change.sentence(words["figure"])
            return " ".join(filter(None, [_("%(area)s, %(period)s. %(sentence)s") % words, self.rolling]))
        told = [_("%(area)s, %(period)s: %(figure)s.") % words, why_not(self.known, period), self.rolling]
        return " ".join(filter(None, told))

    @property
    def span(self) -> str:
        """The ends of the series, in words."""
        known = [(value, period) for period, value in self.known.items()]
        if len(known) < 2:
            return (
                _("There is only one figure so far.")
                if known
                else _("There is no figure that all sources agree about.")
            )
        unit = "%" if self.indicator.unit == "%" else "£" if self.indicator.unit == "£" else ""
        high, low = max(known), min(known)
        words = {"high": shown(high[0], unit), "then": high[1], "low": shown(low[0], unit), "when": low[1]}
        return _("Highest: %(high)s in %(then)s. Lowest: %(low)s in %(when)s.") % words

    @property
    def disagreements(self) -> list[str]:
        """One sentence for each area and period about which sources differ."""

        def place(figure: Figure) -> tuple[str, Period]:
            return figure.area.name, figure.period

        dated = sorted((f for f in self.observations if f.period and f.value is not None), key=place)
        sentences = []
        for (area, period), group in groupby(dated, key=place):
            said = list(group)
            if len({figure.value for figure in said}) > 1:
                figures = _(" and ").join(f"{figure.shown} ({figure.source.title})" for figure in said)
                words = {"area": area, "period": period, "figures": figures}
                sentences.append(_("%(area)s, %(period)s: the sources disagree, %(figures)s.") % words)
        return sentences

    @property
    def comparisons(self) -> list[Comparison]:
        """The figures that documents worked out, beside what their observations give."""
        printed = (figure for figure in self.figures if figure.as_printed and figure.kind not in ("value", *LEFT_OUT))
        return [self._compared(figure) for figure in printed]

    def _compared(self, printed: Figure) -> Comparison:
        own_then, own_now = self._at(printed, printed.against), self._at(printed, printed.period)
        worked_out = self._worked_out(printed, own_then, own_now)
        agrees = None
        if worked_out is not None and printed.value is not None:
            agrees = rounded(worked_out, printed.decimals) == printed.value
        return Comparison(
            what=PrintedKind(printed.kind).label,
            area=printed.area.name,
            periods=self._periods(printed),
            as_printed=printed.as_printed,
            href=figure_href(self.partnership, printed),
            worked_out=_in_words(printed, worked_out),
            agrees=agrees,
            season=season_note(printed.period, printed.against) if printed.against else "",
            otherwise=[
                _("%(result)s with %(figure)s (%(source)s)")
                % {
                    "result": _in_words(printed, self._worked_out(printed, other.value, own_now)),
                    "figure": other.shown,
                    "source": other.source.title,
                }
                for other in self.observations
                if own_then is not None
                and own_now is not None
                and (other.area, other.period) == (printed.area, printed.against)
                and other.value not in (None, own_then)
            ],
            source=printed.source.title,
        )

    def _worked_out(self, printed: Figure, then: Decimal | None, now: Decimal | None) -> Decimal | None:
        if then is None or now is None or printed.kind not in ("change", "percent change"):
            return None
        points = printed.kind == "change" or self.indicator.unit == "%"
        return now - then if points else percent_change(then, now)

    def _at(self, printed: Figure, period: Period | None) -> Decimal | None:
        """What the document itself gives for a period."""
        own = (
            figure.value
            for figure in self.observations
            if (figure.source, figure.area, figure.period) == (printed.source, printed.area, period)
        )
        return next(own, None)

    def _periods(self, printed: Figure) -> str:
        if printed.against is None:
            return printed.period_words
        return _("%(now)s against %(then)s") % {"now": printed.period_words, "then": printed.against}

    @cached_property
    def chart(self) -> Chart | None:
        """The main area over its periods; a period about which sources differ stays open and says so."""
        if not self.series or self.area is None:
            return None
        labels = [str(period) for period, _group in self.series]
        line = len(labels) > 2
        goal, words = self._goal()
        return Chart(
            slug="chart",
            title=_("%(indicator)s, %(area)s") % {"indicator": self.indicator.name, "area": self.area.name},
            sentence=self.span,
            unit=self.indicator.get_unit_display(),
            labels=tuple(labels),
            series=(
                Series(
                    self.area.name,
                    tuple(_value(group) for _period, group in self.series),
                    tuple(_all_shown(group) for _period, group in self.series),
                ),
            ),
            kind="line" if line else "bars",
            plotly_url=reverse("indicator-chart", args=[self.partnership, self.indicator.slug]),
            breaks=tuple(self._breaks()) if line else (),
            target=goal,
            target_text=words,
            label_heading=_("Period"),
        )

    def _goal(self) -> tuple[Decimal | None, str]:
        """The level of the only target that has one for the main area."""
        own = [target for target in self.targets if self.area and target["area"] == self.area.code]
        levels = [(level, target) for target in own if (level := level_aimed_at(target)) is not None]
        if len(levels) != 1:
            return None, ""
        level, target = levels[0]
        return level, _("Target: %(words)s, %(due)s") % {"words": aim(target), "due": target["due_period"]}

    def _breaks(self) -> Iterator[tuple[str, str]]:
        for broken in self.breaks:
            earlier = [period for period, _group in self.series if period.end < broken.starts_on]
            if earlier and earlier[-1] != self.series[-1][0] and broken.area in (None, self.area and self.area.code):
                yield str(earlier[-1]), broken.reason


def _in_words(printed: Figure, number: Decimal | None) -> str:
    if number is None:
        return ""
    return signed(number, "%" if printed.kind == "percent change" else "", None if printed.kind == "change" else 1)


def _value(group: Sequence[Figure]) -> Decimal | None:
    """The figure of a period, where all sources that give one agree."""
    values = {figure.value for figure in group if figure.value is not None}
    return values.pop() if len(values) == 1 else None


def _all_shown(group: Sequence[Figure]) -> str:
    """The figure of a period in words; every figure where sources differ."""
    words = list(dict.fromkeys(figure.shown for figure in group if figure.value is not None))
    if len({figure.value for figure in group if figure.value is not None}) > 1:
        return _("sources differ: %(figures)s") % {"figures": _(" or ").join(words)}
    return words[0] if words else group[-1].shown
