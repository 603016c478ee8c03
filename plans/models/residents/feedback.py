"""What residents write to a partnership: as it was sent, which nobody but the partnership reads and which is deleted on
its day; and what was published of it with the reply."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import both_or_neither, check
from plans.models.people import User
from plans.models.places import Partnership
from plans.models.plans import Plan

MOST_LETTERS = 5000


class FeedbackSubject(models.Model):
    """What residents write about, by key and in words (see `topics.py`); `priority` is the one it stands beside."""

    topic = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=400)
    priority = models.CharField(max_length=20, blank=True)

    class Meta:
        abstract = True


class Feedback(FeedbackSubject):
    """What a resident sent. `form` is the random name of the form, so that nothing is stored twice; on `delete_on`
    the whole row is deleted. Until it is decided it waits; it was not published when there are `reasons`."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="feedback")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="feedback", null=True, blank=True)
    form = models.CharField(max_length=40, unique=True)
    text = models.TextField()
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    sent_at = models.DateTimeField()
    delete_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="feedback_decided", null=True, blank=True
    )
    reasons = models.TextField(blank=True)

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name_plural = _("feedback")
        constraints = [
            both_or_neither("feedback", "decided_at", "decided_by"),
            check("feedback_says_something", ~Q(text=""), _("Enter some text.")),
            check(
                "feedback_reasons_with_decision",
                Q(reasons="") | Q(decided_at__isnull=False),
                _("Give reasons only with a decision."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}, {self.sent_at:%-d %B %Y}"


class PublishedFeedback(FeedbackSubject):
    """Words of a resident as published, with the reply: no name, no address. It outlives what was sent."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="published_feedback")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="published_feedback", null=True, blank=True)
    feedback = models.OneToOneField(
        Feedback, on_delete=models.SET_NULL, related_name="published", null=True, blank=True
    )
    text = models.TextField()
    reply = models.TextField(blank=True)
    sent_on = models.DateField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name_plural = _("published feedback")
        constraints = [check("published_feedback_says_something", ~Q(text=""), _("Enter the words to be published."))]

    def __str__(self) -> str:
        return f"{self.about}, {self.sent_on:%-d %B %Y}"
