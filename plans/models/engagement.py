"""What people were asked and what they answered."""

from django.db import models
from django.db.models import Q

from csp_portal.constraints import not_after

from ..document_types import AnswerDocument, ConsultationDocument, QuestionDocument, iso
from .plans import Plan
from .rows import InOrder, Located, Visibility, documents


class Consultation(InOrder, Located):
    """One consultation on a plan: who was asked, how, when, and what came of it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="consultations")
    title = models.CharField(max_length=200)
    method = models.CharField(max_length=300, blank=True)
    asked = models.CharField(max_length=300, blank=True, help_text="Who was asked")
    findings = models.TextField(blank=True)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)

    class Meta(InOrder.Meta):
        constraints = [not_after("consultation", "opens_on", "closes_on")]

    def __str__(self) -> str:
        return self.title

    def as_document(self, audience: Visibility) -> ConsultationDocument:
        return {
            "title": self.title,
            "method": self.method,
            "asked": self.asked,
            "findings": self.findings,
            "opens_on": iso(self.opens_on),
            "closes_on": iso(self.closes_on),
            "questions": documents(self.questions.all(), audience),
            "locator": self.locator,
        }


class Question(InOrder):
    """One question put to people. `base_as_printed` is the total the source gives; ours is the sum of the answers."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    base_as_printed = models.PositiveIntegerField(null=True, blank=True)

    class Meta(InOrder.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "text"],
                name="question_once",
                violation_error_message="This consultation already has this question.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def as_document(self, audience: Visibility) -> QuestionDocument:
        return {
            "text": self.text,
            "answers": documents(self.answers.all(), audience),
            "base_as_printed": self.base_as_printed,
        }


class Answer(InOrder):
    """How many people chose one option."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    option = models.CharField(max_length=100)
    count = models.PositiveIntegerField()

    class Meta(InOrder.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["question", "option"],
                name="answer_option_once",
                violation_error_message="This question already has this option.",
            ),
            models.CheckConstraint(
                condition=~Q(option=""),
                name="answer_option_named",
                violation_error_message="Say which option was chosen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.option}: {self.count}"

    def as_document(self, audience: Visibility) -> AnswerDocument:
        return {"option": self.option, "count": self.count}
