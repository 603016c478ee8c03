"""The CSV files of a plan and their description after CSV on the Web."""

import csv
import io
import json
import re
from zipfile import ZipFile

import pytest
from csvw import CSVW

from plans.exports.csvw import csv_zip
from plans.exports.tables.columns import LIST_MARK, Kind
from plans.exports.tables.whole import SHAPES
from tests.plans.exports.documents import full_document, published

# The vocabulary of https://www.w3.org/TR/tabular-metadata/: what may stand where, but for prefixed common properties.
GROUP = {"@context", "@type", "tables"}
TABLE = {"url", "tableSchema"}
COLUMN = {"name", "titles", "datatype", "separator", "null"}
PREFIXES = {"dc", "schema"}


def files_of(document, **given) -> dict[str, str]:
    with ZipFile(io.BytesIO(csv_zip(published(document, **given)))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def own(described: dict) -> set[str]:
    """The keys of a description without common properties, whose prefixes are known to every reader."""
    common = {key for key in described if ":" in key}
    assert {key.split(":")[0] for key in common} <= PREFIXES
    return set(described) - common


def test_every_file_is_described_and_every_column_matches_its_heading():
    files = files_of(full_document())
    described = json.loads(files.pop("csv-metadata.json"))
    assert own(described) == GROUP
    assert (described["@context"], described["@type"]) == (
        ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "TableGroup",
    )
    assert [table["url"] for table in described["tables"]] == list(files) == [f"{shape.name}.csv" for shape in SHAPES]
    for table in described["tables"]:
        assert own(table) == TABLE
        columns = table["tableSchema"]["columns"]
        assert all(own(column) <= COLUMN for column in columns)
        heading, *rows = csv.reader(io.StringIO(files[table["url"]], newline=""))
        assert [column["titles"] for column in columns] == heading
        assert rows
        assert {len(row) for row in rows} == {len(heading)}


def test_the_description_says_where_the_tables_come_from_and_what_they_hold():
    document = full_document()
    document["plan"] |= {"title": "Our plan", "source_document": "Our plan, printed"}
    document["partnership"]["name"] = "Safer Anytown"
    described = json.loads(files_of(document)["csv-metadata.json"])
    known = {key: value for key, value in described.items() if ":" in key and key != "dc:description"}
    assert known == {
        "dc:title": "Our plan",
        "dc:publisher": "Safer Anytown",
        "dc:rights": "Published by Safer Anytown. Contains public sector information licensed under the Open "
        "Government Licence v3.0 where stated.",
        "dc:source": {"@id": "https://portal.example/anytown/plans/2020-2023/v2/"},
        "dc:provenance": "Our plan, printed",
        "dc:issued": {"@value": "2026-11-28", "@type": "xsd:date"},
        "schema:version": "2",
    }
    (funding,) = [table for table in described["tables"] if table["url"] == "funding.csv"]
    columns = {column["name"]: column for column in funding["tableSchema"]["columns"]}
    assert columns["allocated"] == {
        "name": "allocated",
        "titles": "Allocated in pounds",
        "datatype": "decimal",
        "schema:unitText": "GBP",
    }
    assert funding["dc:description"] == (
        "Lines as published, without sums. A line in words has no amount and is not zero."
    )
    assert not [table for table in described["tables"] if table["url"] == "grants.csv" and "dc:description" in table]
    (targets,) = [table for table in described["tables"] if table["url"] == "targets.csv"]
    columns = {column["name"]: column for column in targets["tableSchema"]["columns"]}
    assert columns["value"]["null"] == [
        *("", "[c]", "[x]", "[z]", "[to be confirmed]", "[not yet published]", "[not collected]")
    ]
    assert columns["due_end"]["datatype"] == "date"
    assert columns["per_cent_meant"]["datatype"] == {"base": "boolean", "format": "yes|no"}


def test_a_column_of_lists_and_no_other_says_what_parts_its_entries():
    tables = json.loads(files_of(full_document())["csv-metadata.json"])["tables"]
    said = [column.get("separator") for table in tables for column in table["tableSchema"]["columns"]]
    lists = [LIST_MARK if column.kind == Kind.LIST else None for shape in SHAPES for column in shape.columns]
    assert said == lists
    assert LIST_MARK in said


def test_no_cell_runs_as_a_formula_and_the_description_says_so():
    document = full_document()
    document["funding"][0] |= {
        "fund": "=1+1",
        "purpose": "@SUM(A1)",
        "note": "-2+3",
        "allocated": "-5",
        "in_words": "+a",
    }
    files = files_of(document)
    row = next(csv.DictReader(io.StringIO(files["funding.csv"], newline="")))
    assert [row[name] for name in ("Fund", "Purpose", "Note", "Amount in words")] == [
        "'=1+1",
        "'@SUM(A1)",
        "'-2+3",
        "'+a",
    ]
    assert row["Allocated in pounds"] == "-5"
    assert "apostrophe" in json.loads(files["csv-metadata.json"])["dc:description"]


def test_the_same_text_gives_the_same_bytes():
    document = full_document()
    assert csv_zip(published(document)) == csv_zip(published(document))


def test_another_program_finds_no_fault_in_it_and_finds_one_that_is_there(tmp_path):
    for name, content in files_of(full_document()).items():
        (tmp_path / name).write_text(content, newline="")
    assert CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid
    funding = tmp_path / "funding.csv"
    text = funding.read_text()
    funding.write_text(re.sub(r"\b1\d{4}\.25", "many", text, count=1))
    with pytest.raises(UserWarning, match="Invalid column value: many"):
        CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid  # noqa: B018


def test_a_text_without_a_day_has_none_in_its_description():
    described = json.loads(files_of(full_document(), day=None)["csv-metadata.json"])
    assert "dc:issued" not in described
