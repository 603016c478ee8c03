"""The police files of all forces at once: each partnership takes what lies in it, and refuses alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from performance.imports.formats import police_rows, police_street
from performance.models import ImportRun, Observation, SmallAreaLookup
from plans.models import Area, AreaLink, AreaSet
from tests import builders
from tests.performance.imports.test_police_street import FAR, FORCE, HEADINGS, ID, NORTH, SOUTH, row

OTHER = "Otherfolk Constabulary"


@pytest.fixture
def otherton(anytown):
    """A second partnership, in the area of another force, without wards."""
    owner = builders.partnership("otherton", name="Safer Otherton")
    forces = AreaSet.objects.create(slug="police-areas", name="Police areas", kind="force")
    force = Area.objects.create(area_set=forces, code="otherfolk", name=OTHER)
    own = Area.objects.create(area_set=AreaSet.objects.create(slug="towns", name="Towns", kind="district"), code="town")
    owner.areas.add(own)
    AreaLink.objects.create(smaller=own, larger=force, basis="derived")
    return owner


def load(path, **options) -> str:
    out = StringIO()
    try:
        call_command("import_figures", path, everybody=True, stdout=out, **options)
    except SystemExit:
        out.write("exit 1\n")
    return out.getvalue()


def write(path, *rows: str):
    path.write_text("".join(f"{line}\n" for line in (HEADINGS, *rows)))
    return path


def totals() -> dict[str, int]:
    rows = Observation.objects.filter(value__gt=0, area__area_set__kind="force").values_list("area__name", "value")
    return {name: int(value) for name, value in rows}


def test_one_file_of_all_forces_is_divided_among_the_partnerships(otherton, tmp_path):
    file = write(tmp_path / "2018-10-street.csv", row(), row(force=OTHER, small=FAR), row(force=OTHER, small=""))
    looked = load(file)
    assert "Nothing has been saved yet. Figures to save: 56. Refused: 0." in looked
    assert Observation.objects.count() == 0
    said = load(file, commit=True)
    assert f"Safer Otherton, 2018-10-street.csv ({OTHER}): new 14, unchanged 0, replaced 0." in said
    assert totals() == {"Force": 1, OTHER: 2}
    assert "Figures saved: 0. Refused: 0." in load(file, commit=True)


def test_two_partnerships_of_one_force_each_count_their_own_wards_in_a_file_that_is_read_once(
    anytown, tmp_path, monkeypatch
):
    AreaSet.objects.filter(areas__name="Force").update(partnership=None)
    near = builders.partnership("nearton")
    east = builders.area_set(near, ["East"], "near-wards").areas.get()
    near.areas.add(builders.area_set(near, ["Neartown"], "near-town", "district").areas.get())
    AreaLink.objects.create(smaller=near.areas.get(), larger=Area.objects.get(name="Force"), basis="printed")
    SmallAreaLookup.objects.create(slug="near", title="Near", small="2011", fits={FAR: east.code}, sha256="1" * 64)
    read, opened = [], police_street.opened
    monkeypatch.setattr(police_street, "opened", lambda *given: read.append(given) or opened(*given))
    wards = {NORTH: 2, SOUTH: 1, FAR: 3}
    rows = [row(small=small) for small, times in wards.items() for _ in range(times)]
    load(write(tmp_path / "2018-10-anyshire-street.csv", *rows), commit=True)
    assert len(read) == 1
    found = Observation.objects.filter(value__gt=0).values_list("source__partnership", "area__name", "value")
    assert {(owner, name): int(value) for owner, name, value in found} == {
        (anytown.pk, "North"): 2,
        (anytown.pk, "South"): 1,
        (anytown.pk, "Force"): 6,
        (near.pk, "East"): 3,
        (near.pk, "Force"): 6,
    }


def test_a_folder_is_taken_file_by_file_and_one_refusal_stays_alone(otherton, tmp_path):
    write(tmp_path / "2018-10-anyshire-street.csv", row(), row(kind="Piracy"))
    write(tmp_path / "2018-10-otherfolk-street.csv", row(force=OTHER, small=NORTH))
    write(tmp_path / "2018-10-far-street.csv", row(force="Far Police"))
    said = load(tmp_path, commit=True)
    assert "2018-10-anyshire-street.csv: Row 3, column Crime type: this crime type is not known" in said
    assert "No partnership of this portal is in the area of “Far Police”." in said
    assert said.endswith("Figures saved: 14. Refused: 1.\nexit 1\n")
    assert [run.partnership for run in ImportRun.objects.filter(state="stored")] == [otherton]


FORCES = "".join(f"{row(force=f'Force {number}')}\n" for number in range(101))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a,b\n1,2\n", "row 1, column Falls within: x.csv has no such column"),
        (f"{HEADINGS}\n".encode(), "row 2, column A: x.csv has no row"),
        (f"{HEADINGS}\n{FORCES}".encode(), "row 2, column Falls within: x.csv is not a police file"),
        (f"{HEADINGS}\n{row()}\n".encode() + b"\xff", "row 1, column A: x.csv is not a CSV file"),
    ],
)
def test_what_is_no_police_file_is_refused_whole(otherton, tmp_path, content, why):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        load(path)
    assert str(refused.value) == f"{path}: {why}"


def test_a_folder_without_a_police_file_is_refused(otherton, tmp_path):
    (tmp_path / "list.csv").write_text("a,b\n1,2\n")
    for path, why in ((tmp_path, "the folder has no police file"), (tmp_path / "nothing", "cannot be read")):
        with pytest.raises(CommandError, match=why):
            load(path)
    assert FORCE not in totals()


@pytest.mark.parametrize(
    ("heading", "why"),
    [
        ("Age", "Row 1, column M: this is not a column of a street-level file. Accepted: Crime ID, Month, "),
        ("", "Row 1, column A: the file does not fit the memory that reading may take. Accepted: the file as it was "),
    ],
    ids=["a column of its own", "no room"],
)
def test_a_file_that_cannot_be_read_is_refused_for_each_partnership(otherton, tmp_path, monkeypatch, heading, why):
    monkeypatch.setattr(police_rows, "MEMORY", police_rows.MEMORY if heading else "1MB")
    path = tmp_path / "2018-10-otherfolk-street.csv"
    end = f",{heading}" * bool(heading)
    path.write_text(f"{HEADINGS}{end}\n{row(force=OTHER)}{end}\n")
    said = load(path, commit=True)
    assert said.startswith(f"Safer Otherton, {path.name}: {why}")
    assert said.endswith("Figures saved: 0. Refused: 1.\nexit 1\n")


def test_a_question_about_the_file_of_a_force_waits_for_its_answer(otherton, tmp_path):
    path = write(tmp_path / "2018-10-otherfolk-street.csv", *[row(force=OTHER, crime_id=ID)] * 2)
    asked = load(path, commit=True)
    assert "The crime is counted once, as its first row says. If this is right, add --confirm." in asked
    assert asked.endswith("Figures saved: 0. Refused: 1.\nexit 1\n")
    assert totals() == {}
    assert load(path, commit=True, confirm=True).endswith("Figures saved: 14. Refused: 0.\n")
    assert totals() == {OTHER: 1}
