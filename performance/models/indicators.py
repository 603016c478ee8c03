"""What is measured."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, TextChoices, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, gettext_lazy as _

from csp_portal.constraints import check, not_after, one_of
from csp_portal.formats.slugs import slug_of
from plans.models import Area, Partnership
from plans.models.rows import Editable
from plans.public.help import HELP_TOPICS, HelpTopic
from priorities.models import Action


class Unit(TextChoices):
    CRIMES = "crimes", _("crimes")
    INCIDENTS = "incidents", _("incidents")
    PEOPLE = "people", _("people")
    HOUSEHOLDS = "households", _("households")
    PERCENT = "%", _("per cent")
    POUNDS = "£", _("pounds")
    RATE = "per 1,000", _("per 1,000")
    COUNT = "count", _("number")
    YEARS = "years", _("years")
    MONTHS = "months", _("months")
    METRES = "metres", _("metres")
    PER_DAY = "per day", _("a day")


class Better(TextChoices):
    LOWER = "lower", _("Lower is better")
    HIGHER = "higher", _("Higher is better")
    NEITHER = "neither", _("Neither is better")


class IndicatorType(TextChoices):
    TARGET = "target", _("Has a target")
    TRACKER = "tracker", _("Tracked")
    CONTEXT = "context", _("Background figure")
    DENOMINATOR = "denominator", _("Population used for rates")


class RateBase(TextChoices):
    RESIDENTS = "residents", _("residents")
    HOUSEHOLDS = "households", _("households")


class Indicator(Editable):
    """Something that is counted or measured, in one unit, defined once for all who use it.

    `part_of` names the larger total this one is counted in, so that parts are never added to their own total.
    `variant_of`: the same thing, counted under another definition. `usual` is a figure of the right order of magnitude,
    with where it is from, so that a misplaced digit can be seen.
    `rate_base`: what areas are compared by, when it is a count: burglary of homes by the homes that there are.
    `partnership` keeps the definition and may change it; an indicator without one is shared by all, and `used_by` those
    who ticked it in the list of standard indicators. `actions`: those of any plan that say it shows how they go.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.SET_NULL, related_name="indicators_kept", null=True, blank=True
    )
    slug = models.SlugField(max_length=80, unique=True, blank=True)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=30, blank=True, help_text=_("Code in a national set, e.g. NI 17"))
    framework = models.CharField(max_length=150, blank=True)
    unit = models.CharField(max_length=20, choices=Unit)
    better = models.CharField(max_length=10, choices=Better, default=Better.NEITHER)
    type = models.CharField(max_length=20, choices=IndicatorType, default=IndicatorType.CONTEXT)
    rate_base = models.CharField(
        _("rates are per 1,000"),
        max_length=20,
        choices=RateBase,
        default=RateBase.RESIDENTS,
        help_text=_("Where there is no count of these, the other is used; every page says which, and for which year"),
    )
    definition = models.TextField(blank=True)
    data_source = models.CharField(max_length=300, blank=True)
    aliases = models.JSONField(default=list, blank=True, help_text=_("Other names in print"))
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True)
    variant_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="variants", null=True, blank=True)
    help_topics = models.JSONField(default=list, blank=True, help_text=HELP_TOPICS)
    usual = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    usual_source = models.CharField(max_length=300, blank=True)
    used_by = models.ManyToManyField(Partnership, related_name="indicators_used", blank=True, editable=False)
    actions = models.ManyToManyField(Action, related_name="indicators", blank=True, editable=False)

    NATURAL_KEY = "slug"
    KNOWN_WORDS = {"help_topics": HelpTopic}

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of("indicator", "unit", Unit),
            one_of("indicator", "better", Better),
            one_of("indicator", "type", IndicatorType),
            one_of("indicator", "rate_base", RateBase),
            check("indicator_not_part_of_itself", ~Q(part_of=F("pk")), _("An indicator cannot be a part of itself.")),
            check(
                "indicator_not_variant_of_itself",
                ~Q(variant_of=F("pk")),
                _("An indicator cannot be a variant of itself."),
            ),
            check(
                "indicator_usual_has_source",
                Q(usual__isnull=True, usual_source="") | (Q(usual__gt=0) & ~Q(usual_source="")),
                _("A usual figure must be more than 0 and say where it is from."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not self.slug:
            slug = slug_of(self.name, "indicator")
            taken = Indicator.objects.filter(slug=slug).exists() and self.partnership
            self.slug = slug_of(f"{self.partnership.slug} {self.name}", "indicator") if taken else slug


class SeriesBreak(Editable):
    """From this day on an indicator is counted differently: figures before and after are not the same thing.

    With a partnership it holds for that partnership's pages alone, so that each can note one of a shared indicator.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="series_breaks", null=True, blank=True, editable=False
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="breaks")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="series_breaks", null=True, blank=True)
    starts_on = models.DateField()
    reason = models.CharField(max_length=300)
    locator = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["indicator", "starts_on"]
        constraints = [
            check("series_break_has_reason", ~Q(reason=""), _("Say what changed in the way this is counted.")),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, from {self.starts_on}: {self.reason}"


class IndicatorDirection(Editable):
    """For one partnership and some time another direction is better than the indicator says: more reports of domestic
    abuse until 2027/28, say. It holds for periods that end between its days; without one of them, it is open there.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="indicator_directions", editable=False
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="directions")
    better = models.CharField(_("what is better"), max_length=10, choices=Better)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(max_length=300, help_text=_("Readers see it next to the direction"))

    class Meta:
        ordering = ["indicator", "starts_on", "pk"]
        constraints = [
            one_of("indicator_direction", "better", Better),
            not_after("indicator_direction", "starts_on", "ends_on"),
            check(
                "indicator_direction_has_a_day",
                Q(starts_on__isnull=False) | Q(ends_on__isnull=False),
                _("Give the first date, the last date or both; for all time, change the direction of the indicator."),
            ),
            check("indicator_direction_has_reason", ~Q(reason=""), _("Say why another direction is better.")),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.get_better_display()}"

    def clean(self) -> None:
        """Refuse a second direction for a day that has one."""
        if self.indicator_id is None or self.partnership_id is None:
            return
        others = IndicatorDirection.objects.filter(partnership=self.partnership_id, indicator=self.indicator_id)
        if self.ends_on:
            others = others.exclude(starts_on__gt=self.ends_on)
        if self.starts_on:
            others = others.exclude(ends_on__lt=self.starts_on)
        if other := others.exclude(pk=self.pk).first():
            words = gettext("“%(other)s” already applies on some of these days.")
            raise ValidationError({"starts_on": words % {"other": other}})


def direction_at(partnership: int, indicator: Indicator, on: dt.date) -> str:
    """The direction that holds on a day in place of the indicator's own; empty where none does. Costs no query where
    the directions of the indicator were read with it."""
    for one in indicator.directions.all():
        begun, over = not one.starts_on or one.starts_on <= on, one.ends_on and one.ends_on < on
        if one.partnership_id == partnership and begun and not over:
            return one.better
    return ""


def direction_on(day: str, partnership: str) -> Coalesce:
    """The direction that holds on a day in place of the indicator's own; empty where none does. `day` and `partnership`
    are paths from a row with an indicator."""
    on = OuterRef(day)
    rows = IndicatorDirection.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=on),
        Q(ends_on=None) | Q(ends_on__gte=on),
        partnership=OuterRef(partnership),
        indicator=OuterRef("indicator"),
    )
    return Coalesce(Subquery(rows.order_by().values("better")[:1]), Value(""), output_field=models.CharField())
