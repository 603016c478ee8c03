"""What leaves the portal as a spreadsheet to work on comes back as it was, for every source plan."""

import pytest

from csp_portal.formats.spreadsheets.ods import ods
from csp_portal.formats.spreadsheets.xlsx import xlsx
from plans.editing.offline import preview_workbook, read_workbook, working_book
from plans.models import Plan


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
