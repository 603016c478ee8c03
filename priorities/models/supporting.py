"""What stands around the priorities: money, achievements, outside objectives, work with other partnerships."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, unique
from csp_portal.formats.markdown import MarkdownField
from plans.models import Plan, Visibility
from plans.models.rows import Copyable, InOrder, Located, as_document, visible
from plans.models.withheld import MayBeWithheld, withheld_constraints
from plans.schemas.plan import AchievementDocument, AlignmentDocument, CrossCuttingDocument, FundingDocument, exact

from .outside_plans import OutsidePlan
from .priorities import Priority


def _ref(priority: Priority | None, audience: Visibility) -> str:
    """The reference of a priority that an audience may see; empty without one."""
    return priority.ref if priority and visible(priority, audience) else ""


class FundingLine(InOrder, Located, Copyable, MayBeWithheld):
    """Money (pounds) from one fund for one purpose, or the words that stand in place of money."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="funding")
    priority = models.ForeignKey(Priority, on_delete=models.SET_NULL, related_name="funding", null=True, blank=True)
    fund = models.CharField(max_length=150)
    purpose = models.CharField(max_length=300)
    organisation = models.CharField(max_length=200, blank=True, help_text=_("Who holds the money"))
    period = models.CharField(max_length=50, blank=True)
    allocated = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    in_words = models.CharField(max_length=150, blank=True, help_text=_("e.g. County-wide funding"))
    as_printed = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta(InOrder.Meta):
        constraints = [
            *withheld_constraints("funding_line"),
            check(
                "funding_line_says_how_much",
                Q(allocated__isnull=False) | Q(spent__isnull=False) | ~Q(in_words=""),
                _("Give an amount, or the words used in its place."),
            ),
            check(
                "funding_line_not_negative",
                (Q(allocated__isnull=True) | Q(allocated__gte=0)) & (Q(spent__isnull=True) | Q(spent__gte=0)),
                _("The amount cannot be negative here."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund}: {self.purpose}"

    def copy_to(self, plan: Plan, priority: Priority | None) -> "FundingLine":
        """The line in the next plan, for the priority given. Words that stand in place of money stay.

        Not carried: what was allocated and spent, the period, the note, the text as printed and the locator.
        """
        none = {"allocated": None, "spent": None, "period": "", "note": "", "as_printed": ""}
        return self.copy(plan=plan, priority=priority, in_words=self.in_words or "To be agreed", **none)

    def to_document(self, audience: Visibility) -> FundingDocument:
        money = {"allocated": exact(self.allocated), "spent": exact(self.spent)}
        return as_document(FundingDocument, self, priority=_ref(self.priority, audience), **money)


class Achievement(InOrder, Located, MayBeWithheld):
    """Something done in a year, for one priority or for the whole plan. It stays with its plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="achievements")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="achievements", null=True, blank=True)
    text = MarkdownField()
    year = models.CharField(max_length=100, blank=True)

    class Meta(InOrder.Meta):
        constraints = withheld_constraints("achievement")

    def __str__(self) -> str:
        return str(self.text)[:80]

    def to_document(self, audience: Visibility) -> AchievementDocument:
        return as_document(AchievementDocument, self)


class Alignment(InOrder, Located, Copyable):
    """An objective of an outside plan or framework that the plan, or one priority, contributes to.

    It points to an `outside_plan` of the partnership's list, or names its `framework` in words, as printed.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="alignments")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="alignments", null=True, blank=True)
    outside_plan = models.ForeignKey(
        OutsidePlan,
        on_delete=models.PROTECT,
        related_name="alignments",
        null=True,
        blank=True,
        help_text=_("Listed, with its dates, on the page of the partnership"),
    )
    framework = models.CharField(
        max_length=200, blank=True, help_text=_("The name of the plan or framework, where it is not on that list")
    )
    reference = models.CharField(max_length=50, blank=True)
    text = models.CharField(max_length=400)

    class Meta(InOrder.Meta):
        constraints = [
            unique(
                "alignment_once",
                ["plan", "priority", "framework", "reference", "text"],
                _("This objective is already listed here."),
                Q(outside_plan__isnull=True),
            ),
            unique(
                "alignment_to_outside_plan_once",
                ["plan", "priority", "outside_plan", "reference", "text"],
                _("This objective is already listed here."),
            ),
            check(
                "alignment_names_a_plan",
                Q(outside_plan__isnull=False) | ~Q(framework=""),
                _("Choose an outside plan, or write the name of the plan or framework."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributes_to} {self.reference}: {self.text}"

    @property
    def contributes_to(self) -> str:
        """The name of the plan or framework."""
        return self.outside_plan.title if self.outside_plan else self.framework

    def copy_to(self, plan: Plan, priority: Priority | None) -> "Alignment":
        """The objective in the next plan, for the priority given. Not carried: the locator."""
        return self.copy(plan=plan, priority=priority)

    def to_document(self, audience: Visibility) -> AlignmentDocument:
        given = {"outside_plan": self.outside_plan.to_document()} if self.outside_plan else {}
        names = {"framework": self.contributes_to, "priority": _ref(self.priority, audience)}
        return as_document(AlignmentDocument, self, **names, **given)


class CrossCutting(InOrder, Located, Copyable):
    """Work with another partnership or agency on interests that both share."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="cross_cutting")
    partnership = models.CharField(max_length=200, help_text=_("The other partnership or agency"))
    activity = models.CharField(max_length=500)
    interests = models.ManyToManyField(Priority, related_name="cross_cutting", blank=True)

    class Meta(InOrder.Meta):
        verbose_name_plural = _("cross-cutting work")

    def __str__(self) -> str:
        return f"{self.partnership}: {self.activity[:60]}"

    def copy_to(self, plan: Plan, interests: list[Priority]) -> "CrossCutting":
        """The joint work in the next plan, on the priorities given. Not carried: the locator."""
        made = self.copy(plan=plan)
        made.interests.add(*interests)
        return made

    def to_document(self, audience: Visibility) -> CrossCuttingDocument:
        interests = [priority.ref for priority in self.interests.all() if visible(priority, audience)]
        return as_document(CrossCuttingDocument, self, interests=interests)
