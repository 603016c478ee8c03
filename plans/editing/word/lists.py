"""Items of lists as Markdown, with the numbers that are printed."""

import re
from dataclasses import dataclass, field

from .spans import line


@dataclass(frozen=True)
class Item:
    """An item of a list: how deep it is, what is printed before it (empty for a bullet), and its text as Markdown."""

    depth: int
    label: str
    markdown: str


@dataclass
class _Level:
    depth: int
    indent: int
    last: int = field(default=0)  # the number of the item above in a list that Markdown numbers


def write_items(items: list[Item]) -> str:
    """Items that follow each other as one list.

    Markdown numbers a list from one; a label that it would not print stands in the text of an item with a bullet.
    """
    lines: list[str] = []
    levels: list[_Level] = []
    for item in items:
        while levels and levels[-1].depth > item.depth:
            levels.pop()
        if not levels or levels[-1].depth < item.depth:
            inner = levels[-1].indent + (len(f"{levels[-1].last}. ") if levels[-1].last else 2) if levels else 0
            levels.append(_Level(item.depth, inner))
        level = levels[-1]
        number = re.fullmatch(r"(\d{1,6})\.", item.label)
        counts_on = number is not None and int(number[1]) == level.last + 1 and number[1][0] != "0"
        level.last = level.last + 1 if counts_on else 0
        marker = f"{level.last}. " if counts_on else "- "
        words = item.markdown if counts_on or not item.label else f"{line(item.label)} {item.markdown}"
        indent = " " * level.indent
        lines.append(f"{indent}{marker}" + words.replace("\n", f"\n{indent}{' ' * len(marker)}"))
    return "\n".join(lines)
