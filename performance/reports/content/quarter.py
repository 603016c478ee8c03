"""Every measure in the quarter of a report: the targets of the plan, then what no target is judged by."""

from collections.abc import Mapping, Sequence

from csp_portal.formats.periods import QuarterPeriods
from performance.figures.breaks import PublishedBreak, breaks_of
from performance.figures.places import own_places, speaks_for
from performance.figures.series import PublishedFigure, seen
from performance.models import ProgressReport
from performance.rules.reports.quarter import quarter_figures
from performance.rules.reports.types import QuarterLineDocument, ReportOutcome
from performance.rules.targets.outturns import OutturnFigure
from plans.schemas.plan import TargetDocument

Series = Mapping[tuple[str, str], Sequence[OutturnFigure]]


def quarter_lines(
    report: ProgressReport,
    targets: Sequence[TargetDocument],
    outcomes: Sequence[ReportOutcome],
    found: Sequence[PublishedFigure],
    broken: list[PublishedBreak],
) -> list[QuarterLineDocument]:
    """Empty for a report on another period than a quarter. `outcomes` are those of `targets`, in their order."""
    periods = QuarterPeriods.of(report.period)
    if periods is None:
        return []
    own, said = report.source.slug if report.source else "", seen(found)
    areas = {figure.area.code: figure.area.name for figure in found}
    lines: list[QuarterLineDocument] = []
    for target, one in zip(targets, outcomes, strict=True):
        about = (target["indicator"], target["area"])
        if not target["indicator"]:
            continue
        figures = quarter_figures(
            said.get(about, []), periods, breaks_of(broken, *about), target["unit"], target["better"], own
        )
        lines.append(
            {
                "key": one["key"],
                "name": one["name"],
                "indicator": one["indicator"],
                "area": areas.get(target["area"], ""),
                "unit": target["unit"],
                "target": one["target"],
                "due": one["due"],
                "status": one["status"],
                "status_css": one["status_css"],
                **figures,
            }
        )
    judged = {(target["indicator"], target["area"]) for target in targets}
    return lines + _trackers(report, periods, said, found, broken, judged)


def _trackers(
    report: ProgressReport,
    periods: QuarterPeriods,
    said: Series,
    found: Sequence[PublishedFigure],
    broken: list[PublishedBreak],
    judged: set[tuple[str, str]],
) -> list[QuarterLineDocument]:
    """Measures of the place that have a figure for the quarter and no target, by name."""
    places, own = own_places(report.partnership), report.source.slug if report.source else ""
    heads = {(one.indicator.slug, one.area.code): one for one in found if speaks_for(one.area, places)}
    lines: list[QuarterLineDocument] = []
    for about, head in heads.items():
        if about in judged:
            continue
        measure = head.indicator
        figures = quarter_figures(
            said.get(about, []), periods, breaks_of(broken, *about), measure.unit, measure.better, own
        )
        if figures["this"]["value"] is None and not figures["this"]["source"]:
            continue
        lines.append(
            {
                "key": f"figure {measure.name}, {head.area.name}"[:400],
                "name": measure.name,
                "indicator": measure.slug,
                "area": head.area.name,
                "unit": measure.unit,
                "target": "",
                "due": "",
                "status": "",
                "status_css": "",
                **figures,
            }
        )
    return sorted(lines, key=lambda line: (line["name"], line["area"]))
