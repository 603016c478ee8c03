"""The police files of a month or more, by the force that they are of: one file, or every file of a folder."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from performance.imports.figures import BadFile, CellError
from performance.imports.run import checksum

FORCE, SMALL_AREA = "Falls within", "LSOA code"
MOST_FORCES = 100  # there are 45


@dataclass(frozen=True)
class ForceFile:
    """A file whose rows are all of one force, and the small areas that they name."""

    path: Path
    name: str
    small_areas: set[str]
    sha256: str


def by_force(path: Path, folder: Path) -> dict[str, list[ForceFile]]:
    """The files by the name of their force. A file of several is divided into files in `folder`, row by row.

    Raises BadFile and OSError.
    """
    files = sorted(path.rglob("*-street.csv")) if path.is_dir() else [path]
    if not files:
        raise BadFile([CellError(1, "A", path.name, "the folder has no police file", "files named like …-street.csv")])
    found: dict[str, list[ForceFile]] = defaultdict(list)
    for number, file in enumerate(files):
        small_areas = _small_areas(file)
        parts = _divided(file, folder / str(number), list(small_areas)) if len(small_areas) > 1 else [file]
        for (force, areas), part in zip(small_areas.items(), parts, strict=True):
            name = file.name if part == file else f"{file.name} ({force})"
            found[force].append(ForceFile(part, name, areas, checksum(part)))
    return found


def _small_areas(file: Path) -> dict[str, set[str]]:
    """The forces that a file names, with their small areas."""
    found: dict[str, set[str]] = {}
    rows = _rows(file)
    headings = next(rows)
    force_at = headings.index(FORCE)
    small_at = headings.index(SMALL_AREA) if SMALL_AREA in headings else len(headings)
    for row in rows:
        found.setdefault(_cell(row, force_at), set()).add(_cell(row, small_at))
        if len(found) > MOST_FORCES:
            raise BadFile([CellError(2, FORCE, "", f"{file.name} is not a police file", "files of data.police.uk")])
    if not found:
        raise BadFile([CellError(2, "A", "", f"{file.name} has no row", "files of data.police.uk")])
    return found


def _divided(file: Path, folder: Path, forces: list[str]) -> list[Path]:
    """The rows of each force in a file of its own, in their order."""
    folder.mkdir()
    paths = [folder / f"{number}-street.csv" for number in range(len(forces))]
    with ExitStack() as opened:
        writers = {}
        rows = _rows(file)
        headings = next(rows)
        force_at = headings.index(FORCE)
        for row in rows:
            force = _cell(row, force_at)
            if force not in writers:
                to = opened.enter_context(paths[forces.index(force)].open("w", encoding="utf-8", newline=""))
                writers[force] = csv.writer(to)
                writers[force].writerow(headings)
            writers[force].writerow(row)
    return paths


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _rows(file: Path) -> Iterator[list[str]]:
    """The headings, then every row. Raises BadFile."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            lines = csv.reader(opened)
            headings = next(lines, [])
            if FORCE not in headings:
                raise BadFile([CellError(1, FORCE, "", f"{file.name} has no such column", "files of data.police.uk")])
            yield headings
            yield from lines
    except (UnicodeDecodeError, csv.Error):
        raise BadFile([CellError(1, "A", "", f"{file.name} is not a CSV file", "files of data.police.uk")]) from None
