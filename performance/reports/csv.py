"""The figures of a report as CSV: one row for each target, then one for each other exception, and for each
other measure of a quarter."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import percent_change, rounded, shown, trimmed
from csp_portal.formats.spreadsheets.book import Cell
from csp_portal.formats.spreadsheets.one_table import TableFile
from performance.rules.reports.types import ExceptionDocument, QuarterLineDocument, ReportDocument
from plans.schemas.plan import OutcomeDocument, OutturnDocument

EXACT_PLACES = 6  # of a per cent change, which may never end

COLUMNS = [
    *("kind", "name", "indicator", "unit", "status", "rule", "aim", "due", "baseline", "baseline shown"),
    *(
        "baseline period",
        "outturn",
        "outturn shown",
        "outturn period",
        "for each 1,000",
        "residents or households",
        "of",
    ),
    *(
        "change",
        "change shown",
        "change in %",
        "change in % shown",
        "trend",
        "cause",
        "what is done",
        "back on track",
        "commentary",
        "source",
        "figure",
    ),
    *("quarter", "last quarter", "same quarter last year", "year to date", "change in the quarter"),
]


def figures_table(content: ReportDocument, page: str) -> TableFile:
    """The figures of a report as every kind of file has them."""
    title = _("Figures of %(report)s") % {"report": content["report"]["title"]}
    return TableFile("outcomes", title, COLUMNS, csv_rows(content), page, content["partnership"]["name"])


def csv_rows(content: ReportDocument) -> Iterator[list[Cell]]:
    """Exact numbers in columns of their own, beside what is shown on the page. What is not known is an empty cell."""
    explained = {one["key"]: one for one in content["exceptions"]}
    lines = {one["key"]: one for one in content["lines"]}
    quarters = {one["key"]: one for one in content["quarter"]}
    for one in content["outcomes"]:
        said = [entry for entry in one["outturns"] if entry["value"] is not None or not entry["source"]]
        last = said[-1] if said else None
        yield [
            one["measured"],
            one["name"],
            one["indicator"],
            one["unit"],
            one["status"],
            one["rule"],
            _number(one["target"]),
            one["due"],
            _number(one["baseline"]["value"]),
            one["baseline"]["shown"],
            one["baseline"]["period"],
            last and _number(last["value"]),
            last and last["shown"],
            last and last["period"],
            one["rate"]["shown"] or None,
            one["rate"].get("base", "residents") if one["rate"]["shown"] else None,
            one["rate"]["year"],
            *_changes(one, last),
            one["trend"],
            *_reasons(explained.get(one["key"])),
            lines[one["key"]]["commentary"] if one["key"] in lines else "",
            last and last["source"],
            last and last["figure"],
            *_quarter(quarters.get(one["key"])),
        ]
    targets = {one["key"] for one in content["outcomes"]}
    for other in content["exceptions"]:
        if other["key"] not in targets:
            facts = [None] * (COLUMNS.index("trend") - 5)
            yield ["exception", other["name"], other["indicator"], None, other["what"], *facts, other["says"],
                   *_reasons(other), other["commentary"], None, None, *_quarter(None)]  # fmt: skip
    for line in content["quarter"]:
        if line["key"] not in targets:
            between = [None] * (COLUMNS.index("quarter") - 4)
            yield ["quarter", line["name"], line["indicator"], line["unit"], *between, *_quarter(line)]


def _quarter(one: QuarterLineDocument | None) -> list[Cell]:
    """Exact numbers; a figure without one is given in the words of the page."""
    if one is None:
        return [None] * 5
    figures = (one["this"], one["last"], one["year_before"], one["year_to_date"])
    return [*(_number(figure["value"]) if figure["value"] else figure["shown"] for figure in figures), one["change"]]


def _number(text: str | None) -> Cell:
    """An exact number of a document; what is no number stays as it is."""
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return text


def _changes(one: OutcomeDocument, last: OutturnDocument | None) -> list[Cell]:
    """The change, exact and as shown, and the same in per cent; exact only where something is shown."""
    words, percent_words = one["change"], one["percent_change"]
    base, now = one["baseline"]["value"], last and last["value"]
    change = None if base is None or now is None else Decimal(now) - Decimal(base)
    if change is None or shown(abs(change)) not in words:
        return [None, words, None, percent_words]
    percent = percent_change(Decimal(base or 0), Decimal(now or 0)) if percent_words.endswith("%") else None
    return [
        change,
        words,
        None if percent is None else trimmed(rounded(percent, EXACT_PLACES)),
        percent_words,
    ]


def _reasons(one: ExceptionDocument | None) -> list[Cell]:
    return [one["cause"], one["action"], one["back_on"] or one["back_as_said"]] if one else [None, None, None]
