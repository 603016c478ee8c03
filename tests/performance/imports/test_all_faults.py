"""One upload of a list of figures shows everything that is wrong with it, each fault with its row and column."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from performance.imports.formats import figure_list
from performance.imports.run import read, validate_and_store
from performance.models import ImportRun, Observation, RunState
from tests import builders
from tests.performance.imports.test_import_pages import press, words
from tests.performance.sources.test_destination import send

LIST = ",".join(figure_list.COLUMNS) + "\n"
OPEN = {"disclosure": "open", "confirmed": "on"}
FAULTY = (
    LIST
    + "l,theft,anytown-north,2007/08,,,x,5,,,\n"
    + "l,arson,atlantis,2007/09,2005/07,guess,x,eight,,,\n"
    + "l,theft,anytown-north,2008/09,,,x,12.5%,,,\n"
    + "l,theft,anytown-north,2007/08,,,x,6,,,\n"
    + "l,theft,anytown-north,2007/09,,,x,12.5%,,,\n"
    + "l,theft\n"
)
NO_PERIOD = (
    "is not a period: the second year must follow the first; write a period such as 2007/08, 2015, Q2 2015/16, "
    "April 2011 or April 2009 to March 2010."
)
OF_CELLS = [
    ([3, 6], "period", "2007/09", f"“2007/09” {NO_PERIOD}"),
    ([3], "against", "2005/07", f"“2005/07” {NO_PERIOD}"),
    (
        [3],
        "as_printed",
        "eight",
        "“eight” is not a figure; write a number such as 3,926, -22.2% or £7,442.41, or [x] for suppressed, tbc for to "
        "be confirmed, n/a for not applicable, n/c for not collected, not yet published, or nothing.",
    ),
    ([3], "indicator", "arson", "there is no indicator “arson”"),
    ([3], "area", "atlantis", "there is no area “atlantis”"),
    (
        [3],
        "kind",
        "guess",
        "the kind must be one of: value, change, percent change, points, rank, target, status, saving, share",
    ),
    ([4, 6], "as_printed", "12.5%", "a count has no %"),
    ([5], "as_printed", "6", "row 2 already says this about Theft in North"),
    ([7], "locator", "l,theft", "2 cells where the headings have 11"),
]


@pytest.fixture
def officer(at_once, anytown, officer):
    builders.indicator("theft", name="Theft")
    return officer


def faults(refused: list[dict]) -> list[tuple[list[int], str, str, str]]:
    """Each fault as its rows, column, text and reason, in the order of the page."""
    return [([one["row"], *one["more"]], one["column"], one["value"], one["why"]) for one in refused]


def uploaded(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("figures.csv", text.encode())


def test_all_faults_of_a_list_are_shown_at_once(officer):
    run = send(officer, file=uploaded(FAULTY))
    assert faults(run.report["refused"]) == OF_CELLS
    assert (run.state, run.report["rows_read"], run.report["refused_rows"]) == (RunState.REFUSED, 6, 5)
    page = words(officer, run)
    assert "there is no area “atlantis”" in page
    assert f"“2007/09” {NO_PERIOD}" in page
    assert not Observation.objects.exists()


def test_a_refused_source_is_one_fault_among_those_of_the_cells(officer):
    builders.source(builders.Partnership.objects.get(), "figures", disclosure="open")
    run = send(officer, file=uploaded(FAULTY), disclosure="protected")
    why = (
        "“Figures” is already here, with a different protection. It says: Open data: the figures are shown as they are"
    )
    assert faults(run.report["refused"]) == [([1], "A", "", why), *OF_CELLS]
    assert run.report["refused_rows"] == 6


def test_a_list_without_one_row_that_can_be_read_still_says_that_its_source_is_refused(officer):
    builders.source(builders.Partnership.objects.get(), "figures", disclosure="open")
    run = send(officer, file=uploaded(LIST + "l,theft\n"), disclosure="protected")
    assert [(one["row"], one["column"]) for one in run.report["refused"]] == [(1, "A"), (2, "locator")]


def test_a_missing_reason_is_one_fault_among_those_of_the_cells(officer, tmp_path):
    owner = builders.Partnership.objects.get()
    good = LIST + "l,theft,anytown-north,2007/08,,,x,5,,,\n"
    press(officer, press(officer, send(officer, file=uploaded(good), **OPEN), "import-store"), "import-publish")
    file = tmp_path / "figures.csv"
    file.write_text(good.replace("x,5", "x,6") + "l,arson,anytown-north,2007/08,,,x,5,,,\n")
    run = ImportRun(partnership=owner, file_name=file.name, source=owner.sources.get(slug="figures"))
    refused = validate_and_store(run, *read(file, owner, name=file.name)).reading.refused
    assert [(one.row, one.why) for one in refused] == [
        (1, "it corrects 1 published figure"),
        (3, "there is no indicator “arson”"),
    ]
