"""The file of a Word document: its parts, what they refer to, and what it says of itself."""

import datetime as dt
import io
from typing import Any
from zipfile import ZipFile

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

from csp_portal.formats.archives import zipped
from csp_portal.formats.spreadsheets.xlsx import clean

from ..paper import Paper, foot_of
from .body import DocumentText
from .lines import LINE_END, Line
from .parts import DocumentParts
from .styles import LANGUAGE, numbering_xml, styles_xml

SIDE = (11906, 16838)  # A4, in twentieths of a point
EDGE, FOOT = 964, 1360
MOST_OF_A_PROPERTY = 255  # characters
OF_NO_TIME = dt.date(1980, 1, 1)


def written(paper: Paper) -> bytes:
    """A paper as a Word document. The same paper gives the same bytes."""
    across, down = SIDE[::-1] if paper.is_wide else SIDE
    document = Document()
    _without_ballast(document)
    width = across - 2 * EDGE
    _replace(document.styles.element, styles_xml(paper.colour.removeprefix("#").upper(), width))
    _replace(document.part.numbering_part.element, numbering_xml())
    body = DocumentText(DocumentParts(document), width)
    element = document.element.body
    for child in list(element):
        element.remove(child)
    for child in parse_xml(f"<w:body {nsdecls('w', 'r', 'wp', 'a', 'pic')}>{body.xml(paper.html)}</w:body>"):
        element.append(child)
    _foot(document, element, paper, (across, down))
    _say_what_it_is(document, paper)
    saved = io.BytesIO()
    document.save(saved)
    with ZipFile(saved) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


def _without_ballast(document: Any) -> None:
    """Take out what the template of the library has besides: a picture of itself, and parts that nothing uses."""
    for part, kinds in (
        (document.part.package, ("thumbnail",)),
        (document.part, ("stylesWithEffects", "customXml", "webSettings")),
    ):
        for name, relation in list(part.rels.items()):
            if relation.reltype.rsplit("/", 1)[1] in kinds:
                del part.rels[name]
    settings = document.settings.element
    for kind in ("w:rsids", "w:proofState", "w:savePreviewPicture", "w:shapeDefaults"):
        for found in settings.findall(qn(kind)):
            settings.remove(found)
    for fonts in settings.iter(qn("w:themeFontLang")):
        fonts.attrib.clear()
        fonts.set(qn("w:val"), LANGUAGE)
    for compatible in settings.iter(qn("w:compatSetting")):
        if compatible.get(qn("w:name")) == "compatibilityMode":
            compatible.set(qn("w:val"), "15")


def _replace(element: Any, xml: str) -> None:
    """Put other children into the root of a part."""
    for child in list(element):
        element.remove(child)
    for child in parse_xml(xml):
        element.append(child)


def _foot(document: Any, body: Any, paper: Paper, size: tuple[int, int]) -> None:
    """The size of a side, and what stands at its foot: partnership, version and address, and the number of the side."""
    across, down = size
    turned = ' w:orient="landscape"' if paper.is_wide else ""
    xml = (
        f'<w:sectPr {nsdecls("w")}><w:pgSz w:w="{across}" w:h="{down}"{turned}/><w:pgMar w:top="{EDGE}" '
        f'w:right="{EDGE}" w:bottom="{FOOT}" w:left="{EDGE}" w:header="567" w:footer="510" w:gutter="0"/></w:sectPr>'
    )
    body.append(parse_xml(xml))
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    line = Line()
    line.add(foot_of(paper.text), keeps_lines=True)
    sides = Line()
    sides.add(_("Page"))
    for between, name in ((" ", "PAGE"), (" / ", "NUMPAGES")):
        sides.add_xml(f'<w:r><w:t xml:space="preserve">{between}</w:t></w:r>{_field(name)}')
    paragraphs = (
        f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{line.xml()}</w:p>'
        f'<w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="right"/></w:pPr>{sides.xml()}</w:p>'
    )
    _replace(footer._element, f"<w:ftr {nsdecls('w')}>{paragraphs}</w:ftr>")


def _field(name: str) -> str:
    """A number that the reader of the document works out."""
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _say_what_it_is(document: Any, paper: Paper) -> None:
    """Title, author, language and day, which a screen reader and a search need to know."""
    about, text = document.core_properties, paper.text
    moment = dt.datetime.combine(text.published_on or OF_NO_TIME, dt.time())
    for name, words in (
        ("title", paper.title),
        ("subject", paper.subject),
        ("author", text.document["partnership"]["name"]),
        ("last_modified_by", text.document["partnership"]["name"]),
        ("comments", foot_of(text)),
        ("identifier", "" if text.is_draft else text.address),
        ("version", str(text.number)),
        ("language", LANGUAGE),
        ("keywords", ""),
    ):
        setattr(about, name, clean(words).replace(LINE_END, " ")[:MOST_OF_A_PROPERTY])
    about.created = about.modified = moment
    about.revision = 1
