"""A table pasted or sent at the desk: what its columns are, its cells one by one, corrected and read again."""

import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from performance.imports import worker
from performance.models import ImportRun, Observation, Printed, RunState
from tests import builders
from tests.performance.imports.tables.making import rows_of, xlsx

PASTED = "Ward\tNumber\nNorth\t12\nSouth\t<5\n"


@pytest.fixture
def desk(at_once, officer):
    builders.indicator("burglary", name="Burglary")
    return officer


def send(client, text: str = "", **fields) -> ImportRun:
    answer = client.post("/desk/anytown/figures/import/", {"pasted": text, "source_title": "Council counts"} | fields)
    assert answer.status_code == 302
    return ImportRun.objects.get(pk=int(re.search(r"/(\d+)/$", answer["Location"])[1]))


def page(client, run: ImportRun, name: str = "import", query: str = ""):
    return client.get(reverse(name, args=["anytown", run.pk]) + query)


def words(client, run: ImportRun, name: str = "import", query: str = "") -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page(client, run, name, query).content.decode()).split())


class Form(HTMLParser):
    """The names and values of a form as it is shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self.said[self._select] = given["value"]
        elif tag == "input" and given.get("type") == "text":
            self.said[given["name"]] = given.get("value", "")


def filled_in(client, run: ImportRun, query: str = "") -> dict[str, str]:
    html = page(client, run, "import-columns", query).content.decode()
    return Form(html[html.index('<form method="post">') :]).said


def say(client, run: ImportRun, said: dict[str, str], query: str = ""):
    answer = client.post(reverse("import-columns", args=["anytown", run.pk]) + query, said)
    run.refresh_from_db()
    return answer


def store(client, run: ImportRun) -> list[tuple[str, str, str, str]]:
    assert client.post(reverse("import-store", args=["anytown", run.pk])).status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.STORED
    return [
        (one.indicator.slug, one.area.name, one.period_words, one.as_printed)
        for one in Observation.objects.order_by("pk")
    ]


def test_pasted_cells_are_told_what_they_count_and_when_and_then_stored(desk):
    run = send(desk, PASTED)
    assert (run.state, run.pasted) == (RunState.REFUSED, True)
    assert "nothing says what is counted; choose a column or give the indicator for the whole table" in words(desk, run)
    said = filled_in(desk, run)
    assert (said["role-0"], said["role-1"]) == ("names", "value")
    said |= {"indicator": "burglary", "period": "2015/16"}
    assert say(desk, run, said).status_code == 302
    assert (run.state, run.report["figures"], run.report["source"]) == (RunState.READ, 2, "Council counts")
    assert Observation.objects.count() == 0
    assert store(desk, run) == [("burglary", "North", "2015/16", "12"), ("burglary", "South", "2015/16", "<5")]
    hidden = Observation.objects.get(area__name="South")
    assert (hidden.value, hidden.state) == (None, "suppressed")
    assert run.source.slug == "council-counts"


def test_a_wrong_cell_is_shown_in_its_place_corrected_and_read_again(desk):
    run = send(desk, "Ward\tBurglary 2015/16\nNorth\t12\nSuoth\taround 6\n")
    assert run.state == RunState.REFUSED
    html = page(desk, run, "import-cells").content.decode()
    assert 'id="cell-2-0" name="row-2" value="Suoth" aria-label="Row 3, column A" aria-invalid="true"' in html
    assert html.count('aria-invalid="true"') == 2  # the name, and the figure behind it: all at once
    assert "there is no area “Suoth”" in html
    before = run.sha256
    cells = {"row-0": ["Ward", "Burglary 2015/16"], "row-1": ["North", "12"], "row-2": ["South", "6"]}
    assert desk.post(reverse("import-cells", args=["anytown", run.pk]), cells).status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.READ
    assert run.sha256 != before
    assert store(desk, run) == [("burglary", "North", "2015/16", "12"), ("burglary", "South", "2015/16", "6")]


def test_cells_of_another_table_change_nothing(desk):
    run = send(desk, PASTED)
    answer = desk.post(reverse("import-cells", args=["anytown", run.pk]), {"row-0": ["Ward"]}, follow=True)
    assert "the table has changed since it was shown" in answer.content.decode()
    run.refresh_from_db()
    assert run.state == RunState.REFUSED


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": 1}', "The cells cannot be shown: the file is data for programs (JSON)."),
        ("Ward\tNumber\n" + "North\t1\n" * 1_000, "There are too many cells to show; correct the table and paste it"),
    ],
)
def test_cells_that_cannot_be_shown_say_why(desk, text, sentence):
    run = send(desk, text)
    answer = desk.get(reverse("import-cells", args=["anytown", run.pk]), follow=True)
    assert sentence in answer.content.decode()
    assert answer.redirect_chain == [(reverse("import", args=["anytown", run.pk]), 302)]


def test_where_the_columns_have_to_be_said_no_cell_is_wrong(desk):
    assert 'aria-invalid="true"' not in page(desk, send(desk, PASTED), "import-cells").content.decode()


def test_cells_of_a_paste_that_is_gone_are_not_found(desk):
    run = send(desk, PASTED)
    worker.forget(run)
    answer = page(desk, run, "import-cells")
    assert answer.status_code == 404
    assert "The file of this import is no longer kept." in answer.content.decode()


def test_columns_of_what_is_no_table_are_said_to_be_not_there(desk):
    answer = desk.get(reverse("import-columns", args=["anytown", send(desk, "hello").pk]), follow=True)
    assert "The columns cannot be shown: the file has no table of figures." in answer.content.decode()


def test_a_workbook_that_shows_no_sheet_is_refused_with_its_hidden_one(desk):
    def hide(book):
        book.active.title = "Wards"
        book.active.sheet_state = "hidden"
        book.create_sheet("Empty")

    content = xlsx(rows_of("Ward,Burglary 2015/16\nNorth,12\n"), hide)
    run = send(desk, file=SimpleUploadedFile("counts.xlsx", content))
    assert run.report["refused"][0]["why"] == "the file has no table of figures; hidden sheets are not read: Wards"
    answer = desk.get(reverse("import-columns", args=["anytown", run.pk]), follow=True)
    assert "The columns cannot be shown: every sheet of the file is hidden or empty." in answer.content.decode()


def test_cells_of_a_file_are_corrected_in_the_file(desk):
    run = send(desk, file=SimpleUploadedFile("counts.csv", b"Ward,Burglary 2015/16\nNorth,x\n"))
    assert run.pasted is False
    assert page(desk, run, "import-cells").status_code == 404
    assert "See every cell and correct it" not in words(desk, run)


def test_names_that_are_not_known_are_given_a_meaning(desk):
    run = send(desk, "Ward\tPeriod\tCrime type\tNumber\nNorth\t2015/16\tBreak-ins\t12\nSouth\t2015/16\tBreak-ins\t3\n")
    assert run.report["refused"][0]["why"] == "there is no indicator “Break-ins”"
    said = filled_in(desk, run)
    assert "Indicators that are not known here" in words(desk, run, "import-columns")
    say(desk, run, said | {"indicator-meant-0": "burglary"})
    assert run.state == RunState.READ
    assert [row[0] for row in store(desk, run)] == ["burglary", "burglary"]
    assert set(Observation.objects.values_list("label", flat=True)) == {"North, Break-ins", "South, Break-ins"}


def test_an_area_that_is_not_known_is_given_a_meaning(desk):
    run = send(desk, "Ward\tBurglary 2015/16\nThe North End\t12\nSouth\t3\n")
    code = builders.Area.objects.get(name="North").code
    say(desk, run, filled_in(desk, run) | {"area-meant-0": code})
    assert [(row[1], row[3]) for row in store(desk, run)] == [("North", "12"), ("South", "3")]


def test_a_sheet_and_its_headings_are_chosen(desk):
    def second(book):
        book.create_sheet("Old")
        for row in [["Our wards"], ["Place", "Burglary"], ["", "2014/15"], ["North", 7]]:
            book["Old"].append(row)

    content = xlsx(rows_of("Ward,Burglary 2015/16\nNorth,12\n"), second)
    run = send(desk, file=SimpleUploadedFile("counts.xlsx", content))
    assert run.report["refused"][0]["why"] == "2 tables were found: Sheet, Old"
    query = "?sheet=Old&first=2&last=3"
    said = filled_in(desk, run, query)
    assert (said["indicator-1"], said["period-1"]) == ("Burglary", "2014/15")
    say(desk, run, said, query)
    assert store(desk, run) == [("burglary", "North", "2014/15", "7")]


def test_what_does_not_fit_is_said_and_nothing_is_read(desk):
    run = send(desk, PASTED)
    answer = say(desk, run, filled_in(desk, run) | {"role-1": "", "period": "2015/17", "indicator": "burglary"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "No column holds figures; choose at least one." in html
    assert "the second year must follow the first" in html
    assert (run.state, run.mapping) == (RunState.REFUSED, {})


def test_a_choice_that_is_none_is_refused_and_nothing_is_read(desk):
    run = send(desk, PASTED)
    answer = say(desk, run, filled_in(desk, run) | {"role-1": "guess"})
    assert answer.status_code == 422
    assert "Select a valid choice. guess is not one of the available choices." in answer.content.decode()
    assert (run.state, run.mapping) == (RunState.REFUSED, {})


def test_two_columns_cannot_both_be_the_period(desk):
    run = send(desk, PASTED)
    answer = say(desk, run, filled_in(desk, run) | {"role-0": "periods", "role-1": "periods"})
    assert "Only one column can be the period." in answer.content.decode()


@pytest.mark.parametrize("query", ["?first=99", "?sheet=None&first=x", "?first=3&last=1", "?first=99999999999999"])
def test_any_place_gives_a_page_or_a_sentence(desk, query):
    run = send(desk, PASTED)
    assert page(desk, run, "import-columns", query).status_code in (200, 302)


def test_a_printed_change_is_kept_beside_what_is_worked_out(desk):
    run = send(desk, "Ward\tBurglary 2014/15\tBurglary 2015/16\t% change\nNorth\t10\t12\t-20%\n")
    assert run.state == RunState.READ
    assert [(one["row"], one["column"], one["printed"], one["computed"]) for one in run.report["findings"]] == [
        (2, "D", "-20%", "+20.0%")
    ]
    store(desk, run)
    assert (Printed.objects.get().as_printed, Printed.objects.get().value) == ("-20%", -20)


def test_other_formats_have_no_columns_to_say(desk):
    run = send(desk, "", file=SimpleUploadedFile("2018-10-x-street.csv", b"Month,Falls within,Crime type\n"))
    assert run.layout == "police-uk"
    assert page(desk, run, "import-columns").status_code == 404


def test_what_is_stored_cannot_be_read_another_way(desk):
    run = send(desk, "Ward\tBurglary 2015/16\nNorth\t12\n")
    said = filled_in(desk, run)
    store(desk, run)
    assert say(desk, run, said).status_code == 404
    assert Observation.objects.count() == 1


def test_markup_in_a_cell_stays_words(desk):
    run = send(desk, "Ward\tBurglary 2015/16\n<script>alert(1)</script>\t12\nNorth\t1\n")
    for name in ("import", "import-columns", "import-cells"):
        assert "<script>alert" not in page(desk, run, name).content.decode()


def test_the_wards_are_chosen_where_figures_are_of_another_time(desk, anytown):
    wards = anytown.area_sets.get(kind="ward")
    wards.ends_on = "2010-03-31"
    wards.save()
    run = send(desk, "Ward\tBurglary 2015/16\nNorth\t12\nSouth\t6\n")
    assert "North (anytown-north) is of “Wards”, and the figure is of 2015/16" in words(desk, run)
    assert say(desk, run, filled_in(desk, run) | {"area_set": wards.slug}).status_code == 302
    assert (run.state, run.report["figures"]) == (RunState.READ, 2)


POINTS = """Indicator\t2003/04\t2006/07\tChange
Perception of anti-social behaviour\t38%\t23%\t-15%
Perception of anti-social behaviour in the centre\t40%\t44%\t4%
"""


def perceptions(desk, text: str) -> ImportRun:
    """What people think, as percentages of the whole town."""
    for slug, name in (("asb", ""), ("asb-centre", " in the centre")):
        builders.indicator(slug, name=f"Perception of anti-social behaviour{name}", unit="%")
    run = send(desk, text)
    town = builders.Area.objects.get(name="Town").code
    assert say(desk, run, filled_in(desk, run) | {"area": town}).status_code == 302
    assert run.state == RunState.READ
    return run


def test_a_change_between_percentages_that_is_in_points_is_kept_as_points(desk):
    run = perceptions(desk, POINTS)
    assert run.report["findings"] == []
    assert run.mapping["values"][2]["kind"] == "points"
    store(desk, run)
    kept = Printed.objects.order_by("pk").values_list("kind", "as_printed", "value", "unit")
    assert [(kind, text, int(value), unit) for kind, text, value, unit in kept] == [
        ("points", "-15%", -15, ""),
        ("points", "4%", 4, ""),
    ]


def test_a_change_between_percentages_that_is_in_per_cent_is_right_too(desk):
    run = perceptions(desk, POINTS.replace("-15%", "-39%").replace("\t4%", "\t10%"))
    assert (run.report["findings"], run.mapping["values"][2]["kind"]) == ([], "percent change")


def test_a_change_between_percentages_that_fits_neither_way_is_found_with_both(desk):
    run = perceptions(desk, POINTS.replace("-15%", "-51%").replace("\t4%", "\t5%"))
    first = run.report["findings"][0]
    assert first["computed"] == "−15 points or −39.5%"
    assert first["rule"] == "23% − 38% = −15; (23% − 38%) ÷ 38% = −39.47%"
