"""Word documents for tests, written by a library that has nothing to do with our reader."""

import base64
import io
import zipfile
from collections.abc import Callable

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
FOOTNOTES = (
    f"<w:footnotes {nsdecls('w')}>"
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>no words</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="1"><w:p><w:r><w:t>Police figures to March.</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def of_paragraphs(*texts: str) -> bytes:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    return saved(document)


def add_xml(paragraph, xml: str) -> None:
    """Put an element of Word into a paragraph, where `w:` is its namespace."""
    paragraph._p.append(parse_xml(xml.replace(">", f" {nsdecls('w', 'r', 'wp', 'a')}>", 1)))


def add_link(paragraph, words: str, address: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    key = paragraph.part.relate_to(address, kind, is_external=True)
    add_xml(paragraph, f'<w:hyperlink r:id="{key}"><w:r><w:t>{words}</w:t></w:r></w:hyperlink>')


def changed(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The archive with other files in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def add_footnotes(files: dict[str, bytes]) -> None:
    files["word/footnotes.xml"] = FOOTNOTES.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    rels = files["word/_rels/document.xml.rels"].decode()
    one = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    files["word/_rels/document.xml.rels"] = rels.replace("</Relationships>", one).encode()


def whole_plan() -> bytes:
    """A plan with everything that our reader must take or say that it does not take."""
    document = docx.Document()
    document.add_heading("Safer Anytown 2026 to 2029", 0)
    document.add_heading("Introduction", 1)
    paragraph = document.add_paragraph("Crime fell by ")
    paragraph.add_run("9%").bold = True
    paragraph.add_run(" & we want ")
    paragraph.add_run("more").italic = True
    paragraph.add_run(". See ")
    add_link(paragraph, "the assessment", "https://example.org/a (1).pdf")
    paragraph.add_run(" or ")
    add_link(paragraph, "our drive", "file:///S:/plan.docx")
    paragraph.add_run(".")
    document.add_paragraph("Police", style="List Bullet")
    document.add_paragraph("Council", style="List Bullet")
    document.add_picture(io.BytesIO(PIXEL))
    tracked = document.add_paragraph("Burglary ")
    add_xml(tracked, '<w:ins w:id="1" w:author="A"><w:r><w:t>rose</w:t></w:r></w:ins>')
    add_xml(tracked, '<w:del w:id="2" w:author="A"><w:r><w:delText>fell</w:delText></w:r></w:del>')
    add_xml(
        tracked,
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Call 101</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
    )
    add_xml(tracked, '<w:r><w:footnoteReference w:id="1"/></w:r>')
    document.sections[0].header.paragraphs[0].text = "DRAFT"
    document.add_heading("Our priorities", 1)
    document.add_heading("Priority 1: Burglary", 2)
    document.add_paragraph("Homes are broken into.")
    document.add_heading("What do we hope to do?", 3)
    document.add_paragraph("Fewer burglaries.")
    actions = document.add_table(3, 3)
    for row, texts in enumerate([("Number", "Action", "Lead"), ("1.1", "Fit locks", "Police"), ("1.2", "Light", "")]):
        for column, text in enumerate(texts):
            actions.cell(row, column).text = text
    document.add_heading("Priority 2: Cycle theft", 2)
    document.add_paragraph("Cycles are stolen.")
    document.add_heading("Resources", 1)
    table = document.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Who pays"
    table.cell(1, 0).text = "Council"
    nested = table.cell(1, 1).add_table(1, 2)
    nested.cell(0, 0).text, nested.cell(0, 1).text = "Grant", "£5 | year"
    table.cell(2, 0).text = "Police"
    document.add_heading("Notes", 2)
    document.add_paragraph("# Not a heading")
    return changed(saved(document), add_footnotes)
