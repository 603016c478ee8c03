"""A plan written in Word: what is read of it, what is said not to be taken, what is stored, and taking it back."""

import contextlib
import html
import io
import re
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx.oxml.ns import qn
from hypothesis import given, settings, strategies as st

from csp_portal.formats.markdown import to_html
from plans.editing import word
from plans.editing.word import NotWord
from plans.editing.word.spans import Span, line, to_markdown
from plans.models import Change, Plan, User
from tests import builders

from . import word_documents

ADDRESS = "/desk/anytown/plans/2020-2023/word-document/"
GOOD = word_documents.of_paragraphs("Text", "More")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.fixture
def desk(client, db):
    plan = builders.plan()
    officer = User.objects.create(username="officer")
    officer.memberships.create(partnership=plan.partnership, role="officer")
    client.force_login(officer)
    return client, plan


def upload(client, content: bytes) -> str:
    file = SimpleUploadedFile("plan.docx", content)
    return client.post(ADDRESS, {"file": file}).content.decode()


def form_of(page: str) -> dict[str, str]:
    """What the form of the preview would send as it stands."""
    fields = {"document": html.unescape(re.search(r'<textarea name="document" hidden>([^<]*)<', page)[1])}
    for name, options in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', page, re.DOTALL):
        fields[name] = re.search(r'value="([^"]*)" selected', options)[1]
    for name, value in re.findall(r'<input class="govuk-input"[^>]*name="([^"]+)" value="([^"]*)"', page):
        fields[name] = html.unescape(value)
    return fields


def sentences(page: str) -> list[str]:
    found = re.search(r'govuk-error-summary__list">(.*?)</ul>', page, re.DOTALL)
    return [html.unescape(one) for one in re.findall("<li>(.*?)</li>", found[1])] if found else []


@pytest.mark.django_db
def test_the_outline_of_a_plan():
    outline = word.read_document(word_documents.whole_plan())
    assert [(part.level, part.heading, [block.markdown for block in part.blocks]) for part in outline.parts] == [
        (1, "Safer Anytown 2026 to 2029", []),
        (
            1,
            "Introduction",
            [
                "Crime fell by **9%** & we want *more*. See [the assessment](https://example.org/a%20%281%29.pdf) "
                "or our drive.",
                "- Police\n- Council",
                "Burglary rose",
            ],
        ),
        (1, "Our priorities", []),
        (2, "Priority 1: Burglary", ["Homes are broken into."]),
        (
            3,
            "What do we hope to do?",
            [
                "Fewer burglaries.",
                "| Number | Action | Lead |\n| --- | --- | --- |\n| 1.1 | Fit locks | Police |\n| 1.2 | Light |  |",
            ],
        ),
        (2, "Priority 2: Cycle theft", ["Cycles are stolen."]),
        (
            1,
            "Resources",
            ["| Who pays |  |\n| --- | --- |\n| Council | Grant; £5 \\| year |\n| Police |  |"],
        ),
        (2, "Notes", ["\\# Not a heading"]),
    ]
    assert [choice.becomes for choice in word.guess(outline)] == [
        *("out", "sections", "sections", "priorities", "priorities.aim", "priorities", "sections", "above"),
    ]
    assert [choice.tables for choice in word.guess(outline)] == [(), (), (), (), ("rows",), (), ("text",), ()]


def test_what_is_not_taken_is_said_with_its_words():
    outline = word.read_document(word_documents.whole_plan())
    assert outline.notices == [
        ("1 tracked insertion: kept", ["rose"]),
        ("1 tracked deletion: left out", ["fell"]),
        ("1 table inside a cell: kept as text of the cell", []),
        ("1 merged cell: its text is in the first of its cells", []),
        ("Left out: 1 picture", []),
        ("Left out: 1 text box", ["Call 101"]),
        ("Left out: 1 footnote", ["Police figures to March."]),
        ("Left out: 1 page header", ["DRAFT"]),
        (
            "Left out: the address of 1 link that is not a web or email address; its words are kept",
            ["file:///S:/plan.docx"],
        ),
    ]


def test_every_paragraph_of_the_file_is_taken_or_named():
    """Counted by another library: 29 are taken, and the one in the text box is named."""
    content = word_documents.whole_plan()
    body = docx.Document(io.BytesIO(content)).element.body
    with_words = [one for one in body.iter(qn("w:p")) if one.xpath("./w:r/w:t | ./w:ins//w:t | ./w:hyperlink//w:t")]
    outline = word.read_document(content)
    named = outline.notes["text box"][1]
    assert (outline.paragraphs, named, len(with_words)) == (29, ["Call 101"], 30)


@given(st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), max_size=40), max_size=8))
def test_any_text_survives_as_it_is(texts):
    """Words with every kind of character, in every emphasis, read the same after Markdown made HTML of them."""
    spans = [Span(text, bold=number % 2 == 1, italic=number % 3 == 1) for number, text in enumerate(texts)]
    shown = html.unescape(re.sub(r"<[^>]+>", "", to_html(to_markdown(spans))))
    assert shown.split() == "".join(texts).split()
    assert html.unescape(re.sub(r"<[^>]+>", "", to_html(line("".join(texts))))).split() == "".join(texts).split()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), max_size=30), max_size=6))
def test_any_paragraph_of_a_document_survives(texts):
    """Up to two seconds: a library writes each of the documents."""
    words = [text for text in texts if text.strip()]
    content = word_documents.of_paragraphs("Start", *words)
    outline = word.read_document(content)
    assert outline.paragraphs == 1 + len(words)
    shown = [html.unescape(re.sub(r"<[^>]+>", "", to_html(block.markdown))) for block in outline.parts[0].blocks]
    assert [one.split() for one in shown] == [["Start"], *(text.split() for text in words)]


def test_the_preview_says_what_becomes_of_each_part_and_stores_nothing(desk):
    client, plan = desk
    page = upload(client, word_documents.whole_plan())
    said = re.findall(r"Saving adds: (.*?)\.</p>", page)
    assert [html.unescape(one) for one in said] == [
        "left out",
        "new section: Introduction",
        "new section: Our priorities",
        "new priority: Priority 1: Burglary",
        "“What do we hope to do?” of “Priority 1: Burglary”",
        "new priority: Priority 2: Cycle theft",
        "new section: Resources",
        "continues in “Resources”",
    ]
    assert (plan.sections.count(), plan.priorities.count(), Change.objects.count()) == (0, 0, 0)


def test_storing_keeps_order_text_and_history_and_one_click_takes_it_back(desk):
    client, plan = desk
    form = form_of(upload(client, word_documents.whole_plan()))
    assert client.post(ADDRESS, form | {"save": "yes"}).status_code == 302
    assert list(plan.sections.values_list("heading", "kind", "body")) == [
        (
            "Introduction",
            "introduction",
            "Crime fell by **9%** & we want *more*. See [the assessment](https://example.org/a%20%281%29.pdf) "
            "or our drive.\n\n- Police\n- Council\n\nBurglary rose",
        ),
        ("Our priorities", "other", ""),
        (
            "Resources",
            "resources",
            "| Who pays |  |\n| --- | --- |\n| Council | Grant; £5 \\| year |\n| Police |  |\n\n### Notes\n\n"
            "\\# Not a heading",
        ),
    ]
    assert list(plan.priorities.values_list("ref", "title", "why", "aim")) == [
        ("1", "Burglary", "Homes are broken into.", "Fewer burglaries."),
        ("2", "Cycle theft", "Cycles are stolen.", ""),
    ]
    assert (
        sorted(Change.objects.values_list("kind", "row_kind"))
        == [("added", "priorities")] * 2 + [("added", "sections")] * 3
    )
    page = client.get(ADDRESS).content.decode()
    assert "Undo the document" in page
    client.post(ADDRESS, {"undo": "yes"})
    assert (plan.sections.count(), plan.priorities.count()) == (0, 0)
    assert "Undo the document" not in client.get(ADDRESS).content.decode()


def test_a_table_goes_to_the_known_paste_page_after_storing(desk):
    client, plan = desk
    form = form_of(upload(client, word_documents.whole_plan()))
    client.post(ADDRESS, form | {"save": "yes"})
    page = client.get(ADDRESS).content.decode()
    text = html.unescape(re.search(r'<textarea name="text" hidden>([^<]*)<', page)[1])
    targets = re.findall(r'formaction="([^"]+)">([^<]*)<', page)
    first = plan.priorities.first()
    assert [words for _address, words in targets] == [
        "Read as funding",
        "Read as priorities",
        "Read as actions of Priority 1: Burglary",
        "Read as actions of Priority 2: Cycle theft",
    ]
    assert targets[2][0] == f"/desk/anytown/plans/2020-2023/rows/priorities/{first.pk}/actions/paste/"
    preview = client.post(targets[2][0], {"text": text}).content.decode()
    assert "2 rows were understood." in preview
    assert "new action: 1.1 Fit locks" in preview


def test_what_was_changed_since_is_not_undone(desk):
    client, plan = desk
    client.post(ADDRESS, form_of(upload(client, word_documents.whole_plan())) | {"save": "yes"})
    builders.action(plan.priorities.first())
    page = client.post(ADDRESS, {"undo": "yes"}, follow=True).content.decode()
    assert "Nothing was undone, because Priority 1: Burglary has changed since then." in page
    assert (plan.sections.count(), plan.priorities.count()) == (3, 2)


def test_what_the_officer_chooses_is_what_is_stored(desk):
    client, plan = desk
    form = form_of(upload(client, word_documents.whole_plan()))
    form |= {"becomes-2": "out", "becomes-6": "priorities", "heading-6": "Money", "table-6-1": "out"}
    client.post(ADDRESS, form | {"save": "yes"})
    assert [one.heading for one in plan.sections.all()] == ["Introduction"]
    money = plan.priorities.last()
    assert (money.ref, money.title, money.why) == ("3", "Money", "### Notes\n\n\\# Not a heading")


def test_one_wrong_part_stores_none_and_is_named(desk):
    client, plan = desk
    builders.priority(plan, "2", title="Another")
    page = upload(client, word_documents.whole_plan())
    assert sentences(page) == [
        "“Priority 2: Cycle theft”: This plan already has a priority with this reference.",
    ]
    page = client.post(ADDRESS, form_of(page) | {"save": "yes", "becomes-1": "above"}).content.decode()
    assert sentences(page)[0] == (
        "“Introduction” has no part above that it could belong to; choose something else for it."
    )
    assert plan.sections.count() == 0


def test_a_document_without_headings_is_offered_as_one_section(desk):
    client, plan = desk
    form = form_of(upload(client, word_documents.of_paragraphs("We work together.", "- Always.")))
    assert form["becomes-0"] == "sections"
    client.post(ADDRESS, form | {"save": "yes"})
    assert list(plan.sections.values_list("heading", "body")) == [("The plan", "We work together.\n\n\\- Always.")]


def test_the_same_heading_twice_gets_addresses_of_its_own(desk):
    client, plan = desk
    document = docx.Document()
    for text in ("One", "Two"):
        document.add_heading("Background", 1)
        document.add_paragraph(text)
    client.post(ADDRESS, form_of(upload(client, word_documents.saved(document))) | {"save": "yes"})
    assert list(plan.sections.values_list("slug", "body")) == [("background", "One"), ("background-2", "Two")]


def test_printed_numbers_of_headings_and_lists_are_kept():
    """Automatic numbers are printed, but no text of the file: a list that starts at 3 keeps its 3."""

    def numbered(files: dict[str, bytes]) -> None:
        xml = files["word/numbering.xml"].decode()
        level = '<w:lvl w:ilvl="0"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
        forms = {90: (1, "decimal", "Priority %1:"), 91: (3, "decimal", "%1."), 92: (1, "lowerLetter", "%1)")}
        abstract = "".join(
            f'<w:abstractNum w:abstractNumId="{key}">{level.format(*form)}</w:abstractNum>'
            for key, form in forms.items()
        )
        numbers = "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in forms)
        files["word/numbering.xml"] = xml.replace("</w:numbering>", f"{abstract}{numbers}</w:numbering>").encode()

    document = docx.Document()
    for text, style, number in [
        ("Burglary", "Heading 1", 90),
        ("Locks", "Normal", 91),
        ("Lights", "Normal", 91),
        ("Cycles", "Heading 1", 90),
        ("Racks", "Normal", 92),
    ]:
        paragraph = document.add_paragraph(text, style=style)
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
    outline = word.read_document(word_documents.changed(word_documents.saved(document), numbered))
    assert [(part.heading, [block.markdown for block in part.blocks]) for part in outline.parts] == [
        ("Priority 1: Burglary", ["- 3\\. Locks\n- 4\\. Lights"]),
        ("Priority 2: Cycles", ["- a) Racks"]),
    ]


WORD_BODY = """
<sdt><sdtPr><docPartObj><docPartGallery val="Table of Contents"/></docPartObj></sdtPr><sdtContent>
 <p><r><t>Contents</t></r></p><p><hyperlink anchor="_Toc1"><r><t>Introduction 3</t></r></hyperlink></p>
</sdtContent></sdt>
<p><r><AlternateContent><Choice><drawing><txbxContent><p><r><t>Box</t></r></p></txbxContent></drawing></Choice>
 <Fallback><pict><txbxContent><p><r><t>Box</t></r></p></txbxContent></pict></Fallback></AlternateContent></r>
 <r><fldChar fldCharType="begin"/></r><r><instrText>HYPERLINK "https://example.org/"</instrText></r>
 <r><fldChar fldCharType="separate"/></r><r><t>A link</t></r><r><fldChar fldCharType="end"/></r>
 <r><t> and</t><tab/><t>R&amp;D</t><br/><t>2. line</t></r></p>
<sdt><sdtContent><p><moveFrom><r><t>here</t></r></moveFrom><moveTo><r><t>moved</t></r></moveTo>
 <r><rPr><vanish/></rPr><t>secret</t></r><r><rPr><b val="0"/></rPr><t> plain</t></r></p></sdtContent></sdt>
<tbl><tr><trPr><del/></trPr><tc><p><r><t>gone</t></r></p></tc></tr>
 <tr><tc><tcPr><vMerge val="restart"/></tcPr><p><r><t>Fund</t></r></p><p><r><t>2026</t></r></p></tc>
  <tc><p><r><rPr><b/></rPr><t>£1</t></r></p></tc></tr>
 <tr><tc><tcPr><vMerge/></tcPr><p/></tc><tc><p><oMath><r><t>x+y</t></r></oMath><r><t>£2</t></r></p></tc></tr></tbl>
<p><object/><r><object/></r></p>
"""


def test_what_word_itself_writes_around_its_text():
    outline = word.read_document(with_text(f"<document><body>{WORD_BODY}</body></document>".encode()))
    (part,) = outline.parts
    assert [(block.markdown, block.rows) for block in part.blocks] == [
        ("[A link](https://example.org/) and R\\&D\\\n2\\. line", []),
        ("moved plain", []),
        ("| Fund 2026 | **£1** |\n| --- | --- |\n|  | £2 |", [["Fund\n2026", "£1"], ["", "£2"]]),
    ]
    assert outline.notices == [
        ("1 tracked insertion: kept", ["moved"]),
        ("2 tracked deletions: left out", ["here", "gone"]),
        ("1 merged cell: its text is in the first of its cells", []),
        ("Left out: 1 text box", ["Box"]),
        ("Left out: 2 lines of the table of contents", ["Contents", "Introduction 3"]),
        ("Left out: 1 piece of hidden text", ["secret"]),
        ("Left out: 1 equation", ["x+y"]),
        ("Left out: 2 embedded files", []),
    ]


OTHER_STYLES = """<styles>
<style type="paragraph" default="1" styleId="Standard"><name val="Normal"/></style>
<style type="paragraph" styleId="berschrift1"><name val="heading 1"/><pPr><outlineLvl val="0"/></pPr></style>
<style type="paragraph" customStyle="1" styleId="Kopf"><name val="Kopf"/><basedOn val="berschrift1"/></style>
<style type="paragraph" styleId="Heading3"><name val="Heading 3"/></style>
<style type="paragraph" styleId="Verzeichnis1"><name val="toc 1"/></style></styles>"""

OTHER_BODY = """<document><body>
<p><pPr><pStyle val="Verzeichnis1"/></pPr><r><t>Burglary 2</t></r></p>
<p><pPr><pStyle val="Kopf"/></pPr><bookmarkStart/><r><t>Burg</t></r><proofErr/><r><t>lary</t></r><bookmarkEnd/></p>
<p><smartTag><smartTagPr><attr name="x" val="y"/></smartTagPr><r><t>Norwich</t></r></smartTag><r><t> has </t></r>
 <fldSimple><r><t>12</t></r></fldSimple><r><t> wards</t></r><sdt><sdtContent><r><t>, 2026</t></r></sdtContent></sdt></p>
<p><pPr><pStyle val="Heading3"/></pPr><r><t>Lights</t></r></p>
<tbl><sdt><sdtContent><tr><tc><p><r><t>Lock</t></r></p></tc><sdt><sdtContent><tc><p><r><t>Police</t></r></p></tc>
 </sdtContent></sdt></tr></sdtContent></sdt></tbl></body></document>"""


def test_styles_of_another_language_and_what_office_programs_wrap_around_words_and_rows():
    """Such as Word in German and LibreOffice write them: the key of a style is translated, its name is not."""
    files = {"word/document.xml": OTHER_BODY.encode(), "word/styles.xml": OTHER_STYLES.encode()}
    outline = word.read_document(
        word_documents.changed(word_documents.of_paragraphs("x"), lambda all: all.update(files))
    )
    assert [(part.level, part.heading, [block.markdown for block in part.blocks]) for part in outline.parts] == [
        (1, "Burglary", ["Norwich has 12 wards, 2026"]),
        (3, "Lights", ["| Lock | Police |\n| --- | --- |"]),
    ]
    assert outline.notices == [("Left out: 1 line of the table of contents", ["Burglary 2"])]


TEMPLATE_STYLES = """<styles>
<style type="character" styleId="Platzhaltertext"><name val="Placeholder Text"/></style>
<style type="paragraph" styleId="Figures"><name val="table of figures"/></style>
<style type="paragraph" styleId="Index1"><name val="index 1"/></style></styles>"""

TEMPLATE_BODY = """<document><body>
<p><pPr><pStyle val="Figures"/></pPr><r><t>Figure 1: Thefts 4</t></r></p>
<p><pPr><pStyle val="Index1"/></pPr><r><t>arson, 12</t></r></p>
<p><r><t>Lead: </t></r><sdt><sdtPr><showingPlcHdr/></sdtPr><sdtContent>
 <r><rPr><rStyle val="Platzhaltertext"/></rPr><t>Click to enter text</t></r></sdtContent></sdt></p>
<tbl><tr><tc><p><r><t>Lock</t></r></p></tc><sdt><sdtPr><showingPlcHdr/></sdtPr><sdtContent><tc><p>
 <r><rPr><rStyle val="Platzhaltertext"/></rPr><t>Choose a date</t></r></p></tc></sdtContent></sdt></tr></tbl>
<subDoc/><p><r><contentPart/></r><r><t>Signed</t></r></p></body></document>"""


def test_prompts_of_empty_fields_lists_of_figures_and_ink_are_named_and_no_text():
    files = {"word/document.xml": TEMPLATE_BODY.encode(), "word/styles.xml": TEMPLATE_STYLES.encode()}
    outline = word.read_document(
        word_documents.changed(word_documents.of_paragraphs("x"), lambda all: all.update(files))
    )
    (part,) = outline.parts
    assert [block.markdown for block in part.blocks] == ["Lead:", "| Lock |  |\n| --- | --- |", "Signed"]
    assert outline.notices == [
        ("Left out: 1 picture", []),
        ("Left out: 2 lines of the table of contents", ["Figure 1: Thefts 4", "arson, 12"]),
        ("Left out: 2 prompts of fields that nobody filled in", ["Click to enter text", "Choose a date"]),
        ("Left out: 1 embedded file", []),
    ]


DESIGNED_BODY = """<document><body>
<p><pPr><framePr dropCap="drop" lines="3"/></pPr><r><t>B</t></r></p><p><r><t>urglary fell.</t></r></p>
<p><pPr><pStyle val="TOC1"/></pPr><r><t>Burglary</t></r><r><tab/></r><r><t>2</t></r></p>
<tbl><tr><tc><p><r><t>Status</t></r></p></tc><tc><p><r><fldChar fldCharType="begin"><ffData><ddList><result val="1"/>
 <listEntry val="Red"/><listEntry val="Amber"/></ddList></ffData></fldChar></r>
 <r><instrText>FORMDROPDOWN</instrText></r><r><fldChar fldCharType="end"/></r></p></tc></tr>
 <tr><tc><p><r><t>Done</t></r></p></tc><tc><p><r><fldChar fldCharType="begin"><ffData><checkBox><default val="0"/>
 <checked/></checkBox></ffData></fldChar></r><r><fldChar fldCharType="end"/></r></p></tc></tr></tbl>
<p><r><t>See below.</t></r><r><drawing><AlternateContent><Choice><txbxContent><p><r><t>Call 101</t></r>
 <r><drawing><docPr descr="A badge"/></drawing></r></p></txbxContent></Choice><Fallback><txbxContent><p><r>
 <t>Call 101</t></r></p></txbxContent></Fallback></AlternateContent></drawing></r></p></body></document>"""


def test_forms_drop_capitals_and_text_boxes_with_pictures():
    """Met in documents that Word saved: what a form says is in none of its text, and a box is drawn twice."""
    styles = b'<styles><style type="paragraph" styleId="TOC1"><name val="toc 1"/></style></styles>'
    files = {"word/document.xml": DESIGNED_BODY.encode(), "word/styles.xml": styles}
    outline = word.read_document(
        word_documents.changed(word_documents.of_paragraphs("x"), lambda all: all.update(files))
    )
    (part,) = outline.parts
    assert [block.rows or block.markdown for block in part.blocks] == [
        "Burglary fell.",
        [["Status", "Amber"], ["Done", "☒"]],
        "See below.",
    ]
    assert outline.notices == [
        ("Left out: 1 picture", ["A badge"]),
        ("Left out: 1 text box", ["Call 101"]),
        ("Left out: 1 line of the table of contents", ["Burglary 2"]),
    ]
    in_a_box = "<document><body><p><r><pict><txbxContent><p><r><t>Box</t></r></p></txbxContent></pict></r></p></body>"
    with pytest.raises(word.NotWord, match="All words of the document are in text boxes"):
        word.read_document(with_text(f"{in_a_box}</document>".encode()))


def zip_of(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def with_text(text: bytes) -> bytes:
    """A document whose main file is this XML."""
    return word_documents.changed(
        word_documents.of_paragraphs("x"), lambda files: files.update({"word/document.xml": text})
    )


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"", "The file is empty; choose the Word document (.docx)."),
        (lambda: b"%PDF-1.7 text", "The file is a PDF; choose the Word document (.docx) that it was made from."),
        (lambda: OLD_OFFICE, "The file is of the old kind of Word (.doc); open it in Word and save it as .docx."),
        (
            lambda: OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"),
            "The document is protected with a password; save it in Word without one.",
        ),
        (
            lambda: b"{\\rtf1 text}",
            "The file is a document of another kind (RTF); open it in Word and save it as .docx.",
        ),
        (lambda: b"just text", "The file is not a Word document; choose one that was saved as .docx."),
        (
            lambda: word_documents.whole_plan()[:9000],
            "The document is damaged or was cut off. What can be read: the whole file, downloaded or saved again.",
        ),
        (
            lambda: zip_of(**{"xl/workbook.xml": b"<x/>"}),
            "The file is a spreadsheet; paste its rows on the page of the rows instead.",
        ),
        (
            lambda: zip_of(**{"content.xml": b"<x/>"}),
            "The file is an OpenDocument file; open it in Word or LibreOffice and save it as .docx.",
        ),
        (lambda: zip_of(a=b"b"), "The file is not a Word document; choose one that was saved as .docx."),
        (
            lambda: zip_of(bomb=bytes(50_000_000)),
            "The document unpacks to 1,026 times its size. What can be read: at most 200 times.",
        ),
        (
            lambda: with_text(b'<!DOCTYPE d [<!ENTITY a "b">]><document><body/></document>'),
            "The document defines entities of its own, as attacks do. "
            "What can be read: a Word document (.docx) without a password.",
        ),
        (
            lambda: with_text(b"<document><body>" + b"<p>" * 300 + b"</p>" * 300 + b"</body></document>"),
            "The document is damaged or was cut off. What can be read: the whole file, downloaded or saved again.",
        ),
        (
            lambda: with_text(b"<document><body>" + b"<p><r><t>a</t></r></p>" * 10_000 + b"</body></document>"),
            "The document has 10,000 paragraphs; bring in at most 5,000 at a time, in parts.",
        ),
        (
            lambda: with_text(b"<document><body><p/></body></document>"),
            "The document has no text; a scan must be turned into text first.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(make, said):
    with pytest.raises(NotWord) as problem:
        word.read_document(make())
    assert str(problem.value) == said


@settings(deadline=None)
@given(st.binary(max_size=60), st.integers(0, 100_000))
def test_no_file_breaks_the_reader(noise, place):
    """Up to two seconds: many damaged copies of a document, each of which is read or refused."""
    place %= len(GOOD)
    with contextlib.suppress(NotWord):
        word.read_document(GOOD[:place] + noise + GOOD[place + len(noise) :])


def test_a_plan_that_is_not_a_draft_takes_nothing(desk):
    client, plan = desk
    Plan.objects.filter(pk=plan.pk).update(state="consultation")
    assert 'type="file"' not in client.get(ADDRESS).content.decode()
    page = upload(client, word_documents.of_paragraphs("Text"))
    assert len(sentences(page)) == 1
    assert sentences(page)[0].startswith("This plan is “open for consultation” and its text is locked.")
    assert plan.sections.count() == 0


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose the Word document (.docx) first."),
        ({"document": "forged"}, "The document was incomplete when it arrived. Choose the file again."),
    ],
)
def test_without_a_document_nothing_is_stored(desk, sent, said):
    client, plan = desk
    assert sentences(client.post(ADDRESS, sent | {"save": "yes"}).content.decode()) == [said]
    assert plan.sections.count() == 0
