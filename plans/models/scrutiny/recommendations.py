"""What a crime and disorder committee recommends, to whom, and what came of it.

The Police and Justice Act 2006, section 19, has a committee scrutinise the work of the responsible authorities and
make recommendations to each of them.
"""

from django.db import models
from django.db.models import Q, TextChoices

from plans.models.people import Organisation
from plans.models.places import Partnership
from plans.models.rows import Editable, InOrder, Located, Visibility, documents
from plans.models.withheld import MayBeWithheld, withheld_constraints
from plans.schemas.plan import iso
from plans.schemas.scrutiny import AddresseeDocument, FollowUpDocument, RecommendationDocument

from .committees import Committee, Meeting


class Recommendation(InOrder, Located, MayBeWithheld):
    """What a committee recommends. To whom, when it was served and what was answered stands with its addressees."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="recommendations")
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="recommendations")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="recommendations", null=True, blank=True
    )
    ref = models.SlugField("number", max_length=20)
    text = models.TextField()
    about = models.CharField(max_length=200, blank=True, help_text="The priority or work it is about")

    NATURAL_KEY = ("partnership__slug", "ref")

    class Meta(InOrder.Meta):
        constraints = [
            *withheld_constraints("recommendation"),
            models.UniqueConstraint(
                fields=["partnership", "ref"],
                name="recommendation_once",
                violation_error_message="This partnership already has a recommendation of this number.",
            ),
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.ref}"

    def as_document(self, audience: Visibility) -> RecommendationDocument:
        return {
            "ref": self.ref,
            "text": self.text,
            "about": self.about,
            "committee": self.committee.name,
            "meeting": iso(self.meeting and self.meeting.held_on),
            "visibility": self.visibility,
            "addressees": documents(self.addressees.all(), audience),
            "locator": self.locator,
        }


class Decision(TextChoices):
    ACCEPTED = "accepted", "Accepted"
    IN_PART = "in part", "Accepted in part"
    NOT_ACCEPTED = "not accepted", "Not accepted"


class Addressee(InOrder):
    """One body that must answer a recommendation in writing, and its answer.

    It has 28 days from being served (see `scrutiny.due_on`).
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="addressees")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="recommendations")
    served_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    response = models.TextField(blank=True)
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    reasons = models.TextField(blank=True, help_text="Why: needed when it is not accepted, or only in part")

    class Meta(InOrder.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "organisation"],
                name="addressee_once",
                violation_error_message="This recommendation is already addressed to this organisation.",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", *Decision.values]),
                name="addressee_decision_known",
                violation_error_message="The decision must be one of: Accepted, Accepted in part, Not accepted.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=models.F("served_on")),
                name="addressee_answered_after_served",
                violation_error_message="The answer is dated before the recommendation was served.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, response="", decision="")
                | (Q(answered_on__isnull=False) & ~Q(response="") & ~Q(decision="")),
                name="addressee_answer_complete",
                violation_error_message="An answer has a date, a text and a decision; give all three, or none.",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", Decision.ACCEPTED]) | ~Q(reasons=""),
                name="addressee_refusal_with_reasons",
                violation_error_message="Give the reasons for what is not accepted.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} to {self.organisation}"

    def as_document(self, audience: Visibility) -> AddresseeDocument:
        return {
            "organisation": self.organisation.name,
            "served_on": self.served_on.isoformat(),
            "answered_on": iso(self.answered_on),
            "response": self.response,
            "decision": self.decision,
            "reasons": self.reasons,
            "progress": documents(self.progress.all(), audience),
        }


class FollowUp(Editable):
    """What an addressee has done since it answered, with the evidence."""

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, related_name="progress")
    on = models.DateField("date")
    text = models.TextField()
    evidence = models.URLField(max_length=400, blank=True)
    carried_out = models.BooleanField(default=False, help_text="The recommendation has now been carried out")

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = "progress"
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return f"{self.addressee}, {self.on:%-d %B %Y}"

    def as_document(self, audience: Visibility) -> FollowUpDocument:
        return {
            "on": self.on.isoformat(),
            "text": self.text,
            "evidence": self.evidence,
            "carried_out": self.carried_out,
        }
