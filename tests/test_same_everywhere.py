"""Every figure that is published says the same wherever it can be read, and a hidden one is hidden everywhere."""

import io
import json
import re
from html import unescape
from zipfile import ZipFile

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook

from performance.figures.publishing import publish_source
from plans.documents.document import checksum
from plans.models import PlanVersion
from plans.publishing.versions import publish
from tests import builders
from tests.performance.areas.test_protected_areas import square
from tests.plans.exports.documents import NUMBERS, full_document

PLAN = "/anytown/plans/2020-2023/v1/"
API = "/api/v1/partnerships/anytown/"
PRINTED = {"value": ("text", "as_printed"), "baseline": ("baseline_as_printed",), "cost": ("cost_in_words",)}


def plain(text: str) -> str:
    """Text without what parts the digits of a number or the words of a line."""
    return re.sub(r"[\s,£\u00ad-]", "", unescape(text))


def of_html(content: bytes) -> str:
    return re.sub(r"<[^>]+>", " ", content.decode())


def of_pdf(content: bytes) -> str:
    """A hyphen at which a line ends is given as a mark of its own."""
    texts = (page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))
    return "".join(texts).replace("\x02", "-")


def of_xlsx(content: bytes) -> str:
    book = load_workbook(io.BytesIO(content))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def of_zip(content: bytes) -> str:
    """The texts of an archive: the CSV files of a plan, or what an OpenDocument file says."""
    with ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".csv", "content.xml"))]
        return "\n".join(archive.read(name).decode() for name in names)


def of_docx(content: bytes) -> str:
    return "".join(
        part.text or "" for part in Document(io.BytesIO(content)).element.body.iter() if part.tag[-2:] == "}t"
    )


def of_text(content: bytes) -> str:
    """JSON or CSV."""
    text = content.decode()
    return json.dumps(json.loads(text), ensure_ascii=False) if text.startswith("{") else text


# Where a version of a plan can be read, and the figures of a source: an address, and how its answer is read.
VERSION = {
    PLAN: of_html,
    f"{PLAN}plan.pdf": of_pdf,
    f"{PLAN}plan.docx": of_docx,
    f"{PLAN}plan.xlsx": of_xlsx,
    f"{PLAN}plan.ods": of_zip,
    f"{PLAN}plan.csv.zip": of_zip,
    f"{PLAN}plan.json": of_text,
    f"{API}plans/2020-2023/versions/1": of_text,
}
SOURCE = {
    "/anytown/sources/crime-figures/": of_html,
    "/anytown/sources/crime-figures/figures.csv": of_text,
    "/anytown/sources/crime-figures/figures.xlsx": of_xlsx,
    "/anytown/sources/crime-figures/figures.ods": of_zip,
    f"{API}observations": of_text,
    "/anytown/performance/all-crime/": of_html,
    "/anytown/performance/all-crime/targets.html": of_html,
    "/anytown/performance/targets.csv": of_text,
    "/anytown/performance/targets.xlsx": of_xlsx,
    "/anytown/performance/targets.ods": of_zip,
    "/anytown/areas/": of_html,
    "/anytown/areas/chart.html": of_html,
    "/anytown/areas/chart.html?chart=map": of_html,
    "/anytown/areas/chart.csv": of_text,
    "/anytown/areas/chart.xlsx": of_xlsx,
    "/anytown/areas/chart.ods": of_zip,
    "/anytown/areas/chart.svg": of_html,
}


def figures_of(part, key=""):
    """Each number of a document with the words that are printed for it, any of which says it."""
    if isinstance(part, list):
        for below in part:
            yield from figures_of(below, key)
    elif isinstance(part, dict):
        for name, below in part.items():
            if name in NUMBERS and isinstance(below, str):
                printed = [part[other] for other in PRINTED.get(name, ()) if part.get(other)]
                yield [below, *printed]
            else:
                yield from figures_of(below, name)


@pytest.fixture
def version(db) -> PlanVersion:
    """A version in which every number is another."""
    plan = builders.plan()
    content = full_document()
    content["partnership"] |= {"slug": "anytown", "colour": "", "levels": {}}
    content["plan"] |= {"slug": plan.slug, "period_start": "2020-04-01", "period_end": "2023-03-31"}
    for table in content["tables"]:
        for row in table["rows"]:
            row["cells"] = row["cells"][: len(table["columns"])]
    made = PlanVersion.objects.create(plan=plan, number=1, kind="final", content=content, checksum=checksum(content))
    plan.partnership.bump_public_revision()
    return made


def test_every_figure_of_a_version_is_in_every_form(version, client):
    """Frames on other sites hold the printed tables and the targets. Slow: makes every file of a plan."""
    figures = list(figures_of(version.content))
    assert len(figures) > 30
    for address, read in VERSION.items():
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200)
        said = plain(read(answer.content))
        assert (address, missing(figures, said)) == (address, [])
    shown = {f"{PLAN}tables/{table['slug']}.html": [table] for table in version.content["tables"]}
    shown[f"{PLAN}targets.html"] = [version.content, *version.content["priorities"]]
    for address, parts in shown.items():
        said = plain(of_html(client.get(address).content))
        held = [part if "rows" in part else part["targets"] for part in parts]
        assert (address, missing(list(figures_of(held)), said)) == (address, [])


def missing(figures: list[list[str]], said: str) -> list[list[str]]:
    """The figures of which a text says none of the words."""
    return [figure for figure in figures if not any(plain(words) in said for words in figure)]


def test_a_hidden_figure_is_hidden_and_a_rounded_one_rounded_in_every_form(db, client):
    owner = builders.partnership()
    source = builders.source(owner)
    source.disclosure, source.threshold, source.round_to = "protected", 20_000, 5
    source.save()
    areas = builders.area_set(owner, ["North", "South", "East"]).areas.all()
    what = builders.indicator()
    for area, value in zip(areas, (17_777, 23_456, 34_567), strict=True):
        builders.observation(source, what, area, 2020, value)
        area.outline = square(area.position)
        area.save()
    plan = builders.plan(owner)
    for area in areas:
        due = {"due_start": "2020-04-01", "due_end": "2021-03-31"}
        plan.targets.create(
            name=f"Less crime in {area.name}", kind="at most", value=9, indicator=what, area=area, **due
        )
    publish_source(source)
    publish(plan, kind="final")
    asked = [(address, "*/*", read) for address, read in SOURCE.items()]
    for address, form, read in [*asked, (f"{API}observations", "text/csv", of_text)]:
        answer = client.get(address, headers={"Accept": form})
        assert (address, answer.status_code) == (address, 200)
        said = plain(read(answer.content))
        found = {number: number in said for number in ("17777", "23456", "34567", "23455", "34565")}
        assert (address, found) == (address, dict.fromkeys(found, False) | {"23455": True, "34565": True})
