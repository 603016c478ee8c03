"""The way of a plan through the bodies that must agree to it."""

from django.db import models

from .plans import Plan
from .rows import Editable


class RouteStep(Editable):
    """A meeting of a body that the plan goes to before it is published: the day, and what was decided.

    It stands beside the text and is written in any state, for the meetings are held while the text stands still.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="route")
    body = models.CharField(max_length=200, help_text="Who meets, e.g. Partnership board, Cabinet, Full council")
    meets_on = models.DateField("day of the meeting")
    decision = models.TextField("what was decided", blank=True, help_text="Empty while the meeting is to come")

    class Meta:
        ordering = ["meets_on", "pk"]
        verbose_name = "committee meeting"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "body", "meets_on"],
                name="route_step_once",
                violation_error_message="The plan already goes to this body on this day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.meets_on:%-d %B %Y}"
