"""Where an import goes: into the source that was chosen, with the protection that was chosen, or nowhere."""

import json
import re
from contextlib import suppress
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from performance.figures.publishing import publish_source
from performance.models import Disclosure, ImportRun, RunState, Source
from tests import builders
from tests.performance.imports.test_import_pages import csv, press, words
from tests.performance.imports.test_police_street import row

ADDRESS = "/desk/anytown/figures/import/"
CELLS = "Ward\tHarm 2019/20\nNorth\t1\nSouth\t2\n"
POLICE = "police-uk-anyshire-constabulary"


@pytest.fixture
def desk(at_once, anytown, officer):
    builders.indicator("harm", name="Harm", unit="people")
    return officer


def send(client, **fields) -> ImportRun:
    answer = client.post(ADDRESS, fields)
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.get(pk=int(re.search(r"/(\d+)/$", answer["Location"])[1]))


def refused(client, **fields) -> str:
    answer = client.post(ADDRESS, fields)
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()
    return answer.content.decode()


def table(name: str = "hate.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, CELLS.replace("\t", ",").encode())


def test_cells_without_a_source_are_refused(desk):
    assert "Name the source of the cells, or choose one that is here." in refused(desk, pasted=CELLS)


def test_two_pastes_have_two_sources_each_with_its_own_protection(desk, client):
    opened = send(desk, pasted=CELLS, source_title="Open counts", disclosure="open", confirmed="on")
    press(desk, press(desk, opened, "import-store"), "import-publish")
    hidden = press(
        desk, send(desk, pasted=CELLS, source_title="Hate incidents", disclosure="protected"), "import-store"
    )
    assert [(one.slug, one.disclosure) for one in Source.objects.order_by("pk")] == [
        ("open-counts", "open"),
        ("hate-incidents", "protected"),
    ]
    assert hidden.source.published_at is None
    assert client.get("/anytown/sources/hate-incidents/").status_code == 404
    assert "The source is not published: readers see nothing from it." in words(desk, hidden)


def test_a_source_that_is_here_is_chosen_and_keeps_its_protection(desk):
    builders.source(builders.Partnership.objects.get(), "counts", disclosure="protected")
    page = desk.get(ADDRESS).content.decode()
    assert "Counts – Protected: counts from 1 to 4 are hidden, the others rounded to 5." in page
    run = press(desk, send(desk, pasted=CELLS, source="counts"), "import-store")
    assert (run.source.slug, run.made_source, Source.objects.count()) == ("counts", False, 1)


@pytest.mark.parametrize(("here", "chosen"), [("open", "protected"), ("protected", "open")])
def test_another_protection_than_the_source_has_is_refused(desk, here, chosen):
    builders.source(builders.Partnership.objects.get(), "counts", disclosure=here)
    said = refused(desk, pasted=CELLS, source="counts", disclosure=chosen, confirmed="on")
    assert "Leave it as the source says, or change the source first." in said


@pytest.mark.parametrize(("here", "chosen"), [("open", "protected"), ("protected", "open"), ("open", "")])
def test_a_file_never_goes_into_a_source_of_its_name_with_another_protection(desk, here, chosen):
    source = builders.source(builders.Partnership.objects.get(), "hate", disclosure=here)
    run = send(desk, file=table(), disclosure=chosen, confirmed="on")
    assert run.state == RunState.REFUSED
    assert "“Hate” is already here, with a different protection." in words(desk, run)
    assert not source.observations.exists()


def test_a_new_name_that_is_here_already_is_refused(desk):
    builders.source(builders.Partnership.objects.get(), "counts")
    run = send(desk, pasted=CELLS, source_title="Counts")
    assert run.state == RunState.REFUSED
    assert "there is already a source called “Counts”" in words(desk, run)


def test_a_source_and_a_new_name_are_refused_together(desk):
    builders.source(builders.Partnership.objects.get(), "counts")
    assert "not both" in refused(desk, pasted=CELLS, source="counts", source_title="New")


def test_a_partnerships_own_counts_are_open_only_when_an_officer_confirms_it_and_it_is_kept(desk):
    sentence = "Confirm that anyone may read these figures, or choose “Protected”."
    assert sentence in refused(desk, pasted=CELLS, source_title="Counts", disclosure="open")
    run = press(
        desk, send(desk, pasted=CELLS, source_title="Counts", disclosure="open", confirmed="on"), "import-store"
    )
    assert (run.source.disclosure, run.source.confirmed_open_by.username) == ("open", "officer")
    again = press(
        desk, send(desk, pasted=CELLS.replace("2019", "2020").replace("/20", "/21"), source="counts"), "import-store"
    )
    assert again.source == run.source  # once for each source


def test_figures_without_any_choice_are_protected(desk):
    run = press(desk, send(desk, file=table()), "import-store")
    assert (run.source.slug, run.source.disclosure, run.source.confirmed_open_at) == ("hate", "protected", None)


def test_street_files_of_the_police_are_open_unless_the_officer_protects_them(desk):
    run = send(desk, file=csv(row()))
    assert "Open data: the figures are shown as they are." in words(desk, run)
    press(desk, run, "import-store")
    assert (run.source.slug, run.source.disclosure) == (POLICE, "open")
    Source.objects.update(slug="earlier")
    run = press(desk, send(desk, file=csv(row(), row()), disclosure="protected"), "import-store")
    assert (run.source.slug, run.source.disclosure) == (POLICE, "protected")
    later = press(desk, send(desk, file=csv(row(), row(), row())), "import-store")
    assert (later.source, later.source.disclosure) == (run.source, "protected")


def test_the_command_chooses_too(desk, anytown, tmp_path):
    file = tmp_path / "hate.csv"
    file.write_text(CELLS.replace("\t", ","))

    def load(*arguments: str) -> dict:
        printed = StringIO()
        with suppress(SystemExit):
            call_command(
                "import_figures", file, *arguments, partnership="anytown", commit=True, json=True, stdout=printed
            )
        said = json.loads(printed.getvalue())
        return {name: said[name] for name in ("source", "disclosure", "stored")} | {"refused": len(said["refused"])}

    assert load() == {"source": "hate.csv", "disclosure": "protected", "stored": 2, "refused": 0}
    assert load("--disclosure=open")["refused"] == 1
    assert load("--source=Council counts", "--disclosure=open") == {
        "source": "Council counts",
        "disclosure": "open",
        "stored": 2,
        "refused": 0,
    }
    assert Source.objects.get(slug="council-counts").confirmed_open_at
    assert load("--source=council-counts") == {
        "source": "Council counts",
        "disclosure": "open",
        "stored": 0,
        "refused": 0,
    }
    assert load("--source=council-counts", "--disclosure=protected")["refused"] == 1
    assert Source.objects.filter(disclosure=Disclosure.PROTECTED).count() == 1


def test_no_small_count_of_a_protected_paste_is_read_once_it_is_published(desk, client):
    run = press(desk, send(desk, pasted=CELLS, source_title="Hate incidents"), "import-store")
    publish_source(run.source)
    assert [one.as_public(run.source).shown for one in run.source.observations.all()] == ["hidden"] * 2


def test_open_counts_that_tell_what_a_protected_source_hides_are_not_published(desk):
    hidden = press(desk, send(desk, pasted=CELLS, source_title="Hate incidents"), "import-store")
    publish_source(hidden.source)
    opened = send(desk, pasted=CELLS, source_title="The same", disclosure="open", confirmed="on")
    press(desk, press(desk, opened, "import-store"), "import-publish")
    assert opened.source.published_at is None
    answer = desk.post(f"/desk/anytown/figures/import/{opened.pk}/publish/", follow=True).content.decode()
    assert "it would give away counts that “Hate incidents” hides." in answer


def test_a_protected_street_file_says_nowhere_from_how_many_rows_it_is_counted(desk, client):
    run = press(desk, send(desk, file=csv(row(), row(), row()), disclosure="protected"), "import-store")
    press(desk, run, "import-publish")
    assert run.observations.filter(locator__contains="counted from 3 rows").count() == 2  # kept for the desk
    for address in (f"/anytown/sources/{POLICE}/", "/anytown/performance/police-uk-burglary/"):
        page = client.get(address).content.decode()
        assert "hidden" in page
        assert "rows, the first is row" not in page
