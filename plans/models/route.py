"""The way of a plan through the bodies that must agree to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import unique

from .plans import Plan
from .rows import Editable


class RouteStep(Editable):
    """A meeting that decides on the plan. It is recorded in any state, also while the text is locked."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="route")
    body = models.CharField(max_length=200, help_text=_("Who meets, e.g. Partnership board, Cabinet, Full council"))
    meets_on = models.DateField(_("date of the meeting"))
    decision = models.TextField(
        _("what was decided"), blank=True, help_text=_("Leave empty until the meeting has taken place")
    )

    class Meta:
        ordering = ["meets_on", "pk"]
        verbose_name = _("committee meeting")
        constraints = [
            unique(
                "route_step_once", ["plan", "body", "meets_on"], _("The plan already goes to this body on this day.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.meets_on:%-d %B %Y}"
