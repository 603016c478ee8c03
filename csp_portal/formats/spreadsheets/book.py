"""What a spreadsheet says, whatever program it is written for.

After "Releasing statistics in spreadsheets" and "Making spreadsheets accessible" of the Government Analysis Function: a
cover, then one table a sheet with its title in A1. No merged cells, no empty rows or columns, no frozen panes, nothing
said by colour.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

# A text, a number, a date, yes or no; None where nothing is said.
Cell = str | int | Decimal | dt.date | bool | None

LONGEST_NAME = 31  # characters of the name of a sheet in Excel
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_HEADING = 200  # of a marked table, which takes 255


class SheetLink(NamedTuple):
    """Words that lead to an address, or to a sheet as "#name"."""

    words: str
    target: str


class Worksheet(NamedTuple):
    """A sheet: its title in A1, the lines below it, and from the next row on its table, if it has one.

    `choices`: for the number of a column, counted from 0, the words that its cells take. `spare`: empty rows below the
    table in which they are offered too.
    """

    name: str
    title: str
    lines: list[str | SheetLink]
    headings: list[str]
    rows: list[list[Cell | SheetLink]]
    choices: Mapping[int, list[str]] = {}
    spare: int = 0


class Book(NamedTuple):
    """`day`: when it was made, as its properties say it."""

    title: str
    author: str
    about: str
    sheets: list[Worksheet]
    day: dt.date | None = None


def clean(text: str) -> str:
    """A text without the characters that no XML can hold."""
    return NOT_IN_XML.sub("", text)


def headings_of(sheet: Worksheet) -> list[str]:
    """The headings on one line each, none empty and no two the same: a marked table allows nothing else."""
    found: list[str] = []
    for number, heading in enumerate(sheet.headings, 1):
        whole = re.sub("_x([0-9A-Fa-f]{4})_", r"x\1", heading)  # which Excel takes for a character
        plain = " ".join(clean(whole).split())[:LONGEST_HEADING] or f"Column {number}"
        taken = {one.casefold() for one in found}
        found.append(f"{plain} ({number})" if plain.casefold() in taken else plain)
    return found


def sheet_name(words: str, taken: Collection[str] = ()) -> str:
    """A name that every program takes for a sheet: short, without marks of their own, not one that is taken."""
    plain = " ".join(re.sub(r"[^\w -]+", " ", words).split())[:LONGEST_NAME].strip() or "table"
    here = {name.casefold() for name in taken}
    name, number = plain, 1
    while name.casefold() in here or name.casefold() == "history":  # which Excel keeps for itself
        number += 1
        end = f" {number}"
        name = plain[: LONGEST_NAME - len(end)] + end
    return name
