"""Styles and automatic numbers: what a paragraph is, and the number that Word prints before it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

MOST_STEPS = 20  # of styles that are based on each other
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def value(element: Element | None, path: str) -> str:
    """The attribute `val` of an element below; empty where there is none."""
    found = element.find(path) if element is not None else None
    return found.get("val", "") if found is not None else ""


def switch(element: Element | None, name: str) -> bool | None:
    """A property that is on or off; None where nothing is said of it."""
    found = element.find(name) if element is not None else None
    return None if found is None else found.get("val", "true") not in ("0", "false", "off", "none")


class Styles:
    """The styles of a document, each with those that it is based on."""

    def __init__(self, root: Element | None) -> None:
        """No styles are a document whose paragraphs have none."""
        styles = root.findall("style") if root is not None else []
        self._styles = {style.get("styleId", ""): style for style in styles}
        usual = [style for style in styles if style.get("type") == "paragraph" and style.get("default") == "1"]
        self._default = usual[0].get("styleId", "") if usual else ""

    def chain(self, key: str) -> list[Element]:
        """A style and all below it, nearest first."""
        found: list[Element] = []
        key = key or self._default
        while (style := self._styles.get(key)) is not None and len(found) < MOST_STEPS:
            found.append(style)
            key = value(style, "basedOn")
        return found

    def name(self, key: str) -> str:
        return value(self._styles.get(key), "name").casefold()

    def said(self, key: str, path: str) -> str:
        """What the nearest style says at a path."""
        return next(filter(None, (value(style, path) for style in self.chain(key))), "")

    def is_on(self, key: str, name: str) -> bool:
        """Whether a style of characters switches something on."""
        states = [switch(style.find("rPr"), name) for style in self.chain(key)] if key else []
        return next((state for state in states if state is not None), False)

    def level(self, paragraph: Element | None, key: str) -> int:
        """The level of a heading, 1 for the highest; 0 for a paragraph that is none."""
        said = value(paragraph, "outlineLvl") or self.said(key, "pPr/outlineLvl")
        if said.isdecimal():
            return int(said) + 1 if int(said) < 9 else 0
        names = [value(style, "name").casefold() for style in self.chain(key)] if key else []
        return next((int(name[-1]) for name in names if name[:-1] == "heading " and name[-1] in "123456789"), 0)


@dataclass
class Lists:
    """The numbering of a document, counted on while its paragraphs are read."""

    levels: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    numbers: dict[str, tuple[str, dict[int, int]]] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root: Element | None) -> "Lists":
        """From the file of a document's numbering, if it has one."""
        lists = cls()
        for one in root if root is not None else ():
            if one.tag == "abstractNum":
                lists.levels[one.get("abstractNumId", "")] = dict(map(_level, one.findall("lvl")))
            elif one.tag == "num":
                starts = {
                    whole(over.get("ilvl")): whole(value(over, "startOverride"))
                    for over in one.findall("lvlOverride")
                    if value(over, "startOverride")
                }
                lists.numbers[one.get("numId", "")] = (value(one, "abstractNumId"), starts)
        return lists

    def next_label(self, number: str, level: int) -> str | None:
        """The label of the next item as Word prints it: “2.”, “b)”, “Priority 3:”; empty for a bullet, None where the
        paragraph is no item."""
        if number not in self.numbers:
            return None
        abstract, starts = self.numbers[number]
        levels, counted = self.levels.get(abstract, {}), self.counted[abstract]
        form, pattern, start = levels.get(level, ("bullet", "", 1))
        if level in starts and (number, level) not in self.begun:
            counted.pop(level, None)
            start = starts[level]
        self.begun.add((number, level))
        counted[level] = counted.get(level, start - 1) + 1
        for deeper in [one for one in counted if one > level]:
            del counted[deeper]
        if form in ("bullet", "none"):
            return "" if form == "bullet" else None
        for one in range(level + 1):
            form, _pattern, start = levels.get(one, ("decimal", "", 1))
            pattern = pattern.replace(f"%{one + 1}", _counted(counted.get(one, start), form))
        return pattern.strip()


def _level(level: Element) -> tuple[int, tuple[str, str, int]]:
    start = whole(value(level, "start")) if value(level, "start") else 1
    return whole(level.get("ilvl")), (value(level, "numFmt") or "decimal", value(level, "lvlText"), start)


def whole(text: Any) -> int:
    """A small whole number of the file; 0 for anything else."""
    return int(text) if text and len(text) < 7 and text.isascii() and text.isdecimal() else 0


def _counted(number: int, form: str) -> str:
    """A number in one of Word's ways of counting."""
    words = str(number)
    if form.endswith("Letter") and number > 0:
        words = chr(97 + (number - 1) % 26) * ((number - 1) // 26 % 50 + 1)
    elif form.endswith("Roman") and 0 < number < 4000:
        words, left = "", number
        for size, letters in _ROMAN:
            words += letters * (left // size)
            left %= size
    return words.upper() if form.startswith("upper") else words
