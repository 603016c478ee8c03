"""An officer says how a source is protected: when a file is sent, and afterwards; readers see only what that allows."""

import re
from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance.models import Disclosure, ImportRun, Source
from performance.sources.protection_form import as_seen, set_protection, words_of_protection
from plans.models import Change, EditConflict
from tests import builders
from tests.public_pages import read_everything, text_of

PAGE = "/desk/anytown/figures/sources/"
VALUES = defaultdict(
    lambda: ["none"],  # there are no plans and no reports here
    partnership=["anytown"],
    number=[1],
    indicator=["harm"],
    code=["anytown-north", "anytown-south", "anytown-town"],
)
SECRET = re.compile(r"(?<!\d)5,?058(?!\d)")


@pytest.fixture
def desk(at_once, anytown, officer):
    builders.indicator("harm", name="Harm", unit="people")
    return officer


def load(client, north: int, **fields) -> Source:
    pasted = f"Ward\tHarm 2019/20\nNorth\t{north}\nSouth\t5058\nTown\t{5058 + north}\n"
    answer = client.post("/desk/anytown/figures/import/", {"pasted": pasted, "source_title": "Harm counts"} | fields)
    run = ImportRun.objects.get(pk=int(re.search(r"/(\d+)/$", answer["Location"])[1]))
    client.post(f"/desk/anytown/figures/import/{run.pk}/store/")
    client.post(f"/desk/anytown/figures/import/{run.pk}/publish/")
    source = ImportRun.objects.get(pk=run.pk).source
    assert source.published_at
    return source


def store(client, source: Source, **fields):
    given = {"disclosure": "protected", "threshold": 5, "round_to": 5, "seen": as_seen(source), "confirmed": "on"}
    return client.post(f"{PAGE}{source.slug}/", given | fields)


def shown(source: Source) -> dict[str, str]:
    rows = source.observations.select_related("area")
    return {row.area.name: row.as_public(Source.objects.get(pk=source.pk)).shown for row in rows}


def words_at_public_addresses(source: Source) -> dict[str, str]:
    """What strangers read everywhere. The checksum of the file and the stamp differ for every file, and say nothing."""
    run = source.import_runs.first()
    answers = read_everything(VALUES | {"source": [source.slug]})
    return {
        address: re.sub(r'name="(csrfmiddlewaretoken|stamp)" value="[^"]*', "", text_of(answer)).replace(run.sha256, "")
        for address, answer in answers.items()
        if answer.status_code == 200
    }


def test_a_new_source_is_protected_unless_the_officer_says_it_is_open_data(desk):
    assert load(desk, 3).disclosure == Disclosure.PROTECTED
    Source.objects.update(slug="earlier", title="Earlier", published_at=None)
    opened = load(desk, 3, disclosure="open", confirmed="on")
    assert opened.disclosure == Disclosure.OPEN
    assert shown(opened) == {"North": "3", "South": "5,058", "Town": "5,061"}


def test_a_source_is_opened_only_by_an_officer_who_confirms_it_and_who_is_remembered(desk):
    source = load(desk, 3)
    answer = store(desk, source, disclosure="open", confirmed="")
    assert answer.status_code == 422
    assert "Confirm that anyone may read these figures, or choose “Protected”." in answer.content.decode()
    assert store(desk, source, disclosure="open").status_code == 302
    source.refresh_from_db()
    assert source.confirmed_open_by.username == "officer"
    assert store(desk, source, disclosure="open", threshold=10, confirmed="").status_code == 302  # asked once
    source.refresh_from_db()
    assert (source.threshold, source.confirmed_open_by.username) == (10, "officer")
    store(desk, source)
    source.refresh_from_db()
    assert (source.disclosure, source.confirmed_open_at) == ("protected", None)


@pytest.mark.anywhere
@pytest.mark.parametrize("count", [1, *(pytest.param(count, marks=pytest.mark.long) for count in (2, 3, 4))])
def test_a_protected_import_shows_no_small_count_and_no_exact_one_at_any_public_address(desk, count):
    """Slow: reads every public address. That four reads as one does is the next test."""
    source = load(desk, count)
    assert shown(source)["North"] == "hidden"
    told = words_at_public_addresses(source)
    assert f"/anytown/sources/{source.slug}/" in told
    assert "/anytown/performance/harm/" in told  # a single figure has no chart
    assert {address for address, text in told.items() if SECRET.search(text)} == set()
    for address, text in told.items():
        exact = re.search(rf"(?<!\d)5,?{58 + count:03d}(?!\d)", text)
        assert not exact or (5058 + count) % 5 == 0, address  # a total of 5,060 is rounded to itself


@pytest.mark.anywhere
def test_readers_cannot_tell_one_small_count_from_another(anytown, desk):
    """Slow: reads every public address twice."""
    source = load(desk, 1)
    before = words_at_public_addresses(source)
    source.observations.filter(area__name="North").update(value=4, as_printed="4")
    source.observations.filter(area__name="Town").update(value=5062, as_printed="5062")
    Source.objects.filter(pk=source.pk).update(editions=[])
    anytown.bump_public_revision()
    assert words_at_public_addresses(source) == before


def test_changing_a_published_source_publishes_it_again_and_remembers_who(desk, anytown):
    source = load(desk, 3)
    stamp = type(anytown).objects.get(pk=anytown.pk).public_revision
    assert store(desk, source, threshold=10, round_to=10).status_code == 302
    source.refresh_from_db()
    assert shown(source)["South"] == "5,060"
    assert type(anytown).objects.get(pk=anytown.pk).public_revision > stamp
    change = Change.objects.get(row_kind="source")
    assert (change.old, change.new, change.by.username, change.row_name) == (
        "Protected: counts from 1 to 4 are hidden, the others rounded to 5.",
        "Protected: counts from 1 to 9 are hidden, the others rounded to 10.",
        "officer",
        source.title,
    )
    page = desk.get(f"/desk/anytown/about/history/?kind=source&row={source.pk}").content.decode()
    assert "counts from 1 to 9 are hidden" in page
    store(desk, source, disclosure="open", threshold=10, round_to=10)
    assert shown(source)["North"] == "3"
    source.refresh_from_db()
    store(desk, source, threshold=10, round_to=10)
    assert shown(source)["North"] == "hidden"


def test_storing_the_same_again_changes_nothing(desk):
    source = load(desk, 3)
    assert store(desk, source).status_code == 302
    assert not Change.objects.filter(row_kind="source").exists()
    source.refresh_from_db()
    assert len(source.editions) == 1


def test_a_protection_that_would_give_a_count_away_is_refused_and_nothing_is_stored(desk):
    source = load(desk, 3)
    answer = store(desk, source, threshold=10, round_to=8)  # rounded to 5 and to 8: together nearly the count
    assert answer.status_code == 422
    assert "it would give a hidden count away" in answer.content.decode()
    assert as_seen(Source.objects.get()) == "protected,5,5"
    assert not Change.objects.filter(row_kind="source").exists()


def test_bad_rules_are_refused_in_one_sentence(desk):
    source = load(desk, 3)
    for wrong in ({"threshold": 1}, {"round_to": 6}, {"round_to": 0}, {"disclosure": "none"}, {"threshold": ""}):
        answer = store(desk, source, **wrong)
        assert answer.status_code == 422
    assert (
        "Round to at most the number below which counts are hidden." in store(desk, source, round_to=6).content.decode()
    )
    assert as_seen(Source.objects.get()) == "protected,5,5"


def test_nobody_overwrites_a_rule_that_they_have_not_seen(desk, anytown):
    source = load(desk, 3)
    with pytest.raises(EditConflict):
        set_protection(
            source, disclosure="open", threshold=5, round_to=5, seen="protected,3,3", by=builders.person("a", anytown)
        )
    answer = store(desk, source, disclosure="open", seen="protected,3,3")
    assert answer.status_code == 422
    assert "Someone else changed this in the meantime." in answer.content.decode()
    assert 'value="protected,5,5"' in answer.content.decode()


def test_a_source_that_is_not_there_leads_back_to_those_that_are(desk):
    answer = desk.get(f"{PAGE}nothing/")
    assert answer.status_code == 404
    assert "There is no such source." in answer.content.decode()
    assert f'href="{PAGE}"' in answer.content.decode()


def test_the_rule_reads_as_a_sentence():
    said = {
        words_of_protection(Source(disclosure=disclosure, threshold=threshold, round_to=base))
        for disclosure, threshold, base in [("open", 5, 5), ("protected", 2, 1), ("protected", 5, 1)]
    }
    assert said == {
        "Open data: the figures are shown as they are.",
        "Protected: counts of 1 are hidden, the others are shown as they are.",
        "Protected: counts from 1 to 4 are hidden, the others are shown as they are.",
    }


def test_the_list_of_sources_costs_the_same_for_one_and_for_three(desk, anytown):
    costs = []
    for names in (["a"], ["b", "c"]):
        for name in names:
            builders.source(anytown, name)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(PAGE).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_source_that_is_not_published_is_protected_before_it_is(db):
    source = builders.source(builders.partnership(), published_at=None)
    given = {"disclosure": Disclosure.PROTECTED, "threshold": 5, "round_to": 5}
    assert set_protection(source, **given, seen=as_seen(source), by=None)
    source.refresh_from_db()
    assert (source.disclosure, source.published_at) == (Disclosure.PROTECTED, None)
