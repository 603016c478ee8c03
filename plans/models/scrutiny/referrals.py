"""What members bring to a committee or ask for: referrals of local matters, requests for information, questions."""

from django.db import models
from django.db.models import CheckConstraint, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import both_or_neither, check, not_after, one_of
from plans.models.people import Organisation
from plans.models.places import Area, Partnership
from plans.models.rows import Editable, Visibility, as_document
from plans.models.withheld import MayBeWithheld, withheld_constraints
from plans.schemas.scrutiny import InformationRequestDocument, MemberQuestionDocument, ReferralDocument

from .committees import Committee, Meeting


class ReferralOutcome(TextChoices):
    TAKEN_UP = "taken up", _("Taken up by the committee")
    NOT_TAKEN_UP = "not taken up", _("Not taken up")


class Referral(Editable, MayBeWithheld):
    """A local matter that a councillor referred to the committee: a councillor call for action.

    Police and Justice Act 2006, section 19(3) and following; the committee says what it will do, and why.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="referrals")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="referrals")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="referrals", null=True, blank=True)
    member = models.CharField(max_length=150, help_text=_("The office, e.g. Councillor for Mancroft ward"))
    matter = models.TextField()
    tried = models.TextField(_("what was tried before"), blank=True)
    referred_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=ReferralOutcome, blank=True)
    reasons = models.TextField(blank=True)

    class Meta:
        ordering = ["-referred_on", "pk"]
        constraints = [
            *withheld_constraints("referral"),
            one_of("referral", "outcome", ReferralOutcome, or_empty=True),
            check(
                "referral_decided_after_referred",
                Q(decided_on__isnull=True) | Q(decided_on__gte=models.F("referred_on")),
                _("The decision is dated before the matter was referred."),
            ),
            check(
                "referral_decision_complete",
                Q(decided_on__isnull=True, outcome="")
                | (Q(decided_on__isnull=False) & ~Q(outcome="") & ~Q(reasons="")),
                _("A decision has a date, an outcome and reasons; give all three, or none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}, {self.referred_on:%-d %B %Y}"

    def to_document(self, audience: Visibility) -> ReferralDocument:
        area = self.area.name if self.area else ""
        return as_document(ReferralDocument, self, committee=self.committee.name, area=area)


def answer_complete(model: str) -> CheckConstraint:
    """An answer has both its date and its text."""
    condition = Q(answered_on__isnull=True, answer="") | (Q(answered_on__isnull=False) & ~Q(answer=""))
    return check(f"{model}_answer_complete", condition, _("An answer has a date and a text; give both, or neither."))


class InformationRequest(Editable, MayBeWithheld):
    """Information that a committee asked an organisation for, by the date that stands in the request."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="information_requests")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="information_requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="information_requests")
    asked_on = models.DateField()
    answer_by = models.DateField()
    what = models.TextField(_("what was asked for"))
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_on", "pk"]
        constraints = [
            *withheld_constraints("information_request"),
            not_after("information_request", "asked_on", "answer_by"),
            not_after("information_request", "asked_on", "answered_on"),
            answer_complete("information_request"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.asked_on:%-d %B %Y}"

    def to_document(self, audience: Visibility) -> InformationRequestDocument:
        asked = self.organisation.name
        return as_document(InformationRequestDocument, self, committee=self.committee.name, organisation=asked)


class MemberQuestion(Editable, MayBeWithheld):
    """A question that a member asked before or at a meeting, answered in writing."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="member_questions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.CharField(max_length=150, help_text=_("The office, e.g. Member of the committee"))
    asked_on = models.DateField()
    question = models.TextField()
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="answers_to_members", null=True, blank=True
    )
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            *withheld_constraints("member_question"),
            both_or_neither("member_question", "answered_on", "answered_by"),
            not_after("member_question", "asked_on", "answered_on"),
            answer_complete("member_question"),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by}, {self.asked_on:%-d %B %Y}"

    def to_document(self, audience: Visibility) -> MemberQuestionDocument:
        return as_document(
            MemberQuestionDocument,
            self,
            committee=self.meeting.committee.name,
            meeting=self.meeting.held_on.isoformat(),
            answered_by=self.answered_by.name if self.answered_by else "",
        )
