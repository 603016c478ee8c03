"""Every way in which the seeds and the published files write a thing, read in a table: one named case each."""

import datetime as dt
from decimal import Decimal

import pytest

from performance.imports.area_table.mapping import TableMapping, ValueColumn
from performance.imports.reading import ImportContext, KnownArea
from performance.rules.values import State
from tests.performance.imports.tables.making import OLD_WARDS, html, load, rows_of, table, xlsx

VALUES = {  # what, as written, what is stored
    "thousands with a comma": ("3,926", "3926", ""),
    "thousands without a comma": ("13310", "13310", ""),
    "a blank behind": ("67,942 ", "67942", ""),
    "a blank after the minus": ("- 22.2%", "-22.2", "%"),
    "a minus": ("-15%", "-15", "%"),
    "a dash for a minus": ("–15%", "-15", "%"),
    "no sign for an increase": ("18%", "18", "%"),
    "the direction in words": ("Down 22%", "-22", "%"),
    "per cent": ("10 per cent", "10", "%"),
    "percent": ("10 percent", "10", "%"),
    "less than one": ("0.4%", "0.4", "%"),
    "pounds with commas": ("£1,212,428", "1212428", "£"),
    "pounds and pence": ("£7,442.41", "7442.41", "£"),
    "millions without a blank": ("£0.5million", "500000", "£"),
    "millions": ("£33.4 million", "33400000", "£"),
    "pounds as typeset": (r"\pounds 2,500", "2500", "£"),
    "a footnote mark behind": ("3,926¹", "3926", ""),
    "a note behind": ("3,926 [note 4]", "3926", ""),
    "a star behind": ("3,926*", "3926", ""),
    "a provisional mark": ("3,926p", "3926", ""),
    "a revised mark": ("3,926 [r]", "3926", ""),
}
STATES = {
    "tbc": ("tbc", State.TO_BE_CONFIRMED),
    "to be confirmed": ("To be confirmed", State.TO_BE_CONFIRMED),
    "to be finalised": ("To be finalised", State.TO_BE_CONFIRMED),
    "empty": ("", State.NOT_AVAILABLE),
    "not shown": ("[x]", State.SUPPRESSED),
    "confidential": ("c", State.SUPPRESSED),
    "confidential in brackets": ("[c]", State.SUPPRESSED),
    "a star": ("*", State.SUPPRESSED),
    "fewer than five": ("<5", State.SUPPRESSED),
    "two points": ("..", State.NOT_AVAILABLE),
    "a dash": ("–", State.NOT_AVAILABLE),
    "not applicable": ("n/a", State.NOT_APPLICABLE),
    "not yet published": ("Not yet published", State.NOT_PUBLISHED),
    "not yet published, with the reason": ("Not yet published (data lag)", State.NOT_PUBLISHED),
    "only the reason": ("data lag", State.NOT_PUBLISHED),
    "not collected": ("n/c", State.NOT_COLLECTED),
    "not collected, with the reason": ("Not collected: the survey was paused", State.NOT_COLLECTED),
}
VAGUE = [
    "around 6%",
    "over 18",
    "nearly 400",
    "almost 50",
    "more than 65 per cent",
    "approximately 2,200",
    "up to 50 per cent",
    "at least 60%",
]
PERIODS = {
    "2007/08": "2007/08",
    "07/08": "2007/08",
    "2008/9": "2008/09",
    "2008–9": "2008/09",
    "2009-10": "2009/10",
    "2014-15": "2014/15",
    "2015/16": "2015/16",
    "2012/2013": "2012/13",
    "April 2009 to March 2010": "2009/10",
    "April 2009 - March 2010": "2009/10",
    "year ending June 2025": "July 2024 to June 2025",
    "Financial Year 2017/18 and Quarter 1": "Q1 2017/18",
    "January – December 2015": "2015",
    "September 2007 to August 2008": "September 2007 to August 2008",
    "the past year to October 2011": "November 2010 to October 2011",
    "Provisional figures for 2015": "2015",
    "2015/16 (provisional)": "2015/16",
    "202307": "July 2023",
    "2017-11 to 2018-10": "November 2017 to October 2018",
}
NO_PERIODS = ["last six months", "since October 2014"]
LONG = "Ward,Period,Crime type,Number\nBarnack,2001/02,Burglary,1\nBretton North,2001/02,Burglary,2\n"


def one_value(text: str):
    reading = table(f'Ward,Burglary 2013/14\nBarnack,1\nCentral,2\nBretton North,"{text}"\n')
    return reading.figures[-1]


@pytest.mark.parametrize("name", VALUES)
def test_a_figure_as_it_is_written(name):
    text, number, unit = VALUES[name]
    figure = one_value(text)
    assert (figure.value.state, figure.value.number, figure.value.unit) == (State.VALUE, Decimal(number), unit)
    assert figure.as_printed == text.strip()


def test_marks_behind_a_figure_are_kept_as_words():
    assert [one_value(text).note for text in ("3,926 [note 4]", "3,926¹", "5")] == ["marked [note 4]", "marked ¹", ""]
    assert [one_value(text).provisional for text in ("5p", "5 [p]", "5r", "5")] == [True, True, False, False]


@pytest.mark.parametrize("name", STATES)
def test_a_missing_figure_as_it_is_written_is_never_zero(name):
    text, state = STATES[name]
    figure = one_value(text)
    assert (figure.value.state, figure.value.number, figure.as_printed) == (state, None, text)


@pytest.mark.parametrize("text", VAGUE)
def test_a_vague_figure_is_refused_with_the_reason(text):
    reading = table(f'Ward,Burglary 2013/14\nBarnack,1\nCentral,2\nBretton North,"{text}"\n')
    (refused,) = reading.refused
    assert (refused.row, refused.column, refused.value) == (4, "B", text)
    assert refused.why.endswith("does not say an exact figure")
    assert refused.accepted == "an exact number such as 3,926; leave the cell empty where only a vague one is known"


def test_words_in_a_money_column_are_refused_and_named():
    (refused,) = table("Ward,Spend 2013/14\nBarnack,£5\nCentral,County-wide funding\n").refused
    assert (refused.row, refused.column, refused.value) == (3, "B", "County-wide funding")


@pytest.mark.parametrize("text", PERIODS)
def test_a_period_as_it_is_written(text):
    figure = table(f"{LONG}Central,{text},Burglary,3\n").figures[-1]
    assert str(figure.period) == PERIODS[text]
    assert figure.provisional == ("rovisional" in text)


@pytest.mark.parametrize("text", PERIODS)
def test_a_period_as_it_is_written_in_a_heading(text):
    reading = table(f"Ward,Burglary,Robbery\n,{text},{text}\nBarnack,1,2\n")
    assert [(one.indicator, str(one.period)) for one in reading.figures] == [
        ("Burglary", PERIODS[text]),
        ("Robbery", PERIODS[text]),
    ]


@pytest.mark.parametrize("text", NO_PERIODS)
def test_a_period_without_start_and_end_is_refused_with_the_reason(text):
    (refused,) = table(f"{LONG}Central,{text},Burglary,3\n").refused
    assert (refused.row, refused.column, refused.value) == (4, "B", text)
    assert "it has no fixed start and end" in refused.why


NAMES = {
    "as it is": "Fletton and Woodston",
    "an alias": "Fletton",
    "other capitals": "Werrington north",
    "a blank behind": "Werrington North ",
    "two blanks": "Werrington  North",
    "an ampersand": "Fletton & Woodston",
    "a note behind": "Werrington North [note 4]",
    "a footnote mark behind": "Werrington North²",
    "a hyphen": "Werrington-North",
    "a code": "E05002190",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_as_it_is_written(name):
    figure = table(f"Ward,Burglary 2013/14\nBarnack,1\n{NAMES[name]},2\n").figures[-1]
    assert figure.area in ("E05002176", "E05002190")


def test_a_misspelt_name_is_refused_with_the_nearest():
    (refused,) = table("Ward,Burglary 2013/14\nBarnack,1\nWerington Nth,2\n").refused
    assert (refused.value, refused.accepted) == ("Werington Nth", "the nearest known: Werrington North, Bretton North")


def test_a_name_of_two_sets_is_refused_until_a_set_or_a_code_is_given(tmp_path):
    wards = ImportContext(
        areas=(*OLD_WARDS.areas, KnownArea("E05010805", "Barnack", (), "wards-2016", "Wards from 2016"))
    )
    (refused,) = table("Ward,Burglary 2013/14\nBarnack,1\n", wards).refused
    assert refused.why == "2 areas are called “Barnack”"
    assert refused.accepted == (
        "the set of areas, or a code: E05002169 of Wards 2004 to 2016; E05010805 of Wards from 2016"
    )
    _, reading = load(b"Code,Ward,Burglary 2013/14\nE05010805,Barnack,1\n", tmp_path, wards)
    assert [one.area for one in reading.figures] == ["E05010805"]


HEADERS = {
    "one line": "Ward,Burglary 2013/14,Burglary 2014/15\n",
    "two lines": "Ward,Burglary,Burglary\n,2013/14,2014/15\n",
    "two lines, the upper over both": "Ward,Burglary,\n,2013/14,2014/15\n",
    "line breaks in the cells": '"Ward\nname","Burglary\n2013/14","Burglary\n2014/15"\n',
    "title lines above": "Crime in our wards,,\n,,\nSource: police,,\nWard,Burglary 2013/14,Burglary 2014/15\n",
    "a byte order mark": "\ufeffWard,Burglary 2013/14,Burglary 2014/15\n",
    "the period first": "Ward,2013/14 Burglary,2014/15 Burglary\n",
    "footnotes": "Ward,Burglary 2013/14¹,Burglary 2014/15²\n",
}


@pytest.mark.parametrize("name", HEADERS)
def test_headings_as_they_are_written(name):
    reading = table(f"{HEADERS[name]}Barnack,3,4\nCentral,50,60\n")
    assert [(one.indicator, one.area, str(one.period), one.as_printed) for one in reading.figures] == [
        ("Burglary", "E05002169", "2013/14", "3"),
        ("Burglary", "E05002169", "2014/15", "4"),
        ("Burglary", "E05002172", "2013/14", "50"),
        ("Burglary", "E05002172", "2014/15", "60"),
    ]


CUT_IN_TWO = {
    "with the headings again": "Ward,Burglary 2013/14,Burglary 2014/15\n",
    "with an empty line": ",,\n",
    "with words": "(continued on the next page),,\n",
    "with nothing": "",
}


@pytest.mark.parametrize("name", CUT_IN_TWO)
def test_a_table_cut_in_two_by_a_page(name):
    head = HEADERS["one line"]
    reading = table(f"{head}Barnack,3,4\n{CUT_IN_TWO[name]}Central,50,60\nTotal,53,64\n")
    assert [one.as_printed for one in reading.figures] == ["3", "4", "50", "60"]
    assert (reading.refused, reading.findings) == ([], [])


@pytest.mark.parametrize("word", ["Total", "lotal", "TOTAL", "All wards", "Grand total", "(Total)", "Sum"])
def test_a_total_is_compared_and_not_stored(word):
    reading = table(f"{HEADERS['one line']}Barnack,3,4\nCentral,50,60\n{word},53,65\n")
    assert [one.area for one in reading.figures] == ["E05002169"] * 2 + ["E05002172"] * 2
    (skipped,) = reading.skipped
    assert (skipped.row, skipped.value) == (4, word)
    (finding,) = reading.findings
    assert (finding.row, finding.column, finding.printed, finding.computed) == (4, "C", "65", "64")


def test_rows_that_are_indicators_keep_their_totals_as_indicators():
    mapping = TableMapping(values=(ValueColumn(1, period="2006/07"),), indicators=(0,), area="Peterborough")
    given = ImportContext(areas=OLD_WARDS.areas, mapping=mapping)
    text = "Crime,2006/07\nBurglary,5\nBCS Comparator Crime,8\nALL CRIME,20\n(Balance of all crime),12\n"
    assert [(one.indicator, one.area, one.as_printed) for one in table(text, given).figures] == [
        ("Burglary", "E06000031", "5"),
        ("BCS Comparator Crime", "E06000031", "8"),
        ("ALL CRIME", "E06000031", "20"),
        ("(Balance of all crime)", "E06000031", "12"),
    ]


def test_the_same_cells_are_read_from_a_pasted_table():
    rows = [["Ward", "Burglary 2013/14"], ["Barnack", "3,926"], ["Central", "[x]"]]
    text = "\n".join("\t".join(row) for row in rows)
    assert [one.as_printed for one in table(text).figures] == ["3,926", "[x]"]
    assert [one.as_printed for one in table(html(rows)).figures] == ["3,926", "[x]"]


DATED = ImportContext(
    areas=(
        KnownArea("E05002172", "Central", (), "old", "Wards 2004 to 2016", "ward", None, dt.date(2016, 5, 4)),
        KnownArea("E05010807", "Central", (), "new", "Wards from 2016", "ward", dt.date(2016, 5, 5)),
        KnownArea("sector-central", "Central", (), "sectors", "Sectors", "sector"),
        KnownArea("E05002170", "Bretton North", (), "old", "Wards 2004 to 2016", "ward", None, dt.date(2016, 5, 4)),
        KnownArea("E06000031", "Peterborough", (), "districts", "Districts", "district"),
        KnownArea("E07000008", "Cambridge", (), "districts", "Districts", "district", own=False),
    )
)


def test_the_period_and_the_kind_decide_between_areas_of_one_name():
    reading = table("Ward,Burglary 2013/14,Burglary 2018/19\nCentral,3,4\nPeterborough,3,4\n", DATED)
    assert [one.area for one in reading.figures] == ["E05002172", "E05010807", "E06000031", "E06000031"]
    assert reading.refused == []


@pytest.mark.parametrize(
    ("text", "value", "why", "accepted"),
    [
        (
            "Ward,Burglary 2018/19\nCentral,1\nBretton North,2\n",
            "Bretton North",
            "Bretton North (E05002170) is of “Wards 2004 to 2016”, and the figure is of 2018/19",
            "the set of areas chosen for the whole file, if it is counted in them all the same",
        ),
        (
            "Ward code,Ward,Burglary 2018/19\nE05010807,Central,1\nE05002172,Central,2\n",
            "Central",
            "Central (E05002172) is of “Wards 2004 to 2016”, and the figure is of 2018/19",
            "E05010807 of Wards from 2016; or the set of areas chosen for the whole file, "
            "if it is counted in them all the same",
        ),
        (
            "Ward code,Ward,Burglary 2018/19\nE05010807,Central,1\nsector-central,Central,2\n",
            "Central",
            "Central is a sector, and the headings speak of a ward",
            "areas of one kind in a table: the ward of that name, by its code",
        ),
        (
            "District,Ward,Burglary 2018/19\nPeterborough,Central,1\nCambridge,Central,2\n",
            "Central",
            "the row is of Cambridge, and Central (E05010807) is of “Wards from 2016”",
            "the code of the area",
        ),
        (
            "District,Ward,Burglary 2018/19\nPeterborough,Central,1\nFenland,Central,2\n",
            "Central",
            "the row is of Fenland, and Central (E05010807) is of “Wards from 2016”",
            "the code of the area",
        ),
    ],
    ids=[
        "a name of another time",
        "a code of another time",
        "another kind",
        "a name in a district of others",
        "a name in a district that nobody knows",
    ],
)
def test_an_area_that_cannot_be_in_the_table_is_refused(text, value, why, accepted):
    (refused,) = table(text, DATED).refused
    assert (refused.row, refused.value, refused.why, refused.accepted) == (3, value, why, accepted)


@pytest.mark.parametrize(
    "text",
    [
        "Police force,District,Ward,Burglary 2018/19\nEast,Peterborough,Central,1\n",
        "District,Ward,Burglary 2018/19\nCity of Peterborough,Central,1\n",
    ],
    ids=["a force that nobody knows above a district of ours", "another name for the only district"],
)
def test_a_name_below_a_larger_area_that_may_be_ours_is_taken(text):
    reading = table(text, DATED)
    assert ([one.area for one in reading.figures], reading.refused) == (["E05010807"], [])


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    refused = table(f"{LONG}Atlantis,last six months,Burglary,many\n", OLD_WARDS).refused
    assert [(one.column, one.value) for one in refused] == [("A", "Atlantis"), ("B", "last six months"), ("D", "many")]


def test_a_row_of_a_known_ward_with_words_for_figures_does_not_end_the_reading():
    reading = table("Ward,Burglary 2013/14,Burglary 2014/15\nBarnack,3,4\nCentral,l00,l31\nBretton North,l2,6\n")
    assert [(one.row, one.column, one.value) for one in reading.refused] == [
        (3, "B", "l00"),
        (3, "C", "l31"),
        (4, "B", "l2"),
    ]


@pytest.mark.parametrize("written", ["−744", "'+123", "'-744", "’+17.9%", "'£5"])
def test_numbers_as_a_spreadsheet_or_an_export_wrote_them_are_numbers(written):
    number = {"−744": -744, "'+123": 123, "'-744": -744, "’+17.9%": Decimal("17.9"), "'£5": 5}[written]
    assert one_value(written).value.number == number


TOTALS = "Ward,Burglary 2013/14\nBarnack,{}\nCentral,50\nTotal,{}\n"


@pytest.mark.parametrize(
    ("barnack", "total", "how"),
    [
        ("3", "53", "compared with the rows above it"),
        ("[x]", "53", "not compared: row 2, column B has no number"),
        ("3", "[x]", "not compared: row 4, column B has no number"),
    ],
)
def test_a_total_says_what_became_of_it(barnack, total, how):
    reading = table(TOTALS.format(barnack, total))
    assert [(one.row, one.value, one.why) for one in reading.skipped] == [(4, "Total", f"a total; {how}; not saved")]
    assert reading.findings == []


def test_what_is_assigned_to_no_area_is_a_part_of_the_total():
    reading = table("Ward,Burglary 2013/14\nBarnack,3\nUnassigned,7\nTotal,10\n")
    assert [one.why for one in reading.skipped] == [
        "assigned to no area; a part of the whole, not saved",
        "a total; compared with the rows above it; not saved",
    ]
    assert reading.findings == []


def hide_row_3(book):
    book.active.row_dimensions[3].hidden = True


def test_a_hidden_row_that_a_total_needs_is_asked_about():
    rows = rows_of("Ward,Burglary 2013/14\nBarnack,3\nCentral,50\nBretton North,7\nTotal,60\n")
    reading = table(xlsx(rows, hide_row_3))
    assert [(one.row, one.column) for one in reading.questions] == [(5, "B")]
    assert reading.questions[0].words.startswith("The total in row 5 counts what is hidden in the file (row 3).")
    assert [one.why for one in reading.skipped if one.value == "Total"] == [
        "a total; not compared: row 3 is hidden; not saved"
    ]
    rows[-1][1] = 10
    without = table(xlsx(rows, hide_row_3))
    assert (without.questions, without.findings) == ([], [])
    assert without.skipped[-1].why == "a total; compared with the rows above it; not saved"


def test_ranks_are_not_compared_where_a_row_has_no_number():
    text = "Ward,Burglary 2013/14,Rank\nBarnack,{},1\nCentral,50,2\nBretton North,12,3\n"
    assert len(table(text.format("3")).findings) == 2
    assert table(text.format("[x]")).findings == []


def test_a_set_of_wards_that_is_chosen_is_meant_whatever_the_time():
    values = (ValueColumn(1, "Burglary", "2018/19"),)
    given = ImportContext(areas=DATED.areas, mapping=TableMapping(values=values, names=(0,), area_set="old"))
    reading = table("Ward,Burglary\nCentral,1\nBretton North,2\nPeterborough,3\n", given)
    assert reading.refused == []
    assert [one.area for one in reading.figures] == ["E05002172", "E05002170", "E06000031"]
