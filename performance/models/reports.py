"""Progress reports: what is reported to a committee for a period, frozen when published."""

from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, not_after, one_of, unique
from csp_portal.formats.periods import Period
from performance.rules.reports.types import DecisionDocument, LineDocument, ReportHead
from plans.models import Meeting, Partnership, Plan, User, Version, Visibility
from plans.models.plans import TEXT_NOTE, Narrative, narrative_constraints
from plans.models.rows import Editable, InOrder, Located, as_document
from plans.models.versions import ForMembers, VersionFile, WrittenOnce, file_constraints, version_constraints
from plans.schemas.plan import iso
from priorities.models import Action, Milestone

from .figures import Source
from .targets import Target


class ProgressReport(Editable):
    """A report to a committee on how a plan went over a period. If printed elsewhere, `source` holds its tables."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reports")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reports")
    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="report", null=True, blank=True)
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    period_start = models.DateField(_("First day of the period"))
    period_end = models.DateField(_("Last day of the period"))
    text_note = models.CharField(_("note on the text"), max_length=400, blank=True, help_text=TEXT_NOTE)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="reports", null=True, blank=True)

    NATURAL_KEY = ("partnership__slug", "slug")

    class Meta:
        ordering = ["partnership", "-period_end"]
        constraints = [
            not_after("report", "period_start", "period_end"),
            unique("report_once", ["partnership", "slug"], _("This partnership already has a report at this address.")),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.partnership})"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def desk_page(self) -> str:
        """Where the report stands: its checklist and its publication."""
        return reverse("desk-report", args=[self.partnership.slug, self.plan.slug, self.slug])

    def head(self, plan_title: str) -> ReportHead:
        """The report in short, with the title that readers know its plan by."""
        return as_document(
            ReportHead,
            self,
            period=str(self.period),
            plan=plan_title,
            committee=self.meeting.committee.name if self.meeting else "",
            meeting_on=iso(self.meeting and self.meeting.held_on),
            source_document=self.source.title if self.source else "",
            text_note=self.text_note,
        )


def _page_of_report(row) -> str:
    return row.report.desk_page


class ReportSection(Narrative):
    """A section of a report."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="sections")
    desk_page = property(_page_of_report)

    class Meta(Narrative.Meta):
        constraints = narrative_constraints("report_section", "report")


class ReportLine(InOrder, Located):
    """What a report says about one target, milestone or action: commentary, and of an exception why, what is done,
    and until when.

    `key` names what it is about as the document does; without one it is an exception that the officer adds.
    """

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="lines")
    desk_page = property(_page_of_report)
    key = models.CharField(max_length=400, blank=True, editable=False)
    name = models.CharField(_("what it is about"), max_length=400)
    commentary = models.TextField(blank=True)
    cause = models.TextField(blank=True, help_text=_("Of an exception: why it is one"))
    action = models.TextField(_("action being taken"), blank=True)
    back_on = models.DateField(_("recovery date"), null=True, blank=True)
    back_as_said = models.CharField(
        _("recovery date, in words"), max_length=200, blank=True, help_text=_("Where no date can be given")
    )

    class Meta(InOrder.Meta):
        verbose_name = _("line")
        constraints = [
            unique("report_line_once", ["report", "key"], _("The report already has a line about this."), ~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rows_named(self) -> list[models.Model]:
        """The target, milestone or action that the line is about: it is named by its words. Up to three queries."""
        plan = self.report.plan
        kinds = (
            Target.objects.filter(plan=plan).select_related("priority"),
            Milestone.objects.filter(action__priority__plan=plan).select_related("action__priority"),
            Action.objects.filter(priority__plan=plan).select_related("priority"),
        )
        rows = (row for kind in kinds if self.key for row in kind)
        return [row for row in rows if str(row)[:100] in f"{self.key} {self.name}"]

    def to_document(self, audience: Visibility) -> LineDocument:
        """The line as the document of a report stores it; the same for every audience."""
        return as_document(LineDocument, self)


class WantedDecision(InOrder):
    """What a report asks its committee to decide, and why."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="decisions")
    desk_page = property(_page_of_report)
    text = models.TextField(
        _("what the committee is asked to decide"), help_text=_("Begin with a verb: note, agree, ask …")
    )
    reason = models.TextField(blank=True)

    class Meta(InOrder.Meta):
        verbose_name = _("decision needed")
        verbose_name_plural = _("decisions needed")

    def __str__(self) -> str:
        return self.text[:100]

    def to_document(self, audience: Visibility) -> DecisionDocument:
        return as_document(DecisionDocument, self)


class ReportVersion(Version, ForMembers):
    """One published text of a progress report."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="versions")

    class Meta(Version.Meta):
        constraints = version_constraints("report_version", "report")

    def __str__(self) -> str:
        return f"{self.report}, version {self.number}"


class ApprovalMove(TextChoices):
    """What somebody can do with the text of a report before it is published."""

    SENT = "sent", _("Sent for approval")
    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent back", _("Sent back")


class ReportApproval(WrittenOnce):
    """Somebody sends one text of a report for approval, approves it or sends it back, saying why.

    The text is named by its checksum; of any other text it says nothing, so that an edit voids an approval.
    """

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="approvals")
    move = models.CharField(max_length=10, choices=ApprovalMove)
    checksum = models.CharField(max_length=64, help_text=_("SHA-256 of the text for the public and for members"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="report_approvals")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)

    class Meta(WrittenOnce.Meta):
        ordering = ["at", "pk"]
        constraints = [
            one_of("report_approval", "move", ApprovalMove),
            check(
                "report_sent_back_with_reason",
                ~Q(move=ApprovalMove.SENT_BACK) | ~Q(note=""),
                _("Say what has to change."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_move_display()}: {self.report}, by {self.by}"


class PaperName(TextChoices):
    """The papers that are made from a report."""

    REPORT = "report", _("Progress report")
    BRIEF = "brief", _("Two-page brief")
    COVER = "cover", _("Committee cover report")


class ReportFile(VersionFile):
    """A file made from a version of a report."""

    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="files")

    class Meta(VersionFile.Meta):
        constraints = file_constraints("report_file")

    def __str__(self) -> str:
        return f"{self.name}: {self.version}"
