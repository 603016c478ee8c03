"""Figures that leads are asked for in a round, beside how their actions go."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import both_or_neither, check, not_after, unique
from csp_portal.formats.periods import Period, in_months
from plans.models import Area, User
from priorities.models import LeadRequest

from .imports import ImportRun
from .indicators import Indicator


class FigureRequest(models.Model):
    """A figure that whoever provides a measure is asked for, and what they gave in answer.

    `given` is a number, or a state with its reason, as a document would print it; empty until they answer. It is no
    figure of the portal before an officer accepts it: then `import_run` stored it. Decided without one, it was set
    aside.
    """

    lead = models.ForeignKey(LeadRequest, on_delete=models.CASCADE, related_name="figure_requests")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="figure_requests")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="figure_requests")
    period_start = models.DateField()
    period_end = models.DateField()
    due_on = models.DateField()
    given = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="figures_decided", null=True, blank=True
    )
    import_run = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, related_name="figure_requests", null=True, blank=True
    )

    class Meta:
        ordering = ["lead", "indicator__name", "period_start", "pk"]
        constraints = [
            not_after("figure_request", "period_start", "period_end"),
            both_or_neither("figure_request", "decided_at", "decided_by"),
            check(
                "figure_request_decided_when_given",
                Q(decided_at=None, import_run=None) | ~Q(given=""),
                _("Only a figure that was given is accepted or set aside."),
            ),
            unique(
                "figure_request_once",
                ["lead", "indicator", "period_start", "period_end"],
                _("This lead is already asked for this figure in this round."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {in_months(self.period)}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)
