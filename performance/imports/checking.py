"""What the checks find once the figures of a file are stored, each at its place in the file where it has one."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from performance.checks.finding import Finding as Checked
from performance.checks.pages import check_source
from performance.checks.registry import BY_KEY
from performance.models import Source

from .figures import ParsedFigure
from .reading import MOST_LISTED, ImportFinding


def checked(source: Source, figures: Iterable[ParsedFigure]) -> list[ImportFinding]:
    """Findings that name a figure of this source as it stands in the database now, at most MOST_LISTED."""
    places = {figure.locator: figure.place for figure in figures}
    return [_finding(one, source.slug, places) for one in check_source(source)[:MOST_LISTED]]


def _finding(one: Checked, source: str, places: dict[str, tuple[int, str]]) -> ImportFinding:
    """A finding of the checks as a finding of the import, at its first place in this file or at row 0."""
    here = (places[place.locator] for place in one.places if place.source == source and place.locator in places)
    row, column = next(here, (0, ""))
    return ImportFinding(
        row,
        column,
        one.printed,
        one.computed,
        one.arithmetic or str(BY_KEY[one.check].rule),
        check=one.check,
        key=one.key,
        severity=one.severity.value,
        sentence=one.sentence,
        places=tuple(place.words for place in one.places),
        advice=one.advice,
    )


def all_findings(of_file: Iterable[ImportFinding], of_checks: Iterable[ImportFinding]) -> Iterator[dict[str, Any]]:
    """What the file itself shows, then what the checks add. One cell with one figure is told of once, by its check."""
    of_checks = list(of_checks)
    told = {(one.row, one.column, one.printed) for one in of_checks if one.row}
    alone = (one for one in of_file if (one.row, one.column, one.printed) not in told)
    yield from map(asdict, (*alone, *of_checks))
