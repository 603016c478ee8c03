"""The page of a published progress report, drawn from its document alone."""

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from csp_portal.charts import Chart, Series
from csp_portal.numbers import signed
from plans.document_types import OutcomeDocument, ReportDocument, TableDocument
from plans.pictures import table_chart
from plans.views.live import frame

from .models import ReportVersion
from .status import RULES, Status
from .target_words import answer

# How we read the symbols that documents print.
SYMBOLS = {
    "😊😊": (Status.AHEAD,),
    "😊": (Status.ON_TARGET,),
    "☹️": (Status.BEHIND, Status.FAR_BEHIND, Status.WRONG_WAY),
}


@dataclass(frozen=True)
class Agreement:
    """How often a rule gives the status that the printed symbol stands for."""

    rule: str
    formula: str
    agrees: int
    of: int


def report_path(content: ReportDocument) -> str:
    return reverse("report", args=[content["partnership"]["slug"], content["report"]["slug"]])


def report_page(version: ReportVersion) -> str:
    content: ReportDocument = version.content
    partnership, path = content["partnership"], report_path(content)
    outcomes = content["outcomes"]
    crumbs = [
        (partnership["name"], reverse("partnership", args=[partnership["slug"]])),
        (_("Performance"), reverse("performance", args=[partnership["slug"]])),
        (content["report"]["title"], ""),
    ]
    symbols = printed_symbols(content["tables"])
    return render_to_string(
        "performance/report.html",
        {
            "doc": content,
            "version": version,
            "partnership": partnership,
            "answer": answer(outcomes),
            "exceptions": exceptions(outcomes),
            "symbols": symbols,
            "agreements": agreements(outcomes, symbols),
            "rules": RULES,
            "css": {status.value: status.css for status in Status},
            "formulas": {one["rule"]: one["formula"] for one in outcomes if one["rule"]},
            "bullet": bullet(outcomes, content["report"]["period"]),
            "charts": {table["slug"]: still_chart(table, partnership["slug"]) for table in content["tables"]},
            **frame(partnership["slug"], crumbs, path),
        },
    )


def bullet(outcomes: list[OutcomeDocument], period: str) -> Chart | None:
    """Each target beside its outturn, both as changes from the baseline in per cent; None where there are no two."""
    found = [one for one in outcomes if one.get("achieved") and one.get("aimed")]
    if len(found) < 2:
        return None
    achieved, aimed = ([Decimal(one[which] or 0) for one in found] for which in ("achieved", "aimed"))  # type: ignore
    reached = sum(one["status"] in (Status.ON_TARGET, Status.AHEAD) for one in found)
    return Chart(
        slug="bullet",
        title=_("Outturns against targets, %(period)s") % {"period": period},
        sentence=ngettext(
            "Of %(count)s target with both figures, %(reached)s is on target or well ahead by the rule in the table.",
            "Of %(count)s targets with both figures, %(reached)s are on target or well ahead by the rule in the table.",
            len(found),
        )
        % {"count": len(found), "reached": reached},
        unit=_("change from the baseline in per cent"),
        labels=tuple(one["name"] for one in found),
        series=(
            Series(_("Outturn"), tuple(achieved), tuple(signed(number, "%", 1) for number in achieved)),
            Series(_("Target"), tuple(aimed), tuple(signed(number, "%", 1) for number in aimed)),
        ),
        kind="bullet",
        label_heading=_("Target"),
    )


def exceptions(outcomes: list[OutcomeDocument]) -> list[OutcomeDocument]:
    """What a committee must look at, the worst first."""
    order = (Status.WRONG_WAY, Status.FAR_BEHIND, Status.BEHIND)
    return sorted(
        (one for one in outcomes if one["status"] in order), key=lambda one: order.index(Status(one["status"]))
    )


def printed_symbols(tables: list[TableDocument]) -> dict[str, str]:
    """The status symbol that the source prints for an indicator."""
    return {
        row["indicator"]: cell["text"]
        for table in tables
        for row in table["rows"]
        for cell in row["cells"]
        if cell["kind"] == "status"
    }


def agreements(outcomes: list[OutcomeDocument], symbols: dict[str, str]) -> list[Agreement]:
    """Each rule beside the printed symbols, the one that agrees most first; empty where none are printed."""
    agree: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for one in outcomes:
        expected = SYMBOLS.get(symbols.get(one["indicator"], ""))
        for rule, status in one["under"].items() if expected else ():
            judged[rule] += 1
            agree[rule] += Status(status) in expected
    return [Agreement(rule, RULES[rule].formula, agree[rule], judged[rule]) for rule, _count in agree.most_common()]


def still_chart(table: TableDocument, partnership: str) -> Chart | None:
    """The chart of a table as a picture only."""
    chart = table_chart(table, partnership, "")
    return chart and replace(chart, plotly_url="")
