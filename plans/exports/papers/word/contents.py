"""The contents of a Word document: a field of Word with its entries in it already, each leading to its heading."""

from collections.abc import Mapping
from typing import Any

from .lines import Line, Paragraph

INSTRUCTION = r'TOC \o "1-2" \h \z \u'


def contents_xml(element: Any, marks: Mapping[str, str]) -> str:
    """The contents of a paper. Word adds the numbers of the sides when the field is updated: it alone knows them."""
    heading = element.find(".//h2")
    title = Line()
    title.add(heading.text_content())
    entries = [_entry(link, marks) for link in element.iter("a")]
    begin = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {INSTRUCTION} '
    begin += '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    first, *others = entries
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{Paragraph('TocHeading', title).xml()}"
        f"{first.replace('</w:pPr>', f'</w:pPr>{begin}', 1)}{''.join(others)}{end}</w:sdtContent></w:sdt>"
    )


def _entry(link: Any, marks: Mapping[str, str]) -> str:
    """One entry, as deep as it is in the list."""
    depth = sum(above.tag == "ul" for above in link.iterancestors())
    words = Line()
    words.add(link.text_content())
    target = marks.get(link.get("href", "").removeprefix("#"), "")
    inside = f'<w:hyperlink w:anchor="{target}" w:history="1">{words.xml()}</w:hyperlink>' if target else words.xml()
    return f'<w:p><w:pPr><w:pStyle w:val="Toc{min(depth, 2)}"/></w:pPr>{inside}</w:p>'
