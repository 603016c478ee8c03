"""Tables of similar areas as they are published: rates, the group with its day and distances, and printed ranks."""

import csv
import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from performance.models import Observation, Printed, RunState, SimilarGroup, Source
from plans.models import Area, AreaSet
from tests import builders
from tests.performance.imports.test_columns import send, words
from tests.performance.indicators.test_pages import words as said
from tests.plans.editing.test_grid import cells_in

HEADINGS = ["Area code", "Area name", "Similar group", "Position", "Distance", "Burglary rate 2024/25", "Rank"]
GROUP = "MSG of November 2025"
ROWS = [
    ["E07000148", "Norwich", GROUP, "0", "0", "7.1", "2 of 4"],
    ["E06000023", "Bristol, City of", GROUP, "1", "0.4512", "9.3", "1 of 4"],
    ["E08000035", "Leeds", GROUP, "2", "0.61", "6.5", "3 of 4"],
    ["E06000043", "Brighton and Hove", GROUP, "3", "0.88", "4.2", "4 of 4"],
    ["E23000024", "Norfolk", "", "", "", "5.5", ""],
]


@pytest.fixture
def desk(at_once, anytown, officer):
    builders.indicator("burglary-rate", name="Burglary rate", unit="per 1,000")
    districts = AreaSet.objects.create(slug="districts", name="Districts", kind="district")
    anytown.areas.add(Area.objects.create(area_set=districts, code="E07000148", name="Norwich"))
    forces = AreaSet.objects.get(slug="anytown-forces")
    Area.objects.create(area_set=forces, code="E23000024", name="Norfolk Constabulary", aliases=["Norfolk"])
    return officer


def table(rows=ROWS, headings=HEADINGS) -> str:
    return "".join("\t".join(line) + "\n" for line in [headings, *rows])


def changed(row: int, column: str, text: str) -> list[list[str]]:
    rows = [list(line) for line in ROWS]
    rows[row][HEADINGS.index(column)] = text
    return rows


def refused(client, text: str, **fields) -> list[tuple]:
    run = send(client, text, **fields)
    assert run.state == RunState.REFUSED
    return [(one["row"], one["column"], one["why"]) for one in run.report["refused"]]


def test_the_table_is_recognised_and_nothing_of_it_is_stored_before_it_is_seen(desk):
    run = send(desk, table())
    assert run.state == RunState.READ, run.report["refused"]
    assert (
        f"The file publishes a group of similar areas: “{GROUP}”, 3 areas like Norwich, from 1 November 2025. "
        "Districts added to the portal: Bristol, City of, Brighton and Hove, Leeds."
    ) in words(desk, run)
    taken = {one["heading"]: one["taken_for"] for one in run.report["columns"]}
    assert taken["Similar group"] == "group of similar areas"
    assert (taken["Position"], taken["Distance"]) == ("position in the group", "distance in the group")
    assert (SimilarGroup.objects.count(), Area.objects.filter(name="Leeds").count()) == (0, 0)


def test_it_is_stored_as_rates_ranks_and_a_dated_group(desk, anytown):
    run = send(desk, table())
    desk.post(reverse("import-store", args=["anytown", run.pk]))
    assert sorted(Observation.objects.values_list("area__name", "as_printed")) == [
        ("Brighton and Hove", "4.2"),
        ("Bristol, City of", "9.3"),
        ("Leeds", "6.5"),
        ("Norfolk Constabulary", "5.5"),
        ("Norwich", "7.1"),
    ]
    ranks = Printed.objects.filter(kind="rank", state="value").order_by("value")
    assert [(one.area.name, int(one.value), one.as_printed) for one in ranks] == [
        ("Bristol, City of", 1, "1 of 4"),
        ("Norwich", 2, "2 of 4"),
        ("Leeds", 3, "3 of 4"),
        ("Brighton and Hove", 4, "4 of 4"),
    ]
    group = SimilarGroup.objects.get()
    assert (group.name, str(group.starts_on), group.area.name, group.partnership) == (
        GROUP, "2025-11-01", "Norwich", anytown)  # fmt: skip
    assert [(one.area.code, one.position, str(one.distance)) for one in group.nearness.all()] == [
        ("E06000023", 1, "0.4512"),
        ("E08000035", 2, "0.6100"),
        ("E06000043", 3, "0.8800"),
    ]
    assert Area.objects.get(code="E08000035").area_set.slug == "districts"


def test_readers_see_the_printed_rank_and_among_which_areas(desk, anytown, client):
    run = send(desk, table())
    desk.post(reverse("import-store", args=["anytown", run.pk]))
    Source.objects.update(published_at=builders.at(2025, 12, 1), disclosure="open")
    anytown.bump_public_revision()
    source = Source.objects.get(pk=Observation.objects.first().source_id).title
    page = said(client.get("/anytown/performance/burglary-rate/"))
    among = f"similar areas ({GROUP})"
    assert f"Rank as printed: 2 of 4 among {among}, in “{source}”." in page
    assert f"Area Period Rank Compared with Source Norwich 2024/25 2 of 4 {among} {source}" in page
    assert "1 of 4" not in page  # of Bristol
    listed = said(client.get("/anytown/performance/"))
    assert "Rank as printed" in listed
    assert "Norwich 2 of 4" in listed


def test_undoing_the_import_takes_the_group_with_it(desk):
    run = send(desk, table())
    desk.post(reverse("import-store", args=["anytown", run.pk]))
    desk.post(reverse("import-undo", args=["anytown", run.pk]), {"because": "Wrong year."})
    assert (SimilarGroup.objects.count(), Observation.objects.count(), Printed.objects.count()) == (0, 0, 0)


def test_a_group_that_is_here_gets_its_distances_and_is_not_replaced(desk, anytown):
    run = send(desk, table())
    desk.post(reverse("import-store", args=["anytown", run.pk]))
    group = SimilarGroup.objects.get()
    group.nearness.update(position=None, distance=None)
    group.nearness.filter(area__name="Leeds").update(position=2, distance="0.7")  # what is known is not overwritten
    desk.post(
        reverse("import-store", args=["anytown", send(desk, table(), source="council-counts", source_title="").pk])
    )
    assert distances() == [
        ("Bristol, City of", 1, "0.4512"),
        ("Leeds", 2, "0.7000"),
        ("Brighton and Hove", 3, "0.8800"),
    ]
    fewer = table([row for row in ROWS if row[1] != "Leeds"]).replace(" of 4", " of 3").replace("4 of 3", "3 of 3")
    assert refused(desk, fewer, source="council-counts", source_title="") == [
        (1, "A", f"the portal has “{GROUP}” from the same day with other areas")
    ]


def test_an_area_that_another_partnership_keeps_for_itself_is_refused_and_not_made_twice(desk):
    leeds = builders.area_set(builders.partnership("leeds"), ["Leeds"], "town", "district").areas.get()
    leeds.code = "E08000035"
    leeds.save()
    assert refused(desk, table()) == [
        (4, "F", "there is no area “E08000035”"),
        (4, "G", "there is no area “E08000035”"),
    ]
    assert Area.objects.filter(code="E08000035").count() == 1


def test_the_group_may_stand_over_the_table_and_only_our_row_may_have_a_rank(desk):
    headings = ["Partnership", "Distance", "Burglary rate 2024/25", "Rank"]
    rows = [[row[1], row[4], row[5], row[6] if row[1] == "Norwich" else ""] for row in ROWS[:4]]
    run = send(desk, f"Most similar group, November 2025\t\t\t\n{table(rows, headings)}")
    assert run.state == RunState.READ, run.report["refused"]
    assert run.report["group"]["name"] == "Most similar group, November 2025"
    assert run.report["findings"] == []


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (changed(0, "Rank", "16 of 15"), [(2, "G", "there is no rank 16 of 15")]),
        (changed(2, "Position", "1"), [(4, "D", "Bristol, City of, in row 3, is at position 1 too")]),
        (changed(2, "Distance", "near"), [(4, "E", "“near” is not a distance")]),
        (changed(2, "Position", "1.5"), [(4, "D", "“1.5” is not a position")]),
        (
            changed(1, "Similar group", "MSG of November 2024"),
            [(3, "C", f"the row is of “MSG of November 2024”, and row 2 is of “{GROUP}”")],
        ),
        (
            [[*row[:2], "MSG", *row[3:]] for row in ROWS[:1]] + ROWS[1:],
            [(2, "C", "the group of similar areas has no day")],
        ),
        (
            ROWS[1:],
            [(1, "B", "no row is of an area of ours, so it is not known which area the others are like")],
        ),
        (ROWS[:1], [(1, "B", "no other area is in the group")]),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_with_row_and_column(desk, rows, wrong):
    assert refused(desk, table(rows)) == wrong
    assert SimilarGroup.objects.count() == 0


def test_a_printed_rank_is_held_against_the_figures(desk):
    run = send(desk, table(changed(0, "Rank", "3 of 4")))
    found = [(one["row"], one["column"], one["printed"], one["computed"]) for one in run.report["findings"]]
    assert found == [(2, "G", "3 of 4", "2 of 4")]
    assert run.report["findings"][0]["check"] == "K3"


def test_a_rank_of_our_area_alone_is_held_against_all_that_the_table_gives(desk):
    headings = [*HEADINGS]
    rows = [[*row[:6], row[6] if row[1] == "Norwich" else ""] for row in ROWS]
    assert send(desk, table(rows, headings)).report["findings"] == []
    rows[0][6] = "1 of 4"
    wrong = send(desk, table(rows, headings)).report["findings"]
    assert [(one["printed"], one["computed"]) for one in wrong if one["check"] == "K3"] == [("1 of 4", "2 of 4")]
    rows[0][6] = "9 of 15"  # among areas that the table does not show
    assert send(desk, table(rows, headings)).report["findings"] == []


def test_the_command_says_which_group_it_would_keep(desk, tmp_path):
    file = tmp_path / "similar.csv"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows([HEADINGS, *ROWS])
    said = io.StringIO()
    call_command("import_figures", file, partnership="anytown", stdout=said)
    assert (
        f"Similar areas: {GROUP}, 3 areas like Norwich, from 1 November 2025. "
        "Districts added to the portal: Bristol, City of, Brighton and Hove, Leeds.\n"
    ) in said.getvalue()
    assert SimilarGroup.objects.count() == 0


def distances() -> list[tuple]:
    return [(one.area.name, one.position, str(one.distance)) for one in SimilarGroup.objects.get().nearness.all()]


def test_areas_that_stay_in_a_group_keep_their_distance_in_the_table_and_in_the_form(desk, anytown):
    run = send(desk, table())
    desk.post(reverse("import-store", args=["anytown", run.pk]))
    group = SimilarGroup.objects.get()
    page = "/desk/anytown/about/similar-areas/table/"
    sent = cells_in(desk.get(page).content.decode())
    cell = f"r{group.pk}-members"
    assert "Leeds" in sent[cell]
    kept = "; ".join(name for name in sent[cell].split("; ") if "Leeds" not in name)
    kept += "; E06000052 Cornwall"
    answer = said(desk.post(page, sent | {cell: kept, "save": "yes"}, follow=True))
    assert "Saved: 1 row changed" in answer
    left = [("Bristol, City of", 1, "0.4512"), ("Brighton and Hove", 3, "0.8800")]
    assert sorted(distances(), key=lambda one: one[1] or 9) == [*left, ("Cornwall", None, "None")]
    group.refresh_from_db()
    names = ("name", "starts_on", "licence")
    form = {name: str(getattr(group, name)) for name in names} | {"area": group.area_id, "ends_on": ""}
    form |= {"members": "E06000023\nE06000043\nE08000035", "row_version": group.row_version}
    assert desk.post(f"/desk/anytown/about/rows/similar-areas/{group.pk}/", form).status_code == 302
    assert sorted(distances(), key=lambda one: one[1] or 9) == [*left, ("Leeds", None, "None")]


def test_readers_see_position_and_distance_of_similar_areas(desk, anytown, client):
    run = send(desk, table())
    desk.post(reverse("import-store", args=["anytown", run.pk]))
    SimilarGroup.objects.get().nearness.filter(area__name="Leeds").update(position=None, distance=None)
    page = said(client.get("/anytown/areas/E07000148/"))
    assert (
        "Similar areas 3 areas are most like Norwich MSG of November 2025, 1 November 2025, the most similar first "
        "Area Position Distance Bristol, City of 1 0.4512 Brighton and Hove 3 0.88 Leeds not published not published"
    ) in page
