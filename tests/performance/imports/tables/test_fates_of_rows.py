"""What becomes of what a table prints beside its figures: each row, total, change and rank, with its place."""

import pytest

from performance.imports.area_table.mapping import BadMapping, TableMapping, ValueColumn
from performance.imports.area_table.said import mapping_said
from performance.imports.reading import ImportContext, KnownArea
from tests.performance.imports.tables.making import OLD_WARDS, TABLE, table

HEAD = "Ward,Burglary 2013/14"
SAFE = "Ward,Feel safe 2013/14,Feel safe 2014/15"


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        (
            f"{HEAD}\nTotal,53\nBarnack,3\nCentral,50\n",
            (2, "A", "Total", "a total; not compared: there is no figure above it; not saved"),
        ),
        (
            "Ward,Crime type,% change 2014/15\nBarnack,Burglary,5%\nTotal,Burglary,5%\n",
            (3, "A", "Total", "a total; not compared: it has no figure that could be a sum; not saved"),
        ),
        (
            f"{HEAD},Burglary 2014/15,% change\nBarnack,3,4,33%\nTotal,3,4,50%\n",
            (3, "A", "Total", "a total; compared with the rows above it; not saved"),
        ),
        (
            "Year 2013/14,,,\nWard,Burglary,Robbery,Total\nBarnack,[x],4,7\n",
            (3, "D", "7", "the total of the row; not compared: a figure of the row is missing"),
        ),
        (f"{HEAD}\nBarnack,3\nCentral,50\nAverage,26.5\n", (4, "A", "Average", "an average of the areas; not an area")),
    ],
)
def test_a_row_that_gives_no_figure_says_why(text, skipped):
    reading = table(text)
    assert [(one.row, one.column, one.value, one.why) for one in reading.skipped] == [skipped]
    assert (reading.refused, reading.findings) == ([], [])


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (f"{HEAD},Burglary 2014/15,% change\nBarnack,[x],4,9%\nCentral,5,[x],9%\nBretton North,5,6,[x]\n", 9),
        (f"{HEAD},% of all\nBarnack,[x],9%\nCentral,50,9%\n", 4),
        ("Ward,Crime type,Rank 2013/14\nBarnack,Burglary,7\nCentral,Burglary,9\n", 2),
    ],
    ids=["changes", "shares", "ranks"],
)
def test_what_is_printed_of_figures_that_are_not_there_is_kept_and_not_compared(text, figures):
    reading = table(text)
    assert (len(reading.figures), reading.findings, reading.refused) == (figures, [], [])


def test_a_change_in_points_is_one_by_its_heading():
    reading = table(f"{SAFE},Change in points\nBarnack,30%,40%,10\nCentral,50%,55%,6\n")
    assert [(one.kind, one.as_printed) for one in reading.figures if one.kind != "value"] == [
        ("points", "10"),
        ("points", "6"),
    ]
    assert [(one.row, one.column, one.printed, one.computed) for one in reading.findings] == [(3, "D", "6", "5")]


def test_a_target_is_for_its_own_period_and_from_the_figures_beside_it():
    reading = table(f"{HEAD},Target 2014/15\nBarnack,3,2\n")
    assert [
        (one.kind, one.indicator, str(one.period), str(one.against), one.as_printed) for one in reading.figures
    ] == [
        ("value", "Burglary", "2013/14", "None", "3"),
        ("target", "Burglary", "2014/15", "2013/14", "2"),
    ]


def test_a_change_beside_a_cell_that_cannot_be_read_is_still_in_per_cent():
    reading = table(f"{SAFE},% change\nBarnack,30%,many,5%\nCentral,50%,55%,10%\n")
    assert [one.kind for one in reading.figures if one.kind != "value"] == ["percent change"] * 2
    assert [(one.row, one.column, one.value) for one in reading.refused] == [(2, "C", "many")]


def test_a_year_and_a_quarter_in_two_columns_are_one_period():
    text = "Ward,Year,Quarter,Crime type,Number\nBarnack,2015/16,1,Burglary,3\nCentral,2015/16,Q2,Burglary,4\n"
    assert [(one.area, str(one.period), one.as_printed) for one in table(text).figures] == [
        ("E05002169", "Q1 2015/16", "3"),
        ("E05002172", "Q2 2015/16", "4"),
    ]


def test_a_period_that_two_figures_of_a_row_share_is_refused_once():
    reading = table("Ward,Period,Burglary,Robbery\nBarnack,2013/14,3,4\nCentral,sometime,5,6\n")
    assert [(one.row, one.column, one.value, one.more) for one in reading.refused] == [(3, "B", "sometime", ())]


def test_a_row_that_does_not_say_what_it_counts_is_refused_at_the_empty_cell():
    (refused,) = table("Ward,Period,Crime type,Number\nBarnack,2013/14,Burglary,3\nCentral,2013/14,,4\n").refused
    assert (refused.row, refused.column, refused.value) == (3, "C", "")
    assert (refused.why, refused.accepted) == ("nothing says what is counted", "the name of an indicator")


def test_rows_that_are_added_up_have_no_number_where_one_of_them_has_none():
    mapping = TableMapping(values=(ValueColumn(2),), names=(0,), indicators=(1,), period="2013/14", add_up=True)
    text = "Ward,Crime,Number\nBarnack,Burglary,1\nBarnack,Burglary,[x]\nBarnack,Burglary,2\n"
    (figure,) = table(text, ImportContext(areas=OLD_WARDS.areas, mapping=mapping)).figures
    assert (figure.as_printed, str(figure.value), figure.note) == ("[x]", "suppressed", "3 rows added")


def test_a_county_that_the_portal_does_not_know_says_nothing_against_a_ward_in_it():
    reading = table("County name,Ward,Burglary 2018/19\nAnyshire,Central,1\n")
    assert (reading.refused, [(one.area, one.as_printed) for one in reading.figures]) == ([], [("E05002172", "1")])


def district(code: str, name: str, *, own: bool = True) -> KnownArea:
    return KnownArea(code, name, (), "districts", "Districts", "district", own=own)


LEEDS = district("E08000035", "Leeds", own=False)
TWO_OF_OURS = ImportContext(
    areas=(district("E07000148", "Norwich"), district("E07000144", "Broadland"), LEEDS),
    own_areas=frozenset({"E07000148", "E07000144"}),
)
NORWICH = ImportContext(areas=(district("E07000148", "Norwich"), LEEDS), own_areas=frozenset({"E07000148"}))
GROUP = "MSG of November 2025"


def group_of(text: str, given: ImportContext) -> tuple:
    """The area that the others are like and they with their positions, or each reason why there is no group."""
    reading = table(text.replace("GROUP", GROUP), given)
    if reading.group is None:
        return tuple((one.row, one.column, one.value, one.why, one.accepted) for one in reading.refused)
    assert reading.refused == []
    return reading.group.area, [(one.code, one.position) for one in reading.group.members]


@pytest.mark.parametrize(
    ("distance", "found"),
    [
        ("0", ("E07000148", [("E07000144", 1), ("E08000035", 2)])),
        (
            "0.4",
            (
                (
                    *(
                        1,
                        "B",
                        "",
                        "Norwich and Broadland are ours, and it is not known which of them the others are like",
                    ),
                    "a table for each, or the distance 0 in the row of one",
                ),
            ),
        ),
    ],
)
def test_of_two_areas_of_ours_the_one_at_the_distance_0_has_the_group(distance, found):
    text = (
        "Area code,Area name,Similar group,Position,Distance,Burglary rate 2024/25\n"
        f"E07000148,Norwich,GROUP,0,{distance},7.1\nE07000144,Broadland,GROUP,1,0.5,7.2\nE08000035,Leeds,GROUP,2,0.6,6.5\n"
    )
    assert group_of(text, TWO_OF_OURS) == found


@pytest.mark.parametrize(
    ("again", "found"),
    [
        ("1", ("E07000148", [("E08000035", 1)])),
        ("2", ((5, "E", "2", "row 4 puts Leeds at another place in the group", "one place for each area"),)),
    ],
)
def test_an_area_with_rows_for_two_years_has_one_place_in_its_group(again, found):
    text = "Area code,Area name,Period,Similar group,Position,Burglary rate\n" + "".join(
        f"{code},{name},{year},GROUP,{position},6.5\n"
        for code, name, places in (("E07000148", "Norwich", ("", "")), ("E08000035", "Leeds", ("1", again)))
        for year, position in zip(("2023/24", "2024/25"), places, strict=True)
    )
    assert group_of(text, NORWICH) == found


def test_a_group_that_is_named_for_the_whole_table_needs_its_day():
    mapping = TableMapping(values=(ValueColumn(1, "Burglary rate", "2024/25"),), names=(0,), group="MSG")
    given = ImportContext(areas=NORWICH.areas, own_areas=NORWICH.own_areas, mapping=mapping)
    day = "the group with its day or month, such as MSG of November 2025"
    assert group_of("Area,Burglary rate\nNorwich,7.1\nLeeds,6\n", given) == (
        (1, "A", "MSG", "the group of similar areas has no day", day),
    )


@pytest.mark.parametrize(
    ("content", "columns", "why"),
    [
        (TABLE, ["9=period"], "“9=period”: “9” is not a column; write a letter such as B"),
        ('{"a": 1}', [], "the file is data for programs (JSON); a text file saved as CSV (UTF-8)"),
    ],
)
def test_what_the_command_line_says_of_columns_is_refused_in_a_sentence(content, columns, why):
    with pytest.raises(BadMapping) as refused:
        mapping_said(content.encode(), OLD_WARDS, columns, {})
    assert str(refused.value) == why


def test_headings_that_end_before_they_begin_are_no_mapping():
    with pytest.raises(BadMapping, match="the first row of headings must not come after the last"):
        TableMapping.from_json({"headings": [3, 1], "values": []})
