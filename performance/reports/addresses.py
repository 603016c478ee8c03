"""Where a published report is, and the way there."""

from django.urls import reverse
from django.utils.translation import gettext as _

from performance.models import ReportVersion
from performance.rules.reports.types import ReportDocument


def report_path(content: ReportDocument) -> str:
    return reverse("report", args=[content["partnership"]["slug"], content["report"]["slug"]])


def version_path(version: ReportVersion) -> str:
    content: ReportDocument = version.content
    return reverse("report-version", args=[content["partnership"]["slug"], content["report"]["slug"], version.number])


def crumbs(content: ReportDocument, below: str = "") -> list[tuple[str, str]]:
    """From the partnership to a report, or to a paper below it."""
    slug, title = content["partnership"]["slug"], content["report"]["title"]
    way = [
        (content["partnership"]["name"], reverse("partnership", args=[slug])),
        (_("Scrutiny"), reverse("scrutiny", args=[slug])),
    ]
    return [*way, (title, report_path(content)), (below, "")] if below else [*way, (title, "")]
