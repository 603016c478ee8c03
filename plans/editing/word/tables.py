"""Tables of a Word document: cells for the paste page, and a table in Markdown."""

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from .inline import paragraphs, words
from .numbering import value, whole
from .outline import Block, WordOutline

MOST_COLUMNS = 60
Line = Callable[[Element], tuple[str, str]]
Cell = tuple[str, str]  # its lines, and the same as Markdown in one line


def read_table(table: Element, outline: WordOutline, line: Line) -> Block | None:
    """A table with words in it, each row with as many cells as the longest. `line` reads one paragraph of a cell."""
    rows = [list(_cells(row, outline, line)) for row in _inside(table, "tr") if not _is_deleted(row, outline)]
    rows = [row for row in rows if any(text for text, _markdown in row)]
    width = max(map(len, rows), default=0)
    rows = [row + [("", "")] * (width - len(row)) for row in rows]
    written = [f"| {' | '.join(markdown.replace('|', chr(92) + '|') for _text, markdown in row)} |" for row in rows]
    written.insert(1, f"|{' --- |' * width}")
    return Block("\n".join(written), [[text for text, _markdown in row] for row in rows]) if rows else None


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, also in what wraps them."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag not in ("tblPr", "trPr", "tcPr", "sdtPr", "Fallback"):
            yield from _inside(element, tag)


def _is_deleted(row: Element, outline: WordOutline) -> bool:
    """Note a row that was added or deleted while changes were tracked."""
    if row.find("trPr/ins") is not None:
        outline.note("insertion", [words(row)])
    deleted = row.find("trPr/del") is not None
    if deleted:
        outline.note("deletion", paragraphs(row))
    return deleted


def _cells(row: Element, outline: WordOutline, line: Line) -> Iterator[Cell]:
    """The cells of a row, with empty ones for the rest of each merged cell."""
    yield from [("", "")] * min(whole(value(row, "trPr/gridBefore")), MOST_COLUMNS)
    for cell in _inside(row, "tc"):
        across = min(max(whole(value(cell, "tcPr/gridSpan")), 1), MOST_COLUMNS)
        merged = cell.find("tcPr/vMerge")
        if merged is not None and merged.get("val") != "restart":
            if text := paragraphs(cell):
                outline.note("hidden", text)
            yield ("", "")
        else:
            if across > 1 or merged is not None:
                outline.note("merged")
            lines = list(_lines(cell, outline, line))
            yield ("\n".join(text for text, _markdown in lines), " ".join(markdown for _text, markdown in lines))
        yield from [("", "")] * (across - 1)


def _lines(parent: Element, outline: WordOutline, line: Line) -> Iterator[Cell]:
    """The paragraphs of a cell that have words, and each row of a table inside it as one more."""
    for element in parent:
        if element.tag == "p":
            if (read := line(element))[0]:
                yield read
        elif element.tag == "tbl":
            outline.note("nested")
            for row in _inside(element, "tr"):
                if _is_deleted(row, outline):
                    continue
                cells = [list(_lines(cell, outline, line)) for cell in _inside(row, "tc")]
                texts = [" ".join(text for text, _markdown in cell) for cell in cells if cell]
                written = [" ".join(markdown for _text, markdown in cell) for cell in cells if cell]
                if texts:
                    yield "; ".join(texts), "; ".join(written)
        elif element.tag not in ("tcPr", "sdtPr", "Fallback"):
            yield from _lines(element, outline, line)
