"""What stands around the priorities: money, achievements, outside objectives, work with other partnerships."""

from django.db import models
from django.db.models import Q

from csp_portal.formats.markdown import MarkdownField, prose
from plans.models import Plan, Visibility
from plans.models.rows import Carried, InOrder, Located, visible
from plans.models.withheld import MayBeWithheld, withheld_constraints
from plans.schemas.plan import AchievementDocument, AlignmentDocument, CrossCuttingDocument, FundingDocument, exact

from .priorities import Priority


class FundingLine(InOrder, Located, Carried, MayBeWithheld):
    """Money (pounds) from one fund for one purpose, or the words that stand in place of money."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="funding")
    priority = models.ForeignKey(Priority, on_delete=models.SET_NULL, related_name="funding", null=True, blank=True)
    fund = models.CharField(max_length=150)
    purpose = models.CharField(max_length=300)
    organisation = models.CharField(max_length=200, blank=True, help_text="Who holds the money, as printed")
    period = models.CharField(max_length=50, blank=True)
    allocated = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    in_words = models.CharField(max_length=150, blank=True, help_text="e.g. County-wide funding")
    as_printed = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta(InOrder.Meta):
        constraints = [
            *withheld_constraints("funding_line"),
            models.CheckConstraint(
                condition=Q(allocated__isnull=False) | Q(spent__isnull=False) | ~Q(in_words=""),
                name="funding_line_says_how_much",
                violation_error_message="Give an amount, or the words that stand in its place.",
            ),
            models.CheckConstraint(
                condition=(Q(allocated__isnull=True) | Q(allocated__gte=0)) & (Q(spent__isnull=True) | Q(spent__gte=0)),
                name="funding_line_not_negative",
                violation_error_message="Money is not negative here.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund}: {self.purpose}"

    def carry_to(self, plan: Plan, priority: Priority | None) -> "FundingLine":
        """The line in the next plan, for the priority given. Words that stand in place of money stay.

        Not carried: what was allocated and spent, the period, the note, the text as printed and the locator.
        """
        none = {"allocated": None, "spent": None, "period": "", "note": "", "as_printed": ""}
        return self.copy(plan=plan, priority=priority, in_words=self.in_words or "To be agreed", **none)

    def as_document(self, audience: Visibility) -> FundingDocument:
        return {
            "fund": self.fund,
            "purpose": self.purpose,
            "priority": self.priority.ref if self.priority and visible(self.priority, audience) else "",
            "organisation": self.organisation,
            "period": self.period,
            "allocated": exact(self.allocated),
            "spent": exact(self.spent),
            "in_words": self.in_words,
            "as_printed": self.as_printed,
            "note": self.note,
            "locator": self.locator,
        }


class Achievement(InOrder, Located, MayBeWithheld):
    """Something done in a year, for one priority or for the whole plan. It stays with its plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="achievements")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="achievements", null=True, blank=True)
    text = MarkdownField()
    year = models.CharField(max_length=100, blank=True)

    class Meta(InOrder.Meta):
        constraints = withheld_constraints("achievement")

    def __str__(self) -> str:
        return self.text[:80]

    def as_document(self, audience: Visibility) -> AchievementDocument:
        return {"text": prose(self, "text"), "year": self.year, "locator": self.locator}


class Alignment(InOrder, Located, Carried):
    """An objective of an outside plan or framework that the plan, or one priority, contributes to."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="alignments")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="alignments", null=True, blank=True)
    framework = models.CharField(max_length=200)
    reference = models.CharField(max_length=50, blank=True)
    text = models.CharField(max_length=400)

    class Meta(InOrder.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "priority", "framework", "reference", "text"],
                name="alignment_once",
                violation_error_message="This objective is already listed here.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.reference}: {self.text}"

    def carry_to(self, plan: Plan, priority: Priority | None) -> "Alignment":
        """The objective in the next plan, for the priority given. Not carried: the locator."""
        return self.copy(plan=plan, priority=priority)

    def as_document(self, audience: Visibility) -> AlignmentDocument:
        return {
            "framework": self.framework,
            "reference": self.reference,
            "text": self.text,
            "priority": self.priority.ref if self.priority and visible(self.priority, audience) else "",
            "locator": self.locator,
        }


class CrossCutting(InOrder, Located, Carried):
    """Work with another partnership or agency on interests that both share."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="cross_cutting")
    partnership = models.CharField(max_length=200, help_text="The other partnership or agency, as printed")
    activity = models.CharField(max_length=500)
    interests = models.ManyToManyField(Priority, related_name="cross_cutting", blank=True)

    class Meta(InOrder.Meta):
        verbose_name_plural = "cross-cutting work"

    def __str__(self) -> str:
        return f"{self.partnership}: {self.activity[:60]}"

    def carry_to(self, plan: Plan, interests: list[Priority]) -> "CrossCutting":
        """The joint work in the next plan, on the priorities given. Not carried: the locator."""
        made = self.copy(plan=plan)
        made.interests.add(*interests)
        return made

    def as_document(self, audience: Visibility) -> CrossCuttingDocument:
        return {
            "partnership": self.partnership,
            "interests": [priority.ref for priority in self.interests.all() if visible(priority, audience)],
            "activity": self.activity,
            "locator": self.locator,
        }
