"""The tables of a plan: all of the document is in them, typed, and nothing that is missing becomes a number."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from plans.exports.tables.columns import Column, Kind
from plans.exports.tables.figures import _cells
from plans.exports.tables.people import _answers
from plans.exports.tables.whole import SHAPES, tables_of
from plans.models import PlanVersion
from tests.plans.exports.documents import full_document

# What is drawn or said by another field, and what no row of the public has.
LEFT_OUT = {"html", "colour", "status_css", "maps", "visibility"}


def leaves(part: Any, key: str = "") -> Iterator[Any]:
    """Every text and number of a document; the paragraphs of a text one by one."""
    if key in LEFT_OUT:
        return
    if isinstance(part, dict):
        for name, below in part.items():
            yield from leaves(below, name)
    elif isinstance(part, list):
        for below in part:
            yield from leaves(below, key)
    elif isinstance(part, str):
        yield from (piece for piece in part.split("\n\n") if piece.strip())
    elif part is not None and not isinstance(part, bool):
        yield part


def said(document: Any) -> str:
    """All cells of all tables, as words."""
    cells = (cell for table in tables_of(document) for row in table.rows for cell in row)
    return "\n".join(format(cell, "f") if isinstance(cell, Decimal) else str(cell) for cell in cells)


def test_every_text_and_number_that_a_plan_can_have_is_in_a_cell():
    document = full_document()
    words = said(document)
    assert [leaf for leaf in leaves(document) if str(leaf) not in words] == []
    assert len(list(leaves(document))) > 500


def test_every_text_and_number_of_the_source_plans_is_in_a_cell(demo, db):
    for version in PlanVersion.objects.all():
        words = said(version.content)
        assert (str(version), [leaf for leaf in leaves(version.content) if str(leaf) not in words]) == (
            str(version),
            [],
        )


def test_a_table_that_has_no_rows_is_left_out():
    document = full_document()
    names = [table.name for table in tables_of(document)]
    assert names == [shape.name for shape in SHAPES]
    del document["grants"]
    document["funding"] = []
    gone = {"grants", "projects", "project_outputs", "project_spend", "funding"}
    assert [table.name for table in tables_of(document)] == [name for name in names if name not in gone]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_names_and_headings_are_said_once_in_a_table(shape):
    names, titles = [column.name for column in shape.columns], [str(column.title) for column in shape.columns]
    assert (len(set(names)), len(set(titles))) == (len(names), len(titles))
    assert len(shape.name) <= 31  # characters of the name of a sheet in Excel


@pytest.mark.parametrize(
    ("state", "cell"),
    [
        ("suppressed", "[c]"),
        ("not available", "[x]"),
        ("not applicable", "[z]"),
        ("to be confirmed", "[to be confirmed]"),
        ("not yet published", "[not yet published]"),
        ("not collected", "[not collected]"),
        ("", None),
    ],
)
def test_a_missing_number_says_why_and_is_never_zero(state, cell):
    column = Column("value", "Aim", Kind.NUMBER, state="state")
    assert column.cell({"value": None, "state": state}) == cell


def test_cells_are_typed():
    row = {"due": {"on": "2027-03-31", "times": 0}, "cost": "1200.50", "text": {"markdown": "*So*"}, "refs": ["1", "2"]}
    columns = {
        "due.on": Kind.DATE,
        "due.times": Kind.NUMBER,
        "cost": Kind.NUMBER,
        "text": Kind.PROSE,
        "refs": Kind.LIST,
    }
    cells = [Column(key, key, kind).cell(row) for key, kind in columns.items()]
    assert cells == [dt.date(2027, 3, 31), 0, Decimal("1200.50"), "*So*", "1; 2"]
    assert [Column(key, key).cell(row) for key in ("due.kind", "nothing", "nothing.below")] == [None, None, None]


def test_a_question_without_answers_and_a_row_without_cells_are_rows_of_their_own():
    document: Any = full_document()
    document["consultations"][0]["questions"][0]["answers"] = []
    document["tables"][0]["rows"][0]["cells"] = []
    question, row = document["consultations"][0]["questions"][0], document["tables"][0]["rows"][0]
    assert [one for one in _answers(document) if one["answers"] == []] == [
        {**question, "consultation": document["consultations"][0]["title"]}
    ]
    (bare,) = [one for one in _cells(document) if one["cells"] == []]
    assert (bare["label"], bare["table"]) == (row["label"], document["tables"][0]["slug"])
