"""What is read of a Word document: its headings with what is under them, and what is not taken."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import ngettext_lazy

NOTES = {
    "insertion": ngettext_lazy("%(num)s tracked insertion: kept", "%(num)s tracked insertions: kept", "num"),
    "deletion": ngettext_lazy("%(num)s tracked deletion: left out", "%(num)s tracked deletions: left out", "num"),
    "nested": ngettext_lazy(
        "%(num)s table inside a cell: kept as text of the cell",
        "%(num)s tables inside cells: kept as text of their cells",
        "num",
    ),
    "merged": ngettext_lazy(
        "%(num)s merged cell: its text is in the first of its cells",
        "%(num)s merged cells: their text is in the first cell of each",
        "num",
    ),
    "picture": ngettext_lazy("Left out: %(num)s picture", "Left out: %(num)s pictures", "num"),
    "text box": ngettext_lazy("Left out: %(num)s text box", "Left out: %(num)s text boxes", "num"),
    "footnote": ngettext_lazy("Left out: %(num)s footnote", "Left out: %(num)s footnotes", "num"),
    "endnote": ngettext_lazy("Left out: %(num)s endnote", "Left out: %(num)s endnotes", "num"),
    "comment": ngettext_lazy("Left out: %(num)s comment", "Left out: %(num)s comments", "num"),
    "header": ngettext_lazy("Left out: %(num)s page header", "Left out: %(num)s page headers", "num"),
    "footer": ngettext_lazy("Left out: %(num)s page footer", "Left out: %(num)s page footers", "num"),
    "contents": ngettext_lazy(
        "Left out: %(num)s line of the table of contents",
        "Left out: %(num)s lines of the table of contents",
        "num",
    ),
    "hidden": ngettext_lazy("Left out: %(num)s piece of hidden text", "Left out: %(num)s pieces of hidden text", "num"),
    "placeholder": ngettext_lazy(
        "Left out: %(num)s prompt of a field that nobody filled in",
        "Left out: %(num)s prompts of fields that nobody filled in",
        "num",
    ),
    "equation": ngettext_lazy("Left out: %(num)s equation", "Left out: %(num)s equations", "num"),
    "symbol": ngettext_lazy("Left out: %(num)s symbol", "Left out: %(num)s symbols", "num"),
    "object": ngettext_lazy("Left out: %(num)s embedded file", "Left out: %(num)s embedded files", "num"),
    "link": ngettext_lazy(
        "Left out: the address of %(num)s link that is not a web or email address; its words are kept",
        "Left out: the addresses of %(num)s links that are not web or email addresses; their words are kept",
        "num",
    ),
}


class NotWord(ValueError):
    """The file cannot be brought in; the message says why and what could be."""


@dataclass(frozen=True)
class Block:
    """One paragraph, list or table, as Markdown in which no other markup survives. A table also has its cells."""

    markdown: str
    rows: list[list[str]] = field(default_factory=list)

    @property
    def start(self) -> str:
        """The first words of a table, by which people know it."""
        return " · ".join(" ".join(cell.split())[:40] for cell in self.rows[0] if cell.strip())


@dataclass
class WordPart:
    """A heading, its level (1 for the highest) and what is under it until the next. Text above all has no heading."""

    heading: str = ""
    level: int = 1
    title: bool = False  # the title of the whole document
    blocks: list[Block] = field(default_factory=list)


@dataclass
class WordOutline:
    """The whole document in order. `paragraphs` with words were taken; `notes` are the others: how many of each kind
    of `NOTES`, and their words."""

    parts: list[WordPart] = field(default_factory=list)
    paragraphs: int = 0
    notes: dict[str, tuple[int, list[str]]] = field(default_factory=dict)

    def note(self, kind: str, texts: Iterable[str] = (), count: int = 1) -> None:
        """Say that something of this kind was met, with its words."""
        before, said = self.notes.get(kind, (0, []))
        self.notes[kind] = (before + count, [*said, *filter(None, (" ".join(text.split()) for text in texts))])

    @property
    def notices(self) -> list[tuple[str, list[str]]]:
        """Each note as a sentence with the words it is about."""
        met = [(words, *self.notes[kind]) for kind, words in NOTES.items() if kind in self.notes]
        return [(str(words % {"num": count}), texts) for words, count, texts in met]

    @property
    def tables(self) -> dict[str, tuple[int, Block]]:
        """Each table with the number of its part, by a name such as 3-2: the second table of part 3."""
        found: dict[str, tuple[int, Block]] = {}
        for number, part in enumerate(self.parts):
            tables = [block for block in part.blocks if block.rows]
            found |= {f"{number}-{place}": (number, block) for place, block in enumerate(tables, start=1)}
        return found

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "WordOutline":
        parts = [WordPart(**part | {"blocks": [Block(**block) for block in part["blocks"]]}) for part in kept["parts"]]
        return cls(parts, kept["paragraphs"], {kind: (count, texts) for kind, (count, texts) in kept["notes"].items()})
