"""What a source says in words that other facts can be held against, and what explains its figures."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import both_or_neither, check, not_after, one_of, unique
from csp_portal.formats.periods import Period
from performance.rules.targets import status
from plans.models import Area, Partnership
from plans.models.rows import Editable, InOrder

from .figures import FigureTable, Source
from .indicators import Indicator


class StatementKind(TextChoices):
    """What is said, and in which columns it is kept."""

    PART = "part", _("The document has a part of this name (subject), with this title (about)")
    REFERENCE = "reference", _("The text refers to a part (subject) and says what is there (about)")
    MEETS = "meets", _("A group (subject) meets this often (as printed)")
    RUNS = "runs", _("A plan (subject, or this one) runs for a period or for a number of years (value)")
    ORDER = "order", _("The priorities are listed in this order (their references, in about)")
    BASELINE = "baseline", _("Figures are compared with this period")
    VALUE = "value", _("An indicator has this value")
    REACHED = "reached", _("A target for a change (value) is reached in this period")
    MOST_REACHED = "most reached", _("Most of the targets in a table are reached")
    PRIORITY = "priority", _("An earlier plan (subject) has a priority of this name (about)")
    HEADING = "heading", _("A column (subject) has this heading (as printed)")
    SYMBOL_RULE = "symbol rule", _("The symbols of a table follow a status rule (subject)")


NEEDS_NUMBER = (StatementKind.VALUE, StatementKind.REACHED)
NEEDS_TABLE = (StatementKind.MOST_REACHED, StatementKind.SYMBOL_RULE)
NEEDS_SUBJECT = (
    StatementKind.PART,
    StatementKind.REFERENCE,
    StatementKind.MEETS,
    StatementKind.SYMBOL_RULE,
    StatementKind.PRIORITY,
    StatementKind.HEADING,
)


class Statement(Editable):
    """One thing that a source says in words. The facts in it are kept as printed; the kind says what they are for."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="statements")
    kind = models.CharField(max_length=20, choices=StatementKind)
    locator = models.CharField(max_length=200)
    subject = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=200, blank=True)
    as_printed = models.CharField(max_length=200, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="statements", null=True, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="statements", null=True, blank=True)
    table = models.ForeignKey(FigureTable, on_delete=models.CASCADE, related_name="statements", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["source", "pk"]
        constraints = [
            one_of("statement", "kind", StatementKind),
            both_or_neither("statement", "period_start", "period_end"),
            not_after("statement", "period_start", "period_end"),
            check(
                "statement_number_given",
                ~Q(kind__in=NEEDS_NUMBER) | Q(value__isnull=False, indicator__isnull=False, area__isnull=False),
                _("Say which indicator, which area and which number."),
            ),
            check(
                "statement_table_given",
                ~Q(kind__in=NEEDS_TABLE) | Q(table__isnull=False),
                _("Say which table this is about."),
            ),
            check("statement_subject_given", ~Q(kind__in=NEEDS_SUBJECT) | ~Q(subject=""), _("Say what this is about.")),
        ]

    def __str__(self) -> str:
        return f"{self.locator}: {self.as_printed or self.subject or self.get_kind_display()}"

    def clean(self) -> None:
        if self.kind == StatementKind.SYMBOL_RULE and self.subject not in status.RULES:
            raise ValidationError(
                {"subject": _("The rule must be one of: %(rules)s.") % {"rules": ", ".join(status.RULES)}}
            )

    @property
    def period(self) -> Period | None:
        return Period(self.period_start, self.period_end) if self.period_start and self.period_end else None


class LegendEntry(InOrder):
    """A line of a printed legend: a class of a map, from `low` to `high` (NULL: no limit), or what a symbol means."""

    table = models.ForeignKey(FigureTable, on_delete=models.CASCADE, related_name="legend")
    meaning = models.CharField(max_length=200)
    symbol = models.CharField(max_length=20, blank=True)
    low = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    locator = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = _("legend entries")
        ordering = ["table", "position"]
        constraints = [
            not_after("legend_entry", "low", "high"),
            unique("legend_entry_once", ["table", "meaning"], _("The legend already has this meaning.")),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.meaning}".strip()


class UnitCost(Editable):
    """What one crime costs, by a published estimate, in the prices of a year; its range where the estimate has one.

    With a partnership it holds for that partnership alone, so that each can note one for a shared indicator.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="unit_costs", null=True, blank=True, editable=False
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="unit_costs")
    pounds = models.DecimalField(max_digits=12, decimal_places=2)
    lowest = models.DecimalField(_("lowest, in pounds"), max_digits=12, decimal_places=2, null=True, blank=True)
    highest = models.DecimalField(_("highest, in pounds"), max_digits=12, decimal_places=2, null=True, blank=True)
    prices = models.CharField(max_length=20, help_text=_("The year whose prices these are, e.g. 2003"))
    estimate = models.CharField(max_length=300, help_text=_("Who estimated it, and where it is published"))

    class Meta:
        ordering = ["indicator", "prices"]
        constraints = [
            unique(
                "unit_cost_once",
                ["indicator", "prices", "estimate"],
                _("This estimate is already here."),
                Q(partnership__isnull=True),
            ),
            unique(
                "unit_cost_once_for_a_partnership",
                ["partnership", "indicator", "prices", "estimate"],
                _("This estimate is already here."),
            ),
            check("unit_cost_positive", Q(pounds__gt=0), _("A cost must be more than £0.")),
            both_or_neither("unit_cost", "lowest", "highest"),
            check(
                "unit_cost_within_its_range",
                Q(lowest__isnull=True) | Q(lowest__gt=0, lowest__lte=F("pounds"), highest__gte=F("pounds")),
                _("The range must be above £0, and the cost must lie within it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: £{self.pounds} in prices of {self.prices}"
