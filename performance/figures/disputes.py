"""Figures of published sources about which other sources differ."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from csp_portal.formats.periods import Period
from performance.models import Observation
from performance.rules.agreement import choose
from performance.rules.reports.types import ReportDocument
from plans.models import Partnership
from plans.schemas.plan import PlanDocument

from .series import PublishedFigure, figures


def values_elsewhere(found: Iterable[PublishedFigure]) -> dict[tuple[str, str], list[Decimal]]:
    """For each figure about which sources differ, by its source and its place there: what the others state."""
    facts: dict[tuple[str, str, Period], list[PublishedFigure]] = defaultdict(list)
    for figure in found:
        if figure.kind == "value" and figure.period and figure.value is not None:
            facts[figure.indicator.slug, figure.area.code, figure.period].append(figure)
    return {
        (one.source.slug, one.anchor): list(dict.fromkeys(o.value for o in said if o.value not in (None, one.value)))
        for said in facts.values()
        if choose(said).disputed
        for one in said
    }


def of_document(content: PlanDocument | ReportDocument) -> dict[tuple[str, str], list[Decimal]]:
    """The same for the tables of a plan or report, by what is published now. Two queries where it has tables: what
    sources say of other indicators and areas is not read."""
    if not content["tables"]:
        return {}
    partnership = Partnership.objects.get(slug=content["partnership"]["slug"])
    tables = {table["slug"] for table in content["tables"]}
    shown = Observation.objects.filter(source__partnership=partnership, table__slug__in=tables).order_by()
    about = {"indicator__in": shown.values("indicator"), "area__in": shown.values("area")}
    return values_elsewhere(figures(partnership, **about))
