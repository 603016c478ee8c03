"""Facts made for one test: a few figures with everything else filled in."""

from collections.abc import Iterable
from decimal import Decimal

from csp_portal.formats.numbers import places
from csp_portal.formats.periods import Period
from performance.checks.facts.types import AreaFact, Facts, IndicatorFact, PlanFact, StatementFact
from performance.checks.finding import Finding
from performance.checks.registry import run
from performance.figures.series import AreaHead, IndicatorHead, PublishedFigure, SourceHead, TableHead

THEN, NOW, DUE = (Period.financial_year(year) for year in (2018, 2019, 2020))
SOURCES = {name: SourceHead(pk, name, name.capitalize(), "open") for pk, name in enumerate(("plan", "report"), 1)}
INDICATORS: dict[str, int] = {}


def indicator(name: str) -> int:
    return INDICATORS.setdefault(name, len(INDICATORS) + 1)


def figure(
    what: str,
    value: object,
    kind: str = "value",
    *,
    period: Period | None = NOW,
    against: Period | None = None,
    source: str = "plan",
    table: str = "table",
    row: int = 0,
    column: int = 0,
    area: str = "town",
    part_of: str = "",
    unit: str = "",
    printed: str = "",
    **given,
) -> PublishedFigure:
    number = None if value is None else Decimal(str(value))
    head = TableHead(table, 0, table, "", [f"Column {n}" for n in range(8)], "", "", "", "") if table else None
    own = {
        "provisional": False,
        "label": what,
        "qualifier": "",
        "note": "",
        "period_as_printed": "",
        "state": "value" if number is not None else "not available",
        "better": "lower",
        "indicator_unit": "crimes",
    } | given
    return PublishedFigure(
        kind=kind,
        row=row,
        column=column,
        as_printed=printed or str(value),
        value=number,
        decimals=places(number) if number is not None else 0,
        unit=unit or ("%" if kind == "percent change" else ""),
        locator=f"{table or 'text'} {row}.{column}",
        period_start=period and period.start,
        period_end=period and period.end,
        against_start=against and against.start,
        against_end=against and against.end,
        source=SOURCES[source],
        table=head,
        indicator=IndicatorHead(
            indicator(what),
            what,
            what.capitalize(),
            "",
            own.pop("indicator_unit"),
            own.pop("better"),
            "target",
            indicator(part_of) if part_of else None,
        ),
        area=AreaHead(area, area.capitalize(), 1, "ward"),
        **own,
    )


def facts(figures: Iterable[PublishedFigure] = (), indicators: Iterable[IndicatorFact] = (), **given) -> Facts:
    """Facts with these figures. Indicators are as the figures give them, unless said otherwise."""
    figures = tuple(figures)
    known = {
        one.indicator.pk: IndicatorFact(
            one.indicator.pk,
            one.indicator.slug,
            one.indicator.name,
            one.indicator.unit,
            one.indicator.part_of_id,
            None,
            None,
            "",
        )
        for one in figures
    }
    return Facts(figures=figures, indicators=known | {one.pk: one for one in indicators}, **given)


def said(kind: str, subject: str = "", *, source: str = "plan", plan: str = "2019-2022", **given) -> StatementFact:
    own = {"locator": "line 1", "about": "", "as_printed": subject, "value": None, "period": None}
    own |= {"indicator": None, "area": "", "table": ""} | given
    return StatementFact(source=SOURCES[source], plan=plan, kind=kind, subject=subject, **own)


def plan(slug: str = "2019-2022", start: int = 2019, years: int = 3, **given) -> PlanFact:
    return PlanFact(slug, f"Plan {slug}", Period.of_months(start, 4, 12 * years), **given)


def area(code: str, in_set: int = 1, own: bool = True) -> AreaFact:
    return AreaFact(code, code.capitalize(), in_set, f"Set {in_set}", own)


def keys(given: Facts) -> list[str]:
    """The checks of all findings, each with the first word of what it is about."""
    return [f"{one.check} {one.subject[0]}" for one in run(given)]


def only(given: Facts) -> Finding:
    """The one finding there is."""
    (one,) = run(given)
    return one
