"""Loading a file of figures: a look changes nothing, twice doubles nothing, undo gives everything back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance.imports.figures import BadFile
from performance.imports.reference import lookups
from performance.imports.undo import NotUndoable, undo
from performance.models import ImportRun, Observation, Revision, RunState, SmallAreaLookup, Source
from tests import builders
from tests.performance.imports.test_police_street import HEADINGS, SOUTH, printed, row, rows

FACTS = ("indicator__slug", "area__code", "period_start", "period_end", "state", "value", "as_printed", "locator")


@pytest.fixture
def load(tmp_path, anytown):
    """Load a police file of these rows and get what the command prints."""

    def load(*rows: str, commit: bool = True, name: str = "2018-10-anyshire-street.csv", **options):
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in (HEADINGS, *rows)))
        return printed(path, "anytown", commit=commit, **options)

    return load


def stored() -> dict[tuple[str, str], int]:
    """What the portal says now, where it is not zero."""
    rows = Observation.objects.filter(value__gt=0).values_list("indicator__slug", "area__code", "value")
    return {(slug.removeprefix("police-uk-"), area.removeprefix("anytown-")): int(value) for slug, area, value in rows}


def everything() -> tuple:
    """All figures, with who says so, and all that was said before."""
    return (
        sorted(map(str, Observation.objects.values_list(*FACTS, "import_run__sha256", "row"))),
        sorted(map(str, Revision.objects.values_list(*FACTS, "import_run__sha256", "replaced_by", "row"))),
        sorted(Source.objects.values_list("slug", flat=True)),
    )


def test_a_look_tells_everything_and_changes_nothing(load):
    before = everything()
    said = load(row(), row(small=""), commit=False)
    assert (said["rows_read"], said["stored"], said["new"], said["unchanged"]) == (2, 0, 42, 0)
    assert said["format"] == "Street-level crime of data.police.uk (CSV)"
    burglary = [one for one in said["observations"] if one["indicator"] == "police-uk-burglary" and one["value"]]
    assert burglary == [
        {
            "indicator": "police-uk-burglary",
            "label": "Burglary",
            "area": area,
            "period_start": "2018-10-01",
            "period_end": "2018-10-31",
            "state": "value",
            "value": value,
        }
        for area, value in (("anytown-force", 2), ("anytown-north", 1))
    ]
    assert [(one["row"], one["column"], one["rows"]) for one in said["skipped"]] == [(3, "LSOA code", 1)]
    assert (everything(), ImportRun.objects.count()) == (before, 0)


def test_commit_stores_all_figures_with_their_file(load):
    said = load(row(), row(small=SOUTH, kind="Drugs"))
    assert (said["stored"], said["findings"], said["refused"]) == (42, [], [])
    assert stored() == {
        ("burglary", "force"): 1,
        ("burglary", "north"): 1,
        ("drugs", "force"): 1,
        ("drugs", "south"): 1,
    }
    run = ImportRun.objects.get()
    assert (run.state, run.stored, run.rows_read, run.layout) == (RunState.STORED, 42, 2, "police-uk")
    assert (run.sha256, run.file_name) == (said["sha256"], "2018-10-anyshire-street.csv")
    assert run.size == len(HEADINGS) + len(row()) + len(row(small=SOUTH, kind="Drugs")) + 3
    assert (run.source.title, run.source.published_at) == ("Street-level crime, Anyshire Constabulary", None)
    assert Observation.objects.filter(import_run=run).count() == 42
    assert sorted(Observation.objects.values_list("row", flat=True)) == list(range(42))


def test_the_same_file_twice_doubles_nothing(load):
    load(row(), row())
    before = everything()
    said = load(row(), row())
    assert (said["stored"], said["unchanged"], said["replaced"]) == (0, 42, 0)
    assert everything() == before


def test_a_later_file_replaces_the_month_and_what_was_said_before_is_kept(load):
    load(row(), row(), row("2018-09", small=SOUTH))
    said = load(row(), row(small=SOUTH, kind="Drugs"), name="2018-10-again-street.csv")
    assert (said["stored"], said["replaced"], said["unchanged"]) == (4, 4, 38)
    october = Observation.objects.filter(period_start="2018-10-01", value__gt=0)
    assert {(one.indicator.slug, one.area.name, int(one.value)) for one in october} == {
        ("police-uk-burglary", "Force", 1),
        ("police-uk-burglary", "North", 1),
        ("police-uk-drugs", "Force", 1),
        ("police-uk-drugs", "South", 1),
    }
    assert Observation.objects.get(period_start="2018-09-01", area__name="South", value__gt=0).value == 1
    first, second = ImportRun.objects.order_by("pk")
    revised = Revision.objects.filter(value__gt=0)
    assert {(one.indicator.slug, one.area.name, int(one.value)) for one in revised} == {
        ("police-uk-burglary", "Force", 2),
        ("police-uk-burglary", "North", 2),
    }
    assert {(one.import_run, one.replaced_by) for one in revised} == {(first, second)}


def test_what_a_whole_month_does_not_say_any_more_is_replaced_too(load):
    builders.indicator("police-uk-violent-crime")
    load(row(kind="Violent crime"))
    said = load(row())
    assert ("violent-crime", "north") not in stored()
    assert said["replaced"] == 3 + 2
    assert Revision.objects.filter(indicator__slug="police-uk-violent-crime").count() == 3


def test_a_month_with_far_fewer_rows_than_the_months_beside_it_is_a_question(load):
    load(*rows(5, month="2018-09"))
    whole = load(*rows(3))
    assert whole["findings"] == []
    (asked,) = load(*rows(2))["findings"]
    assert (asked["row"], asked["column"], asked["printed"], asked["computed"]) == (1, "Month", "2", "5")
    assert asked["rule"] == "October 2018 has less than half the rows of September 2018 (5): is the file complete?"
    later = load(*rows(1, month="2019-03"))
    assert later["findings"] == []


def test_months_of_one_file_are_held_against_each_other(load):
    (asked,) = load(*rows(9, month="2018-11"), *rows(4, month="2018-12"), commit=False)["findings"]
    assert asked["rule"].startswith("December 2018 has less than half the rows of November 2018 (9)")


def test_undo_removes_what_a_run_stored_and_restores_what_it_replaced(load):
    load(row(), row())
    before = everything()
    load(row(), row(kind="Drugs"), name="later-street.csv")
    later = ImportRun.objects.first()
    assert everything() != before
    undo(later)
    assert everything() == before
    later.refresh_from_db()
    assert (later.state, later.stored, later.source.slug) == (RunState.UNDONE, 0, "police-uk-anyshire-constabulary")
    undo(ImportRun.objects.last())
    assert everything() == ([], [], [])
    assert ImportRun.objects.filter(state=RunState.UNDONE, source=None).count() == 2


def test_an_import_is_not_undone_under_a_later_one_or_twice(load):
    load(row())
    load(row(), row(), name="later-street.csv")
    later, first = ImportRun.objects.all()
    before = everything()
    with pytest.raises(NotUndoable, match=r"Undo “later-street\.csv, .*” first\."):
        undo(first)
    assert everything() == before
    undo(later)
    with pytest.raises(NotUndoable, match="Only a saved import can be undone"):
        undo(later)


def test_a_published_source_stays_when_its_only_import_is_undone_and_readers_are_told(load, anytown):
    load(row())
    run = ImportRun.objects.get()
    Source.objects.update(published_at=run.started_at)
    undo(run)
    anytown.refresh_from_db()
    assert (Source.objects.count(), Observation.objects.count(), anytown.public_revision) == (1, 0, 1)
    load(row())
    anytown.refresh_from_db()
    assert anytown.public_revision == 2


def test_a_refused_file_changes_nothing_and_leaves_with_an_error(load):
    load(row())
    before = everything()
    said = load(row(), row(month="Oct-18"))
    assert said["stored"] == 0
    assert [(one["row"], one["column"], one["value"]) for one in said["refused"]] == [(3, "Month", "Oct-18")]
    assert said["refused"][0]["accepted"] == "a month from 2010-12 on, written YYYY-MM, such as 2018-10"
    assert (everything(), ImportRun.objects.count()) == (before, 1)


def test_an_indicator_that_is_missing_is_named(load):
    said = load(row("2011-03", kind="Violent crime"))
    assert {one["why"] for one in said["refused"]} == {"there is no indicator “police-uk-violent-crime”"}
    assert Observation.objects.count() == 0


def test_the_same_queries_for_one_month_and_for_three_besides_the_storing(load):
    load(row())

    def queries(*rows: str) -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            load(*rows)
        return [one["sql"].split()[0] for one in caught if not one["sql"].startswith("INSERT")]

    assert queries(row("2018-01")) == queries(*[row(f"2018-0{month}") for month in (2, 3, 4)])


def test_figures_of_other_partnerships_wards_are_not_taken(load, anytown):
    other = builders.partnership("elsewhere")
    wards = builders.area_set(other, ["North"])
    with pytest.raises(CommandError, match="There is no area set “nowhere”"):
        load(row(), area_set="nowhere")
    said = load(row(), area_set=wards.slug)
    assert said["refused"][0]["why"] == "there is no look-up from small areas to the Wards"


def test_the_command_says_in_words_what_it_did(tmp_path, anytown):
    path = tmp_path / "2018-10-anyshire-street.csv"
    path.write_text(f"{HEADINGS}\n{row()}\n{row(small='')}\n")
    out = StringIO()
    call_command("import_figures", path, partnership="anytown", stdout=out)
    assert out.getvalue().splitlines() == [
        "Street-level crime of data.police.uk (CSV): rows read: 2.",
        "Row 3: no place is given: counted for the force only.",
        "Source: Street-level crime, Anyshire Constabulary, shown as given.",
        "Figures to save: 42 (unchanged 0, replaced 0). Nothing has been saved yet.",
    ]
    path.write_text(f"{HEADINGS}\n{row(month='Oct-18')}\n")
    with pytest.raises(SystemExit, match="1"):
        call_command("import_figures", path, partnership="anytown", commit=True, stdout=out)
    assert out.getvalue().splitlines()[-2:] == [
        "Cannot be used: Row 2, column Month, “Oct-18”: this is not a month as the police write it; a spreadsheet that "
        "opened the file has changed it. Accepted: a month from 2010-12 on, written YYYY-MM, such as 2018-10.",
        "1 row cannot be used. Nothing was saved.",
    ]
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("import_figures", tmp_path / "none.csv", partnership="anytown")
    with pytest.raises(CommandError, match="There is no partnership “nowhere”. There are: anytown."):
        call_command("import_figures", path, partnership="nowhere")


LOOKUP = "LSOA11CD,LSOA11NM,WD18CD\nE01000001,A,E05000001\nE01000002,B,E05000002\n"


def test_a_look_up_is_read_by_its_codes_and_added_to(db, tmp_path):
    path = tmp_path / "lookup.csv"
    path.write_text(LOOKUP)
    out = StringIO()
    call_command("load_lookup", path, stdout=out)
    path.write_text("LSOA11CD,WD18CD\nE01000002,E05000003\nE01000003,E05000003\n")
    call_command("load_lookup", path, stdout=out)
    assert out.getvalue().splitlines() == [
        "Small areas of the census of 2011 to wards of 2018, best fit: 2 small areas (lsoa-2011-to-wards-2018).",
        "Small areas of the census of 2011 to wards of 2018, best fit: 3 small areas (lsoa-2011-to-wards-2018).",
    ]
    assert SmallAreaLookup.objects.get().fits == {
        "E01000001": "E05000001",
        "E01000002": "E05000003",
        "E01000003": "E05000003",
    }


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", (1, "A", "")),
        ("code,ward\n", (1, "A", "code, ward")),
        ("LSOA11CD,WD18CD\n", (2, "A", "")),
        ("LSOA11CD,WD18CD\nE02000001,E05000001\n", (2, "LSOA11CD", "E02000001")),
        ("LSOA11CD,WD18CD\nE01000001,Barnack\n", (2, "WD18CD", "Barnack")),
        ("LSOA11CD,WD18CD\nE01000001,E05000001\nE01000001,E05000002\n", (3, "WD18CD", "E05000002")),
        ("LSOA11CD,WD18CD\nE01000001\n", (2, "WD18CD", "")),
        ("LSOA11CD,WD18CD\rE01000001,E05\r", (2, "WD18CD", "E05")),
        (f"LSOA11CD,WD18CD\nE01000001,{'E' * 200_000}\n", (1, "A", "")),
    ],
)
def test_a_bad_look_up_is_refused_with_its_place(text, refused):
    with pytest.raises(BadFile) as caught:
        lookups.parse(text)
    assert [(one.row, one.column, one.value) for one in caught.value.refused] == [refused]
    assert caught.value.refused[0].accepted


def test_a_look_up_that_cannot_be_read_is_said_in_a_sentence(db, tmp_path):
    path = tmp_path / "lookup.csv"
    path.write_bytes(b"LSOA11CD,WD18CD\n\xff")
    with pytest.raises(CommandError, match="nothing was loaded. row 1, column A: the file is not UTF-8 text"):
        call_command("load_lookup", path)
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("load_lookup", tmp_path / "none.csv")
    assert SmallAreaLookup.objects.count() == 0
