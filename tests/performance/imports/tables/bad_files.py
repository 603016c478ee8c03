"""More than 200 files that cannot be taken: what each is called, how it is made, and the sentence it gets.

A case is a name, the content, and row, column and the beginning of the reason as the report gives them.
"""

import codecs
import datetime as dt
import gzip
from collections.abc import Callable
from typing import NamedTuple

import openpyxl

from tests.performance.imports.tables.making import (
    NAMESPACES,
    TABLE,
    html,
    ods,
    ods_of,
    ods_table,
    replaced,
    rows_of,
    xlsx,
    zipped,
)


class Case(NamedTuple):
    """`made` is the content, or what makes it where that takes time or room."""

    made: str | bytes | Callable[[], str | bytes]
    row: int
    column: str
    why: str

    @property
    def content(self) -> bytes:
        made = self.made() if callable(self.made) else self.made
        return made.encode() if isinstance(made, str) else made


HEAD = "Ward,Burglary 2013/14,Burglary 2014/15\nBarnack,3,4\n"
CASES: dict[str, Case] = {}


def case(name: str, made: str | bytes | Callable[[], str | bytes], row: int, column: str, why: str) -> None:
    assert name not in CASES, name
    CASES[name] = Case(made, row, column, why)


# --- cells that are no figures: row 3, column C of a good table

NO_FIGURES = {
    "a word": "many",
    "a number in words": "eight",
    "two numbers": "12 34",
    "two numbers parted by a slash": "12/34",
    "a wrong thousands comma": "1,23",
    "two commas": "1,,234",
    "a continental number": "1.234,5",
    "a decimal comma": "3,5",
    "thousands parted by a blank": "3 926",
    "thousands parted by an apostrophe": "3'926",
    "two points": "1.2.3",
    "more than four places": "3.12345",
    "fifteen digits": "123456789012345",
    "400 digits": "9" * 400,
    "scientific notation": "1e5",
    "a fraction": "½",
    "hexadecimal": "0x1F",
    "infinity": "inf",
    "not a number": "NaN",
    "NA as programs write it": "NA",
    "NULL": "NULL",
    "None": "None",
    "a question mark": "?",
    "two minus signs": "--5",
    "a minus sign behind": "5-",
    "a plus behind": "5+",
    "brackets for minus": "(12)",
    "a bare m": "5m",
    "euros": "€5",
    "dollars": "$5",
    "pounds and per cent": "£5%",
    "two per cent signs": "5%%",
    "per mille": "5‰",
    "words around a number": "5 burglaries",
    "a range": "5-10",
    "a range in words": "5 to 10",
    "a date": "12/03/2014",
    "a time": "12:30",
    "an email address": "a@b.org",
    "a web address": "http://example.org",
    "a formula as text": "=B3+1",
    "a formula of an attack": "=cmd|'/c calc'!A0",
    "an error REF": "#REF!",
    "an error N/A": "#N/A",
    "an error DIV": "#DIV/0!",
    "an error VALUE": "#VALUE!",
    "an error NAME": "#NAME?",
    "markup": "<b>5</b>",
    "an entity": "&pound;5",
    "see another table": "See Table 2",
    "see an action": "See Action 2.1 for more information",
    "county-wide funding": "County-wide funding",
    "a smiley": "☹",
    "an arrow": "↑",
    "a tick": "✓",
    "a letter x": "x",
    "yes": "yes",
    "a percentage of something": "5% of all",
    "per thousand": "5 per 1,000",
    "a note alone": "[note 4]",
    "a bracket that is open": "[x",
    "a star in front": "*5",
    "a symbol of another script": "五",
    "a number and a letter": "5a",
    "O for 0": "1O",
    "l for 1": "l2",
    "a sentence": "The figure is not known to us",
    "a zero width space": "5\u200b6",
    "a million in short": "1.5mn",
    "billions": "2 billion",
    "more than fits": "99,999,999,999,999,999",
}
for name, text in NO_FIGURES.items():
    quoted = f'"{text}"' if "," in text else text
    cut = text if len(text) <= 60 else text[:60] + "…"
    case(f"figure: {name}", f"{HEAD}Central,50,{quoted}\n", 3, "C", f"“{cut}” is not a figure")

VAGUE = {
    "around": "around 6%",
    "over": "over 18",
    "nearly": "nearly 400",
    "almost": "almost 50",
    "more than": "more than 65 per cent",
    "approximately": "approximately 2,200",
    "up to": "up to 50 per cent",
    "at least": "at least 60%",
    "or more": "20 or more",
    "within": "within 10",
}
for name, text in VAGUE.items():
    case(f"vague: {name}", f'{HEAD}Central,50,"{text}"\n', 3, "C", f"“{name}” does not say an exact figure")

# --- periods, in a column of their own: row 3, column B

LONG = "Ward,Period,Crime type,Number\nBarnack,2013/14,Burglary,3\nBretton North,2014/15,Burglary,4\n"
NO_PERIODS = {
    "years that do not follow": ("2007/09", "the second year must follow the first"),
    "years backwards": ("2008/07", "the second year must follow the first"),
    "no second year": ("2013/", ""),
    "a month that is none": ("2013-13", "the second year must follow the first"),
    "month 13 in digits": ("201313", ""),
    "a fifth quarter": ("Q5 2013/14", ""),
    "a quarter of one year": ("Q1 2013", "the year of a quarter needs both its years"),
    "last six months": ("last six months", "it has no fixed start and end"),
    "since": ("since October 2014", "it has no fixed start and end"),
    "until": ("until March 2015", "it has no fixed start and end"),
    "31 February": ("31 February 2011", "day is out of range for month"),
    "backwards": ("March 2010 to April 2009", "it ends before it starts"),
    "a month of no name": ("Octember 2014", "octember is not a month"),
    "the year 1066": ("1066", ""),
    "the year 3000": ("3000", ""),
    "before 1900": ("year ending March 1900", "it does not lie between 1900 and 2099"),
    "months or years": ("2009-10 to 2010-11", "it may mean months or financial years"),
    "a date in digits": ("01/04/2013", ""),
    "a word": ("recently", ""),
    "nothing": ("", ""),
    "to be confirmed": ("tbc", ""),
    "a weekday": ("Monday", ""),
    "two periods": ("2013/14 and 2014/15", ""),
    "a season": ("summer 2013", "summer is not a month"),
    "a question": ("2013/14?", ""),
    "negative": ("-2013", ""),
    "a very long one": ("2013/14 " * 50, ""),
}
for name, (text, why) in NO_PERIODS.items():
    shown = text.strip() if len(text.strip()) <= 60 else text.strip()[:60] + "…"
    reason = f"“{shown}” is not a period" + (f": {why}" if why else "")
    case(f"period: {name}", f"{LONG}Central,{text},Burglary,5\n", 4, "B", reason)

# --- areas: row 3, column A

NO_AREAS = {
    "unknown": ("Atlantis", "there is no area “Atlantis”"),
    "misspelt": ("Brettn North", "there is no area “Brettn North”"),
    "half a name": ("Bretton", "there is no area “Bretton”"),
    "two wards": ("Central and Barnack", "there is no area “Central and Barnack”"),
    "a code that is unknown": ("E05999999", "there is no area “E05999999”"),
    "a number": ("17", "there is no area “17”"),
    "none": ("", "the row names no area"),
    "markup": ("<script>alert(1)</script>", "there is no area “<script>alert(1)</script>”"),
    "a formula": ("=HYPERLINK(1)", "there is no area “=HYPERLINK(1)”"),
    "a footnote alone": ("[note 4]", "there is no area “[note 4]”"),
    "a very long name": ("W" * 5000, "there is no area “WWW"),
    "another script": ("Πετρούπολη", "there is no area “Πετρούπολη”"),
}
for name, (text, why) in NO_AREAS.items():
    case(f"area: {name}", f"{HEAD}{text},50,60\n", 3, "A", why)
CODES = "ward_code,ward_name,Burglary 2013/14\nE05002169,Barnack,3\nE05002170,Bretton North,4\n"
case(
    "area: code and name differ",
    f"{CODES}E05002172,Barnack,5\n",
    4,
    "B",
    "the code E05002172 and the name “Barnack” are two areas",
)
case(
    "area: unknown code with a known name",
    f"{CODES}E05999999,Central,5\n",
    4,
    "B",
    "there is no area with the code E05999999",
)
case("area: code of an older set", f"{CODES}E05000001,Central,5\n", 4, "B", "there is no area with the code E05000001")
case(
    "area: the same twice",
    f"{HEAD}Central,1,2\nCentral,3,4\n",
    4,
    "B",
    "row 3, column B already says this about Burglary",
)
case(
    "area: the same under an alias",
    f"{HEAD}Fletton,1,2\nFletton and Woodston,1,2\n",
    4,
    "B",
    "row 3, column B already says",
)
case(
    "area: the same with a blank behind",
    f"{HEAD}Central,1,2\nCentral ,1,2\n",
    4,
    "B",
    "row 3, column B already says this",
)

# --- the table as a whole

case("table: empty", b"", 1, "A", "the file is empty")
case("table: blanks only", "  \n \n\t\n", 1, "A", "the file is empty")
case("table: a byte order mark only", codecs.BOM_UTF8, 1, "A", "the file is empty")
case("table: commas only", ",,,\n,,,\n", 1, "A", "the file has no cells")
case("table: headings only", "Ward,Burglary 2013/14\n", 1, "A", "the file has no table of figures")
case("table: figures without headings", "Barnack,3,4\nCentral,5,6\n", 1, "A", "the file has no table of figures")
case("table: one column", "Barnack\nCentral\n", 1, "A", "the file has no table of figures")
case("table: prose", "Burglary fell in all wards,\nand robbery rose.\n", 1, "A", "the file has no table of figures")
case("table: no period", "Ward,Burglary\nBarnack,3\n", 1, "A", "nothing says the period")
case("table: no indicator", "Ward,2013/14\nBarnack,3\n", 1, "A", "nothing says what is counted")
case("table: no area", "2013/14,2014/15\n3,4\n", 1, "A", "no column says the area")
case(
    "table: two periods in the title",
    "Crime 2012/13 and 2013/14,\nWard,Burglary\nBarnack,3\n",
    2,
    "A",
    "nothing says the period",
)
case(
    "table: years that do not follow in a heading",
    "Ward,Burglary 2013/15\nBarnack,3\n",
    1,
    "A",
    "nothing says the period",
)
case(
    "table: the same heading twice",
    "Ward,Burglary 2013/14,Burglary 2013/14\nBarnack,3,4\n",
    2,
    "C",
    "row 2, column B already says this",
)
case(
    "table: the same heading three times",
    "Ward,Persons,Persons,Persons\nBarnack,3,3,0\n",
    1,
    "A",
    "nothing says the period",
)
case(
    "table: the same heading three times with a period",
    "Census 2011,,,\nWard,Persons,Persons,Persons\nBarnack,3,3,0\n",
    3,
    "C",
    "row 3, column B already says this about Persons",
)
case(
    "table: a second table below",
    f"{HEAD}\nWard,Robbery,Arson\nBarnack,1,2\n",
    4,
    "A",
    "the headings here differ from those above the table",
)
case(
    "table: a second table of other years",
    f"{HEAD}Ward,Robbery 2009/10,Robbery 2010/11\nBarnack,1,2\n",
    3,
    "A",
    "the headings here differ",
)
case("table: cut off in a row", f"{HEAD}Central,50", 3, "B", "the row has 2 cells where the table has 3")
case("table: cut off in a name", f"{HEAD}Centr,", 3, "B", "the row has 2 cells where the table has 3")
case(
    "table: a row too short",
    f"{HEAD}Central,50\nBretton North,1,2\n",
    3,
    "B",
    "the row has 2 cells where the table has 3",
)
case("table: a quotation mark not closed", f'{HEAD}"Central,50,60\n', 3, "A", "a quotation mark is not closed")
case("table: something behind a quotation mark", f'{HEAD}"Central"x,50,60\n', 3, "A", "a quotation mark is not closed")
case(
    "table: a cell of 30,000 characters",
    f"{HEAD}{'x' * 30_000},50,60\n",
    3,
    "A",
    "the cell has more than 20,000 characters",
)
case(
    "table: a cell of 200,000 characters",
    f"{HEAD}{'x' * 200_000},50,60\n",
    3,
    "A",
    "the cell has more than 20,000 characters",
)
case(
    "table: 201 columns",
    ",".join(["Ward", *[f"C{n}" for n in range(200)]]) + "\nBarnack" + ",1" * 200 + "\n",
    1,
    "GS",
    "the row has more than 200 columns",
)
case("table: 10,000 columns", "Ward" + ",x" * 10_000 + "\n", 1, "GS", "the row has more than 200 columns")
case(
    "table: 1,000,000 rows",
    lambda: HEAD.encode() + b"Central,50,60\n" * 1_000_000,
    50_001,
    "A",
    "the table has more than 50,000 rows",
)
case(
    "table: 1,000,000 empty lines and a row",
    lambda: b"Ward,Burglary 2013/14\n" + b"\n" * 1_000_000,
    50_001,
    "A",
    "the table has more than 50,000 rows",
)
case(
    "table: 21 MB",
    lambda: b"Ward,Burglary 2013/14\n" + b"Central,50        \n" * 1_200_000,
    1,
    "A",
    "the file is too large",
)

# --- the letters of text files

case("text: a nul byte", HEAD.encode() + b"Cent\x00ral,5,6\n", 1, "A", "the file is not text: byte 56 of it is 0")
case("text: a bell", HEAD.encode() + b"Cent\x07ral,5,6\n", 1, "A", "the file is not text: byte 56 of it is 7")
case("text: binary named .csv", bytes(range(256)) * 40, 1, "A", "the file is not text: byte 1 of it is 0")
case(
    "text: neither UTF-8 nor Windows-1252",
    HEAD.encode() + b"Cent\x81ral,5,6\n",
    1,
    "A",
    "the file is neither UTF-8 nor Windows-1252 text",
)
case("text: UTF-16 cut in a letter", HEAD.encode("utf-16")[:-1], 1, "A", "the file is not the UTF-16 text")
case("text: UTF-16 without a mark", HEAD.encode("utf-16-le"), 1, "A", "the file is not text: byte 2 of it is 0")
case("text: UTF-32", HEAD.encode("utf-32"), 1, "A", "the file is UTF-32 text")
case(
    "text: semicolons and decimal commas",
    "Ward;Burglary rate 2013/14\nBarnack;3,5\nCentral;4\n",
    2,
    "B",
    "“3,5” is not a figure",
)
case(
    "text: bad figure behind semicolons", HEAD.replace(",", ";") + "Central;50;many\n", 3, "C", "“many” is not a figure"
)
case("text: bad figure behind tabs", HEAD.replace(",", "\t") + "Central\t50\tmany\n", 3, "C", "“many” is not a figure")
case("text: bad figure behind bars", HEAD.replace(",", "|") + "Central|50|many\n", 3, "C", "“many” is not a figure")
case(
    "text: bad figure in Windows-1252",
    (HEAD + "Central,50,5 – 6\n").encode("cp1252"),
    3,
    "C",
    "“5 – 6” is not a figure",
)
case(
    "text: bad figure in UTF-16",
    (HEAD.replace(",", "\t") + "Central\t50\tmany\n").encode("utf-16"),
    3,
    "C",
    "“many” is not a figure",
)
case(
    "text: bad figure behind a byte order mark",
    codecs.BOM_UTF8 + (HEAD + "Central,50,many\n").encode(),
    3,
    "C",
    "“many” is not a figure",
)
case(
    "text: bad figure under a heading over two lines",
    '"Ward\nname","Burglary\n2013/14"\nBarnack,many\nCentral,4\nBretton North,4\n',
    2,
    "B",
    "“many” is not a figure",
)
case(
    "text: bad figure below a title",
    "Burglary in our wards,,\n\n" + HEAD + "Central,50,many\n",
    5,
    "C",
    "“many” is not a figure",
)
case(
    "text: bad figure after repeated headings",
    HEAD + HEAD.splitlines()[0] + "\nCentral,50,many\n",
    4,
    "C",
    "“many” is not a figure",
)
case("text: bad figure in a total", HEAD + "Central,50,60\nTotal,53,many\n", 4, "C", "“many” is not a figure")
case(
    "text: a bad figure far to the right",
    "Ward,"
    + ",".join(f"Burglary {y}/{y % 100 + 1:02d}" for y in range(2000, 2030))
    + "\nBarnack"
    + ",1" * 29
    + ",many\nCentral"
    + ",1" * 30
    + "\n",
    2,
    "AE",
    "“many” is not a figure",
)

# --- files that are something else

for name, start, what in [
    ("a PDF", b"%PDF-1.7\n", "a PDF document"),
    ("a PNG", b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    ("a JPEG", b"\xff\xd8\xff\xe0", "a picture (JPEG)"),
    ("a GIF", b"GIF89a", "a picture (GIF)"),
    ("gzip", gzip.compress(HEAD.encode()), "a compressed file (gzip)"),
    ("7z", b"7z\xbc\xaf\x27\x1c", "a compressed file (7z)"),
    ("RAR", b"Rar!\x1a\x07\x01\x00", "a compressed file (RAR)"),
    ("Parquet", b"PAR1\x15\x00", "a Parquet file"),
    ("a SQLite database", b"SQLite format 3\x00", "a database (SQLite)"),
    ("rich text", b"{\\rtf1\\ansi", "a document (RTF)"),
    ("a Windows program", b"MZ\x90\x00", "a program"),
    ("a Linux program", b"\x7fELF\x02", "a program"),
]:
    case(f"other: {name}", start + b"\x01" * 50, 1, "A", f"the file is {what}")
case("other: JSON", '{"ward": "Barnack", "value": 3}', 1, "A", "the file is data for programs (JSON)")
case("other: a JSON list", '[{"ward": "Barnack"}]', 1, "A", "the file is data for programs (JSON)")
case("other: XML", '<?xml version="1.0"?><Workbook><Row/></Workbook>', 1, "A", "the file is data for programs (XML)")
case("other: GeoJSON", '{ "type": "FeatureCollection" }', 1, "A", "the file is data for programs (JSON)")
case(
    "other: a page without a table",
    "<!DOCTYPE html><html><body>Not found</body></html>",
    1,
    "A",
    "the file has no cells",
)
case(
    "other: a page with a table cut off",
    "<table><tr><td>Ward</td><td>2013/14</td></tr><tr><td>Barn",
    2,
    "A",
    "a table of the page is not closed",
)
case(
    "other: a page with a table in a table",
    "<table><tr><td><table></table></td></tr></table>",
    1,
    "A",
    "a table is inside a cell of the table",
)
case(
    "other: a page with a bad figure",
    html([["Ward", "Burglary 2013/14"], ["Barnack", 3], ["Central", "many"]]),
    3,
    "B",
    "“many” is not a figure",
)
case(
    "other: a page with two tables",
    "<table><tr><th>Ward</th><th>Arson 2013/14</th></tr><tr><td>Barnack</td><td>3</td></tr></table>" * 2,
    1,
    "A",
    "2 tables were found: table 1, table 2",
)
case(
    "other: a page with a cell over 10,000 columns",
    "<table><tr><td colspan=10000>Ward</td><td>x</td></tr></table>",
    1,
    "GS",
    "the row has more than 200 columns",
)
case(
    "other: a page with 60,000 rows",
    lambda: "<table>" + "<tr><td>1</td></tr>" * 60_000 + "</table>",
    50_001,
    "A",
    "the table has more than 50,000 rows",
)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
case("other: Excel 97 (xls)", OLD + b"\x00" * 500, 1, "A", "the file is of the old kind of Office (XLS)")
case(
    "other: a protected workbook",
    OLD + b"\x00" * 100 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 100,
    1,
    "A",
    "the workbook is protected with a password",
)
case("other: a zip archive", zipped({"figures.csv": HEAD}), 1, "A", "the file is a zip archive")
case(
    "other: a Word document",
    zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}),
    1,
    "A",
    "the file is a Word document",
)
case(
    "other: a binary workbook (xlsb)",
    zipped({"[Content_Types].xml": "<a/>", "xl/workbook.bin": "a"}),
    1,
    "A",
    "the workbook is of the binary kind (XLSB)",
)
case(
    "other: an OpenDocument text",
    zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
    1,
    "A",
    "the file is an OpenDocument file, but no spreadsheet",
)
case(
    "other: a package of nothing",
    zipped({"[Content_Types].xml": "<a/>"}),
    1,
    "A",
    "the workbook is damaged or was cut off",
)

# --- Excel workbooks

GOOD = xlsx(rows_of(TABLE))
SHEET = "xl/worksheets/sheet1.xml"
ENTITY = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def changed(change) -> bytes:
    return xlsx(rows_of(TABLE), change)


def cell_is(place: str, value: object, number_format: str = ""):
    def change(book: openpyxl.Workbook) -> None:
        book.active[place] = value
        if number_format:
            book.active[place].number_format = number_format

    return change


def _hidden_table(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Old")
    for row in rows_of(TABLE):
        sheet.append(row)
    sheet.sheet_state = "hidden"


def _second(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Second")
    for row in rows_of(TABLE):
        sheet.append(row)


case("xlsx: cut off", GOOD[: len(GOOD) // 2], 1, "A", "the workbook is damaged or was cut off")
case("xlsx: the first 100 bytes", GOOD[:100], 1, "A", "the workbook is damaged or was cut off")
case(
    "xlsx: damaged in the middle",
    GOOD[:600] + b"\xff" * 400 + GOOD[1000:],
    1,
    "A",
    "the workbook is damaged or was cut off",
)
case(
    "xlsx: a sheet that is no XML",
    replaced(GOOD, SHEET, "<sheetData>", "<sheetData"),
    1,
    "A",
    "the workbook is damaged or was cut off",
)
case(
    "xlsx: entities in a sheet",
    replaced(GOOD, SHEET, "<worksheet", f"{ENTITY}<worksheet"),
    1,
    "A",
    "the workbook defines entities of its own",
)
case(
    "xlsx: entities in the styles",
    replaced(GOOD, "xl/styles.xml", "<styleSheet", f"{ENTITY}<styleSheet"),
    1,
    "A",
    "the workbook defines entities of its own",
)
case(
    "xlsx: entities in the workbook",
    replaced(GOOD, "xl/workbook.xml", "<workbook", f"{ENTITY}<workbook"),
    1,
    "A",
    "the workbook defines entities of its own",
)
case(
    "xlsx: an outside entity",
    replaced(GOOD, SHEET, "<worksheet", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet'),
    1,
    "A",
    "the workbook defines entities of its own",
)
case(
    "xlsx: a zip bomb of one sheet",
    lambda: zipped({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>", SHEET: b" " * 50_000_000}),
    1,
    "A",
    "the workbook unpacks to",
)
case(
    "xlsx: a zip bomb of many files",
    lambda: zipped({"xl/workbook.xml": "<a/>", **{f"xl/worksheets/{n}.xml": b"0" * 7_000_000 for n in range(10)}}),
    1,
    "A",
    "the workbook unpacks to 67 MB",
)
case(
    "xlsx: 2,000 files",
    lambda: zipped({"xl/workbook.xml": "<a/>", **{f"xl/media/{n}.png": b"" for n in range(2_000)}}),
    1,
    "A",
    "the workbook consists of 2,001 files",
)
case(
    "xlsx: without a workbook inside",
    replaced(GOOD, "xl/workbook.xml", "<sheets>", "<sheetz>"),
    1,
    "A",
    "the workbook is damaged or was cut off",
)
case(
    "xlsx: a sheet that is missing",
    replaced(GOOD, "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/sheet9.xml"),
    1,
    "A",
    "the file has no cells",
)
case(
    "xlsx: a string that is missing",
    replaced(GOOD, SHEET, 't="inlineStr"><is><t>Ward</t></is>', 't="s"><v>999</v>'),
    1,
    "A",
    "the workbook is damaged or was cut off",
)
case(
    "xlsx: a cell without a place",
    replaced(GOOD, SHEET, 'r="A1"', 'r="1A"'),
    1,
    "A",
    "the workbook is damaged or was cut off",
)
case("xlsx: empty", xlsx([]), 1, "A", "the file has no cells")
case(
    "xlsx: only hidden sheets with a table",
    xlsx([["See the other sheet"]], _hidden_table),
    1,
    "A",
    "no sheet has a table of figures; hidden sheets are not read: Old",
)
case("xlsx: two sheets with tables", changed(_second), 1, "A", "2 tables were found: Sheet, Second")
case("xlsx: a cell far to the right", changed(cell_is("XFD2", 5)), 2, "GS", "the row has more than 200 columns")
case("xlsx: a cell far below", changed(cell_is("A1000000", "x")), 50_001, "A", "the table has more than 50,000 rows")
case(
    "xlsx: the whole sheet merged",
    replaced(GOOD, SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A5:XFD1048576"/></mergeCells>'),
    1,
    "A",
    "the cells A5:XFD1048576 are merged into one",
)
case(
    "xlsx: a merge without a place",
    replaced(GOOD, SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="here"/></mergeCells>'),
    1,
    "A",
    "the workbook is damaged or was cut off",
)
case("xlsx: a formula without a result", changed(cell_is("C3", "=B3*2")), 3, "C", "the formula has no stored result")
case(
    "xlsx: a name by a formula without a result",
    changed(cell_is("A3", '=CONCATENATE("a")')),
    3,
    "A",
    "there is no area “=CONCATENATE",
)
case("xlsx: a bad figure", changed(cell_is("C3", "many")), 3, "C", "“many” is not a figure")
case("xlsx: a vague figure", changed(cell_is("C3", "around 6")), 3, "C", "“around” does not say an exact figure")
case("xlsx: an unknown ward", changed(cell_is("A3", "Atlantis")), 3, "A", "there is no area “Atlantis”")
case("xlsx: a number of 9 places", changed(cell_is("C3", 3.123456789)), 3, "C", "“3.123456789” is not a figure")
case("xlsx: a number of 20 digits", changed(cell_is("C3", 10**20)), 3, "C", "“100000000000000000000” is not a figure")
case(
    "xlsx: a date in place of a figure",
    changed(cell_is("C3", dt.datetime(2014, 3, 12))),
    3,
    "C",
    "“12 March 2014” is not a figure",
)
case(
    "xlsx: a time in place of a figure",
    changed(cell_is("C3", dt.time(12, 30))),
    3,
    "C",
    "the number format",
)
case("xlsx: true in place of a figure", changed(cell_is("C3", True)), 3, "C", "“TRUE” is not a figure")
case(
    "xlsx: shown in thousands",
    changed(cell_is("C3", 12000, "#,##0,")),
    3,
    "C",
    "the number format “#,##0,” hides or changes the number",
)
case(
    "xlsx: shown as a fraction",
    changed(cell_is("C3", 0.5, "# ?/?")),
    3,
    "C",
    "the number format “# ?/?” hides or changes the number",
)
case(
    "xlsx: shown with an exponent",
    changed(cell_is("C3", 12000, "0.00E+00")),
    3,
    "C",
    "the number format “0.00E+00” hides or changes",
)
case(
    "xlsx: shown as nothing",
    changed(cell_is("C3", 12, ";;;")),
    3,
    "C",
    "the number format “;;;” hides or changes the number",
)
case(
    "xlsx: shown with a word",
    changed(cell_is("C3", 12, '0" dozen"')),
    3,
    "C",
    'the number format “0" dozen"” hides or changes the number',
)
case(
    "xlsx: shown in euros",
    changed(cell_is("C3", 12, "[$€-407]0.00")),
    3,
    "C",
    "the number format “[$€-407]0.00” hides or changes the number",
)
case(
    "xlsx: a minus that is not shown",
    changed(cell_is("C3", -12, "0;0")),
    3,
    "C",
    "the number format “0;0” hides or changes the number",
)
case(
    "xlsx: a cell of 30,000 characters",
    changed(cell_is("A3", "x" * 30_000)),
    3,
    "A",
    "the cell has more than 20,000 characters",
)
case("xlsx: no period", xlsx([["Ward", "Burglary"], ["Barnack", 3]]), 1, "A", "nothing says the period")
case(
    "xlsx: the same row twice",
    xlsx(rows_of(TABLE + "Central,1,2\n")),
    5,
    "B",
    "row 4, column B already says this about Burglary",
)
case("xlsx: an error in a cell", changed(cell_is("C3", "#REF!")), 3, "C", "#REF! is an error of the spreadsheet")
case(
    "xlsx: 160,000 cells",
    lambda: xlsx([["Ward", *["x"] * 199], *[["Central", *[1] * 199]] * 800]),
    1,
    "A",
    "the workbook has more than 150,000 cells",
)


# --- OpenDocument spreadsheets

ROWS = rows_of(TABLE)
ODS = ods(ROWS)
NO_RESULT = '<table:table-cell table:formula="of:=[.B3]*2"/>'
ERROR = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>'
)


def third_row(cell: object) -> bytes:
    return ods([*ROWS[:2], ["Bretton North", 10, cell], ROWS[3]])


case("ods: cut off", ODS[: len(ODS) // 2], 1, "A", "the workbook is damaged or was cut off")
case(
    "ods: no content",
    zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
    1,
    "A",
    "the workbook is damaged or was cut off",
)
case(
    "ods: no XML", replaced(ODS, "content.xml", "</office:body>", ""), 1, "A", "the workbook is damaged or was cut off"
)
case("ods: entities", ods_of("", head=ENTITY), 1, "A", "the workbook defines entities of its own")
case(
    "ods: a billion laughs",
    ods_of("<text:p>&c;</text:p>", head='<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>'),
    1,
    "A",
    "the workbook defines entities of its own",
)
case(
    "ods: a password",
    ods_of("", manifest=f"<manifest {NAMESPACES}><file-entry><encryption-data/></file-entry></manifest>"),
    1,
    "A",
    "the workbook is protected with a password",
)
case(
    "ods: entities in the manifest",
    ods_of("", manifest=f"{ENTITY}<manifest/>"),
    1,
    "A",
    "the workbook defines entities of its own",
)
case(
    "ods: a zip bomb",
    lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": b" " * 50_000_000}),
    1,
    "A",
    "the workbook unpacks to",
)
case("ods: empty", ods([]), 1, "A", "the file has no cells")
case(
    "ods: a row of a million",
    ods([*ROWS, ["Barnack", 1, 2]], row_attributes={4: 'table:number-rows-repeated="1000000"'}),
    50_001,
    "A",
    "the table has more than 50,000 rows",
)
case(
    "ods: a row behind a million empty ones",
    ods([*ROWS, [None], ["Barnack", 1, 2]], row_attributes={4: 'table:number-rows-repeated="1000000"'}),
    50_001,
    "A",
    "the table has more than 50,000 rows",
)
case(
    "ods: a cell of 16,000 columns",
    third_row('<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'),
    3,
    "GS",
    "the row has more than 200 columns",
)
case(
    "ods: 160,000 cells",
    ods(
        [
            *ROWS,
            [
                "Barnack",
                '<table:table-cell table:number-columns-repeated="199" office:value-type="float" office:value="1"/>',
            ],
        ],
        row_attributes={4: 'table:number-rows-repeated="800"'},
    ),
    1,
    "A",
    "the workbook has more than 150,000 cells",
)
case(
    "ods: a repeat that is no number",
    third_row('<table:table-cell table:number-columns-repeated="many"/>'),
    1,
    "A",
    "the workbook is damaged or was cut off",
)
case("ods: a formula without a result", third_row(NO_RESULT), 3, "C", "the formula has no stored result")
case("ods: an error of a formula", third_row(ERROR), 3, "C", "#DIV/0! is an error of the spreadsheet")
case("ods: a bad figure", third_row("many"), 3, "C", "“many” is not a figure")
case("ods: a vague figure", third_row("nearly 400"), 3, "C", "“nearly” does not say an exact figure")
case("ods: an unknown ward", ods([*ROWS, ["Atlantis", 1, 2]]), 5, "A", "there is no area “Atlantis”")
case(
    "ods: the same row twice",
    ods([*ROWS, ["Central", 1, 2]]),
    5,
    "B",
    "row 4, column B already says this about Burglary",
)
case(
    "ods: two sheets",
    ods(
        ROWS,
        sheets=ods_table(ROWS, "First"),
    ),
    1,
    "A",
    "2 tables were found: First, Table",
)
case("ods: a cell of 30,000 characters", third_row("x" * 30_000), 3, "C", "the cell has more than 20,000 characters")

# --- published layouts

C2 = (
    '"Table C2, year ending June 2025",,,,,,\nPolice Force Area code,Police Force Area name,'
    "Community Safety Partnership code,Community Safety Partnership name,Local Authority code,Local Authority name,"
    "Total recorded crime\n"
)
PETERBOROUGH = "E23000023,Cambridgeshire,E22000017,Peterborough,E06000031,Peterborough,"
case(
    "c2: a bad figure",
    f"{C2}{PETERBOROUGH}23 061\n{PETERBOROUGH.replace('Peterborough', 'X').replace('E06000031', 'E06000099')}5\n",
    3,
    "G",
    "“23 061” is not a figure",
)
case(
    "c2: nobody of ours",
    f"{C2}E23000023,Cambridgeshire,E22000099,Elsewhere,E06000099,Elsewhere,5\n",
    3,
    "A",
    "1 rows were read, and none is of an area of the portal",
)
case("c2: no title with a period", f"{C2.splitlines()[1]}\n{PETERBOROUGH}5\n", 1, "A", "nothing says the period")
case(
    "c2: the same partnership twice",
    f"{C2}{PETERBOROUGH}5\n{PETERBOROUGH}5\n",
    4,
    "G",
    "row 3, column G already says this about Total recorded crime",
)
case(
    "c2: cut off",
    f"{C2}{PETERBOROUGH}5\nE23000023,Cambridgeshire,E22000017,Peterborough",
    4,
    "D",
    "the row has 4 cells where the table has 7",
)
case("c2: a byte that is no text", f"{C2}{PETERBOROUGH}5\x01\n", 1, "A", "the file is not text: byte 290 of it is 1")
case(
    "list: a cell that does not end",
    "locator,indicator,area,period,against,kind,label,as_printed,value,provisional,note\n" + "x" * 200_000,
    1,
    "A",
    "the file is broken: field larger than field limit (131072)",
)
HO = (
    "Financial Year,Financial Quarter,Force Name,CSP Name,Offence Description,Offence Group,Offence Subgroup,"
    "Offence Code,Number of Offences\n"
)
GOOD_HO = "2017/18,1,Cambridgeshire,Peterborough,Arson,Arson,Arson,56A,5\n"
case(
    "home office: an unknown offence code",
    HO + GOOD_HO.replace("56A", "999Z"),
    2,
    "H",
    "the offence code “999Z” is not in the look-up",
)
case("home office: a bad number", HO + GOOD_HO.replace(",5\n", ",five\n"), 2, "I", "“five” is not a figure")
case("home office: a bad year", HO + GOOD_HO.replace("2017/18", "2017/19"), 2, "A", "“Q1 2017/19” is not a period")
case("home office: a fifth quarter", HO + GOOD_HO.replace(",1,", ",5,", 1), 2, "A", "“Q5 2017/18” is not a period")
case(
    "home office: a row too short",
    HO + GOOD_HO + "2017/18,1,Cambridgeshire\n",
    3,
    "A",
    "3 cells where the headings have 9",
)
case(
    "home office: nobody of ours",
    HO + GOOD_HO.replace("Peterborough", "Atlantis"),
    1,
    "A",
    "1 rows were read, and none is of an area of the portal",
)
case("home office: headings alone", HO, 1, "A", "0 rows were read, and none is of an area of the portal")
case(
    "home office: a quotation mark not closed",
    HO + GOOD_HO + '"2017/18,1\n',
    3,
    "A",
    "the row cannot be cut into cells",
)
case(
    "home office: a byte that is no text",
    f"{HO}{GOOD_HO}\x01\n",
    1,
    "A",
    "the file is not text: byte 199 of it is 1",
)
case(
    "home office: one letter of another kind far below",
    (HO + GOOD_HO * 1500).encode() + b"2017/18,1,Cambridgeshire,Peterborough,\xd6,A,A,56A,5\n" + GOOD_HO.encode() * 300,
    1502,
    "A",
    "the file is not UTF-8 text",
)
MPS = "MajorText,MinorText,WardName,WardCode,LookUp_BoroughName,202307,202308\n"
case(
    "mps: a bad figure",
    f"{MPS}BURGLARY,BURGLARY,Barnack,E05002169,Peterborough,5,x\nBURGLARY,BURGLARY,Central,E05002172,Peterborough,5,6\n",
    2,
    "G",
    "“x” is not a figure",
)
case("mps: a byte that is no text", f"{MPS}\x01\n", 1, "A", "the file is not text: byte 72 of it is 1")
case(
    "mps: nobody of ours",
    f"{MPS}BURGLARY,BURGLARY,Belsize,E05013652,Camden,5,6\n",
    2,
    "A",
    "1 rows were read, and none is of an area of the portal",
)
case(
    "mps: month 13",
    f"{MPS.replace('202308', '202313')}BURGLARY,BURGLARY,Barnack,E05002169,Peterborough,5,6\n",
    1,
    "A",
    "nothing says the period",
)
case(
    "mps: a month twice",
    f"{MPS.replace('202308', '202307')}BURGLARY,BURGLARY,Barnack,E05002169,Peterborough,5,6\n",
    2,
    "G",
    "row 2, column F already says this",
)
