"""Every cell of a table carries the heading of its column, for screens on which rows are stacked."""

import re

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
