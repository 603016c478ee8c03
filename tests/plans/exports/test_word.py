"""Papers as Word documents: every word and cell in its order, real styles, contents, words in place of pictures."""

import io
import re
import shutil
import subprocess
from html import unescape
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.utils.html import escape
from docx import Document
from docx.oxml.ns import qn

from plans.exports.papers.columns import widths
from plans.exports.papers.paper import SHAPES, Paper
from plans.exports.papers.plan_paper import actions_paper, plan_paper
from plans.exports.papers.word import word
from plans.models import PlanVersion
from tests.plans.exports.documents import full_document, published

ON_SCREEN = re.compile(r'<summary\b.*?</summary>|<p class="app-on-screen">.*?</p>|<!--.*?-->', re.S)
MARKS = "".join(shape for shape, _colour in SHAPES.values())
OFFICE = shutil.which("soffice")
DRAWING = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox=%220 0 4 3%22/>"


def squeezed(words: str) -> str:
    return "".join(character for character in "".join(words.split()) if character not in MARKS)


def on_page(paper: Paper) -> str:
    return squeezed(unescape(re.sub(r"<[^>]*>", " ", ON_SCREEN.sub("", paper.html))))


def opened(content: bytes):
    return Document(io.BytesIO(content))


def said(document) -> str:
    return squeezed("".join(part.text or "" for part in document.element.body.iter(qn("w:t"))))


def paper(body: str, **given) -> Paper:
    return Paper(given.pop("title", "A plan"), "Partnership plan", published(full_document()), body, **given)


def read(body: str, **given):
    return opened(word(paper(body, **given)))


def styles(document) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in document.paragraphs]


def test_every_word_and_cell_of_a_plan_that_says_everything_is_in_its_document_in_order(db):
    text = published(full_document())
    for one in (plan_paper(text), actions_paper(text)):
        assert said(opened(word(one))) == on_page(one)


def test_every_word_and_cell_of_a_source_plan_is_in_its_document(demo, db):
    """Slow: draws the charts and the map of a plan as pixels. Every other source plan was read in the same way."""
    content = PlanVersion.objects.get(plan__partnership__slug="norwich").content
    printed = plan_paper(published(content))
    document = opened(word(printed))
    assert said(document) == on_page(printed)
    cells = iter([squeezed(cell.text) for table in document.tables for row in table.rows for cell in row.cells])
    for table in content["tables"]:
        columns = list(zip(*(row["cells"] for row in table["rows"]), strict=True))
        without = {at for at, column in enumerate(columns) if {cell["state"] for cell in column} == {"not available"}}
        assert all(table["columns"][at] in printed.body for at in without)
        for row in table["rows"]:
            kept = [cell for at, cell in enumerate(row["cells"]) if at not in without]
            for words in (row["label"], *(cell["text"] or cell["state"] for cell in kept)):
                assert squeezed(words) in cells
    described = [one.get("descr") for one in document.element.iter(qn("wp:docPr"))]
    assert len(described) == len(document.inline_shapes) > 1
    assert all(described)


@pytest.mark.long
@pytest.mark.anywhere
@pytest.mark.skipif(not OFFICE, reason="needs LibreOffice")
def test_an_office_program_loses_no_word_and_no_cell_of_a_source_plan(demo, db, tmp_path):
    for version in PlanVersion.objects.all():
        document = opened(word(plan_paper(published(version.content))))
        document.save(tmp_path / "plan.docx")
        where = f"-env:UserInstallation=file://{tmp_path}/office"
        command = [OFFICE, where, "--headless", "--convert-to", "odt", "--outdir", tmp_path, tmp_path / "plan.docx"]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        with ZipFile(tmp_path / "plan.odt") as archive:
            there = squeezed("".join(ElementTree.fromstring(archive.read("content.xml")).itertext()))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        texts = [squeezed(text) for text in (*(one.text for one in document.paragraphs), *cells)]
        assert len(texts) > 100
        assert (str(version), [text for text in texts if text not in there]) == (str(version), [])


def test_the_same_paper_gives_the_same_bytes_and_says_what_it_is(db):
    content = word(paper("<h1>A plan</h1>"))
    assert content == word(paper("<h1>A plan</h1>"))
    about = opened(content).core_properties
    partnership = full_document()["partnership"]["name"]
    assert (about.title, about.subject, about.author, about.language, about.version) == (
        *("A plan", "Partnership plan", partnership),
        *("en-GB", "2"),
    )
    assert about.created == about.modified
    assert str(about.created.date()) == "2026-11-28"
    foot = " ".join(one.text for one in opened(content).sections[0].footer.paragraphs)
    assert partnership in foot
    assert "Version 2" in foot
    assert "https://portal.example/anytown/plans/2020-2023/v2/" in foot
    fields = [
        one.get(qn("w:instr")).strip() for one in opened(content).sections[0].footer._element.iter(qn("w:fldSimple"))
    ]
    assert fields == ["PAGE", "NUMPAGES"]


def test_headings_lists_and_terms_have_the_styles_that_word_knows(db):
    document = read(
        "<h1>Plan</h1><h2>Part</h2><h3>Priority</h3><h4>Why</h4><p>Be<b>cause</b></p>"
        "<ul><li>one<ul><li>in it</li></ul></li><li><p>two</p><p>more</p></li></ul>"
        "<ol><li>first</li></ol><ol><li>again first</li></ol>"
        '<div data-is="dl" class="app-facts"><div><div data-is="dt">Period</div><div data-is="dd">a year</div></div>'
        "</div>"
    )
    assert styles(document) == [
        *(
            ("Title", "Plan"),
            ("Heading 1", "Part"),
            ("Heading 2", "Priority"),
            ("Heading 3", "Why"),
            ("Normal", "Because"),
        ),
        *(("List Bullet", "one"), ("List Bullet 2", "in it"), ("List Bullet", "two"), ("List Continue", "more")),
        *(("List Number", "first"), ("List Number", "again first"), ("Fact", "Period\ta year")),
    ]
    numbers = [one.get(qn("w:val")) for one in document.element.body.iter(qn("w:numId"))]
    assert len(set(numbers)) == 2  # each numbered list begins with 1


def test_a_table_has_a_marked_head_a_caption_and_no_cell_over_several_columns(db):
    document = read(
        "<table><caption>Money</caption><thead><tr><th>Fund</th><th>For</th><th class='app-num'>Sum</th></tr></thead>"
        "<tbody><tr><th>A</th><td><ul><li>x</li></ul></td><td class='app-num'>£1</td></tr></tbody>"
        "<tfoot><tr><th colspan='2'>Total</th><td>£1</td></tr></tfoot></table><p>after</p>"
    )
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        *(["Fund", "For", "Sum"], ["A", "x", "£1"], ["Total", "", "£1"])
    ]
    assert [row._tr.find(".//" + qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]
    assert not list(document.element.body.iter(qn("w:gridSpan"), qn("w:vMerge")))
    assert styles(document)[0] == ("Caption", "Money")
    grid = [int(one.get(qn("w:w"))) for one in document.element.body.iter(qn("w:gridCol"))]
    assert sum(grid) == 11906 - 2 * 964


def test_the_contents_are_filled_in_and_lead_to_the_headings(db):
    document = read(
        '<nav class="app-sides"><h2>Contents</h2><ul><li><a href="#one">One</a><ul><li><a href="#two">Two</a></li></ul>'
        '</li></ul></nav><h2 id="one">One</h2><h3 id="two">Two</h3>'
    )
    body = document.element.body
    assert "TOC" in next(body.iter(qn("w:instrText"))).text
    led = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))]
    assert led == [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    assert len(led) == 2


def test_the_words_of_a_picture_stay_on_the_side_of_the_picture(db):
    document = read(
        '<div class="app-picture"><div><p class="app-picture__title"><b>Thefts</b></p><p>They fell.</p></div>'
        f'<div><img alt="Thefts fell" src="{DRAWING}"></div></div>'
    )
    assert styles(document) == [("Caption", "Thefts"), ("Normal", "They fell."), ("Normal", "")]
    assert [bool(one.paragraph_format.keep_with_next) for one in document.paragraphs] == [True, True, False]
    side = document.sections[0]
    room = side.page_width - side.left_margin - side.right_margin
    assert document.inline_shapes[0].width == pytest.approx(room, rel=0.01)
    of_several = read(f'<div class="app-pictures"><div class="app-picture"><img alt="A" src="{DRAWING}"></div></div>')
    assert of_several.inline_shapes[0].width < room / 2


def test_links_lead_outside_alone_and_a_status_has_word_shape_and_colour(db):
    document = read(
        '<p><a href="https://example.org/?a=1&amp;b=2">out</a> <a href="javascript:alert(1)">never</a> '
        '<span class="app-status app-status--behind">off target</span></p>'
    )
    outside = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert outside == ["https://example.org/?a=1&b=2"]
    assert document.paragraphs[0].text == "out never ◆\xa0off target"
    assert {run.font.color.rgb and str(run.font.color.rgb) for run in document.paragraphs[0].runs} >= {"8A4B00"}


@pytest.mark.parametrize(
    "words",
    [
        "😊 and \u200d👩🏽\u200d🚒",
        "مرحبا Norwich שלום",
        "a\x00b\x0bc\ud800",
        "long " * 60,
        "<b>&amp;</b> ]]> \"'",
    ],
    ids=["emoji", "right to left", "control characters", "300 characters", "marks"],
)
def test_words_of_every_kind_are_kept_but_for_what_xml_forbids(db, words):
    kept = "".join(one for one in words if one >= " " and one != "\ud800")
    document = read(f"<h1>{escape(words)}</h1><p><img alt='{escape(words)}' src=\"{DRAWING}\"></p>", title=words)
    assert squeezed(document.paragraphs[0].text) == squeezed(kept)
    assert document.core_properties.title == kept[:255]


def test_a_text_from_right_to_left_is_marked_as_one(db):
    one, other = read("<p>שלום Norwich</p><p>Norwich שלום</p>").paragraphs
    assert [part._p.find(".//" + qn("w:bidi")) is not None for part in (one, other)] == [True, False]
    assert [[run._r.find(".//" + qn("w:rtl")) is not None for run in part.runs] for part in (one, other)] == [
        *([True, False], [False, True])
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["No.", "Action", "Lead"], ["1.1", "word " * 200, "Police"]],
        [["a", "b"], ["c", "d"]],
        [["x" * 90] * 9],
        [[""]],
    ],
    ids=["a long text", "short texts", "far too much", "nothing"],
)
def test_columns_fill_the_line_and_a_short_one_takes_no_room_from_a_long_one(rows):
    found = widths(rows, 9978)
    assert sum(found) == 9978
    assert all(one > 0 for one in found)
    if len(found) == 3:
        assert found[1] > 7000


def test_what_a_page_may_also_hold_is_taken_or_left_out(db):
    body = (
        '<dl class="app-facts"><div><dt>Led by</dt><dd></dd></div><div><dt>Partners</dt></div></dl>'
        '<p><i>now<span class="app-on-screen">never</span></i> and</p>'
        "<ul>between<!-- x --><script>no</script><li>one</li></ul>"
        "<table><caption></caption><tbody><tr><th>A</th><script></script><td>1</td></tr></tbody></table>"
        "<table><tbody><tr><th>B</th><td>2</td></tr></tbody></table><table></table>"
        '<p><span class="app-text">\nfirst\nsecond\n</span></p><p>last<br></p>'
    )
    document = read(body)
    assert [[cell.text for row in one.rows for cell in row.cells] for one in document.tables] == [
        ["A", "1"],
        ["B", "2"],
    ]
    texts = [text for _style, text in styles(document)]
    assert {"now and", "one", "first\nsecond", "last"} <= set(texts)
    assert not any("never" in text for text in texts)
