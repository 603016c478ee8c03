"""What kind of file it is, by its first bytes and never by its name, and its sheets."""

import re
import zipfile

from .archive import WORKBOOK, damaged, open_archive, protected
from .cells import CannotRead, Sheet
from .html import read_html
from .ods import read_ods
from .text import TEXT, charset, read_text
from .xlsx import read_xlsx

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"7z\xbc\xaf": "a compressed file (7z)",
    b"Rar!": "a compressed file (RAR)",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database (SQLite)",
    b"{\\rtf": "a document (RTF)",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}


def read_sheets(content: bytes) -> list[Sheet]:
    """The sheets of a file that have cells, at least one. Raises CannotRead, and nothing else."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise CannotRead("the file is empty", "the file as it was downloaded")
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise protected()
        raise CannotRead("the file is of the old kind of Office (XLS)", WORKBOOK)
    for start, name in _OTHERS.items():
        if content.startswith(start):
            raise CannotRead(f"the file is {name}", "a table as CSV, XLSX or ODS")
    sheets = _workbook(content) if content.startswith(b"PK") else _text(content)
    if not sheets:
        raise CannotRead("the file has no cells", "a table with headings and rows")
    return sheets


def _workbook(content: bytes) -> list[Sheet]:
    """The sheets of an XLSX or ODS file. Raises CannotRead for any other zip archive."""
    archive = open_archive(content)
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return read_xlsx(archive, content)
    if "mimetype" in names or "content.xml" in names:
        _refuse_other_documents(archive)
        return read_ods(archive)
    if "xl/workbook.bin" in names:
        raise CannotRead("the workbook is of the binary kind (XLSB)", WORKBOOK)
    if "word/document.xml" in names:
        raise CannotRead("the file is a Word document", "its table, copied and pasted, or a table as CSV, XLSX or ODS")
    if "[Content_Types].xml" in names:
        raise damaged()
    raise CannotRead("the file is a zip archive", "one file out of it: CSV, XLSX or ODS")


def _refuse_other_documents(archive: zipfile.ZipFile) -> None:
    try:
        kind = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in archive.namelist() else ""
    except Exception:  # whatever a damaged archive raises
        raise damaged() from None
    if kind and "spreadsheet" not in kind:
        raise CannotRead("the file is an OpenDocument file, but no spreadsheet", WORKBOOK)


def _text(content: bytes) -> list[Sheet]:
    """The sheets of a text or HTML file. Raises CannotRead for JSON and XML."""
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"{", b"[")) and re.match(rb'[\[{]\s*["\[{\]}]', head):
        raise CannotRead("the file is data for programs (JSON)", TEXT)
    if re.match(rb"<(?:!doctype html|html|table|meta|div)", head, re.IGNORECASE):
        return read_html(content.decode(charset(content), "replace"))
    if head.startswith(b"<"):
        raise CannotRead("the file is data for programs (XML)", "a table as CSV, XLSX or ODS")
    sheet = read_text(content)
    return [sheet] if sheet.rows else []
