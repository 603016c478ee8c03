"""What a format of files is, and what reading a file gives: figures, and the fate of every row that gave none.

A format is two pure functions: `recognise` looks at the beginning of a file, `read` reads all of it. Neither knows the
database; what they may need of it is in `ImportContext`. `formats.py` lists all of them.
"""

import codecs
import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from csp_portal.formats.periods import Period

from .area_table.mapping import TableMapping
from .figures import BadFile, CellError, ParsedFigure, gathered

HEAD_BYTES = 64 * 1024
MEGABYTE = 1024 * 1024
MOST_LISTED = 200


@dataclass(frozen=True)
class FileHead:
    """The name of a file and its first bytes: enough to recognise it by."""

    name: str
    start: bytes

    @classmethod
    def of(cls, file: Path, name: str = "") -> "FileHead":
        with file.open("rb") as opened:
            return cls(name or file.name, opened.read(HEAD_BYTES))

    @property
    def text(self) -> str:
        """The beginning as text, without a byte order mark; what is not UTF-8 is replaced."""
        return self.start.decode("utf-8-sig", errors="replace")

    def rows(self, count: int = 1) -> list[list[str]]:
        """The first rows of a comma-separated file; none where the text cannot be cut into cells."""
        try:
            return [row for row, _ in zip(csv.reader(io.StringIO(self.text)), range(count), strict=False)]
        except csv.Error:
            return []


@dataclass(frozen=True)
class FormatMatch:
    """The wards of a dated set that small areas (LSOA of the census `small`) fit best, from month `first` to `last`."""

    area_set: str
    small: str
    first: str
    last: str
    areas: Mapping[str, str]


@dataclass(frozen=True)
class KnownArea:
    """An area that a file may speak of, and the slug and name of its set.

    `kind`: a word of `AreaKind`. `starts`, `ends`: the days between which its set was in force; None for no end, and
    for both where an officer asked for the set whatever the time. `own`: of the partnership or of one below it.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    area_set: str = ""
    set_name: str = ""
    kind: str = ""
    starts: dt.date | None = None
    ends: dt.date | None = None
    own: bool = True

    def in_force(self, period: Period) -> bool:
        """If the area was there on at least one day of the period."""
        return (self.starts or period.end) <= period.end and (self.ends or period.start) >= period.start


@dataclass(frozen=True)
class NearArea:
    """An area of a group of similar areas: its number in the order of nearness, and its distance, as published."""

    code: str
    name: str
    position: int | None = None
    distance: Decimal | None = None


@dataclass(frozen=True)
class PublishedGroup:
    """The areas that are most like one of ours, as published on a day; `area` and `area_name` say ours."""

    name: str
    starts_on: dt.date
    area: str
    area_name: str
    members: tuple[NearArea, ...]

    @property
    def codes(self) -> set[str]:
        """The area itself and those like it."""
        return {self.area, *(one.code for one in self.members)}


@dataclass(frozen=True)
class ImportContext:
    """What a reader may know of the portal. `forces`: the police forces of the partnership, name to area code.

    `area_set`: the set of wards that was asked for, when one was. `small_areas`: every LSOA code that any look-up of
    the portal knows, by the year of its census. `areas`: every area that the file may speak of. `mapping`: what an
    officer says about the columns of an area table; without it they are guessed. `left_out`: rows that are left out by
    choice, and why. For tables of similar areas: `districts` of England and Wales, and `own_areas`, the codes of the
    partnership's own.
    """

    forces: Mapping[str, str] = field(default_factory=dict)
    fits: tuple[FormatMatch, ...] = ()
    area_set: str = ""
    small_areas: Mapping[str, Set[str]] = field(default_factory=dict)
    areas: tuple[KnownArea, ...] = ()
    mapping: TableMapping | None = None
    left_out: Mapping[int, str] = field(default_factory=dict)
    districts: tuple[KnownArea, ...] = ()
    own_areas: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SkippedRows:
    """Rows that were understood and gave no figure of their own: the first of them, how many, and why."""

    row: int
    column: str
    value: str
    why: str
    rows: int = 1


@dataclass(frozen=True)
class ImportFinding:
    """A figure that does not agree with others. Nothing is changed by it.

    The file prints a total, percentage or rank that its own figures do not give; or one of the checks (`check`, with
    its stable `key`) finds it beside everything else that is known. Row 0: it stands at no single row of the file.
    """

    row: int
    column: str
    printed: str
    computed: str
    rule: str
    check: str = ""
    key: str = ""
    severity: str = "warning"
    sentence: str = ""
    places: tuple[str, ...] = ()
    advice: str = ""


@dataclass(frozen=True)
class ImportQuestion:
    """Something about a file that is likely to be a mistake: nothing is stored until somebody says that it is right.

    Row 0: it stands at no single row of the file.
    """

    row: int
    column: str
    words: str


@dataclass(frozen=True)
class SourceWords:
    """What the source of the figures is, as far as the file says it."""

    slug: str
    title: str
    publisher: str = ""
    licence: str = ""
    issued: str = ""


@dataclass(frozen=True)
class FileColumn:
    """A heading of the file, and what it was taken for; empty when it is not used."""

    heading: str
    taken_for: str = ""


@dataclass(frozen=True)
class TableHeadings:
    """The one table that a file is: what stands over its column of names and over its columns of figures."""

    title: str
    label_heading: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """Everything that a file says. With one refusal nothing of it is stored.

    `refused` and `skipped` list at most MOST_LISTED each; the counts are of all. `whole`: periods of which the file
    says everything about its areas, so that what the source said before and does not say now is replaced too. `table`:
    the figures are its cells; None for a list, for counts of rows, and for a table too long to be shown as one.
    `group`: the similar areas that it publishes. `new_areas`: districts that it names and the portal does not have.
    `without_place`: of files of single crimes by month (YYYY-MM), the rows without a place, and all rows.
    """

    rows_read: int
    figures: list[ParsedFigure] = field(default_factory=list)
    skipped: list[SkippedRows] = field(default_factory=list)
    refused: list[CellError] = field(default_factory=list)
    columns: list[FileColumn] = field(default_factory=list)
    findings: list[ImportFinding] = field(default_factory=list)
    questions: list[ImportQuestion] = field(default_factory=list)
    source: SourceWords | None = None
    whole: frozenset[Period] = frozenset()
    refused_rows: int = 0
    table: TableHeadings | None = None
    group: PublishedGroup | None = None
    new_areas: tuple[KnownArea, ...] = ()
    without_place: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class RowResult:
    """What becomes of one row: its cells that matter, and in words what they gave or why they gave nothing."""

    row: int
    cells: tuple[str, ...]
    words: str
    taken: bool = True
    area: str = ""


@dataclass(frozen=True)
class Format:
    """One kind of file. `largest`: bytes.

    `fates` tells what becomes of some rows of a file, from a row on; without it they are told from the reading.
    `open_data`: everybody may have such files, down to the single record.
    """

    slug: str
    name: str
    recognise: Callable[[FileHead], bool]
    read: Callable[[Path, ImportContext], Reading]
    largest: int = 20 * MEGABYTE
    open_data: bool = False
    fates: Callable[[Path, ImportContext, int, int], list[RowResult]] | None = None


def not_text(file: Path) -> CellError | None:
    """Why a file is not UTF-8 text, with the row; None when it is. The file is not kept in memory.

    A row that fills a megabyte is refused here: readers that look at a part of the file at a time would pass over it.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    begins = 0
    with file.open("rb") as opened:
        while chunk := opened.read(MEGABYTE):
            waiting = len(decoder.getstate()[0])
            try:
                if waiting or not chunk.isascii():
                    decoder.decode(chunk)
            except UnicodeDecodeError as problem:
                row = _row_at(file, begins - waiting + problem.start)
                value = problem.object[problem.start : problem.start + 20].decode("latin-1")
                return CellError(row, "A", value, "the file is not UTF-8 text", "a file saved as UTF-8")
            if (zero := chunk.find(b"\0")) >= 0:
                row = _row_at(file, begins + zero)
                return CellError(row, "A", "", "this is not a text file", "a comma-separated text file")
            if len(chunk) == MEGABYTE and b"\n" not in chunk:
                return CellError(_row_at(file, begins), "A", "", "the row is too long", "the file as it was downloaded")
            begins += len(chunk)
    if half := decoder.getstate()[0]:
        why, accepted = "the file ends in the middle of a character", "the whole file; it may be cut off"
        return CellError(_row_at(file, begins - len(half)), "A", half.decode("latin-1"), why, accepted)
    return None


def _row_at(file: Path, place: int) -> int:
    """The row in which a byte of the file stands, counted from 0."""
    with file.open("rb") as opened:
        return 1 + sum(opened.read(min(MEGABYTE, place - begins)).count(b"\n") for begins in range(0, place, MEGABYTE))


def read_file(file: Path, layout: Format, given: ImportContext) -> Reading:
    """The file read by one format. What cannot be read at all comes back as a refusal, never as an error."""
    try:
        refuse_size(file, layout)
        return layout.read(file, given)
    except BadFile as problem:
        return nothing_read(problem)


def refuse_size(file: Path, layout: Format) -> None:
    """Raises BadFile for a file that is empty or too large for its format."""
    size = file.stat().st_size
    if size == 0:
        raise BadFile([CellError(1, "A", "", "the file is empty", "the file as it was downloaded")])
    if size > layout.largest:
        why, most = f"the file is too large for “{layout.name}”", f"at most {layout.largest // MEGABYTE} MB"
        raise BadFile([CellError(1, "A", f"{size:,} bytes", why, most)])


def nothing_read(problem: BadFile) -> Reading:
    """What a file that cannot be read at all gives: what is wrong with it."""
    refused = problem.refused
    return Reading(0, refused=gathered(refused)[:MOST_LISTED], refused_rows=len({one.row for one in refused}))


def refusal(row: int, column: str, value: str, why: str, accepted: str) -> Reading:
    """A file that is refused for one reason."""
    return Reading(0, refused=[CellError(row, column, value, why, accepted)], refused_rows=1)
