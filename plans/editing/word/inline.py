"""The words of one paragraph as they stand when every tracked change is accepted; what is not taken is noted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .numbering import Styles, switch, value, whole
from .outline import WordOutline
from .spans import Span, plain, web_address

_LEFT_OUT = ("del", "moveFrom")
_TAKEN_IN = ("ins", "moveTo")
_NO_WORDS = ("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "instrText", "delText", "Fallback")
_GRAPHICS = ("drawing", "pict", "contentPart")
_FIELD_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]+)"', re.IGNORECASE)


@dataclass
class _Field:
    """A field while it is read: what it does, and the address that its result links to."""

    code: str = ""
    url: str = ""


class InlineReader:
    """Reads paragraphs of one document. `links` are its outside addresses by their keys."""

    def __init__(self, outline: WordOutline, styles: Styles, links: dict[str, str]) -> None:
        """What it meets and does not take is noted in the outline."""
        self._outline, self._styles, self._links = outline, styles, links
        self._fields: list[_Field] = []

    def spans(self, paragraph: Element) -> list[Span]:
        """The pieces of a paragraph in order."""
        return [span for child in paragraph for span in self._read(child, "")]

    def _read(self, element: Element, url: str) -> Iterator[Span]:
        """What an element of a paragraph says, with all that is in it."""
        tag = element.tag
        if tag in _NO_WORDS:
            return
        if tag in _LEFT_OUT:
            self._outline.note("deletion", [words(element)])
        elif tag in ("oMath", "oMathPara"):
            self._outline.note("equation", [words(element)])
        elif tag in _GRAPHICS:
            self._note_graphic(element)
        elif tag == "object":
            self._outline.note("object")
        elif tag == "r":
            yield from self._run(element, url)
        else:
            if tag in _TAKEN_IN:
                self._outline.note("insertion", [words(element)])
            if tag == "hyperlink":
                url = self._address(self._links.get(element.get("id", ""), f"#{element.get('anchor', '')}"))
            for child in element:
                yield from self._read(child, url)

    def _run(self, run: Element, url: str) -> Iterator[Span]:
        """A run: text of one format. Hidden text, and what Word shows in an empty field, is noted, not taken."""
        format = run.find("rPr")
        style = format.find("rStyle") if format is not None else None
        key = style.get("val", "") if style is not None else ""
        on = {name: self._is_on(format, key, name) for name in ("b", "i", "vanish")}
        if on["vanish"] or self._styles.name(key) == "placeholder text":
            if text := words(run):
                self._outline.note("hidden" if on["vanish"] else "placeholder", [text])
            return
        for child in run:
            if child.tag == "fldChar":
                self._field(child)
                if chosen := _chosen(child):
                    yield Span(chosen, on["b"], on["i"], url)
            elif child.tag == "instrText" and self._fields:
                self._fields[-1].code += child.text or ""
            elif (said := self._character(child)) is not None:
                if said:
                    yield Span(said, on["b"], on["i"], url or self._field_link())
            else:
                yield from self._read(child, url)

    def _is_on(self, format: Element | None, style: str, name: str) -> bool:
        direct = switch(format, name)
        return self._styles.is_on(style, name) if direct is None else direct

    def _character(self, element: Element) -> str | None:
        """The text of an element of a run; None for what has none of its own."""
        if element.tag == "t":
            return element.text or ""
        if element.tag in ("br", "cr"):
            return " " if element.get("type") in ("page", "column") else "\n"
        if element.tag == "sym":
            code = element.get("char", "")
            shown = chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", code) else ""
            if not shown.isprintable() or "\ue000" <= shown <= "\uf8ff" or not shown:
                self._outline.note("symbol")
                return ""
            return shown
        return {"tab": " ", "ptab": " ", "noBreakHyphen": "-", "softHyphen": ""}.get(element.tag)

    def _field(self, mark: Element) -> None:
        """Follow where a field begins, shows its result and ends: a link may be written as one."""
        kind = mark.get("fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            match = _FIELD_LINK.match(self._fields[-1].code)
            self._fields[-1].url = self._address(match[1]) if match else ""
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _field_link(self) -> str:
        return next((one.url for one in reversed(self._fields) if one.url), "")

    def _address(self, url: str) -> str:
        """The address of a link if readers may follow it; else empty, and it is noted."""
        if web_address(url):
            return url
        self._outline.note("link", [url])
        return ""

    def _note_graphic(self, graphic: Element) -> None:
        """A picture with its description, or a text box with its words."""
        boxes = [box for part in shown(graphic) for box in part.iter("txbxContent")]
        for box in boxes:
            self._outline.note("text box", paragraphs(box))
            for inside in ("drawing", "pict"):
                for picture in box.iter(inside):
                    self._note_graphic(picture)
        if not boxes:
            names = [one.get("descr") or one.get("title") or "" for one in graphic.iter("docPr")]
            self._outline.note("picture", names)


def shown(element: Element) -> list[Element]:
    """The element, or of two versions of it the one that Word shows."""
    choices = list(element.iter("AlternateContent"))
    return [choice for one in choices if (choice := one.find("Choice")) is not None] or [element]


def words(element: Element) -> str:
    """All words in an element; what Word keeps apart with a tab or a new line stays apart."""
    apart = ("tab", "ptab", "br", "cr")
    return plain(
        [
            Span(" " if one.tag in apart else one.text or "")
            for one in element.iter()
            if one.tag in ("t", "delText", *apart)
        ]
    )


def _chosen(mark: Element) -> str:
    """What is chosen or ticked in a field of a form, which is in none of its text; empty for other fields."""
    if (box := mark.find("ffData/checkBox")) is not None:
        ticked = switch(box, "checked")
        return "☒" if (switch(box, "default") if ticked is None else ticked) else "☐"
    choices = mark.findall("ffData/ddList/listEntry")
    number = whole(value(mark, "ffData/ddList/result") or value(mark, "ffData/ddList/default"))
    return choices[number].get("val", "") if number < len(choices) else ""


def paragraphs(element: Element) -> list[str]:
    """The words of each paragraph in an element that has some."""
    return list(filter(None, map(words, element.iter("p"))))
