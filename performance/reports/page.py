"""The page of a progress report, drawn from its document alone."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import ngettext

from csp_portal.charts import Chart
from performance.figures.disputes import of_document
from performance.models import Disclosure, ReportVersion, Source
from performance.rules.reports.exceptions import under
from performance.rules.reports.types import ReportDocument, ReportOutcome
from performance.rules.reports.upgrade import upgraded
from performance.rules.targets.status import RULES, SET_RULES, Status
from plans.documents.related import related_pages
from plans.exports.shape import Download
from plans.models import SearchKind
from plans.public.charts import Disputes, table_chart
from plans.public.drawing import public_page
from plans.public.reading import until_made
from plans.schemas.plan import TableDocument

from .addresses import crumbs, report_path, version_path
from .charts import bullet
from .layout import parts
from .papers import downloads

# How we read the symbols that documents print.
SYMBOLS = {
    "😊😊": (Status.AHEAD, Status.MET),
    "😊": (Status.ON_TARGET, Status.MET),
    "☹️": (Status.BEHIND, Status.FAR_BEHIND, Status.WRONG_WAY, Status.MISSED),
}


@dataclass(frozen=True)
class Agreement:
    """How often a rule gives the status that the printed symbol stands for."""

    rule: str
    formula: str
    agrees: int
    of: int


def kept_page(version: ReportVersion, newest: int, today: dt.date) -> tuple[str, dt.date | None]:
    """The page of a published version, and the last day for which it is kept, if any."""
    files = downloads(version, version_path(version))
    return report_page(version, newest, files=files), until_made(files, today)


def report_page(version: ReportVersion, newest: int, rule: str = "", files: Sequence[Download] = ()) -> str:
    """The page of a version with its files; `newest` is the number of the newest one, `rule` judges its targets by
    another rule, for members."""
    content = upgraded(version.content)
    content = under(content, rule) if rule else content
    path, here = report_path(content), version_path(version) if version.pk else ""
    charts = report_charts(content, here if not rule else "", disputes_of(content, version, newest))
    context = {
        **parts(content),
        "version": version,
        "newest": newest,
        "earlier": [number for number in range(newest, 0, -1) if number != version.number],
        "path": path,
        "here": here,
        "rule": rule,
        "unjudged": kept_rule(content, rule),
        "symbols": printed_symbols(content["tables"]),
        "protected": has_protected(content),
        "charts": charts,
        "downloads": files,
        "related": related_pages(content["partnership"]["slug"]).of(path, but=(SearchKind.INDICATOR,))
        if version.pk and not rule
        else [],
        "crumbs": crumbs(content),
    }
    return public_page("reports/report.html", context, path)


def has_protected(content: ReportDocument) -> bool:
    """Whether figures of the targets come from a source whose counts are rounded and small ones hidden. One query."""
    used = {figure["source"] for one in content["outcomes"] for figure in (one["baseline"], *one["outturns"])}
    sources = Source.objects.filter(partnership__slug=content["partnership"]["slug"], slug__in=used)
    return sources.filter(disclosure=Disclosure.PROTECTED).exists()


def other_tests(content: ReportDocument) -> dict[str, Any]:
    """Each target under every test, for members: readers see the report's own alone."""
    judged = [one for one in content["outcomes"] if one["under"]]
    return {
        "judged": judged,
        "tests": [name for name in RULES if any(name in one["under"] for one in judged)],
        "every_test": [name for name in (*RULES, *SET_RULES) if any(name in one["under"] for one in judged)],
        "status_css": {status.value: status.css for status in Status},
        "agreements": agreements(judged, printed_symbols(content["tables"])),
    }


def kept_rule(content: ReportDocument, rule: str) -> str:
    """How many targets another rule cannot judge, in a sentence."""
    outcomes = content["outcomes"] if rule else []
    kept = sum(bool(one["rule"]) and one["rule"] not in RULES and rule not in one["under"] for one in outcomes)
    words = ngettext(
        "%(num)s target sets a level and keeps its own rule.",
        "%(num)s targets set a level and keep their own rules.",
        kept,
    )
    return words % {"num": kept} if kept else ""


def printed_symbols(tables: list[TableDocument]) -> dict[str, str]:
    """The status symbol that the source prints for an indicator."""
    return {
        row["indicator"]: cell["text"]
        for table in tables
        for row in table["rows"]
        for cell in row["cells"]
        if cell["kind"] == "status"
    }


def agreements(outcomes: list[ReportOutcome], symbols: dict[str, str]) -> list[Agreement]:
    """Each rule beside the printed symbols, the one that agrees most first; empty where none are printed."""
    agree: Counter[str] = Counter()
    judged: Counter[str] = Counter()
    for one in outcomes:
        expected = SYMBOLS.get(symbols.get(one["indicator"], ""))
        for rule, status in one["under"].items() if expected else ():
            if rule not in RULES:
                continue
            judged[rule] += 1
            agree[rule] += Status(status) in expected
    return [Agreement(rule, RULES[rule].formula, agree[rule], judged[rule]) for rule, _count in agree.most_common()]


def report_charts(content: ReportDocument, address: str, disputes: Disputes) -> dict[str, Chart]:
    """The charts of a report as pictures and files, by their names in addresses: `bullet`, and those of its tables.

    `address` is that of the version; without one there are no files.
    """
    slug = content["partnership"]["slug"]
    drawn = {"bullet": bullet(content["outcomes"], content["report"]["period"])}
    drawn |= {table["slug"]: table_chart(table, slug, "", disputes) for table in content["tables"]}
    return {
        name: replace(chart, address=f"{address}charts/{name}.json" if address else "")
        for name, chart in drawn.items()
        if chart
    }


def disputes_of(content: ReportDocument, version: ReportVersion, newest: int) -> Disputes:
    """What other sources say now of the figures of the newest version."""
    return of_document(content) if version.number == newest else {}
