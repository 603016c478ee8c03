"""A page as a reader has it: its sentences, and its tables cell by cell."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

BREAKS = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "caption", "dt", "dd", "div", "tr", "figcaption", "option"}
BREAKS |= {"text", "title", "desc", "summary", "section", "br", "ul", "ol"}
UNREAD = {"script", "style"}


@dataclass
class Cell:
    """The words of a cell, those of different blocks kept apart, and the addresses it leads to."""

    pieces: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return " ".join(self.pieces)


@dataclass
class Table:
    caption: str = ""
    rows: list[list[Cell]] = field(default_factory=list)

    def records(self) -> list[dict[str, Cell]]:
        """Each row below the headings, by heading."""
        headings = [cell.words for cell in self.rows[0]] if self.rows else []
        return [dict(zip(headings, row, strict=False)) for row in self.rows[1:]]


@dataclass
class Page:
    address: str
    sentences: list[str]
    tables: list[Table]


def place(words: str) -> int:
    """The number of an English ordinal such as 1st, 12th or 22nd; 0 for one with a wrong ending."""
    digits, ending = words[:-2], words[-2:]
    teens = digits[-2:] in {"11", "12", "13"}
    right = "th" if teens else {"1": "st", "2": "nd", "3": "rd"}.get(digits[-1], "th")
    return int(digits) if ending == right else 0


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self.tables: list[Table] = []
        self.inside: list[str] = []
        self.table: Table | None = None
        self.cell: Cell | None = None

    def handle_starttag(self, tag, attrs):
        if tag in BREAKS:
            self.blocks.append("")
        if tag in UNREAD or tag == "caption":
            self.inside.append(tag)
        if tag == "table":
            self.table = Table()
            self.tables.append(self.table)
        elif self.table and tag == "tr":
            self.table.rows.append([])
        elif self.table and tag in {"td", "th"}:
            self.cell = Cell([""])
            self.table.rows[-1].append(self.cell)
        elif self.cell and tag in BREAKS:
            self.cell.pieces.append("")
        elif self.cell and tag == "a":
            self.cell.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag):
        if tag in BREAKS:
            self.blocks.append("")
            if self.cell:
                self.cell.pieces.append("")
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()
        if tag == "table":
            self.table = None
        elif tag in {"td", "th"} and self.cell:
            self.cell.pieces = [" ".join(piece.split()) for piece in self.cell.pieces if piece.strip()]
            self.cell = None

    def handle_data(self, data):
        if self.inside and self.inside[-1] in UNREAD:
            return
        self.blocks[-1] += data
        if self.cell:
            self.cell.pieces[-1] += data
        elif self.table and self.inside and self.inside[-1] == "caption":
            self.table.caption = " ".join(f"{self.table.caption} {data}".split())


def read(address: str, html: str) -> Page:
    """The sentences and tables of a page. What stands in a table's cells is among its sentences as well."""
    reader = _Reader()
    reader.feed(html)
    return Page(address, [" ".join(block.split()) for block in reader.blocks if block.strip()], reader.tables)
