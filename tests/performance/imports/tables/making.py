"""Files with tables, made for tests: text, Excel, OpenDocument, and the areas they speak of."""

import io
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import openpyxl
from django.conf import settings

from performance.imports.area_table.reading import look_at, read_table
from performance.imports.formats import registry
from performance.imports.reading import Format, ImportContext, KnownArea, Reading
from performance.imports.sheets import read_sheets

REAL = settings.BASE_DIR / "tests/data" / "tables"
WARDS = (
    KnownArea("E05002169", "Barnack", (), "wards-2004", "Wards 2004 to 2016"),
    KnownArea("E05002170", "Bretton North", (), "wards-2004", "Wards 2004 to 2016"),
    KnownArea("E05002172", "Central", (), "wards-2004", "Wards 2004 to 2016"),
    KnownArea("E05002176", "Fletton and Woodston", ("Fletton",), "wards-2004", "Wards 2004 to 2016"),
    KnownArea("E05002190", "Werrington North", (), "wards-2004", "Wards 2004 to 2016"),
    KnownArea("E05010805", "Barnack", (), "wards-2016", "Wards from 2016"),
    KnownArea("E05010807", "Central", (), "wards-2016", "Wards from 2016"),
    KnownArea("E06000031", "Peterborough", (), "districts", "Districts"),
)
OLD_WARDS = ImportContext(areas=tuple(area for area in WARDS if area.area_set != "wards-2016"))
TABLE = "Ward,Burglary 2013/14,Burglary 2014/15\nBarnack,3,4\nBretton North,10,12\nCentral,50,60\n"
Rows = Sequence[Sequence[object]]


def rows_of(text: str) -> list[list[object]]:
    """Rows for a workbook: whole numbers as numbers, all else as text."""
    return [[int(cell) if cell.isdecimal() else cell for cell in line.split(",")] for line in text.splitlines()]


def xlsx(rows: Rows, change: Callable[[openpyxl.Workbook], object] | None = None) -> bytes:
    """An Excel workbook of one sheet; None stands for an empty cell."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(
    rows: Rows, *, sheets: str = "", styles: str = "", name: str = "Table", row_attributes: dict[int, str] | None = None
) -> bytes:
    """An OpenDocument spreadsheet. A cell that begins with < is XML as it stands."""
    return ods_of(sheets + ods_table(rows, name, row_attributes), styles=styles)


def ods_table(rows: Rows, name: str = "Table", row_attributes: dict[int, str] | None = None) -> str:
    body = "".join(
        f"<table:table-row {(row_attributes or {}).get(number, '')}>{''.join(map(_ods_cell, row))}</table:table-row>"
        for number, row in enumerate(rows)
    )
    return f'<table:table table:name="{name}">{body}</table:table>'


def _ods_cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str) and cell.startswith("<"):
        return cell
    kind = f'office:value-type="float" office:value="{cell}"' if isinstance(cell, int) else 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def html(rows: Rows) -> str:
    """A table as a browser or an office program puts it on the clipboard."""
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><body><table>{body}</table></body></html>"


NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)


def ods_of(tables: str, *, styles: str = "", head: str = "", manifest: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {NAMESPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    members = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    return zipped(members | ({"META-INF/manifest.xml": manifest} if manifest else {}))


def zipped(members: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def replaced(content: bytes, member: str, old: str, new: str) -> bytes:
    """A workbook with one member changed as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    before = members[member]
    assert isinstance(before, bytes)
    text = before.decode()
    assert old in text
    return zipped(members | {member: text.replace(old, new)})


def load(
    content: bytes, folder: Path, given: ImportContext = OLD_WARDS, name: str = "figures.csv"
) -> tuple[Format | None, Reading]:
    """A file read as the engine reads it."""
    path = folder / name
    path.write_bytes(content)
    return registry.read(path, given)


def table(content: bytes | str, given: ImportContext = OLD_WARDS) -> Reading:
    """A table of areas read from memory. Raises CannotRead and BadFile."""
    sheets = read_sheets(content.encode() if isinstance(content, str) else content)
    return read_table(look_at(sheets, given), given, sheets)


def said(reading: Reading) -> list[tuple[str, str, str, str]]:
    """Indicator, area, period and value of every figure."""
    return [
        (one.indicator, one.area, str(one.period), str(one.value)) for one in reading.figures if one.kind == "value"
    ]
