"""Residents of wards from a workbook as the Office for National Statistics publishes its mid-year estimates.

Such a workbook opens with a cover sheet, contents and notes; each sheet of figures has titles above its headings, and
behind the codes and names a total and one column for each year of age. The layouts are those of “Mid-2020 ward
estimates” (SAPE23DT8a: Ward Code 1, …, All Ages, 0, 1, … on sheets for persons, males and females) and of “Ward-level
population estimates: mid-2021 and mid-2022” (LAD 2023 Code, …, Ward 2023 Code, Ward 2023 Name, Total, F0, F1, …).
"""

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

_CODE = re.compile(r"(ward( 20\d\d)? code|wd\d\dcd)( \d)?", re.IGNORECASE)
_TOTAL = re.compile(r"(all ages|total|all persons|persons|population)\b.*", re.IGNORECASE)
_MID_YEAR = re.compile(r"mid[-–_ ](?:year )?((?:19|20)\d\d)", re.IGNORECASE)
_ONE_SEX = re.compile(r"\b(?:fe)?males?\b", re.IGNORECASE)
_BOTH = re.compile(r"\bpersons\b", re.IGNORECASE)
_HEADINGS_WITHIN = 15  # rows from the top
_COLUMNS = 12  # codes and names stand before the ages, which nobody needs here


class NoSheet(ValueError):
    """No sheet of the workbook can be taken, or several can; the message says which."""


@dataclass(frozen=True)
class WardSheet:
    """The rows of one sheet below its headings: `first` is the number of the first, as the spreadsheet shows it."""

    rows: list[list[str]]
    first: int
    heading: str  # of the total, with the year that it is of
    ward: int
    persons: int


def read_ward_sheet(file: Path, sheet: str = "") -> WardSheet:
    """The sheet with residents of wards, found by its headings; `sheet` says which where several have them.

    Raises NoSheet.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # about styles, which nobody reads here
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            names = [one.title for one in book.worksheets if one.sheet_state == "visible"]
            if sheet and sheet not in names:
                raise NoSheet(f"There is no sheet “{sheet}”. There are: {', '.join(names)}.")
            heads = {name: _rows(book[name], _HEADINGS_WITHIN) for name in ([sheet] if sheet else names)}
            found = {name: place for name, rows in heads.items() if (place := _headings(name, rows))}
            name = _only(list(found), sheet)
            row, ward, persons, year = found[name]
            rows = _rows(book[name])
    except NoSheet:
        raise
    except Exception:  # a workbook that somebody else wrote can break openpyxl anywhere
        raise NoSheet("The workbook is damaged or protected with a password. Download it again.") from None
    below = rows[row + 1 :]
    while below and not below[-1][persons]:  # notes below the table
        below.pop()
    return WardSheet(below, row + 2, f"mid-{year}", ward, persons)


def _only(found: Sequence[str], asked: str) -> str:
    """The one sheet that can be taken. Raises NoSheet."""
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"“{name}”" for name in found)
        raise NoSheet(f"Several sheets have residents of wards: {names}. Choose one with --sheet.")
    where = f"The sheet “{asked}” has no" if asked else "No sheet of the workbook has"
    raise NoSheet(
        f"{where} residents of wards. Accepted is a sheet with a heading row such as “Ward 2023 Code” and “Total” or "
        "“All Ages”, for all persons, and a title or name with the year, such as “Mid-2022”."
    )


def _headings(name: str, rows: Sequence[Sequence[str]]) -> tuple[int, int, int, str] | None:
    """The row of the headings, the columns of the ward's code and of its residents, and the year that they are of.

    None where there are none, where no year is named, and for a sheet of one sex alone.
    """
    for row, cells in enumerate(rows):
        ward = next((at for at, cell in enumerate(cells) if _CODE.fullmatch(cell)), None)
        persons = next((at for at, cell in enumerate(cells) if _TOTAL.fullmatch(cell)), None)
        if ward is None or persons is None:
            continue
        said = [cells[persons], name, *(cell for line in rows[:row] for cell in line)]
        if any(_ONE_SEX.search(words) for words in said) and not any(_BOTH.search(words) for words in said):
            return None
        year = next((match[1] for words in said if (match := _MID_YEAR.search(words))), "")
        return (row, ward, persons, year) if year else None
    return None


def _rows(sheet: Any, most: int | None = None) -> list[list[str]]:
    """The first cells of each row as text. A sheet without rows, such as a chart, gives none."""
    if not hasattr(sheet, "iter_rows"):
        return []
    sheet.reset_dimensions()  # some programs write wrong ones
    found = sheet.iter_rows(max_row=most, max_col=_COLUMNS, values_only=True)
    rows = [[_text(cell) for cell in cells] for cells in found]
    return [cells + [""] * (_COLUMNS - len(cells)) for cells in rows]


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(str(value).split())
