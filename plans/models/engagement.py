"""What people were asked and what they answered; what colleagues say about a row."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import both_or_neither, check, not_after, one_of, unique
from plans.schemas.plan import AnswerDocument, ConsultationDocument, QuestionDocument

from .people import User
from .plans import Plan
from .rows import InOrder, Located, Visibility, as_document, documents


class Consultation(InOrder, Located):
    """One consultation on a plan: who was asked, how, when, and what came of it. It stays with its plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="consultations")
    title = models.CharField(max_length=200)
    method = models.CharField(max_length=300, blank=True)
    asked = models.CharField(max_length=300, blank=True, help_text=_("Who was asked"))
    findings = models.TextField(blank=True)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)

    class Meta(InOrder.Meta):
        constraints = [not_after("consultation", "opens_on", "closes_on")]

    def __str__(self) -> str:
        return self.title

    def to_document(self, audience: Visibility) -> ConsultationDocument:
        return as_document(ConsultationDocument, self, questions=documents(self.questions.all(), audience))


class Question(InOrder):
    """One question put to people. `base_as_printed` is the total the source gives; ours is the sum of the answers."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    base_as_printed = models.PositiveIntegerField(null=True, blank=True)

    class Meta(InOrder.Meta):
        constraints = [
            unique("question_once", ["consultation", "text"], _("This consultation already has this question.")),
        ]

    def __str__(self) -> str:
        return self.text

    def to_document(self, audience: Visibility) -> QuestionDocument:
        return as_document(QuestionDocument, self, answers=documents(self.answers.all(), audience))


class Answer(InOrder):
    """How many people chose one option."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    option = models.CharField(max_length=100)
    count = models.PositiveIntegerField()

    class Meta(InOrder.Meta):
        constraints = [
            unique("answer_option_once", ["question", "option"], _("This question already has this option.")),
            check("answer_option_named", ~Q(option=""), _("Say which option was chosen.")),
        ]

    def __str__(self) -> str:
        return f"{self.option}: {self.count}"

    def to_document(self, audience: Visibility) -> AnswerDocument:
        return {"option": self.option, "count": self.count}


class Comment(models.Model):
    """A remark on a row of a plan, never published. The row is also named in words, so that the remark outlives it.

    It is withheld as the row is, or once was; `about` holds the keys of the row and of all that it was a part of.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="comments")
    row_kind = models.CharField(max_length=60, help_text=_("The kind of row in one word, e.g. milestones"))
    row_id = models.PositiveBigIntegerField()
    row_name = models.CharField(max_length=300)
    text = models.TextField(validators=[MaxLengthValidator(5000)])
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="comments")
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="comments_resolved", null=True, blank=True
    )
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC, editable=False)
    about = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            both_or_neither("comment", "resolved_at", "resolved_by"),
            one_of("comment", "visibility", Visibility),
            check("comment_says_something", ~Q(text=""), _("Write a comment.")),
        ]
        indexes = [models.Index(fields=["row_kind", "row_id"], name="comment_of_row")]

    def __str__(self) -> str:
        return f"{self.row_name}: {self.text[:60]}"
