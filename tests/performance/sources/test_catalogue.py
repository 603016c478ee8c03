"""What is open: the catalogue of data sets, the figures of a source as a table, and addresses to cite."""

import csv
import hashlib
import io
import re
from html import unescape

import pytest
from openpyxl import load_workbook

from performance.figures.publishing import publish_source
from performance.sources import kept_files
from plans.publishing.versions import publish
from tests import builders

pytestmark = pytest.mark.django_db

PLAN = "/anytown/plans/2020-2023/"
AN_ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def plan():
    """A published plan with a grant, and a protected source with one figure that is hidden."""
    made = builders.rich_plan(2)
    owner = made.partnership
    source = builders.source(owner, licence="Open Government Licence v3.0", publisher="The Police")
    source.disclosure = "protected"
    source.save()
    area, other = builders.area_set(owner, ["North", "South"]).areas.all()
    what = builders.indicator()
    builders.observation(source, what, area, 2020, 3)
    builders.observation(source, what, other, 2020, 1234)
    publish_source(source)
    made.targets.create(name="Fewer thefts", area=area, kind="words", as_printed="Fewer")
    publish(made, kind="final")
    return made


def test_every_data_set_has_its_files_licence_period_and_place(client, plan):
    client.get(f"{PLAN}v1/plan.ods")
    said = client.get("/data/catalogue.jsonld")
    assert said["Content-Type"] == "application/ld+json"
    catalogue = said.json()
    by_address = {one["@id"].removeprefix(AN_ADDRESS): one for one in catalogue["dcat:dataset"]}
    assert list(by_address) == [f"{PLAN}v1/", "/anytown/sources/crime-figures/"]
    of_plan, of_source = by_address.values()
    assert of_plan["dct:license"]["@id"] == of_source["dct:license"]["@id"] == catalogue["dct:license"]["@id"]
    assert of_source["dct:publisher"]["foaf:name"] == "The Police"
    assert of_plan["dct:temporal"]["dcat:startDate"]["@value"] == "2020-04-01"
    files = {one["@id"].rpartition("/")[2]: one for one in of_plan["dcat:distribution"]}
    for name in ("plan.json", "plan.ods"):
        content = client.get(f"{PLAN}v1/{name}").content
        assert files[name]["dcat:byteSize"]["@value"] == str(len(content))
        assert files[name]["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(content).hexdigest()
    assert "spdx:checksum" not in files["plan.xlsx"]  # nobody asked for it yet
    assert files["plan.ods"]["dcat:mediaType"]["@id"].endswith("/application/vnd.oasis.opendocument.spreadsheet")
    assert not [one for one in of_source["dcat:distribution"] if "spdx:checksum" in one]


def test_the_files_of_a_source_are_made_in_time_and_then_have_their_checksums(client, plan):
    assert [len(list(kept_files.make_missing())) for _run in range(2)] == [3, 0]
    of_source = client.get("/data/catalogue.jsonld").json()["dcat:dataset"][1]
    for one in of_source["dcat:distribution"]:
        content = client.get(one["@id"].removeprefix(AN_ADDRESS)).content
        assert one["dcat:byteSize"]["@value"] == str(len(content))
        assert one["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(content).hexdigest()
    plan.partnership.bump_public_revision()
    assert len(list(kept_files.make_missing())) == 3


def test_a_source_without_a_licence_claims_none(client, plan):
    plan.partnership.sources.update(licence="")
    plan.partnership.bump_public_revision()
    of_source = client.get("/data/catalogue.jsonld").json()["dcat:dataset"][1]
    assert "dct:license" not in of_source
    assert of_source["dct:rights"]["@value"] == "The source states no licence."


def test_the_figures_of_a_source_hide_in_every_form_what_its_page_hides(client, plan):
    here = "/anytown/sources/crime-figures/"
    page = client.get(here).content.decode()
    rows = list(csv.DictReader(io.StringIO(client.get(f"{here}figures.csv").content.decode())))
    shown = [(row["area"], row["value"], row["as printed"]) for row in rows]
    assert shown == [("North", "", ""), ("South", "1235", "1,235")]
    assert all(f'id="{row["page"].partition("#")[2]}"' in page for row in rows)
    sheet = load_workbook(io.BytesIO(client.get(f"{here}figures.xlsx").content)).worksheets[2]
    heading, *cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[heading.index("value")] for row in cells] == [None, 1235]
    assert client.get(f"{here}figures.pdf").status_code == 404
    assert client.get("/anytown/sources/none/figures.csv").status_code == 404


def test_every_row_of_a_plan_has_a_place_of_its_own_and_each_page_says_how_to_cite_it(client, plan):
    page = client.get(f"{PLAN}v1/").content.decode()
    places = re.findall(r'\bid="([^"]+)"', page)
    assert len(places) == len(set(places))
    assert {"milestone-1.1a", "target-1", "money-1"} <= set(places)
    words = " ".join(unescape(re.sub("<[^>]+>", "", page)).split())
    cited = re.search(r"Cite this: (.*?/v1/)", words)[1]
    assert re.fullmatch(
        rf"Safer Anytown, Community Safety Plan, version 1, published on \d+ \w+ \d{{4}}\. {AN_ADDRESS}{PLAN}v1/", cited
    )
    indicator = client.get("/anytown/performance/all-crime/").content.decode()
    words = " ".join(unescape(re.sub("<[^>]+>", "", indicator)).split())
    assert f"figures for 1 April 2020 to 31 March 2021. {AN_ADDRESS}/anytown/performance/all-crime/" in words


def test_targets_with_their_results_and_status_are_a_table(client, plan):
    row = next(csv.DictReader(io.StringIO(client.get("/anytown/performance/targets.csv").content.decode())))
    assert (row["target"], row["judged"], row["outturn"]) == ("Fewer thefts", "by the figures published now", "")
    assert row["status"]
    book = load_workbook(io.BytesIO(client.get("/anytown/performance/targets.xlsx").content))
    assert book.worksheets[2]["C5"].value == "Fewer thefts"
    assert 'href="/anytown/performance/targets.ods"' in client.get("/anytown/performance/").content.decode()
