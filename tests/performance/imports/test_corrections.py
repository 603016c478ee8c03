"""A published figure that a later file corrects shows readers what it was, what it is, when and why."""

import re

import pytest
from django.urls import reverse

from performance.models import ImportRun, Observation, RunState
from tests.performance.imports.test_import_pages import send, words as words_of_run
from tests.performance.imports.test_police_street import row
from tests.public_pages import STORING

WHY = "The force counted one crime twice."
INDICATOR = "/anytown/performance/police-uk-burglary/"


def store(client, run: ImportRun, **given) -> ImportRun:
    assert client.post(reverse("import-store", args=["anytown", run.pk]), given).status_code == 302
    run.refresh_from_db()
    return run


def corrected(client, address: str) -> list[list[str]]:
    """The rows of the table of corrections on a page."""
    html = client.get(address).content.decode().partition('id="corrections"')[2].partition("</table>")[0]
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.S)[1:]
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", one, re.S)
        ]
        for one in found
    ]


@pytest.fixture
def published(at_once, officer):
    run = store(officer, send(officer, row(), row()))
    officer.post(reverse("import-publish", args=["anytown", run.pk]))
    return run


def test_a_reason_is_asked_for_and_shown_beside_the_old_and_the_new_figure(published, officer, client):
    later = send(officer, row())
    assert "Why are published figures being corrected?" in words_of_run(officer, later)
    store(officer, later)
    assert (later.state, Observation.objects.filter(import_run=later).count()) == (RunState.READ, 0)
    assert corrected(client, INDICATOR) == []
    store(officer, later, reason=f" {WHY} ")
    assert (later.state, later.reason) == (RunState.STORED, WHY)
    day = f"{later.finished_at:%-d %B %Y}"
    assert corrected(client, INDICATOR) == [
        ["Force", "October 2018", "2", "1", day, WHY, "Street-level crime, Anyshire Constabulary"],
        ["North", "October 2018", "2", "1", day, WHY, "Street-level crime, Anyshire Constabulary"],
    ]
    of_source = corrected(client, f"/anytown/sources/{later.source.slug}/")
    assert of_source[0] == [
        "Police uk burglary",
        "Force",
        "October 2018",
        "2",
        "1",
        day,
        WHY,
    ]


def test_each_correction_of_a_figure_is_kept(published, officer, client):
    store(officer, send(officer, row()), reason=WHY)
    store(officer, send(officer, row(), row(), row()), reason="Late reports.")
    north = [line[2:4] + line[5:6] for line in corrected(client, INDICATOR) if line[0] == "North"]
    assert sorted(north) == [["1", "3", "Late reports."], ["2", "1", WHY]]


def test_the_page_costs_four_queries_however_often_figures_were_corrected(
    published, officer, client, django_assert_num_queries
):
    for rows, reason, corrections in ((0, "", 0), (1, WHY, 2), (3, "Late reports.", 4)):  # of the force and of North
        if rows:
            store(officer, send(officer, *(row() for _each in range(rows))), reason=reason)
        with django_assert_num_queries(4 + STORING):
            assert len(corrected(client, INDICATOR)) == corrections


def test_what_was_replaced_before_it_was_published_is_no_correction(at_once, officer, client):
    store(officer, send(officer, row(), row()))
    later = send(officer, row())
    assert "Why are published figures being corrected?" not in words_of_run(officer, later)
    store(officer, later)
    assert later.state == RunState.STORED
    officer.post(reverse("import-publish", args=["anytown", later.pk]))
    assert corrected(client, INDICATOR) == []


def test_what_is_taken_back_is_a_correction_with_a_reason_too(published, officer, client):
    later = store(officer, send(officer, row()), reason=WHY)
    undo = reverse("import-undo", args=["anytown", later.pk])
    assert "Why are published figures being withdrawn?" in words_of_run(officer, later, "import-undo")
    officer.post(undo)
    later.refresh_from_db()
    assert later.state == RunState.STORED
    officer.post(undo, {"because": "The first count was right."})
    later.refresh_from_db()
    assert later.state == RunState.UNDONE
    day = f"{later.undone_at:%-d %B %Y}"
    assert [line[:6] for line in corrected(client, INDICATOR)] == [
        ["Force", "October 2018", "1", "2", day, "The first count was right."],
        ["North", "October 2018", "1", "2", day, "The first count was right."],
    ]


def test_a_correction_of_what_readers_do_not_see_is_not_told(at_once, officer, client):
    """One crime becomes two: readers see “hidden” before and after, and not that anything changed."""
    run = store(officer, send(officer, row(), disclosure="protected"))
    officer.post(reverse("import-publish", args=["anytown", run.pk]))
    later = store(officer, send(officer, row(), row()), reason=WHY)
    assert later.state == RunState.STORED
    for address in (INDICATOR, f"/anytown/sources/{later.source.slug}/"):
        assert corrected(client, address) == []
        assert WHY not in client.get(address).content.decode()
