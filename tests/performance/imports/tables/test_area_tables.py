"""Tables of areas: what they work out is compared, what an officer says of the columns is followed."""

import pytest
from hypothesis import given, strategies as st

from performance.imports.area_table.headings import find_headings, is_figure, lines_of, read_period
from performance.imports.area_table.mapping import KINDS, BadMapping, TableMapping, ValueColumn
from performance.imports.area_table.marks import StrippedMarks, unmark
from performance.imports.area_table.reading import look
from performance.imports.figures import BadFile
from performance.imports.formats.registry import BY_SLUG
from performance.imports.reading import ImportContext, Reading, read_file
from performance.imports.sheets import CannotRead, Sheet
from tests.performance.imports.tables.making import OLD_WARDS, TABLE, rows_of, table, xlsx

HEAD = "Ward,Burglary 2013/14,Burglary 2014/15"


def findings(text: str) -> list[tuple[int, str, str, str]]:
    reading = table(text)
    assert reading.refused == []
    return [(one.row, one.column, one.printed, one.computed) for one in reading.findings]


def test_a_printed_change_is_worked_out_again_with_its_own_places():
    text = f"{HEAD},% change\nBarnack,30,40,33%\nBretton North,10,12,20.0%\nCentral,50,60,-20%\n"
    assert findings(text) == [(4, "D", "-20%", "20%")]
    text = f"{HEAD},Change\nBarnack,30,40,10\nCentral,50,60,-10\n"
    assert findings(text) == [(3, "D", "-10", "10")]


def test_a_printed_figure_is_stored_as_it_stands():
    reading = table(f"{HEAD},% change\nBarnack,30,40,99%\n")
    assert [
        (one.kind, one.as_printed, str(one.value), str(one.period), str(one.against)) for one in reading.figures
    ] == [
        ("value", "30", "30", "2013/14", "None"),
        ("value", "40", "40", "2014/15", "None"),
        ("percent change", "99%", "99%", "2014/15", "2013/14"),
    ]


def test_a_printed_rank_shares_ties_and_may_run_either_way():
    high = "Ward,Burglary 2013/14,Rank\nBarnack,5,3\nBretton North,9,1\nCentral,9,1\nFletton,2,{}\n"
    assert findings(high.format(4)) == []
    assert findings(high.format(5)) == [(5, "C", "5", "4")]
    assert findings("Ward,Burglary 2013/14,Rank\nBarnack,5,2\nCentral,9,3\nFletton,2,1\n") == []


def test_a_printed_share_is_worked_out_from_all_areas():
    text = "Ward,Burglary 2013/14,% of all\nBarnack,25,25%\nBretton North,25,25%\nCentral,50,{}\n"
    assert findings(text.format("50%")) == []
    assert findings(text.format("49%")) == [(4, "C", "49%", "50%")]


def test_totals_of_parts_and_of_all_are_both_known():
    text = f"{HEAD}\nBarnack,3,4\nBretton North,10,12\nTotal,13,16\nCentral,50,60\n{{}}\n"
    assert findings(text.format("Total,50,60")) == []
    assert findings(text.format("Total,63,76")) == []
    assert findings(text.format("Total,64,76")) == [(6, "B", "64", "63")]


def test_a_total_over_a_missing_figure_or_of_rates_is_not_compared():
    assert findings(f"{HEAD}\nBarnack,3,[x]\nCentral,50,60\nTotal,53,64\n") == []
    assert (
        findings(
            "Ward,Burglary rate per 1,000 2013/14\n".replace("1,000", "thousand")
            + "Barnack,3\nCentral,5\nAll wards,4\n"
        )
        == []
    )


def test_a_column_of_totals_is_compared_with_its_row():
    text = "Year 2013/14,,,\nWard,Burglary,Robbery,Total\nBarnack,3,4,7\nCentral,5,6,12\n"
    assert findings(text) == [(4, "D", "12", "11")]
    assert {one.indicator for one in table(text).figures} == {"Burglary", "Robbery"}


def test_notes_below_the_table_are_passed_over_and_said():
    reading = table(f'{TABLE}\nSource: Police recorded crime\n"1. Burglary, as defined in 2013",,\nNote: a, b\n')
    assert [(one.row, one.why) for one in reading.skipped] == [(row, "words without figures") for row in (6, 7, 8)]
    assert (len(reading.figures), reading.rows_read) == (6, 6)


def test_what_each_column_was_taken_for_is_said():
    text = "ward_code,ward_name,Comment,Burglary 2013/14,Rank\nE05002169,Barnack,quiet,5,1\n"
    assert [(one.heading, one.taken_for) for one in table(text).columns] == [
        ("ward_code", "code of the area"),
        ("ward_name", "area"),
        ("Comment", ""),
        ("Burglary 2013/14", "a figure, Burglary, 2013/14"),
        ("Rank", "a rank, Burglary, 2013/14"),
    ]


def test_an_officer_can_say_what_every_column_is():
    mapping = TableMapping(
        values=(ValueColumn(2, period="2013/14"),),
        headings=(1, 1),
        names=(0,),
        indicators=(1,),
        unit="crimes",
        indicators_meant={"House break-ins": "burglary"},
        areas_meant={"The North": "E05002170"},
    )
    text = "Place,What,How many\nThe North,House break-ins,5\nCentral,Robbery,6\n"
    reading = table(text, ImportContext(areas=OLD_WARDS.areas, mapping=mapping))
    assert [(one.indicator, one.area, one.as_printed, one.note) for one in reading.figures] == [
        ("burglary", "E05002170", "5", "in crimes"),
        ("Robbery", "E05002172", "6", "in crimes"),
    ]


def test_rows_about_the_same_are_added_when_an_officer_says_so():
    mapping = TableMapping(values=(ValueColumn(2),), names=(0,), indicators=(1,), period="2013/14", add_up=True)
    text = "Ward,Crime,Number\nCentral,Burglary,5\nCentral,Burglary,6\nBarnack,Burglary,[x]\nBarnack,Burglary,1\n"
    first, second = table(text, ImportContext(areas=OLD_WARDS.areas, mapping=mapping)).figures
    assert (first.as_printed, str(first.value), first.note) == ("11", "11", "2 rows added")
    assert (second.as_printed, str(second.value)) == ("[x]", "suppressed")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"values": ()}, "no column holds figures; choose at least one"),
        ({"names": ()}, "no column says the area; choose one, or give the area for the whole table"),
        ({"period": ""}, "nothing says the period; choose a column or give it for the whole table"),
        ({"indicator": ""}, "nothing says what is counted; choose a column or give the indicator for the whole table"),
        ({"period": "2013/15"}, "“2013/15” is not a period: the second year must follow the first; write a period"),
        ({"names": (9,)}, "there is no column J"),
        ({"names": (1,)}, "column B is chosen twice"),
        ({"values": (ValueColumn(1, kind="guess"),)}, "“guess” is not a kind of figure"),
        (
            {"positions": 2},
            "nothing says which group of similar areas it is; choose a column or give it for the table",
        ),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_before_any_row_is_read(changes, why):
    good = {"values": (ValueColumn(1),), "names": (0,), "indicator": "Burglary", "period": "2013/14"}
    with pytest.raises(BadFile) as caught:
        table("Ward,Number\nBarnack,5\n", ImportContext(areas=OLD_WARDS.areas, mapping=TableMapping(**good | changes)))
    assert caught.value.refused[0].why.startswith(why)
    assert caught.value.refused[0].value == "A Ward, B Number"


@pytest.mark.parametrize(
    ("content", "accepted"),
    [
        (xlsx(rows_of(TABLE)), "one of: Sheet"),
        (TABLE, "the file without a sheet chosen; its table has no name"),
    ],
    ids=["a workbook", "a file without sheets"],
)
def test_an_unknown_sheet_is_refused_with_those_there_are(content, accepted):
    with pytest.raises(CannotRead, match="there is no sheet “Other”") as caught:
        table(content, ImportContext(mapping=TableMapping(values=(ValueColumn(1),), sheet="Other")))
    assert caught.value.accepted == accepted


def test_a_look_shows_what_was_guessed():
    seen = look(TABLE.encode(), OLD_WARDS)
    assert (seen.headings, seen.problems, seen.mapping.names, seen.mapping.headings) == (
        ("Ward", "Burglary 2013/14", "Burglary 2014/15"),
        (),
        (0,),
        (1, 1),
    )
    assert seen.mapping.values == (ValueColumn(1, "Burglary", "2013/14"), ValueColumn(2, "Burglary", "2014/15"))


def sheet(*lines: str, **more) -> Sheet:
    """A sheet of lines whose cells are parted by bars, all as long as the longest."""
    rows = [line.split("|") for line in lines]
    width = max(map(len, rows))
    return Sheet(rows=[row + [""] * (width - len(row)) for row in rows], **more)


def is_ward(text: str) -> bool:
    return text in ("Barnack", "Central")


HEADED = ("Ward|Burglary", "Barnack|3")
PLACES = [  # lines, what else there is, first and last line of the headings
    (HEADED, {}, (0, 0)),
    (("Crime in 2013", *HEADED), {}, (1, 1)),
    (("Crime|in 2013", *HEADED), {}, (0, 1)),
    (("Ward|Burglary", "a|b", "Barnack|3"), {}, (0, 1)),
    (("a|b", "d|e", "f|g", "h|i", *HEADED), {}, (2, 4)),  # at most three lines
    (("Ward|Burglary", "in crimes", "Barnack|3"), {}, (0, 1)),
    (("Ward|Burglary", "|5", "Barnack|3"), {}, (0, 1)),  # one cell alone is no row of data
    (("a|b", "one", *HEADED), {}, (2, 2)),  # a line of one cell between two others
    (("Crime", "in wards", "Barnack|3"), {}, None),
    (("Crime", "Barnack|3"), {}, None),
    (("Barnack|3",), {}, None),
    (("Barnack|3", "Central|50"), {}, None),  # no headings: the first line is of an area
    (("Ward|Burglary", "Ward|many"), {}, None),
    (("Ward|Burglary", "Barnack|many"), {}, (0, 0)),
    (("Ward|Burglary", "E05002169 |many"), {}, (0, 0)),
    (("a|b|d|e|f", "p|q|r|Barnack|s"), {}, (0, 0)),  # an area is looked for in the first four cells
    (("a|b|d|e|f", "p|q|r|s|Barnack"), {}, None),
    (("a|b", "d|7", *HEADED), {}, (0, 0)),
    (("a|b", "d|7", *HEADED), {"hidden_rows": frozenset({1})}, (0, 2)),
    (("Ward|Burglary", "Barnack|3", "Central|5"), {"hidden_rows": frozenset({1})}, (0, 0)),
    (("Ward|Burglary", "Barnack|3", "x|", "Central|5"), {"hidden_rows": frozenset({1, 2})}, (0, 0)),
    (("Barnack|3", "Central|5"), {"hidden_rows": frozenset({0})}, None),
    (("a|b", "|", *HEADED), {}, (2, 2)),
    (("note", "note", "Ward|Burglary", "in crimes", "Barnack|3"), {}, (2, 3)),
    (("note", "note", "in crimes", "Barnack|3"), {}, None),
    (("|", "in crimes", "Barnack|3"), {}, None),
    (("Place|Burglary", "Anywhere|"), {}, None),
    (("Place|Burglary", "Anywhere|x"), {"problems": {(1, 1): "an error"}}, (0, 0)),
    (("Place|Burglary", "Anywhere|x"), {"problems": {(1, 2): "an error"}}, None),
    ((*("note",) * 198, *HEADED), {}, (198, 198)),
    ((*("note",) * 199, *HEADED), {}, None),  # too far down
]


@pytest.mark.parametrize(("lines", "more", "found"), PLACES)
def test_the_headings_are_the_lines_above_the_first_row_of_data(lines, more, found):
    assert find_headings(sheet(*lines, **more), is_ward) == found


def test_without_known_areas_a_row_of_data_is_one_with_a_figure():
    assert find_headings(sheet("Ward|Burglary", "a|b", "Barnack|3")) == (0, 1)
    assert find_headings(sheet("Ward|Burglary", "Barnack|many")) is None


WRITTEN = [  # lines of headings, merged cells, the headings
    (("Ward|Burglary 2013/14",), (), ["Ward", "Burglary 2013/14"]),
    (("Ward|Burglary||Robbery", "|1|2|3"), ((0, 1, 0, 2),), ["Ward", "Burglary/1", "Burglary/2", "Robbery/3"]),
    (("Ward|Burglary||", "|1|2|3"), ((0, 1, 0, 9),), ["Ward", "Burglary/1", "Burglary/2", "Burglary/3"]),
    (("Ward|Burglary|Own|", "|1|2|3"), ((0, 1, 0, 3),), ["Ward", "Burglary/1", "Own/2", "Burglary/3"]),
    (("Ward|Burglary|", "|1|2"), ((0, 0, 1, 0), (0, 1, 0, 2)), ["Ward", "Burglary/1", "Burglary/2"]),
    (("Ward|Burglary||", "|||4"), ((0, 1, 1, 2),), ["Ward", "Burglary", "Burglary", "4"]),
    (("Ward|a|b", "|Burglary|"), ((1, 1, 1, 2),), ["Ward", "a/Burglary", "b/Burglary"]),
    (("Ward|Burglary|", "|1|2"), ((0, 1, 2, 2),), ["Ward", "Burglary/1", "2"]),  # it reaches into the data
    (("Ward|Burglary|", "|1|2"), ((2, 1, 2, 2),), ["Ward", "Burglary/1", "2"]),  # below the headings
    (("Ward|Burglary|", "|2013/14|2014/15"), (), ["Ward", "Burglary/2013/14", "Burglary/2014/15"]),
    (("Ward|Burglary|", "|Count|Remark"), (), ["Ward", "Burglary/Count", "Remark"]),
    (("Ward|Burglary|", "|Count|"), (), ["Ward", "Burglary/Count", ""]),
    (
        ("Ward|Burglary||Robbery|", "|Count|Rate|Count|Rate"),
        (),
        ["Ward", "Burglary/Count", "Burglary/Rate", "Robbery/Count", "Robbery/Rate"],
    ),
    (("Ward||", "|2013/14|2014/15"), (), ["Ward", "2013/14", "2014/15"]),
    (("||Robbery", "2013/14|2014/15|2014/15"), (), ["2013/14", "2014/15", "Robbery/2014/15"]),
    (("Place|Robbery|", "Ward|2013/14|2014/15"), (), ["Place/Ward", "Robbery/2013/14", "Robbery/2014/15"]),
    (("Place|", "Ward|2014/15"), (), ["Place/Ward", "Place/2014/15"]),
    (
        ("Ward|Crime||", "|Burglary||Robbery", "|2013/14|2014/15|2014/15"),
        (),
        ["Ward", "Crime/Burglary/2013/14", "Burglary/2014/15", "Robbery/2014/15"],
    ),
    (("Ward||Burglary|", "|1|2|3"), ((0, 2, 0, 3),), ["Ward", "1", "Burglary/2", "Burglary/3"]),
    (("|Note|", "Ward||2013/14"), (), ["Ward", "Note", "2013/14"]),
    (("||Note|", "Ward|Area||2013/14"), (), ["Ward", "Area", "Note", "2013/14"]),
    (("Ward |Burglary\n of  homes",), (), ["Ward", "Burglary of homes"]),
]


@pytest.mark.parametrize(("lines", "joined", "headings"), WRITTEN)
def test_a_heading_over_several_columns_is_said_for_each_of_them(lines, joined, headings):
    found = lines_of(sheet(*lines, joined=joined), (0, len(lines) - 1))
    assert ["/".join(words) for words in found] == headings


def test_a_title_that_is_merged_above_the_headings_is_no_heading():
    titled = sheet("Crime||", "Ward|Burglary|", "|1|2", "Barnack|3|4", joined=((0, 0, 0, 2), (1, 1, 1, 2)))
    assert lines_of(titled, (1, 2)) == [("Ward",), ("Burglary", "1"), ("Burglary", "2")]


@pytest.mark.parametrize("notes", [0, 1, 2, 3])
def test_a_heading_that_is_merged_in_the_second_line_is_found_below_notes(notes):
    noted = sheet(*["note"] * notes, "Ward|a|b", "|Burglary|", joined=((notes + 1, 1, notes + 1, 2),))
    assert lines_of(noted, (notes, notes + 1)) == [("Ward",), ("a", "Burglary"), ("b", "Burglary")]


FIGURES = ["3", "3926", "12014", "123456", "12%", "[x]", "-", "10 (p)", "5 [note 2]", "2014.5", "201413"]
OTHERS = ["", " ", "2014", "2014 (p)", "201407", "2013/14", "Barnack", "¹", "April 2014"]


@pytest.mark.parametrize(("text", "figure"), [(text, text in FIGURES) for text in FIGURES + OTHERS])
def test_a_year_or_a_month_in_digits_is_no_figure(text, figure):
    assert is_figure(text) is figure


def test_a_period_is_read_without_its_marks():
    assert str(read_period("2013/14 (p)")) == "2013/14"
    assert read_period("Barnack") is None


@pytest.mark.parametrize(
    ("written", "text", "marks", "provisional"),
    [
        ("3,926", "3,926", (), False),
        ("3,926 [p]", "3,926", ("[p]",), True),
        ("2013/14p", "2013/14", ("p",), True),
        ("5 [r] [note 2]*", "5", ("[r]", "[note 2]", "*"), False),
        ("5 [low]", "5", ("[low]",), False),
        ("2013/14 provisional", "2013/14", ("provisional",), True),
        ("Provisional figures for 2013/14 [note 1]", "2013/14", ("[note 1]", "provisional"), True),
        ("provisional", "provisional", (), False),
        ("*", "*", (), False),
    ],
)
def test_marks_are_parted_from_what_they_are_behind(written, text, marks, provisional):
    assert unmark(written) == StrippedMarks(text, marks, provisional)
    assert StrippedMarks(text) == StrippedMarks(text, (), False)


COLUMNS = st.integers(0, 199)
MAPPINGS = st.builds(
    TableMapping,
    values=st.lists(
        st.builds(ValueColumn, COLUMNS, st.text(), st.text(), st.sampled_from(list(KINDS)), st.text()), max_size=3
    ).map(tuple),
    headings=st.tuples(st.integers(1, 9), st.integers(9, 20)),
    codes=st.lists(COLUMNS, max_size=2).map(tuple),
    names=st.lists(COLUMNS, max_size=2).map(tuple),
    periods=st.none() | COLUMNS,
    indicators=st.lists(COLUMNS, max_size=2).map(tuple),
    period=st.text(),
    areas_meant=st.dictionaries(st.text(), st.text(), max_size=2),
    add_up=st.booleans(),
)


@given(MAPPINGS)
def test_a_mapping_is_kept_as_plain_words(mapping):
    assert TableMapping.from_json(mapping.as_json()) == mapping


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["values", "headings", "codes", "names", "periods", "column", "kind", "areas_meant", "x"]),
            inner,
        )
    ),
    max_leaves=8,
)


@given(JSON)
def test_no_words_make_a_mapping_raise_anything_but_its_own_error(plain):
    try:
        mapping = TableMapping.from_json(plain)
    except BadMapping:
        return
    assert isinstance(mapping.problems(3), list)


CELLS = st.sampled_from(
    [
        "Ward",
        "Barnack",
        "Central",
        "Total",
        "",
        "3",
        "3,9",
        "[x]",
        "2013/14",
        "Burglary",
        "12%",
        "Rank",
        "% change",
        "E05002169",
        "many",
        "around 6",
        "Unit",
        "Period",
        "Quarter",
        "2014",
        "202307",
        "\n",
        "¹",
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=8))
def test_no_table_raises_anything_and_nothing_is_lost(tmp_path_factory, rows):
    """Every row below the headings gives figures, or is skipped or refused with a reason."""
    file = tmp_path_factory.mktemp("table") / "t.csv"
    file.write_text("\n".join(";".join(f'"{cell}"' for cell in row) for row in rows), encoding="utf-8")
    reading: Reading = read_file(file, BY_SLUG["area-table"], OLD_WARDS)
    if any(column.taken_for.startswith("a total") for column in reading.columns):
        return  # a row may hold nothing but its total
    fates = [*(one.line for one in reading.figures), *(one.row for one in reading.skipped)]
    fates += [row for one in reading.refused for row in one.rows]
    stopped = any("are not read" in one.why for one in reading.refused)
    assert stopped or reading.rows_read == len({row for row in fates if reading.rows_read})
    assert all(one.why and one.accepted for one in reading.refused)


@given(st.text(max_size=20), st.sampled_from(["", "[note 4]", "¹", "*", "p", " (r)"]))
def test_unmarking_ends_and_adds_nothing(text, mark):
    found = unmark(text + mark)
    assert found.text in text + mark
    assert unmark(found.text).text == found.text
