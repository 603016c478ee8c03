"""No bad file changes anything that is stored."""

import hashlib

import pytest

from performance.imports.report import report
from performance.imports.run import read, validate_and_store
from performance.models import ImportRun, Observation, Printed, RunState, Source
from plans.models import Area
from tests import builders
from tests.performance.imports.tables.bad_files import CASES
from tests.performance.imports.tables.making import OLD_WARDS


@pytest.mark.anywhere
@pytest.mark.parametrize("part", [4, pytest.param(1, marks=pytest.mark.long)])
def test_no_bad_file_stores_anything(db, tmp_path, part):
    """Every fourth bad file, and in `make test-long` all. Slow: each is imported."""
    owner = builders.partnership()
    wards = builders.area_set(owner, [])
    for area in OLD_WARDS.areas:
        Area.objects.create(area_set=wards, code=area.code, name=area.name, aliases=list(area.aliases))
    builders.indicator("burglary", name="Burglary")
    stored = []
    for number, (name, case) in enumerate(list(CASES.items())[::part]):
        file = tmp_path / f"{number}.csv"
        file.write_bytes(case.content)
        layout, reading = read(file, owner, name=file.name)
        run = ImportRun(partnership=owner, file_name=file.name, sha256=hashlib.sha256(case.content).hexdigest())
        looked = validate_and_store(run, layout, reading)
        if not report(looked)["refused"] or ImportRun.objects.filter(state=RunState.STORED).exists():
            stored.append(name)
    assert stored == []
    assert (Observation.objects.count(), Printed.objects.count(), Source.objects.count()) == (0, 0, 0)
