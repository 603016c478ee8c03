"""What a search finds of figures: indicators with a published figure, and progress reports."""

from collections.abc import Iterator

from django.db.models import Max
from django.urls import reverse

from csp_portal.formats.markdown import to_words
from performance.models import Indicator, Observation, ReportVersion
from performance.rules.reports.types import ReportDocument
from plans.models import Partnership, SearchKind
from plans.search.entries import Entry


def indicators(partnership: Partnership) -> Iterator[Entry]:
    """Each indicator of which a published source of the partnership says something."""
    published = Observation.objects.filter(source__partnership=partnership, source__published_at__isnull=False)
    for indicator in Indicator.objects.filter(pk__in=published.values("indicator")):
        address = reverse("indicator", args=[partnership.slug, indicator.slug])
        yield Entry(SearchKind.INDICATOR, indicator.name, f"{partnership.place} {indicator.code}".strip(), address)


def reports(partnership: Partnership) -> Iterator[Entry]:
    """The newest version of each progress report."""
    newest = ReportVersion.objects.order_by().values("report").annotate(newest=Max("pk")).values("newest")
    for version in ReportVersion.objects.filter(report__partnership=partnership, pk__in=newest):
        head = version.content["report"]
        said = [head["plan"], head["committee"], *_words(version.content)]
        address = reverse("report", args=[partnership.slug, head["slug"]])
        yield Entry(SearchKind.REPORT, f"{head['title']} ({head['period']})", " · ".join(filter(None, said)), address)


def _words(report: ReportDocument) -> Iterator[str]:
    for section in report["sections"]:
        yield section["heading"]
        yield to_words(section["body"]["markdown"])
