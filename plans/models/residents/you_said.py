"""You said, we did, or did not, because: what became of what people told the partnership."""

from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, one_of
from plans.models.engagement import Consultation
from plans.models.places import Partnership
from plans.models.plans import Plan
from plans.models.rows import InOrder, Visibility, as_document, visible
from plans.models.scrutiny.referrals import MemberQuestion
from plans.schemas.you_said import OfPlan, YouSaidDocument

from .feedback import PublishedFeedback


class HeardFrom(TextChoices):
    FEEDBACK = "feedback", _("What residents wrote")
    CONSULTATION = "consultation", _("A consultation")
    QUESTION = "question", _("A question of a member")
    MEETING = "meeting", _("A public meeting")
    OTHER = "other", _("Another way")


class YouSaidDecision(TextChoices):
    DID = "did", _("We did")
    WILL = "will", _("We will")
    DID_NOT = "did not", _("We did not")


class YouSaid(InOrder):
    """What people said and what was decided. `priority` and `action` are numbers in the newest version of `plan`."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="you_said")
    said = models.TextField(_("you said"))
    heard_from = models.CharField(_("how it was heard"), max_length=12, choices=HeardFrom)
    source = models.CharField(
        _("where and when"), max_length=200, blank=True, help_text=_("e.g. Public meeting, May 2026")
    )
    feedback = models.ManyToManyField(
        PublishedFeedback, related_name="you_said", blank=True, verbose_name=_("published words of residents")
    )
    consultation = models.ForeignKey(
        Consultation, on_delete=models.SET_NULL, related_name="you_said", null=True, blank=True
    )
    member_question = models.ForeignKey(
        MemberQuestion, on_delete=models.SET_NULL, related_name="you_said", null=True, blank=True
    )
    decided = models.CharField(_("what was decided"), max_length=8, choices=YouSaidDecision)
    what = models.TextField(_("what exactly"), help_text=_("Continues after “We did”, “We will” or “We did not”"))
    because = models.TextField(blank=True)
    decided_on = models.DateField(_("date of the decision"), null=True, blank=True)
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, related_name="you_said", null=True, blank=True)
    priority = models.CharField(_("number of the priority"), max_length=20, blank=True)
    action = models.CharField(_("number of the action"), max_length=20, blank=True)

    class Meta(InOrder.Meta):
        verbose_name = _("you said, we did")
        verbose_name_plural = _("you said, we did")
        constraints = [
            one_of("you_said", "heard_from", HeardFrom),
            one_of("you_said", "decided", YouSaidDecision),
            check(
                "you_said_refusal_with_reason",
                ~Q(decided=YouSaidDecision.DID_NOT) | ~Q(because=""),
                _("Say why it was not done."),
            ),
            check(
                "you_said_number_with_plan",
                Q(priority="", action="") | Q(plan__isnull=False),
                _("Choose the plan in which the priority or action has this number."),
            ),
        ]

    def __str__(self) -> str:
        return self.said[:80]

    def to_document(self, audience: Visibility) -> YouSaidDocument:
        """The entry with what it points to; a question that is not public is left out."""
        question = self.member_question if visible(self.member_question, audience) else None
        return as_document(
            YouSaidDocument,
            self,
            feedback=sorted(one.pk for one in self.feedback.all()),
            consultation=self.consultation and _of(self.consultation.plan, consultation=self.consultation.title),
            member_question=question
            and {
                "committee": question.meeting.committee.name,
                "meeting": question.meeting.held_on.isoformat(),
                "question": question.question,
            },
            about=self.plan and _of(self.plan, priority=self.priority, action=self.action),
        )


def _of(plan: Plan, *, consultation: str = "", priority: str = "", action: str = "") -> OfPlan:
    """The title is filled in from the published text; see `you_said.register`."""
    return {"slug": plan.slug, "title": "", "consultation": consultation, "priority": priority, "action": action}
