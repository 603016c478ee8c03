"""What reading a file gave, as plain values: kept with the import, printed by the command, shown on its page."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from csp_portal.formats.periods import day

from .checking import all_findings
from .comparing import ImportPreview
from .placing import PlacedFigure


def report(looked: ImportPreview) -> dict[str, Any]:
    """Everything but the figures themselves. Lists are cut short where a file is long; the counts are of all."""
    reading, changes = looked.reading, looked.changes
    return {
        "format": looked.layout.name if looked.layout else "",
        "source": reading.source.title if reading.source else "",
        "source_slug": reading.source.slug if reading.source else "",
        "disclosure": looked.disclosure,
        "rows_read": reading.rows_read,
        "columns": [asdict(column) for column in reading.columns],
        "figures": len(looked.placed),
        "new": len(changes.new),
        "unchanged": changes.unchanged,
        "replaced": changes.corrected,
        "skipped": [asdict(one) for one in reading.skipped],
        "skipped_rows": sum(one.rows for one in reading.skipped),
        "refused": [asdict(one) for one in reading.refused],
        "refused_rows": reading.refused_rows,
        "group": _group(looked),
        "without_place": {month: list(rows) for month, rows in reading.without_place.items()},
        "questions": [asdict(one) for one in reading.questions],
        "findings": list(all_findings(reading.findings, looked.checked)),
    }


def _group(looked: ImportPreview) -> dict[str, Any]:
    """The group of similar areas that the file publishes; empty for other files."""
    group = looked.reading.group
    if group is None:
        return {}
    return {
        "name": group.name,
        "day": day(group.starts_on),
        "area": group.area_name,
        "count": len(group.members),
        "added": [one.name for one in looked.reading.new_areas],
    }


def observations(looked: ImportPreview) -> list[dict[str, Any]]:
    """Every observation of the file: what, where, when, and the exact value."""
    return [_observation(one) for one in looked.placed if one.figure.kind == "value"]


def _observation(one: PlacedFigure) -> dict[str, Any]:
    """One observation as plain values for JSON, with dates in ISO format."""
    figure = one.figure
    return {
        "indicator": one.indicator.slug,
        "label": figure.label,
        "area": one.area.code,
        "period_start": figure.period.start.isoformat() if figure.period else None,
        "period_end": figure.period.end.isoformat() if figure.period else None,
        "state": figure.value.state.value,
        "value": _number(figure.value.number),
    }


def _number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
