"""How a figure reads, and what of it readers get where its source is protected."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from csp_portal.formats.periods import Period
from performance.rules.figure_words import FigureWords, anchor_of, in_columns, protected_words, rounding_note

pytestmark = pytest.mark.anywhere


def figure(**changes) -> FigureWords:
    one = FigureWords()
    given = {"row": 2, "column": 1, "table": None, "period_as_printed": "", "as_printed": "12", "decimals": None}
    given |= {"value": Decimal(12), "unit": "crimes", "state": "value", "qualifier": "", "kind": "value", "locator": ""}
    given |= dict.fromkeys(("period_start", "period_end", "against_start", "against_end"))
    vars(one).update(given | changes)
    return one


def test_a_figure_says_its_period_as_far_as_it_has_one():
    dated = {"period_start": dt.date(2020, 4, 1), "period_end": dt.date(2021, 3, 31)}
    assert figure(**dated).period_words == "2020/21"
    assert figure(**dated, period_as_printed="last year").period_words == "2020/21, printed “last year”"
    assert figure(period_as_printed="last year").period_words == "last year"
    assert figure().period_words == "period not stated"
    assert (figure().period, figure().against) == (None, None)
    against = {"against_start": dt.date(2019, 4, 1), "against_end": dt.date(2020, 3, 31)}
    assert figure(**against).against == Period.financial_year(2019)


def test_a_figure_is_shown_with_its_qualifier_or_as_the_word_of_its_state():
    assert figure(value=Decimal(6000), qualifier="over").shown == "over 6,000"
    assert figure(value=None, state="suppressed").shown == "hidden"
    assert figure(value=None, state="to be confirmed", qualifier="over").shown == "to be confirmed"


def test_a_figure_has_a_place_in_its_table_or_in_the_text():
    assert figure().anchor == "text-3"
    assert figure(table=SimpleNamespace(slug="table-1")).anchor == "table-1-3-2" == anchor_of("table-1", 2, 1)
    cell = figure().as_cell()
    assert (cell["text"], cell["value"], cell["figure"]) == ("12", "12", "text-3")


def test_of_a_protected_figure_readers_get_the_published_count_alone():
    nothing = {"decimals": 0, "qualifier": "", "locator": "", "note": ""}
    assert protected_words(Decimal(15), "value") == nothing | {
        "as_printed": "15",
        "value": Decimal(15),
        "state": "value",
    }
    for value, state in ((None, "suppressed"), (None, ""), (Decimal(3), "suppressed")):
        assert protected_words(value, state) == nothing | {"as_printed": "", "value": None, "state": "suppressed"}
    assert "rounded" in rounding_note()


def test_the_figures_of_a_row_stand_in_their_columns():
    first, third = figure(column=0), figure(column=2)
    assert in_columns([third, first], ["2019/20", "2020/21", "2021/22"]) == [first, None, third]
