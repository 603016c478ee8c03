"""Every source plan leaves the portal whole: its spreadsheet comes back, another program reads its CSV files."""

import io
from zipfile import ZipFile

import pytest
from csvw import CSVW

from csp_portal.formats.spreadsheets.ods import ods
from csp_portal.formats.spreadsheets.xlsx import xlsx
from plans.editing.offline import preview_workbook, read_workbook, working_book
from plans.exports.csvw import csv_zip
from plans.models import Plan, PlanVersion
from tests.plans.exports.documents import published


@pytest.mark.parametrize("make", [xlsx, ods])
def test_the_actions_of_every_source_plan_come_back_without_a_change(demo, db, make):
    """Slow: writes and reads a spreadsheet of each source plan."""
    checked = 0
    for plan in Plan.objects.order_by("pk"):
        Plan.objects.filter(pk=plan.pk).update(state="draft")
        outcome = preview_workbook(plan, read_workbook(make(working_book(plan)), plan), {}, by=None)
        counts = [(sheet.changed, sheet.new, sheet.missing, sheet.notes) for sheet in outcome.sheets]
        assert (plan.title, counts, outcome.wrong) == (plan.title, [([], [], [], [])] * 2, [])
        checked += sum(sheet.unchanged for sheet in outcome.sheets)
    assert checked > 100


def test_another_program_finds_no_fault_in_the_csv_files_of_a_source_plan(demo, db, tmp_path):
    """Slow: every cell of six plans is read by the rules of CSV on the Web."""
    for version in PlanVersion.objects.all():
        folder = tmp_path / str(version.pk)
        with ZipFile(io.BytesIO(csv_zip(published(version.content)))) as archive:
            archive.extractall(folder)
        is_valid = CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid
        assert (str(version), is_valid) == (str(version), True)
