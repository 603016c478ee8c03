"""Progress reports: what was reported to a committee for a period, frozen when published."""

from django.db import models

from csp_portal.constraints import not_after
from plans.document_types import ReportHead, iso
from plans.models import Partnership, Plan, Version
from plans.models.plans import Narrative, narrative_constraints
from plans.models.versions import version_constraints

from ..periods import Period
from .figures import Source


class ProgressReport(models.Model):
    """A report on how a plan went over a period. Its tables are those of its source document."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reports")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reports")
    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="report")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    period_start = models.DateField()
    period_end = models.DateField()
    committee = models.CharField(max_length=200, blank=True)
    meeting_on = models.DateField(null=True, blank=True)

    NATURAL_KEY = ("partnership__slug", "slug")

    class Meta:
        ordering = ["partnership", "-period_end"]
        constraints = [
            not_after("report", "period_start", "period_end"),
            models.UniqueConstraint(
                fields=["partnership", "slug"],
                name="report_once",
                violation_error_message="This partnership already has a report at this address.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.partnership})"

    def head(self, plan_title: str) -> ReportHead:
        """The report in short, with the title that readers know its plan by."""
        return {
            "title": self.title,
            "slug": self.slug,
            "period": str(Period(self.period_start, self.period_end)),
            "period_start": self.period_start.isoformat(),
            "period_end": self.period_end.isoformat(),
            "plan": plan_title,
            "committee": self.committee,
            "meeting_on": iso(self.meeting_on),
            "source_document": self.source.title,
        }


class ReportSection(Narrative):
    """A section of a report."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="sections")

    class Meta(Narrative.Meta):
        constraints = narrative_constraints("report_section", "report")


class ReportVersion(Version):
    """One published text of a progress report."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="versions")

    class Meta(Version.Meta):
        constraints = version_constraints("report_version", "report")

    def __str__(self) -> str:
        return f"{self.report}, version {self.number}"
