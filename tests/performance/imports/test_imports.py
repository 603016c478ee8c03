"""Files with figures: what is read from them, and how a bad one is refused."""

from decimal import Decimal

import pytest

from csp_portal.formats.periods import Period
from performance.imports.figures import BadFile
from performance.imports.formats import figure_list, printed_table
from performance.imports.formats.printed_table import ColumnSpec, TableSpec
from performance.imports.reading import ImportContext, read_file
from performance.imports.run import run_import, validate_and_store
from performance.models import ImportRun, Observation, Printed
from performance.rules.values import State
from tests import builders

SPEC = TableSpec(
    "indicator",
    (
        ColumnSpec("2006/7", period="2006/07"),
        ColumnSpec("% Change", kind="percent change", period="2006/07", against="2003/04"),
        ColumnSpec("Progress", kind="status", period="2006/07"),
    ),
    area="E07000148",
)
TABLE = "line,key,label,2006/7,% Change,Progress\n"
LIST = ",".join(figure_list.COLUMNS) + "\n"


def refusals(parse, *given) -> list[tuple[int, str, str]]:
    with pytest.raises(BadFile) as caught:
        parse(*given)
    return [(one.row, one.column, one.value) for one in caught.value.refused]


def test_a_printed_table_is_read_cell_by_cell():
    figures = printed_table.parse(f'{TABLE}line 95,cycle-theft,Cycle Theft,"1,811",- 18%,☹️\n', SPEC)
    assert [(f.kind, f.value.number, f.as_printed, f.row, f.column) for f in figures] == [
        ("value", Decimal(1811), "1,811", 0, 0),
        ("percent change", Decimal(-18), "- 18%", 0, 1),
        ("status", None, "☹️", 0, 2),
    ]
    assert (figures[1].against, figures[0].locator) == (Period.financial_year(2003), "line 95")


def test_every_bad_cell_of_a_table_is_named_by_row_column_and_value():
    text = f"{TABLE}line 1,a,A,many,-1%,x\nline 2,b,B,5,lower,x\nline 3,c,C,5\n"
    assert refusals(printed_table.parse, text, SPEC) == [
        (2, "2006/7", "many"),
        (3, "% Change", "lower"),
        (4, "line", "line 3,c,C,5"),
    ]


def test_other_headings_are_refused_with_those_that_were_found():
    with pytest.raises(BadFile, match="the headings must be line, key, label, 2006/7, .*; found line, key, name"):
        printed_table.parse("line,key,name\n", SPEC)
    with pytest.raises(BadFile, match="found nothing"):
        figure_list.parse("")


def test_a_list_reads_words_by_the_figure_beside_them():
    text = f'{LIST}line 3,staff,town,"""last year""",,,Officers,eight,8,yes,Counted twice\n'
    (figure,) = figure_list.parse(text)
    assert (figure.value.number, figure.as_printed, figure.period, figure.period_as_printed) == (
        Decimal(8),
        "eight",
        None,
        "last year",
    )
    assert (figure.kind, figure.provisional, figure.note) == ("value", True, "Counted twice")


def test_every_bad_cell_of_a_list_is_named_by_row_column_and_value():
    text = f"{LIST}l,a,b,2007/09,,,x,5,,,\nl,a,b,2007/08,2005/07,change,x,5,,,\nl,a,b,2007/08,,,x,eight,,,\nl,a\n"
    assert refusals(figure_list.parse, text) == [
        (2, "period", "2007/09"),
        (3, "against", "2005/07"),
        (4, "as_printed", "eight"),
        (5, "locator", "l,a"),
    ]


@pytest.fixture
def source(db):
    owner = builders.partnership()
    builders.area_set(owner, ["North"])
    builders.indicator("burglary", name="Burglary", aliases=["Dwelling burglary"])
    return builders.source(owner)


def load(source, *lines: str):
    text = LIST + "".join(f"{line}\n" for line in lines)
    return run_import(
        source, figure_list.parse(text), file_name="list.csv", content=text.encode(), layout="figure list"
    )


def test_a_good_list_is_stored_with_its_file(source):
    run = load(
        source,
        "line 4,Dwelling burglary,anytown-north,2007/08,,,Burglary,over 30,,,",
        "line 5,burglary,anytown-north,2008/09,2007/08,percent change,Fall,10 per cent,-10,,",
        "line 6,burglary,anytown-north,2009/10,,,Burglary,tbc,,,",
    )
    first, last = Observation.objects.order_by("period_start")
    assert (first.indicator.slug, first.value, first.qualifier, first.shown) == ("burglary", 30, "over", "over 30")
    assert (last.value, last.state, last.shown) == (None, State.TO_BE_CONFIRMED, "to be confirmed")
    assert (Printed.objects.get().value, Printed.objects.get().against) == (-10, Period.financial_year(2007))
    assert (run.rows_read, run.stored, len(run.sha256)) == (3, 3, 64)


def test_a_period_in_words_is_known_again_so_that_a_list_that_is_sent_twice_doubles_nothing(source, tmp_path):
    file = tmp_path / "list.csv"
    undated = '"""in recent years"""'
    file.write_text(f"{LIST}l,burglary,anytown-north,{undated},,,x,5,,,\nl,burglary,anytown-north,2007/08,,,x,6,,,\n")
    for found in ((2, 0), (0, 2)):
        run = ImportRun(partnership=source.partnership, source=source, file_name="list.csv", sha256="0" * 64)
        reading = read_file(file, figure_list.FORMAT, ImportContext())
        changes = validate_and_store(run, figure_list.FORMAT, reading).changes
        assert (len(changes.new), changes.unchanged, changes.refused) == (*found, [])
    assert Observation.objects.count() == 2


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("l,arson,anytown-north,2007/08,,,x,5,,,", (3, "indicator", "arson")),
        ("l,burglary,atlantis,2007/08,,,x,5,,,", (3, "area", "atlantis")),
        ("l,burglary,,2007/08,,,x,5,,,", (3, "area", "")),
        ("l,,anytown-north,2007/08,,,x,5,,,", (3, "indicator", "")),
        ("l,burglary,anytown-north,2007/08,,guess,x,5,,,", (3, "kind", "guess")),
        ("l,burglary,anytown-north,2006/07,,,x,7,,,", (3, "as_printed", "7")),
    ],
)
def test_one_bad_row_stores_nothing(source, line, refused):
    good = "l,burglary,anytown-north,2006/07,,,x,5,,,"
    assert refusals(load, source, good, line) == [refused]
    assert (ImportRun.objects.count(), Observation.objects.count(), Printed.objects.count()) == (0, 0, 0)
