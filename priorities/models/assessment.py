"""The strategic assessment of a plan: issues, scored by criteria, and what is recommended for each."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.constraints import check, one_of, unique
from csp_portal.formats.markdown import MarkdownField
from plans.models import Plan, Visibility
from plans.models.rows import Copyable, Editable, InOrder, Located, as_document, visible
from plans.models.withheld import MayBeWithheld, withheld_constraints
from plans.schemas.plan import CriterionDocument, IssueDocument, ScoreDocument

from .priorities import Priority, PriorityDecision

LOWEST, SCALES = 1, (4, 5)


class Criterion(InOrder, Copyable):
    """What the issues of an assessment are scored by. `weight` multiplies each score; `highest` is the best score."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=100)
    meaning = models.CharField(
        max_length=600, blank=True, help_text=gettext_lazy("What is asked, and what the lowest and highest score mean")
    )
    weight = models.PositiveSmallIntegerField(
        default=1, help_text=gettext_lazy("Each score is multiplied by it; a whole number from 1 to 100")
    )
    highest = models.PositiveSmallIntegerField(
        gettext_lazy("highest score"), default=5, help_text=gettext_lazy("4 or 5; the lowest score is 1")
    )

    NATURAL_KEY = "name"

    class Meta(InOrder.Meta):
        verbose_name_plural = gettext_lazy("criteria")
        constraints = [
            unique(
                "criterion_name_once", ["plan", "name"], gettext_lazy("This plan already has a criterion of this name.")
            ),
            check(
                "criterion_weight_counts",
                Q(weight__range=(1, 100)),
                gettext_lazy("The weight is a whole number from 1 to 100."),
            ),
            check("criterion_scale", Q(highest__in=SCALES), gettext_lazy("The highest score is 4 or 5.")),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a scale on which a score that was given has no place."""
        super().clean()
        if self.pk and (over := self.scores.filter(score__gt=self.highest).select_related("issue").first()):
            words = _("“%(issue)s” has the score %(score)s: change that score first, or keep the scale.")
            raise ValidationError({"highest": words % {"issue": over.issue, "score": over.score}})

    def copy_to(self, plan: Plan) -> "Criterion":
        """The criterion in the next plan. Not carried: the scores."""
        return self.copy(plan=plan)

    def to_document(self, audience: Visibility) -> CriterionDocument:
        return as_document(CriterionDocument, self)


class Issue(InOrder, Located, Copyable, MayBeWithheld):
    """A crime type or other issue that the assessment looks at, and what it recommends for it.

    `priority`: the priority of the same plan that deals with it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="issues")
    name = models.CharField(max_length=200)
    finding = MarkdownField(gettext_lazy("What was found"), blank=True)
    recommendation = models.CharField(max_length=20, choices=PriorityDecision, default=PriorityDecision.NOT_STATED)
    recommendation_reason = models.TextField(blank=True)
    priority = models.ForeignKey(Priority, on_delete=models.SET_NULL, related_name="issues", null=True, blank=True)

    NATURAL_KEY = "name"

    class Meta(InOrder.Meta):
        constraints = [
            one_of("issue", "recommendation", PriorityDecision),
            *withheld_constraints("issue"),
            unique("issue_name_once", ["plan", "name"], gettext_lazy("This plan already has an issue of this name.")),
            check(
                "issue_against_advice_has_reason",
                ~Q(recommendation=PriorityDecision.KEPT_AGAINST_ADVICE) | ~Q(recommendation_reason=""),
                gettext_lazy("An issue kept as a priority against advice needs the reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def copy_to(self, plan: Plan, priority: Priority | None, **changes: Any) -> "Issue":
        """The issue in the next plan, of the priority given, with what was found, to be brought up to date there.

        Not carried: the scores, the recommendation and its reason, which each assessment makes itself, and its locator.
        """
        own = {"recommendation": PriorityDecision.NOT_STATED, "recommendation_reason": ""}
        return self.copy(plan=plan, priority=priority, **own, **changes)

    def to_document(self, audience: Visibility) -> IssueDocument:
        """The issue with its scores. Its total and rank are given by those who see all issues side by side."""
        priority = self.priority if self.priority and visible(self.priority, audience) else None
        return as_document(
            IssueDocument,
            self,
            scores=[score.to_document(audience) for score in self.scores.all()],
            weighted_total=None,
            rank=None,
            recommendation_label=self.get_recommendation_display(),
            priority=priority.ref if priority else "",
        )


class Score(Editable):
    """How an issue scores by one criterion, and the evidence. Without a number it is not scored yet."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="scores")
    score = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=gettext_lazy("From 1 up to the highest score of the criterion")
    )
    evidence = models.CharField(
        max_length=600, blank=True, help_text=gettext_lazy("Which figures or documents show this, in a sentence")
    )
    link = models.URLField(gettext_lazy("link to the evidence"), max_length=400, blank=True)

    class Meta:
        ordering = ["issue__position", "issue_id", "criterion__position", "criterion_id"]
        constraints = [
            unique(
                "score_once",
                ["issue", "criterion"],
                gettext_lazy("This issue already has a score for this criterion."),
            ),
            check(
                "score_on_scale",
                Q(score__isnull=True) | Q(score__range=(LOWEST, max(SCALES))),
                gettext_lazy("A score is a whole number from 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        number = _("not scored") if self.score is None else self.score
        return _("%(criterion)s: %(score)s") % {"criterion": self.criterion, "score": number}

    def clean(self) -> None:
        """The criterion belongs to the same plan, and the score lies on its scale."""
        super().clean()
        if not self.criterion_id:
            return
        if self.issue.plan_id != self.criterion.plan_id:
            raise ValidationError({"criterion": _("Choose a criterion of the same plan.")})
        if self.score is not None and not LOWEST <= self.score <= self.criterion.highest:
            words = _("Give a score from 1 to %(highest)s, or leave it empty while it is not scored.")
            raise ValidationError({"score": words % {"highest": self.criterion.highest}})

    def to_document(self, audience: Visibility) -> ScoreDocument:
        return as_document(ScoreDocument, self, criterion=self.criterion.name)
