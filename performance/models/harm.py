"""How much harm each type of crime does, by a table that somebody published."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy as _

from csp_portal.constraints import check, unique
from performance.rules.harm import related
from performance.rules.values import COUNTED
from plans.models import Partnership
from plans.models.rows import Editable

from .indicators import Indicator


class HarmTable(Editable):
    """A published table that gives each type of crime a weight, for one partnership; readers see it only when `shown`.

    Two are in use in England and Wales. The Cambridge Crime Harm Index weighs by the days in prison of the starting
    point in sentencing guidelines: L. Sherman, P. Neyroud and E. Neyroud, The Cambridge Crime Harm Index, Policing
    10 (2016), pages 171 to 183. The Crime Severity Score weighs by the average of actual sentences: Office for National
    Statistics, Research outputs: developing a Crime Severity Score for England and Wales, 29 November 2016. The weights
    are not in the portal: an officer loads them, with their edition and licence.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="harm_tables", editable=False)
    name = models.CharField(max_length=150, help_text=_("E.g. Cambridge Crime Harm Index"))
    unit = models.CharField(
        max_length=60, help_text=_("What one unit of the weights is, e.g. days in prison, or points of the score")
    )
    edition = models.CharField(max_length=30, help_text=_("The year of the weights, e.g. 2020 or 2018/19"))
    source = models.CharField(max_length=300, help_text=_("Who published it and where"))
    licence = models.CharField(max_length=200, blank=True)
    shown = models.BooleanField(
        _("show harm-weighted figures to readers"),
        default=False,
        help_text=_("On the performance page, next to the counts. Only one table can be shown at a time."),
    )

    class Meta:
        ordering = ["name", "edition"]
        constraints = [
            unique(
                "harm_table_once",
                ["partnership", "name", "edition"],
                _("There is already a table with this name and edition."),
            ),
            unique(
                "harm_table_shown_once",
                ["partnership"],
                _("Another table is shown to readers already. Hide that one first."),
                Q(shown=True),
            ),
            check(
                "harm_table_is_described",
                ~Q(name="") & ~Q(unit="") & ~Q(edition="") & ~Q(source=""),
                _("Give the name, unit, edition and source of the table."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.edition}"


class HarmWeight(Editable):
    """The weight of one type of crime, in the unit of its table. `indicator`: the count that it is for, as an officer
    said; until then the weight is not used."""

    table = models.ForeignKey(HarmTable, on_delete=models.CASCADE, related_name="weights")
    crime_type = models.CharField(_("crime type"), max_length=200)
    weight = models.DecimalField(max_digits=12, decimal_places=4)
    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.SET_NULL,
        related_name="harm_weights",
        null=True,
        blank=True,
        help_text=_("Which of your counts this weight is for. Until you choose one, the weight is not used."),
    )

    class Meta:
        ordering = ["table", "crime_type"]
        constraints = [
            unique("harm_weight_once", ["table", "crime_type"], _("The table already has this crime type.")),
            unique(
                "harm_weight_of_indicator_once", ["table", "indicator"], _("This indicator already has a weight here.")
            ),
            check("harm_weight_positive", Q(weight__gt=0), _("A weight must be more than 0.")),
        ]

    def __str__(self) -> str:
        used = self.indicator.name if self.indicator else gettext("no indicator chosen")
        return f"{self.crime_type}: {used}"

    def clean(self) -> None:
        """Refuse an indicator that is no count, and one whose crimes another weight counts already."""
        if self.indicator is None or self.table_id is None:
            return
        if self.indicator.unit not in COUNTED:
            words = gettext("“%(indicator)s” is not a count, so it cannot be weighted.")
            raise ValidationError({"indicator": words % {"indicator": self.indicator}})
        totals = dict(Indicator.objects.values_list("pk", "part_of"))
        variants = {pk: of for pk, of in Indicator.objects.values_list("pk", "variant_of") if of}
        for other in Indicator.objects.filter(harm_weights__in=self.table.weights.all()).exclude(pk=self.indicator.pk):
            if related(self.indicator.pk, other.pk, totals, variants):
                words = gettext(
                    "“%(indicator)s” and “%(other)s” count some of the same crimes, and “%(other)s” has a weight "
                    "already. Choose one of them."
                )
                raise ValidationError({"indicator": words % {"indicator": self.indicator, "other": other}})
