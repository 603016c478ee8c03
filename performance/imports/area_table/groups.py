"""A table of similar areas: which group was published, whose it is, and how near each of its areas is."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from performance.imports.figures import CellError
from performance.imports.reading import KnownArea, NearArea, PublishedGroup
from performance.imports.sheets import Sheet, column_name
from performance.rules.values import NotAValue, parse as parse_value

from .headings import read_period
from .mapping import TableMapping
from .marks import unmark
from .names import plain

DISTRICT = re.compile(r"[EW]0[6-9]\d{6}")
_MOST_WORDS = 7  # of a period
_NAMED = "the group with its day or month, such as MSG of November 2025"


def group_of(text: str) -> tuple[str, dt.date] | None:
    """A group as it is printed, and the first day of the period in its name; None where the name has no period."""
    name = " ".join(unmark(text).text.split())
    words = re.sub(r"[(),;:]", " ", name).split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - count + 1):
            part = " ".join(words[start : start + count])
            if any(map(str.isdigit, part)) and (period := read_period(part)):
                return name, period.start
    return None


def districts_named(
    sheet: Sheet, mapping: TableMapping, known: Sequence[KnownArea], listed: Iterable[KnownArea]
) -> list[KnownArea]:
    """Districts that the portal does not have and the table may mean: those of the national list, and those that it
    gives a code and a name of."""
    codes = {one.code for one in known}
    names = {plain(one.name) for one in known if one.own or one.kind == "district"}
    found = {one.code: one for one in listed}
    for cells in sheet.rows[mapping.headings[1] :]:
        code = next((cells[column].strip() for column in mapping.codes if cells[column].strip()), "")
        name = next((unmark(cells[column]).text for column in mapping.names if cells[column].strip()), "")
        if DISTRICT.fullmatch(code) and name:
            found.setdefault(code, KnownArea(code, name, (), "districts", "Districts", "district", own=False))
    return [one for one in found.values() if one.code not in codes and plain(one.name) not in names]


@dataclass
class GroupReader:
    """Reads the group from the rows whose area is known. `places`: rows of the sheet, counted from 0, to areas; `ours`:
    the codes of the partnership's own areas."""

    sheet: Sheet
    mapping: TableMapping
    places: dict[int, KnownArea]
    ours: frozenset[str]
    refused: list[CellError] = field(default_factory=list)

    def read(self) -> PublishedGroup | None:
        """The group; None where `refused` says why there is none."""
        named = self._named()
        near = self._near()
        own = self._own(near)
        if self.refused or named is None or own is None:
            return None
        members = tuple(one for one in near.values() if one.code != own.code)
        if not members:
            self._refuse(self._first, self._column, "", "no other area is in the group", "a row for each similar area")
            return None
        return PublishedGroup(*named, own.code, own.name, members)

    @property
    def _first(self) -> int:
        return self.mapping.headings[1] - 1

    @property
    def _column(self) -> int:
        return next(iter((*self.mapping.names, *self.mapping.codes)), 0)

    def _in_group(self) -> dict[int, KnownArea]:
        """The rows of areas of the group: of the kind of our own area, which a whole force or country is not."""
        kinds = {area.kind for area in self.places.values() if area.code in self.ours}
        column = self.mapping.groups
        return {
            row: area
            for row, area in self.places.items()
            if area.kind in kinds and (area.code in self.ours or column is None or self.sheet.rows[row][column].strip())
        }

    def _named(self) -> tuple[str, dt.date] | None:
        """The one group that the table is about, with its day."""
        column = self.mapping.groups
        if column is None:
            found = group_of(self.mapping.group)
            if not found:
                self._refuse(self._first, 0, self.mapping.group, "the group of similar areas has no day", _NAMED)
            return found
        first: tuple[int, str, dt.date] | None = None
        for row in self.places:
            text = self.sheet.rows[row][column]
            if not text.strip():
                continue
            found = group_of(text)
            if found is None:
                self._refuse(row, column, text, "the group of similar areas has no day", _NAMED)
            elif first is None:
                first = row, *found
            elif found != first[1:]:
                why = f"the row is of “{found[0]}”, and row {first[0] + 1} is of “{first[1]}”"
                self._refuse(row, column, text, why, "one group of similar areas in a table")
        return first[1:] if first else None

    def _near(self) -> dict[str, NearArea]:
        """Each area of the group once. Two areas at one position and two places of one area are refused."""
        near: dict[str, NearArea] = {}
        rows: dict[str, int] = {}
        at: dict[int, tuple[int, KnownArea]] = {}
        for row, area in self._in_group().items():
            position = self._number(row, self.mapping.positions, whole=True)
            distance = self._number(row, self.mapping.distances)
            said = NearArea(area.code, area.name, None if position is None else int(position), distance)
            column = self.mapping.positions if self.mapping.positions is not None else self._column
            if area.code in near:
                if said != near[area.code]:
                    why = f"row {rows[area.code] + 1} puts {area.name} at another place in the group"
                    self._refuse(row, column, self.sheet.rows[row][column], why, "one place for each area")
                continue
            near[area.code], rows[area.code] = said, row
            if said.position is not None and said.position in at:
                other, there = at[said.position]
                why = f"{there.name}, in row {other + 1}, is at position {said.position} too"
                self._refuse(row, column, self.sheet.rows[row][column], why, "a position of its own for each area")
            elif said.position is not None:
                at[said.position] = row, area
        return near

    def _number(self, row: int, column: int | None, *, whole: bool = False) -> Decimal | None:
        """The position or distance in a row; None where it says none. What is no number is refused."""
        if column is None:
            return None
        text = unmark(self.sheet.rows[row][column]).text
        try:
            value = parse_value(text)
        except NotAValue:
            value = None
        number = value.number if value else None
        wrong = value is None or value.unit or value.qualifier or (number is not None and number < 0)
        if wrong or (whole and number is not None and number != number.to_integral_value()):
            what = "a position: a whole number, 0 or more" if whole else "a distance: a number, 0 or more"
            self._refuse(row, column, text, f"“{text[:60]}” is not {what.partition(':')[0]}", what)
            return None
        return number

    def _own(self, near: dict[str, NearArea]) -> KnownArea | None:
        """The area of ours that the others are like: the only one, or the one at the distance 0."""
        own = list({area.code: area for area in self.places.values() if area.code in self.ours}.values())
        if not own:
            why = "no row is of an area of ours, so it is not known which area the others are like"
            self._refuse(self._first, self._column, "", why, "a row of our own area, by its name or its ONS code")
            return None
        at_zero = [one for one in own if one.code in near and near[one.code].distance == 0]
        if len(own) > 1 and len(at_zero) != 1:
            names = " and ".join(one.name for one in own)
            why = f"{names} are ours, and it is not known which of them the others are like"
            self._refuse(self._first, self._column, "", why, "a table for each, or the distance 0 in the row of one")
            return None
        return (at_zero if len(own) > 1 else own)[0]

    def _refuse(self, row: int, column: int, text: str, why: str, accepted: str) -> None:
        self.refused.append(CellError(row + 1, column_name(column), text.strip()[:100], why, accepted))
