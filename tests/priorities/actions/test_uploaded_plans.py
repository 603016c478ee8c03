"""Action plans and funding from a file, and from a table whose columns are parted by spaces."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plans.editing import pasting
from plans.editing.pasting import NotATable, paste_layouts, texts_of_file
from plans.models import User
from tests import builders
from tests.performance.imports.tables.making import ods, xlsx

HEADINGS = ["Theme", "No", "Action", "Due"]
PROTECTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
ROWS = [["Theft", "1.2", "Light the footpath", "31 March 2028"], ["", "1.3", "Mark bicycles", "March 2028"]]


def workbook() -> bytes:
    """With real dates, one of them shown as a month, and a merged theme."""

    def change(book):
        sheet = book.active
        sheet["D2"].number_format, sheet["D3"].number_format = "dd/mm/yyyy", "mmm-yy"
        sheet.merge_cells("A2:A3")

    days = [["Theft", "1.2", "Light the footpath", dt.date(2028, 3, 31)]]
    return xlsx([HEADINGS, *days, [None, "1.3", "Mark bicycles", dt.date(2028, 3, 1)]], change)


FILES = {
    "plan.xlsx": workbook,
    "plan.ods": lambda: ods([HEADINGS, *([cell or None for cell in row] for row in ROWS)]),
    "plan.csv": lambda: "\n".join(",".join(row) for row in [HEADINGS, *ROWS]).encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_like_the_cells_pasted_from_it(name):
    (text,) = texts_of_file(FILES[name]()).values()
    rows = pasting.read(text, paste_layouts()["actions"])
    assert [[row[part] for part in ("theme", "ref", "title", "due")] for row in rows] == [
        ["Theft", "1.2", "Light the footpath", "31 March 2028"],
        ["Theft", "1.3", "Mark bicycles", "March 2028"],
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            lambda: xlsx([HEADINGS, ["", "1.2", "=A1", ""]]),
            "Row 2, column C: the formula has no stored result. What can be read: a cell with a value.",
        ),
        (
            lambda: b"%PDF-1.7",
            "The file cannot be read: the file is a PDF document. What can be read: a table as CSV, XLSX or ODS.",
        ),
        (
            lambda: PROTECTED,
            "The file cannot be read: the workbook is protected with a password. What can be read: ",
        ),
        (lambda: b"x" * 5_000_001, "The file is larger than 5 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content, said):
    with pytest.raises(NotATable) as refused:
        texts_of_file(content())
    assert said in str(refused.value)


@pytest.mark.django_db
def test_an_uploaded_plan_is_shown_before_it_is_stored(client):
    plan = builders.plan()
    officer = User.objects.create(username="officer")
    officer.memberships.create(partnership=plan.partnership, role="officer")
    client.force_login(officer)
    priority = builders.priority(plan, "1")
    plan.themes.create(name="Theft")
    address = f"/desk/anytown/plans/{plan.slug}/rows/priorities/{priority.pk}/actions/paste/"
    html = client.post(address, {"text": "", "file": SimpleUploadedFile("plan.xlsx", workbook())}).content.decode()
    assert "2 rows were understood." in html
    assert "read as: by the end of March 2028" in html
    assert not priority.actions.exists()


def test_columns_parted_by_spaces_are_read_where_every_row_parts_alike():
    text = "No   Action               Due\n1.2  Light the footpath   March 2028\n1.3  Mark bicycles  June 2028"
    rows = pasting.read(text, paste_layouts()["actions"])
    assert [(row["ref"], row["title"], row["due"]) for row in rows] == [
        ("1.2", "Light the footpath", "March 2028"),
        ("1.3", "Mark bicycles", "June 2028"),
    ]
    with pytest.raises(NotATable, match="Line 2 has 2 columns where the first line has 3. Put a tab between columns"):
        pasting.read("No   Action   Due\n1.2  Light the footpath March 2028", paste_layouts()["actions"])


@pytest.mark.django_db
def test_funding_has_what_was_allocated_and_what_was_spent():
    plan, layout = builders.plan(), paste_layouts()["funding"]
    text = "Fund\tPurpose\tAllocated\tSpent\nCommunity fund\tYouth club\t£1,200\t£900.50\n\tLighting\tin kind\t"
    assert pasting.store_all(layout, plan, pasting.read(text, layout), by=None).wrong == []
    assert [(line.fund, line.allocated and str(line.allocated), line.spent and str(line.spent), line.in_words)
            for line in plan.funding.all()] == [
        ("Community fund", "1200.00", "900.50", ""), ("Community fund", None, None, "in kind")]  # fmt: skip
    rows = pasting.read("Fund\tPurpose\tAllocated\tSpent\nF\tP\t£5\tnot yet", layout)
    said = pasting.store_all(layout, plan, rows, by=None).wrong
    assert said == ["Row 1: “not yet” is not an amount; write it like £1,234."]
