"""The news of figures: published sources, about the areas they count, and progress reports."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from performance.models import Observation, ReportVersion
from plans.models import Partnership
from plans.news.news import News, area_key


def sources(partnership: Partnership) -> Iterator[News]:
    """Each published source, about the areas of which it says something."""
    areas: dict[int, set[str]] = {}
    counted = Observation.objects.filter(source__partnership=partnership, source__published_at__isnull=False)
    for source, code in counted.order_by().values_list("source", "area__code").distinct():
        areas.setdefault(source, set()).add(code)
    for source in partnership.sources.filter(published_at__isnull=False):
        day = f"{timezone.localtime(source.published_at):%-d %B %Y}"
        yield News(
            at=source.published_at,
            title=_("Figures: %(title)s") % {"title": source.title},
            address=reverse("source", args=[partnership.slug, source.slug]),
            name=f"sources/{source.slug} {source.published_at.isoformat()}",
            text=_("Published on %(day)s.") % {"day": day},
            about=frozenset(area_key(code) for code in areas.get(source.pk, ())),
        )


def reports(partnership: Partnership) -> Iterator[News]:
    """Each version of each progress report."""
    for version in ReportVersion.objects.filter(report__partnership=partnership).order_by("pk"):
        head = version.content["report"]
        words = {"title": head["title"], "period": head["period"], "number": version.number}
        yield News(
            at=version.published_at,
            title=_("Progress report: %(title)s (%(period)s), version %(number)s") % words,
            address=reverse("report", args=[partnership.slug, head["slug"]]),
            name=f"reports/{head['slug']}/v{version.number}",
            text=version.note,
        )
