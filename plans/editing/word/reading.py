"""From the bytes of a Word document to its outline."""

from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .inline import InlineReader, paragraphs, words as words_of
from .lists import Item, write_items
from .numbering import Lists, Styles, value, whole
from .outline import Block, NotWord, WordOutline, WordPart
from .package import MOST_BYTES, Package
from .spans import Span, line, plain, to_markdown
from .tables import read_table

MOST_PARAGRAPHS = 5_000
MOST_CHARACTERS = 500_000
MOST_PARTS = 300
MOST_TABLES = 100
__all__ = ["MOST_BYTES", "read_document"]


def read_document(content: bytes) -> WordOutline:
    """The headings with what is under them, in order, and what is not taken. Raises NotWord, and nothing else."""
    package = Package(content)
    body: Any = package.body
    if (count := sum(1 for _paragraph in body.iter("p"))) > MOST_PARAGRAPHS:
        words = _("The document has %(count)s paragraphs; bring in at most %(most)s at a time, in parts.")
        raise NotWord(words % {"count": f"{count:,}", "most": f"{MOST_PARAGRAPHS:,}"})
    reader = _BodyReader(package)
    reader.read(body)
    outline = reader.finish()
    _note_beside_the_text(outline, package)
    size = sum(len(block.markdown) + len(part.heading) for part in outline.parts for block in part.blocks)
    if size > MOST_CHARACTERS:
        words = _("The document has %(count)s characters; bring in at most %(most)s at a time, in parts.")
        raise NotWord(words % {"count": f"{size:,}", "most": f"{MOST_CHARACTERS:,}"})
    for count, most, words in (
        (
            len(outline.parts),
            MOST_PARTS,
            _("The document has %(count)s headings; bring in at most %(most)s at once."),
        ),
        (
            len(outline.tables),
            MOST_TABLES,
            _("The document has %(count)s tables; bring in at most %(most)s at once."),
        ),
    ):
        if count > most:
            raise NotWord(words % {"count": count, "most": most})
    if not outline.paragraphs:
        if "text box" in outline.notes:
            raise NotWord(_("All words of the document are in text boxes; copy them into its text, and save it."))
        raise NotWord(_("The document has no text; a scan must be turned into text first."))
    return outline


def _note_beside_the_text(outline: WordOutline, package: Package) -> None:
    """Note what a document has beside its text: notes, comments, headers and footers with words."""
    for kind in ("footnote", "endnote", "comment"):
        root = package.tree(f"{kind}s")
        for one in root if root is not None else ():
            if one.get("type", "normal") == "normal" and (texts := paragraphs(one)):
                outline.note(kind, texts)
    for kind in ("header", "footer"):
        for root in package.trees(kind):
            if texts := paragraphs(root):
                outline.note(kind, texts)


class _BodyReader:
    """Goes through the body once, from top to bottom."""

    def __init__(self, package: Package) -> None:
        """Nothing has been read yet."""
        self.outline = WordOutline(parts=[WordPart()])
        self._styles = Styles(package.tree("styles"))
        self._lists = Lists.of(package.tree("numbering"))
        self._inline = InlineReader(self.outline, self._styles, package.links)
        self._items: list[Item] = []
        self._capital: list[Span] = []

    def read(self, parent: Element) -> None:
        """Everything below an element, in order, also in what wraps it."""
        for element in parent:
            if element.tag == "p":
                self._paragraph(element)
            elif element.tag == "tbl":
                self._table(element)
            elif element.tag in ("altChunk", "subDoc"):
                self.outline.note("object")
            elif element.tag == "sdt" and "contents" in value(element, "sdtPr/docPartObj/docPartGallery").lower():
                lines = paragraphs(element)
                self.outline.note("contents", lines, len(lines))
            elif element.tag not in ("sectPr", "sdtPr", "Fallback"):
                self.read(element)

    def finish(self) -> WordOutline:
        self._end_list()
        if self._capital:
            self._add(Block(to_markdown(self._capital)))
        if not self.outline.parts[0].blocks:
            self.outline.parts.pop(0)
        return self.outline

    def _paragraph(self, element: Element) -> None:
        """A heading, an item of a list, or a paragraph of text."""
        properties = element.find("pPr")
        style = value(properties, "pStyle")
        name = self._styles.name(style)
        if name == "table of figures" or (name.startswith(("toc ", "index ")) and name[-1].isdecimal()):
            if text := words_of(element):
                self.outline.note("contents", [text])
            return
        spans = [*self._capital, *self._inline.spans(element)]
        text = plain(spans)
        if not text:
            return
        frame = properties.find("framePr") if properties is not None else None
        self._capital = spans if frame is not None and frame.get("dropCap") in ("drop", "margin") else []
        if self._capital:  # the first letter of the next paragraph, which Word keeps as one of its own
            return
        label, depth = self._label(properties, style)
        self.outline.paragraphs += 1
        level = self._styles.level(properties, style)
        if level or name == "title":
            self._end_list()
            heading = " ".join(filter(None, [label, *text.split()]))
            self.outline.parts.append(WordPart(heading, level or 1, name == "title"))
        elif label is not None:
            self._items.append(Item(depth, label, to_markdown(spans)))
        else:
            self._end_list()
            self._add(Block(to_markdown(spans)))

    def _label(self, properties: Element | None, style: str) -> tuple[str | None, int]:
        """The printed number of a paragraph, empty for a bullet and None for none, and how deep it is in its list."""
        number = value(properties, "numPr/numId") or self._styles.said(style, "pPr/numPr/numId")
        level = whole(value(properties, "numPr/ilvl") or self._styles.said(style, "pPr/numPr/ilvl"))
        return self._lists.next_label(number, level), level

    def _end_list(self) -> None:
        if self._items:
            self._add(Block(write_items(self._items)))
        self._items = []

    def _add(self, block: Block) -> None:
        self.outline.parts[-1].blocks.append(block)

    def _table(self, element: Element) -> None:
        self._end_list()
        if block := read_table(element, self.outline, self._cell_line):
            self._add(block)

    def _cell_line(self, element: Element) -> tuple[str, str]:
        """One paragraph of a cell: its words, and the same as Markdown in one line."""
        properties = element.find("pPr")
        spans = self._inline.spans(element)
        text = plain(spans)
        if not text:
            return "", ""
        self.outline.paragraphs += 1
        label = self._label(properties, value(properties, "pStyle"))[0] or ""
        written = [line(label), to_markdown(spans, " ")]
        return " ".join(filter(None, [label, text])), " ".join(filter(None, written))
