"""Every cell of a table carries the heading of its column, for screens on which rows are stacked."""

import re

import pytest

from csp_portal.pages.table_cells import labelled

TABLE = """<table class="t"><thead><tr><th scope="col">Purpose</th><th scope="col"></th>
<th scope="col" class="app-num"><a href="?sort=a">Allocated, %</a></th><th scope="col">“In” "words"</th></tr></thead>
<tbody><tr><th scope="row">Lighting</th><td>1</td><td class="app-num">£31,000</td><td>
</td></tr></tbody>
<tfoot><tr><th scope="row" colspan="2">Total</th><td>£31,000</td><td>none</td></tr></tfoot></table>"""


def test_a_cell_names_its_column_and_a_blank_one_is_empty():
    html = labelled(TABLE)
    cells = re.findall(r'<td[^>]*?(?: data-label="([^"]*)")?>([^<]*)</td>', html)
    assert cells == [
        ("", "1"),
        ("Allocated, %", "£31,000"),
        ("“In” &#34;words&#34;", ""),
        ("Allocated, %", "£31,000"),
        ("“In” &#34;words&#34;", "none"),
    ]


def test_roles_are_written_out():
    html = labelled(TABLE)
    assert re.findall(r'role="(\w+)"', html) == [
        *("table", "rowgroup", "row", *["columnheader"] * 4),
        *("rowgroup", "row", "rowheader", *["cell"] * 3),
        *("rowgroup", "row", "rowheader", "cell", "cell"),
    ]


def test_the_headings_of_one_table_do_not_reach_the_next():
    html = labelled(TABLE + "<p>a</p><table><tbody><tr><th>a</th><th>b</th><td>c</td></tr></tbody></table>")
    assert html.endswith('<th role="rowheader">b</th><td role="cell">c</td></tr></tbody></table>')
    assert labelled("<p>no table</p>") == "<p>no table</p>"


def columns(body: str, foot: str = "") -> list[list[str]]:
    """The cells of each row of a table with three columns."""
    head = '<tr><th scope="col">Area</th><th scope="col">Note</th><th scope="col" class="app-num">Figure</th></tr>'
    html = labelled(f"<table><thead>{head}</thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table>")
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


NOTHING = '<span class="app-none">not ranked</span>'


@pytest.mark.parametrize("empty", ["", " ", "<p></p>", NOTHING, f"\n{NOTHING} "])
def test_a_column_without_any_content_is_left_out(empty):
    rows = [
        f"<tr><th>{name}</th><td>{empty}</td><td>{number}</td></tr>" for name, number in (("Abbey", 3), ("Hill", 0))
    ]
    assert columns("".join(rows)) == [["Area", "Figure"], ["Abbey", "3"], ["Hill", "0"]]


@pytest.mark.parametrize(
    "said", ["0", "–", "<svg></svg>", "<input>", '<a href="/">to be confirmed</a>', "not available"]
)
def test_one_cell_that_says_something_keeps_its_column(said):
    rows = f"<tr><th>Abbey</th><td></td><td>3</td></tr><tr><th>Hill</th><td>{said}</td><td></td></tr>"
    assert columns(rows) == [["Area", "Note", "Figure"], ["Abbey", "", "3"], ["Hill", said, ""]]


def test_a_total_below_keeps_its_column_and_a_cell_over_several_columns_narrows():
    row = "<tr><th>Abbey</th><td></td><td></td></tr>"
    assert columns(row, '<tr><th colspan="2">Total</th><td>3</td></tr>') == [
        *(["Area", "Figure"], ["Abbey", ""], ["Total", "3"]),
    ]


def test_a_table_that_says_it_is_empty_keeps_its_headings():
    assert columns('<tr><td colspan="3">Nothing to show.</td></tr>') == [
        ["Area", "Note", "Figure"],
        ["Nothing to show."],
    ]
