"""Of which months of a street-level file wards can be counted, and which rows count for no ward."""

from collections.abc import Iterable, Iterator, Mapping

from csp_portal.formats.periods import Period
from performance.imports.reading import ImportContext, SkippedRows

from .police_rows import RowGroup
from .police_types import CENSUSES, census_of

FOR_THE_FORCE = "counted for the force only"
AGAIN = "the crime of row {} again: counted once"
WHY = {
    "none": f"no place is given: {FOR_THE_FORCE}",
    "elsewhere": f"in no ward of the partnership: {FOR_THE_FORCE}",
}


def count_of(groups: Iterable[RowGroup]) -> int:
    return sum(group.rows for group in groups)


def period_of(month: str) -> Period:
    return Period.of_months(int(month[:4]), int(month[5:]), 1)


def without_place(groups: list[RowGroup]) -> dict[str, tuple[int, int]]:
    """For each month the rows without a place, and all rows."""
    found: dict[str, tuple[int, int]] = {}
    for group in groups:
        without, rows = found.get(group.month, (0, 0))
        found[group.month] = without + (group.rows if group.place == "none" else 0), rows + group.rows
    return found


def for_the_force_only(
    groups: list[RowGroup], headings: list[str], months: list[str], given: ImportContext
) -> dict[str, str]:
    """Months of which nothing can be said for wards, and why: a ward without a counted row would look like a zero."""
    found: dict[str, str] = {}
    for month in months:
        places = {group.place for group in groups if group.month == month}
        if "LSOA code" not in headings:
            found[month] = "the file has no column “LSOA code”"
        elif places == {"none"}:
            found[month] = f"no row of {period_of(month)} has a code in the column “LSOA code”"
        elif not any(fit.first <= month <= fit.last for fit in given.fits):
            found[month] = f"no wards, or no look-up to them, for {period_of(month)}"
        elif "census" in places:
            found[month] = _other_census(month)
    return found


def _other_census(month: str) -> str:
    used = census_of(month)
    other = next(census for census in CENSUSES if census != used)
    return f"codes of the census of {other}, and for {period_of(month)} the look-up of the census of {used} is used"


def skipped_rows(groups: list[RowGroup], unplaced: Mapping[str, str]) -> Iterator[SkippedRows]:
    """Rows that gave no figure for a ward, gathered by the reason."""
    good = [group for group in groups if group.fault is None]
    again = [group for group in groups if group.fault == "heading"]
    if again:
        yield _gathered(again, "Month", "Month", "the headings again")
    for month, why in unplaced.items():
        of_month = [group for group in good if group.month == month]
        if why == _other_census(month):
            yield _gathered([group for group in of_month if group.place == "census"], "LSOA code", month, why)
            why = "small areas of the other census cannot be counted"
        yield _gathered(of_month, "Month", month, f"{why}: {FOR_THE_FORCE}")
    for place, why in WHY.items():
        mine = [group for group in good if group.place == place and group.month not in unplaced]
        if mine:
            yield _gathered(mine, "LSOA code", "", why)


def unknown_areas(found: list[tuple[str, int, int, int, int]]) -> list[SkippedRows]:
    """Small areas that no look-up knows, each with its rows; the last line gathers what is too many to list."""
    if not found:
        return []
    why = f"no look-up knows this small area: {FOR_THE_FORCE}"
    listed = [SkippedRows(first, "LSOA code", small, why, count) for small, count, first, _areas, _rows in found]
    rest = found[0][4] - sum(one.rows for one in listed)
    if rest:
        listed.append(SkippedRows(listed[-1].row, "LSOA code", f"{found[0][3] - len(listed)} other areas", why, rest))
    return listed


def _gathered(groups: list[RowGroup], column: str, value: str, why: str) -> SkippedRows:
    return SkippedRows(min(group.first for group in groups), column, value, why, count_of(groups))
