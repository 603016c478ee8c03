"""Files of published plans: at their addresses, made once, listed with their size."""

import pytest
from django.core.management import call_command
from django.utils import translation

from plans.exports.plan_files import downloads, plan_file, published_text
from plans.exports.registry import PLAN_EXPORTS
from plans.exports.shape import Export, size_in_words
from plans.exports.stored import made
from plans.management.commands import make_exports
from plans.models import PlanFile, PlanVersion, Unchangeable
from plans.publishing.versions import publish
from tests import builders
from tests.public_pages import text_of

PATH = "/anytown/plans/2020-2023/"


@pytest.fixture
def version(db) -> PlanVersion:
    return publish(builders.rich_plan(2), kind="final")


def counting(monkeypatch, name: str = "plan.xlsx") -> list[int]:
    """The numbers of the versions of which a file is made from now on."""
    made: list[int] = []
    usual = PLAN_EXPORTS[name]
    export = Export(
        name, usual.label, usual.media_type, lambda text: made.append(text.number) or b"PK " + name.encode()
    )
    monkeypatch.setitem(PLAN_EXPORTS, name, export)
    return made


@pytest.mark.anywhere
@pytest.mark.parametrize("name", PLAN_EXPORTS)
def test_a_form_is_at_its_address_with_its_type_its_words_and_a_name_that_tells_it_from_others(db, client, name):
    """Its words are found as the test of leaks reads files, which would find so what must not be in them."""
    plan = builders.rich_plan(1)
    plan.priorities.update(title="Qzxjkwplanted")
    version = publish(plan, kind="final")
    answer = client.get(f"{PATH}v1/{name}")
    assert "Qzxjkwplanted" in text_of(answer)
    export = PLAN_EXPORTS[name]
    how = "inline" if export.shown else "attachment"
    assert (answer.status_code, answer["Content-Type"]) == (200, export.media_type)
    assert answer["Content-Disposition"] == f'{how}; filename="anytown-2020-2023-v1-{name}"'
    assert answer.content == bytes(version.files.get(name=name).content)
    again = client.get(f"{PATH}v1/{name}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_is_made_once_and_belongs_to_its_version(version, client, monkeypatch):
    made = counting(monkeypatch)
    answers = [client.get(f"{PATH}v1/plan.xlsx").content for _ in range(3)]
    assert (answers, made) == ([b"PK plan.xlsx"] * 3, [1])
    version.plan.sections.filter(position=1).update(heading="Again")
    publish(version.plan, kind="final", note="Again")
    client.get(f"{PATH}v2/plan.xlsx")
    client.get(f"{PATH}v1/plan.xlsx")
    assert made == [1, 2]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("plan.pdf", marks=pytest.mark.long),
        *("plan.docx", "actions.docx", "plan.xlsx", "plan.ods", "plan.csv.zip"),
    ],
)
def test_the_bytes_of_a_version_are_the_same_before_and_after_the_next(version, client, name):
    """Also where the file is lost and made again: it is made of nothing but its version."""
    first = client.get(f"{PATH}v1/{name}").content
    version.plan.priorities.update(title="Another title")
    publish(version.plan, kind="final", note="Again")
    second = client.get(f"{PATH}v2/{name}").content
    assert client.get(f"{PATH}v1/{name}").content == first != second
    assert made(PLAN_EXPORTS[name], published_text(version)) == first


def test_a_file_is_in_english_whoever_asks_first(version):
    text = published_text(version)
    with translation.override("cy"):
        files = {name: made(PLAN_EXPORTS[name], text) for name in ("plan.csv.zip", "plan.ods", "actions.docx")}
    assert files == {name: made(PLAN_EXPORTS[name], text) for name in files}


def test_of_two_who_ask_at_once_both_get_the_file_that_is_kept(version, monkeypatch):
    def make(text):
        PlanFile.objects.get_or_create(version=version, name="plan.xlsx", defaults={"content": b"the first"})
        return b"the second"

    export = Export("plan.xlsx", "x", "x", make)
    assert plan_file(version, export) == b"the first"
    assert bytes(PlanFile.objects.get().content) == b"the first"


def test_a_file_is_never_changed(version):
    plan_file(version, PLAN_EXPORTS["plan.csv.zip"])
    stored = version.files.get()
    stored.content = b"other"
    with pytest.raises(Unchangeable):
        stored.save()


def test_the_page_of_a_version_lists_every_form_and_its_size_once_it_is_made(version, client, monkeypatch):
    counting(monkeypatch)
    kept = [f"({PLAN_EXPORTS[name].form})" for name in PLAN_EXPORTS]
    listed = [one.words.rpartition(" (")[0] for one in downloads(version)]
    assert listed == [*(str(export.label) for export in PLAN_EXPORTS.values()), "data for programs"]
    for page in (PATH, f"{PATH}v1/"):
        text = client.get(page).content.decode()
        assert [text.count(f'href="{PATH}v1/{name}"') for name in PLAN_EXPORTS] == [1] * len(kept)
        assert "tables as a spreadsheet (XLSX)</a>" in text
    client.get(f"{PATH}v1/plan.xlsx")
    for page in (PATH, f"{PATH}v1/"):
        assert "tables as a spreadsheet (XLSX, 1\u00a0kB)</a>" in client.get(page).content.decode()


def test_a_page_asks_for_its_files_with_one_query_whatever_there_is(version, django_assert_num_queries):
    with django_assert_num_queries(1):
        downloads(version)
    plan_file(version, PLAN_EXPORTS["plan.csv.zip"])
    plan_file(version, PLAN_EXPORTS["plan.ods"])
    with django_assert_num_queries(1):
        downloads(version)


def test_a_command_makes_what_is_missing_of_the_newest_versions(version, monkeypatch, capsys):
    made = {name: counting(monkeypatch, name) for name in PLAN_EXPORTS}
    plan_file(version, PLAN_EXPORTS["plan.ods"])
    call_command("make_exports")
    call_command("make_exports")
    assert capsys.readouterr().out == f"Files made: {len(PLAN_EXPORTS) - 1}.\nFiles made: 0.\n"
    assert made == {name: [1] for name in PLAN_EXPORTS}


def test_the_command_leaves_to_its_next_run_what_takes_long(version, monkeypatch, capsys):
    for name in PLAN_EXPORTS:
        counting(monkeypatch, name)
    monkeypatch.setattr(make_exports, "LONGEST", -1)
    for _file in PLAN_EXPORTS:
        call_command("make_exports")
    call_command("make_exports")
    said = capsys.readouterr().out.splitlines()
    assert said == ["Files made: 1. What is left is for the next run."] * len(PLAN_EXPORTS) + ["Files made: 0."]


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 kB"), (1499, "1 kB"), (311_600, "312 kB"), (999_499, "999 kB"), (999_999, "1.0 MB"), (1_250_000, "1.2 MB")],
)
def test_a_size_is_said_in_words(size, words):
    assert size_in_words(size) == words.replace(" ", "\u00a0")
