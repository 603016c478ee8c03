"""What a crime and disorder committee recommends, to whom, and what came of it.

The Police and Justice Act 2006, section 19, has a committee scrutinise the work of the responsible authorities and
make recommendations to each of them.
"""

from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, one_of, unique
from plans.models.people import Organisation
from plans.models.places import Partnership
from plans.models.rows import Editable, InOrder, Located, Visibility, as_document, documents
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
    ref = models.SlugField(_("number"), max_length=20)
    text = models.TextField()
    about = models.CharField(max_length=200, blank=True, help_text=_("The priority or work it is about"))

    NATURAL_KEY = ("partnership__slug", "ref")

    class Meta(InOrder.Meta):
        constraints = [
            *withheld_constraints("recommendation"),
            unique(
                "recommendation_once",
                ["partnership", "ref"],
                _("This partnership already has a recommendation of this number."),
            ),
        ]

    def __str__(self) -> str:
        return f"Recommendation {self.ref}"

    def to_document(self, audience: Visibility) -> RecommendationDocument:
        return as_document(
            RecommendationDocument,
            self,
            committee=self.committee.name,
            meeting=iso(self.meeting and self.meeting.held_on),
            addressees=documents(self.addressees.all(), audience),
        )


class ResponseDecision(TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    IN_PART = "in part", _("Accepted in part")
    NOT_ACCEPTED = "not accepted", _("Not accepted")


class Addressee(InOrder):
    """One body that must answer a recommendation in writing within 28 days (see `clocks.due_on`), and its answer."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="addressees")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="recommendations")
    served_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    response = models.TextField(blank=True)
    decision = models.CharField(max_length=12, choices=ResponseDecision, blank=True)
    reasons = models.TextField(blank=True, help_text=_("Why: needed when it is not accepted, or only accepted in part"))

    class Meta(InOrder.Meta):
        constraints = [
            unique(
                "addressee_once",
                ["recommendation", "organisation"],
                _("This recommendation is already addressed to this organisation."),
            ),
            one_of("addressee", "decision", ResponseDecision, or_empty=True),
            check(
                "addressee_answered_after_served",
                Q(answered_on__isnull=True) | Q(answered_on__gte=models.F("served_on")),
                _("The answer is dated before the recommendation was served."),
            ),
            check(
                "addressee_answer_complete",
                Q(answered_on__isnull=True, response="", decision="")
                | (Q(answered_on__isnull=False) & ~Q(response="") & ~Q(decision="")),
                _("An answer has a date, a text and a decision; give all three, or none."),
            ),
            check(
                "addressee_refusal_with_reasons",
                Q(decision__in=["", ResponseDecision.ACCEPTED]) | ~Q(reasons=""),
                _("Give the reasons for what is not accepted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} to {self.organisation}"

    def to_document(self, audience: Visibility) -> AddresseeDocument:
        progress = documents(self.progress.all(), audience)
        return as_document(AddresseeDocument, self, organisation=self.organisation.name, progress=progress)


class FollowUp(Editable):
    """What an addressee has done since it answered, with the evidence."""

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, related_name="progress")
    on = models.DateField(_("date"))
    text = models.TextField()
    evidence = models.URLField(max_length=400, blank=True)
    carried_out = models.BooleanField(default=False, help_text=_("The recommendation has now been carried out"))

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("progress")
        verbose_name_plural = _("progress")

    def __str__(self) -> str:
        return f"{self.addressee}, {self.on:%-d %B %Y}"

    def to_document(self, audience: Visibility) -> FollowUpDocument:
        return as_document(FollowUpDocument, self)
