"""Parse, look, store: the one way figures come into the portal."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from plans.models import Area, User

from ..models import FigureTable, ImportRun, Indicator, Observation, Printed, PrintedKind, Source
from ..values import State
from .figures import BadFile, ParsedFigure, Refused


@transaction.atomic
def run_import(
    source: Source,
    figures: list[ParsedFigure],
    *,
    file_name: str,
    content: bytes,
    layout: str,
    table: FigureTable | None = None,
    by: User | None = None,
) -> ImportRun:
    """Store parsed figures as what `source` says. All of them, or, with BadFile, none."""
    indicators = _known(Indicator.objects.all(), "slug", (f.indicator for f in figures))
    areas = _known(Area.objects.defer("outline"), "code", (f.area for f in figures))
    run = ImportRun.objects.create(
        source=source,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        layout=layout,
        rows_read=len({figure.row for figure in figures}),
        stored=len(figures),
        started_by=by,
    )
    refused: list[Refused] = []
    observations: list[Observation] = []
    printed: list[Printed] = []
    said: dict[tuple[object, ...], int] = {}
    for figure in figures:
        indicator, area = indicators.get(figure.indicator), areas.get(figure.area)
        if indicator is None or area is None:
            missing = figure.indicator if indicator is None else figure.area
            what = "indicator" if indicator is None else "area"
            refused.append(Refused(figure.row + 2, what, missing, f"there is no {what} “{missing}”"))
            continue
        shared = {
            "source": source,
            "import_run": run,
            "table": table,
            "row": figure.row,
            "column": figure.column,
            "indicator": indicator,
            "area": area,
            "period_start": figure.period and figure.period.start,
            "period_end": figure.period and figure.period.end,
            "period_as_printed": figure.period_as_printed,
            "label": figure.label,
            "as_printed": figure.as_printed,
            "value": figure.value.number,
            "decimals": figure.value.decimals,
            "unit": figure.value.unit or (indicator.unit if indicator.unit in ("%", "£") else ""),
            "state": State(figure.value.state),
            "qualifier": figure.value.qualifier,
            "locator": figure.locator,
            "note": figure.note,
        }
        if figure.kind == "value":
            fact = (indicator, area, figure.period, figure.period_as_printed)
            if fact in said:
                why = f"row {said[fact]} already says this about {indicator} in {area}"
                refused.append(Refused(figure.row + 2, "as_printed", figure.as_printed, why))
            said[fact] = figure.row + 2
            observations.append(Observation(**shared, provisional=figure.provisional))
        elif figure.kind in PrintedKind:
            unit = {"rank": "", "change": "" if shared["unit"] == "%" else shared["unit"]}
            shared["unit"] = unit.get(figure.kind, figure.value.unit)
            against = {
                "against_start": figure.against and figure.against.start,
                "against_end": figure.against and figure.against.end,
            }
            printed.append(Printed(**shared, **against, kind=figure.kind))
        else:
            known = ", ".join(["value", *PrintedKind.values])
            refused.append(Refused(figure.row + 2, "kind", figure.kind, f"the kind must be one of: {known}"))
    if refused:
        raise BadFile(refused)
    Observation.objects.bulk_create(observations)
    Printed.objects.bulk_create(printed)
    return run


def _known(queryset: QuerySet[Any], key: str, names: Iterable[str]) -> dict[str, Any]:
    """The rows that `names` mean: by key, else by name or alias when that is unmistakable."""
    rows = list(queryset)
    by_key = {getattr(row, key): row for row in rows}
    found = {}
    for name in set(names):
        if name in by_key:
            found[name] = by_key[name]
            continue
        wanted = name.casefold()
        called = [row for row in rows if wanted in {n.casefold() for n in (row.name, *row.aliases)}]
        if len(called) == 1:
            found[name] = called[0]
    return found
