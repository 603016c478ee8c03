"""The funnel plot of the areas of a set."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from csp_portal.charts import Funnel, FunnelLimits, FunnelPoint
from csp_portal.formats.numbers import shown
from performance.rules.change.chance import STRICT, USUAL, expected_limits

from .figures import RESIDENTS, AreaFigure, AreaFigures, Measure, per_thousand

STEPS = 24


def area_funnel(
    partnership: str,
    title: str,
    measure: Measure,
    known: AreaFigures,
    rows: Sequence[AreaFigure],
    query: str,
    left_out: tuple[int, int],
) -> Funnel:
    """`rows` are the areas that are set beside the average, in the order of their ranks.

    `left_out`: of how many more the count is hidden, and about how many sources differ.
    """
    base = known.base_of(measure, [row.area for row in rows])
    found = {row.area.code: known.base(measure, row.area.code, base) for row in rows}
    average = rows[0].against.average  # type: ignore[union-attr]
    unit = per_thousand(base)
    years = ", ".join(sorted({str(counted[1]) for counted in found.values() if counted}))
    sizes = [counted[0] for counted in found.values() if counted]
    return Funnel(
        slug="funnel",
        title=_("Is the difference significant? %(title)s") % {"title": title},
        sentence=_sentence(rows, average, unit, left_out),
        finding=_finding(rows),
        size_unit=(_("Residents, %(years)s") if base == RESIDENTS else _("Households, %(years)s")) % {"years": years},
        rate_unit=unit,
        points=tuple(_point(partnership, row, found[row.area.code]) for row in rows),
        average=average,
        average_text=_("Average: %(rate)s") % {"rate": shown(average, decimals=1)},
        bands=(
            FunnelLimits(_("99.8% limits"), _lines(sizes, average, STRICT)),
            FunnelLimits(_("95% limits"), _lines(sizes, average, USUAL)),
        ),
        name_heading=rows[0].area.area_set.get_kind_display(),
        verdict_heading=_("Compared with the average"),
        address=f"{reverse('areas-chart', args=[partnership, 'json'])}?{query}&chart=funnel",
    )


def _point(partnership: str, row: AreaFigure, counted: tuple[Decimal, int] | None) -> FunnelPoint:
    """One area on the funnel plot. `counted` begins with its residents or households; the rate is per 1,000 of them."""
    size = counted[0] if counted else Decimal(0)
    rate = (row.value or Decimal(0)) / size * 1000 if size else Decimal(0)
    return FunnelPoint(
        name=row.area.name,
        size=size,
        rate=rate,
        size_shown=shown(size),
        rate_shown=f"{shown(rate, decimals=1)}",
        verdict=row.against.words if row.against else "",
        stands_out=row.against.verdict if row.against else 0,
        href=reverse("area", args=[partnership, row.area.code]),
    )


def _lines(
    sizes: Sequence[Decimal], average: Decimal, confidence: Decimal
) -> tuple[tuple[Decimal, Decimal, Decimal], ...]:
    """The limits at sizes from half the smallest to the largest."""
    low, high = min(sizes) / 2, max(sizes) * Decimal("1.05")
    lines = []
    for step in range(STEPS + 1):
        size = low + (high - low) * step / STEPS
        found = expected_limits(float(average * size / 1000), confidence)
        lines.append((size, _rate(found.low, size), _rate(found.high, size)))
    return tuple(lines)


def _rate(count: float, size: Decimal) -> Decimal:
    return Decimal(str(round(count, 6))) / size * 1000


def _finding(rows: Sequence[AreaFigure]) -> str:
    """How many areas differ from the average, as a title."""
    verdicts = [row.against.verdict for row in rows if row.against]
    words = {"higher": verdicts.count(1), "lower": verdicts.count(-1)}
    return _("Compared with the average, %(higher)s are significantly higher and %(lower)s significantly lower") % words


def _sentence(rows: Sequence[AreaFigure], average: Decimal, unit: str, left_out: tuple[int, int]) -> str:
    """The plot in words: the average in `unit`, how many areas differ from it, and how many are not drawn."""
    verdicts = [row.against.verdict for row in rows if row.against]
    words = {
        "average": shown(average, decimals=1),
        "unit": unit,
        "higher": verdicts.count(1),
        "lower": verdicts.count(-1),
        "rest": verdicts.count(0),
    }
    sentence = _("The average is %(average)s %(unit)s.") % words
    sentence += " " + _("Of these areas %(higher)s are significantly higher and %(lower)s significantly lower") % words
    rest = (
        ngettext(
            "; %(rest)s is not significantly different.", "; %(rest)s are not significantly different.", words["rest"]
        )
        % words
    )
    sentence += rest if words["rest"] else "."
    hidden, disputed = left_out
    not_drawn = [
        (hidden, ngettext("%(num)s area is not drawn, because its count is hidden.",
                          "%(num)s areas are not drawn, because their counts are hidden.", hidden)),
        (disputed, ngettext("%(num)s area is not drawn, because sources differ about its count.",
                            "%(num)s areas are not drawn, because sources differ about their counts.", disputed)),
    ]  # fmt: skip
    return " ".join([sentence, *(words % {"num": count} for count, words in not_drawn if count)])
