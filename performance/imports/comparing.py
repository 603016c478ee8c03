"""What a reading changes in what its source has said so far: nothing, new figures, or others in their place."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from performance.models import Observation, PrintedKind, Source

from .figures import CellError
from .placing import PlacedFigure
from .reading import Format, ImportFinding, Reading

FACT = ("indicator_id", "area_id", "period_start", "period_end", "period_as_printed")
SAID = ("state", "value", "unit", "qualifier", "provisional")


@dataclass(frozen=True)
class Changes:
    """`replaced` and `replaced_printed` are keys of observations and of printed figures that are no longer what the
    source says; `unchanged` counts the rest.

    `moved` are the numbers of the observations replaced, before and now; `kept` counts unchanged numbers above zero.
    """

    new: list[PlacedFigure] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)
    replaced_printed: list[int] = field(default_factory=list)
    unchanged: int = 0
    refused: list[CellError] = field(default_factory=list)
    moved: list[tuple[Decimal | None, Decimal | None]] = field(default_factory=list)
    kept: int = 0

    @property
    def corrected(self) -> int:
        """How many figures that the source gives now it would not give any more."""
        return len(self.replaced) + len(self.replaced_printed)


@dataclass(frozen=True)
class ImportPreview:
    """A file as read, what storing it would change, and what the checks then find. A refused one is never stored.

    `disclosure`: how a new source is protected.
    """

    layout: Format | None
    reading: Reading
    source: Source | None = None
    disclosure: str = ""
    placed: list[PlacedFigure] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    checked: list[ImportFinding] = field(default_factory=list)


def compare(reading: Reading, placed: Sequence[PlacedFigure], source: Source | None) -> Changes:
    """A figure that says the same as before stays as it is. Two figures of one fact in a file are refused."""
    changes: list[PlacedFigure] = []
    replaced: list[int] = []
    refused: list[CellError] = []
    moved: list[tuple[Decimal | None, Decimal | None]] = []
    kept = 0
    before = _before(source, placed)
    said_again, replaced_printed = _printed_again(source, placed)
    said: dict[tuple[Any, ...], int] = {}
    unchanged = 0
    for number, one in enumerate(placed):
        row, column = one.figure.place
        if number in said_again:
            unchanged += 1
            continue
        if one.figure.kind != "value":
            changes.append(one)
            continue
        key = fact(one)
        if key in said:
            why = f"row {said[key]} already says this about {one.indicator} in {one.area}"
            refused.append(CellError(row, column, one.figure.as_printed, why, "one figure each"))
            continue
        said[key] = row
        earlier = before.pop(key, None)
        if earlier and earlier[1:] == _said(one):
            unchanged += 1
            kept += bool(one.figure.value.number)
            continue
        changes.append(one)
        if earlier:
            replaced.append(earlier[0])
            moved.append((earlier[2], one.figure.value.number))
    areas = {one.area.pk for one in placed}
    whole = {(period.start, period.end) for period in reading.whole}
    gone = [row for key, row in before.items() if key[1] in areas and key[2:4] in whole]
    replaced += [row[0] for row in gone]
    moved += [(row[2], None) for row in gone]
    return Changes(changes, replaced, replaced_printed, unchanged, refused, moved, kept)


def fact(one: PlacedFigure) -> tuple[Any, ...]:
    """What a figure is about, as the columns of FACT hold it."""
    period = one.figure.period
    start, end = (period.start, period.end) if period else (None, None)
    return (one.indicator.pk, one.area.pk, start, end, one.figure.period_as_printed)


def unit_of(one: PlacedFigure) -> str:
    """The unit that stands with the figure. A rank has none, and a change of a percentage is in points."""
    own = one.indicator.unit if one.indicator.unit in ("%", "£") else ""
    unit = one.figure.value.unit or own
    if one.figure.kind == "value":
        return unit
    if one.figure.kind in (PrintedKind.CHANGE, PrintedKind.POINTS):
        return "" if unit == "%" else unit
    return "" if one.figure.kind == PrintedKind.RANK else one.figure.value.unit


def _said(one: PlacedFigure) -> tuple[Any, ...]:
    value = one.figure.value
    return (value.state.value, value.number, unit_of(one), value.qualifier, one.figure.provisional)


def _before(source: Source | None, placed: Sequence[PlacedFigure]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """What the source says now about the time that the file is about: fact to key and what is said."""
    if source is None:
        return {}
    rows = Observation.objects.filter(source=source)
    periods = [one.figure.period for one in placed if one.figure.period]
    if periods and len(periods) == len(placed):
        first, last = min(one.start for one in periods), max(one.end for one in periods)
        rows = rows.filter(period_start__gte=first, period_end__lte=last)
    return {row[:5]: row[5:] for row in rows.order_by().values_list(*FACT, "pk", *SAID)}


def _printed_again(source: Source | None, placed: Sequence[PlacedFigure]) -> tuple[set[int], list[int]]:
    """Places in `placed` of printed figures that the source prints already, and keys of those that it prints no more.

    One that only stands elsewhere in its document is the same; first come those that are where they were.
    """
    given: dict[int, tuple[tuple[Any, ...], tuple[Any, ...]]] = {}
    for number, one in enumerate(placed):
        if one.figure.kind != "value":
            against = one.figure.against
            about = (*fact(one), one.figure.kind, against and against.start)
            given[number] = about, (one.figure.locator, one.figure.value.number, one.figure.as_printed)
    before = _printed_before(source) if given else {}
    again = {number for number, (about, words) in given.items() if before.get(about, {}).pop(words, None)}
    for number, (about, words) in given.items():
        earlier = before.get(about, {})
        moved = next((known for known in earlier if known[1:] == words[1:]), None)
        if number not in again and moved:
            del earlier[moved]
            again.add(number)
    abouts = dict.fromkeys(about for about, _words in given.values())
    return again, [key for about in abouts for key in before.get(about, {}).values()]


def _printed_before(source: Source | None) -> dict[tuple[Any, ...], dict[tuple[Any, ...], int]]:
    """What the source prints now that it worked out: fact, kind and earlier period, to the words and their keys."""
    found: dict[tuple[Any, ...], dict[tuple[Any, ...], int]] = {}
    columns = (*FACT, "kind", "against_start", "locator", "value", "as_printed", "pk")
    for *about, locator, value, text, key in source.printeds.values_list(*columns) if source else ():
        found.setdefault(tuple(about), {})[locator, value, text] = key
    return found
