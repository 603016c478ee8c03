"""How a partnership follows an indicator: how often, who provides it, and what its figures mean."""

from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, one_of, unique
from performance.rules.rhythm import MONTHS, DueRhythm
from plans.models import Organisation, Partnership
from plans.models.rows import Editable

from .indicators import Indicator


class Frequency(TextChoices):
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    HALF_YEARLY = "half-yearly", _("Half-yearly")
    YEARLY = "yearly", _("Yearly")
    OTHER = "other", _("Other, or not known")


class LagUnit(TextChoices):
    DAYS = "days", _("days")
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")


class PartnershipMeasure(Editable):
    """An indicator, its own or a shared one, as one partnership follows it. Public as soon as it is stored."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="measures")
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="measures")
    frequency = models.CharField(_("How often"), max_length=20, choices=Frequency, default=Frequency.OTHER)
    lag = models.PositiveSmallIntegerField(
        _("Figures are published after"), null=True, blank=True, help_text=_("Counted from the last day of the period")
    )
    lag_unit = models.CharField(_("Days, weeks or months"), max_length=10, choices=LagUnit, default=LagUnit.MONTHS)
    provider = models.ForeignKey(
        Organisation,
        verbose_name=_("Provided by"),
        on_delete=models.SET_NULL,
        related_name="measures",
        null=True,
        blank=True,
    )
    good = models.TextField(_("What good looks like"), blank=True)
    why = models.TextField(_("Why it matters"), blank=True)

    class Meta:
        ordering = ["partnership", "indicator__name"]
        constraints = [
            unique("measure_once", ["partnership", "indicator"], _("This indicator is already a measure.")),
            one_of("measure", "frequency", Frequency),
            one_of("measure", "lag_unit", LagUnit),
            check(
                "measure_with_rhythm_has_lag",
                Q(frequency=Frequency.OTHER) | Q(lag__isnull=False, lag__lte=1000),
                _("Say how long after the end of the period the figure is published: a number from 0 to 1,000."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.indicator)

    @property
    def rhythm(self) -> DueRhythm | None:
        """When its figures come; None where nobody knows."""
        if self.frequency not in MONTHS or self.lag is None:
            return None
        return DueRhythm(self.frequency, self.lag, self.lag_unit)
