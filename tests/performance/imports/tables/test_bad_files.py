"""Every bad file is refused with its place and the reason, in little time and memory, and nothing of it is stored."""

import pytest

from performance.imports.reading import ImportContext
from tests.performance.imports.tables.bad_files import CASES
from tests.performance.imports.tables.making import OLD_WARDS, load

GIVEN = ImportContext(forces={"Cambridgeshire": "E23000023"}, areas=OLD_WARDS.areas)


def test_there_are_at_least_200():
    assert len(CASES) >= 200


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_is_refused_with_its_place_and_the_reason(name, tmp_path):
    """Seconds for the largest, a workbook of 160,000 cells."""
    case = CASES[name]
    _, reading = load(case.content, tmp_path, GIVEN)
    first = reading.refused[0]
    assert (first.row, first.column, first.why[: len(case.why)]) == (case.row, case.column, case.why)
    assert first.accepted
    assert reading.refused_rows >= 1
