"""Sources kept as files: what a file lacks is said with its name, and nothing of it is stored."""

import pytest
from django.db import transaction

from csp_portal.fixtures import BrokenFixture
from performance.imports.formats import figure_list
from performance.imports.source_files import load_source
from performance.models import Observation, Source
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

SOURCE = (
    "source: {partnership: anytown, slug: report, title: Annual report, publisher: Safer Anytown, disclosure: open}\n"
)
TABLE = (
    "tables: [{file: wards.csv, slug: wards, title: Crime by ward, label_heading: Ward, locator: page 4, rows: area, "
    "indicator: all-crime, columns: [{heading: 2007/08, period: 2007/08}]}]\n"
)
CELLS = "line,key,label,2007/08\nline 9,anytown-north,North,5\n"


@pytest.fixture
def load(tmp_path):
    """Load a description with the CSV files beside it, all of it or nothing."""
    builders.area_set(builders.partnership(), ["North"])
    builders.indicator("all-crime")

    def loaded(description: str, **files: bytes) -> Source:
        (tmp_path / "source.yaml").write_text(description)
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_bytes(content)
        with transaction.atomic():
            return load_source(tmp_path / "source.yaml")

    return loaded


def test_a_table_and_a_list_are_loaded_with_their_places(load):
    row = "line 3,all-crime,anytown-north,2008/09,,,Crime,6,,,\n"
    listed = f"{','.join(figure_list.COLUMNS)}\n{row}".encode()
    source = load(f"{SOURCE}{TABLE}lists: [single.csv]\n", wards=CELLS.encode(), single=listed)
    assert [
        (one.as_printed, one.locator, one.table and one.table.slug) for one in source.observations.order_by("pk")
    ] == [
        ("5", "line 9", "wards"),
        ("6", "line 3", None),
    ]


@pytest.mark.parametrize(
    ("description", "cells", "file", "why"),
    [
        ("tables: []\n", None, "source.yaml", "the file must say which source it describes."),
        (
            SOURCE + TABLE.replace("locator: page 4, ", ""),
            None,
            "source.yaml",
            "table wards: 'locator' is missing or not known.",
        ),
        (
            SOURCE + TABLE.replace(", period: 2007/08", ", year: 2007/08"),
            None,
            "source.yaml",
            "table wards: ColumnSpec.__init__() got an unexpected keyword argument 'year' is missing or not known.",
        ),
        (SOURCE + TABLE, None, "wards.csv", "cannot be read: No such file or directory."),
        (
            SOURCE + TABLE,
            CELLS.replace("North,5", "North,five").encode(),
            "wards.csv",
            "row 2, column 2007/08: “five” is not a figure; write a number such as 3,926, -22.2% or £7,442.41, or [x] "
            "for suppressed, tbc for to be confirmed, n/a for not applicable, n/c for not collected, not yet "
            "published, or nothing.",
        ),
        (
            SOURCE + TABLE,
            CELLS.encode() + b"\xff",
            "wards.csv",
            "'utf-8' codec can't decode byte 0xff in position 52: invalid start byte.",
        ),
    ],
    ids=["no source", "no place", "another column", "no file", "a wrong cell", "no text"],
)
def test_what_cannot_be_loaded_is_said_with_the_file(load, tmp_path, description, cells, file, why):
    with pytest.raises(BrokenFixture) as refused:
        load(description, **({"wards": cells} if cells else {}))
    assert str(refused.value) == f"{tmp_path / file}: {why}"
    assert (Source.objects.count(), Observation.objects.count()) == (0, 0)
