"""Figures that documents worked out, beside what their own observations give: pure."""

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import rounded, signed
from csp_portal.formats.periods import Period
from performance.figures.series import PublishedFigure
from performance.models import PrintedKind
from performance.rules.change.readings import readings
from performance.rules.change.seasons import season_note

from .listing import figure_href

Reading = tuple[Decimal, str]
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


def comparisons(partnership: str, unit: str, figures: Sequence[PublishedFigure]) -> list[Comparison]:
    """Every printed figure of one indicator, whose figures these are, but ranks and symbols."""
    given = _Given(partnership, unit, [figure for figure in figures if figure.kind == "value"])
    printed = (figure for figure in figures if figure.as_printed and figure.kind not in ("value", *LEFT_OUT))
    return [given.compared(figure) for figure in printed]


@dataclass(frozen=True)
class PrintedRank:
    """The place of an area among others as a source prints it: "13 of 15", and among which."""

    area: str
    period: Period | None
    period_words: str
    as_printed: str
    among: str
    href: str
    source: str

    @property
    def words(self) -> str:
        given = {"rank": self.as_printed, "among": self.among, "source": self.source}
        if self.among:
            return _("Rank as printed: %(rank)s among %(among)s, in “%(source)s”.") % given
        return _("Rank as printed: %(rank)s, in “%(source)s”.") % given


def printed_ranks(partnership: str, figures: Sequence[PublishedFigure], areas: Container[str]) -> list[PrintedRank]:
    """The printed ranks of these areas, by code, the newest first."""
    ranks = [one for one in figures if one.kind == PrintedKind.RANK and one.as_printed and one.area.code in areas]
    return [
        PrintedRank(
            one.area.name,
            one.period,
            one.period_words,
            one.as_printed,
            one.note,
            figure_href(partnership, one),
            one.source.title,
        )
        for one in sorted(ranks, key=lambda one: (one.period_end or dt.date.min, one.area.name), reverse=True)
    ]


@dataclass(frozen=True)
class _Given:
    partnership: str
    unit: str
    observations: Sequence[PublishedFigure]

    def compared(self, printed: PublishedFigure) -> Comparison:
        """A printed figure beside the one worked out here, and what other sources' earlier figures would give."""
        own_then, own_now = self._at(printed, printed.against), self._at(printed, printed.period)
        worked_out = self._worked_out(printed, own_then, own_now)
        agrees = None
        if worked_out is not None and printed.value is not None:
            agrees = rounded(worked_out[0], printed.decimals) == printed.value
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

    def _worked_out(self, printed: PublishedFigure, then: Decimal | None, now: Decimal | None) -> Reading | None:
        """The change with its unit: in the reading that is the printed one, else in the likelier."""
        if then is None or now is None or printed.kind not in ("change", "percent change", "points"):
            return None
        meant = readings(printed.kind, then, now, percentages=self.unit == "%")
        right = (one for one in meant if rounded(one[0], printed.decimals) == printed.value)
        return next(right, meant[0] if meant else None)

    def _at(self, printed: PublishedFigure, period: Period | None) -> Decimal | None:
        """What the document itself gives for a period."""
        own = (
            figure.value
            for figure in self.observations
            if (figure.source, figure.area, figure.period) == (printed.source, printed.area, period)
        )
        return next(own, None)

    def _periods(self, printed: PublishedFigure) -> str:
        if printed.against is None:
            return printed.period_words
        return _("%(now)s against %(then)s") % {"now": printed.period_words, "then": printed.against}


def _in_words(printed: PublishedFigure, worked_out: Reading | None) -> str:
    if worked_out is None:
        return ""
    number, unit = worked_out
    return signed(number, unit, None if printed.kind == "change" else 1)
