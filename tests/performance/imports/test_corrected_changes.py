"""Changes and ranks that a document worked out are corrected as figures are: with a reason, for readers to see."""

import pytest
from django.urls import reverse

from performance.models import ImportRun, Printed, RunState
from tests import builders
from tests.performance.imports.test_columns import send, words
from tests.performance.imports.test_corrections import WHY, corrected, store

HEADINGS = "Ward\tBurglary 2018/19\tBurglary 2019/20\t% change\tRank\n"
WARDS = f"{HEADINGS}North\t50\t40\t-20%\t1\nSouth\t20\t13\t-35%\t2\n"
SOURCE, INDICATOR = "/anytown/sources/council-counts/", "/anytown/performance/burglary/"
PERIOD = "2019/20, compared with 2018/19 change in per cent"


@pytest.fixture
def desk(at_once, officer):
    builders.indicator("burglary", name="Burglary")
    return officer


@pytest.fixture
def published(desk) -> ImportRun:
    run = store(desk, send(desk, WARDS, disclosure="open", confirmed="on"))
    desk.post(reverse("import-publish", args=["anytown", run.pk]))
    return run


def again(client, text: str) -> ImportRun:
    return send(client, text, source="council-counts", source_title="")


def test_a_reason_is_asked_for_and_both_are_shown_beside_it(published, desk, client):
    later = again(desk, WARDS.replace("-35%", "-34%"))
    assert "of which 1 replace earlier" in words(desk, later)
    assert "Why are published figures being corrected?" in words(desk, later)
    store(desk, later)
    assert (later.state, corrected(client, SOURCE)) == (RunState.READ, [])
    store(desk, later, reason=WHY)
    day = f"{later.finished_at:%-d %B %Y}"
    assert corrected(client, SOURCE) == [["Burglary", "South", PERIOD, "-35%", "-34%", day, WHY]]
    assert corrected(client, INDICATOR) == [["South", PERIOD, "-35%", "-34%", day, WHY, "Council counts"]]


def test_the_command_and_the_page_ask_the_same(published, desk):
    """The page is passed by: what it would have asked for is missing, and nothing is stored."""
    later = again(desk, WARDS.replace("40\t-20%\t1", "40\t-20%\t2").replace("13\t-35%\t2", "13\t-35%\t1"))
    ImportRun.objects.filter(pk=later.pk).update(report={**later.report, "replaced": 0})
    store(desk, later)
    assert later.state == RunState.REFUSED
    assert [one["why"] for one in later.report["refused"]] == ["it corrects 2 published figures"]
    assert sorted(Printed.objects.filter(kind="rank").values_list("area__name", "value")) == [
        ("North", 1),
        ("South", 2),
    ]


def test_a_corrected_rank_is_shown_as_a_rank(published, desk, client):
    ranks = WARDS.replace("40\t-20%\t1", "40\t-20%\t2").replace("13\t-35%\t2", "13\t-35%\t1")
    store(desk, again(desk, ranks), reason=WHY)
    shown = [line[1:5] for line in corrected(client, SOURCE)]
    assert shown == [["North", "2019/20 rank", "1", "2"], ["South", "2019/20 rank", "2", "1"]]


def test_what_a_file_says_again_is_no_correction_wherever_it_stands(published, desk, client):
    lines = WARDS.splitlines(keepends=True)
    later = again(desk, "".join([lines[0], lines[2], lines[1]]))
    assert "Why are published figures being corrected?" not in words(desk, later)
    store(desk, later)
    assert (later.state, later.stored) == (RunState.STORED, 0)
    assert corrected(client, SOURCE) == []


def test_undo_gives_back_the_printed_change_and_tells_readers(published, desk, client):
    before = sorted(Printed.objects.values_list("area__name", "kind", "as_printed", "locator", "row", "column"))
    later = store(desk, again(desk, WARDS.replace("-35%", "-34%")), reason=WHY)
    assert "1 figure that it replaced is restored" in words(desk, later, "import-undo")
    desk.post(reverse("import-undo", args=["anytown", later.pk]), {"because": "The first one was right."})
    assert before == sorted(Printed.objects.values_list("area__name", "kind", "as_printed", "locator", "row", "column"))
    assert [line[1:5] + line[6:] for line in corrected(client, SOURCE)] == [
        ["South", PERIOD, "-34%", "-35%", "The first one was right."]
    ]


def test_each_correction_of_a_change_is_kept(published, desk, client):
    store(desk, again(desk, WARDS.replace("-35%", "-34%")), reason=WHY)
    store(desk, again(desk, WARDS.replace("-35%", "-33%")), reason="Rounded wrongly.")
    assert sorted(line[3:5] + line[6:] for line in corrected(client, SOURCE)) == [
        ["-34%", "-33%", "Rounded wrongly."],
        ["-35%", "-34%", WHY],
    ]


def test_a_change_of_hidden_counts_is_not_told(desk, client):
    run = store(desk, send(desk, WARDS, disclosure="protected"))
    desk.post(reverse("import-publish", args=["anytown", run.pk]))
    later = store(desk, again(desk, WARDS.replace("-35%", "-34%")), reason=WHY)
    assert later.state == RunState.STORED
    for address in (SOURCE, INDICATOR):
        assert corrected(client, address) == []
        assert "-34%" not in client.get(address).content.decode()
