"""What a plan wants to reach."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import both_or_neither, check, listed, not_after, one_of, unique
from csp_portal.formats.periods import Period, day, months_later
from performance.rules.targets import status
from performance.rules.targets.rule_names import RULE_NAMES
from performance.rules.targets.sense import against_itself, points_meant
from performance.rules.targets.words import sentence
from plans.models import Area, Plan, Visibility
from plans.models.rows import Copyable, Editable, InOrder, Located, as_document
from plans.schemas.plan import TargetDocument, WayPointDocument, exact, target_reference
from priorities.models import Action, Priority

from .figures import FigureState
from .indicators import Better, Indicator, Unit, direction_at, direction_on


class TargetKind(TextChoices):
    PERCENT_CHANGE = "percent change", _("Change from the baseline in per cent")
    CHANGE = "change", _("Change from the baseline in numbers")
    POINTS = "points", _("Change from the baseline in percentage points")
    AT_MOST = "at most", _("At most")
    AT_LEAST = "at least", _("At least")
    KEEP = "keep", _("Keep the level")
    BELOW_BASELINE = "below baseline", _("Lower than the baseline")
    ABOVE_BASELINE = "above baseline", _("Higher than the baseline")
    BETTER_THAN_GROUP = "better than group", _("Better than the average of similar areas")
    WORDS = "words", _("In words only")


NUMERIC = (
    TargetKind.PERCENT_CHANGE,
    TargetKind.CHANGE,
    TargetKind.POINTS,
    TargetKind.AT_MOST,
    TargetKind.AT_LEAST,
)


def years_later(day: dt.date | None, years: int) -> dt.date | None:
    """The same day some years later; the last day of a month stays the last."""
    return months_later(day, 12 * years) if day else None


class TargetManager(models.Manager["Target"]):
    """Targets, each with the direction that is better in the period it is due, where that is not its indicator's."""

    def get_queryset(self) -> models.QuerySet["Target"]:
        return super().get_queryset().annotate(direction=direction_on("due_end", "plan__partnership"))


class Target(InOrder, Located, Copyable):
    """One target of a plan: an indicator, from a baseline period to a due period, or words alone.

    `value` is signed for changes: −21 asks for a fall of 21 %. `decimals` is the precision it was set with. A
    target that is still to be confirmed is kept, counted and shown as such. `baseline_*` is what the plan itself
    prints as the baseline. `per_cent_meant`: somebody said that a change of a percentage is not one in points.
    `actions` are those of its plan that it measures; they are chosen in the form of the action.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="targets", null=True, blank=True)
    name = models.CharField(max_length=250)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets", null=True, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="targets")
    kind = models.CharField(max_length=20, choices=TargetKind)
    as_printed = models.CharField(
        _("target in words"), max_length=250, blank=True, help_text=_("e.g. 10% fewer by 2028")
    )
    per_cent_meant = models.BooleanField(
        _("A per cent change is intended, not percentage points"),
        default=False,
        help_text=_("Only for a change in per cent of a percentage: it is not a change in percentage points"),
    )
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=20, choices=FigureState, default=FigureState.VALUE)
    baseline_start = models.DateField(null=True, blank=True)
    baseline_end = models.DateField(null=True, blank=True)
    baseline_as_printed = models.CharField(max_length=100, blank=True)
    baseline_value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    baseline_state = models.CharField(max_length=20, choices=FigureState, default=FigureState.NOT_AVAILABLE)
    due_start = models.DateField(null=True, blank=True)
    due_end = models.DateField(null=True, blank=True)
    rule = models.CharField(
        _("test"), max_length=30, choices=[(name, RULE_NAMES[name]) for name in status.RULES], default=status.DEFAULT
    )
    holder = models.CharField(max_length=150, blank=True, help_text=_("Who is responsible"))
    note = models.CharField(max_length=300, blank=True)
    actions = models.ManyToManyField(Action, related_name="measured_by", blank=True)

    objects = TargetManager()

    class Meta(InOrder.Meta):
        constraints = [
            one_of("target", "kind", TargetKind),
            one_of("target", "state", FigureState),
            one_of("target", "baseline_state", FigureState),
            both_or_neither("target", "baseline_start", "baseline_end"),
            both_or_neither("target", "due_start", "due_end"),
            not_after("target", "baseline_start", "baseline_end"),
            not_after("target", "due_start", "due_end"),
            check(
                "target_rule_known",
                Q(rule__in=list(status.RULES)),
                format_lazy(
                    _("The test must be one of: {rules}."), rules=listed(*(RULE_NAMES[name] for name in status.RULES))
                ),
            ),
            check(
                "target_number_given",
                ~Q(kind__in=NUMERIC) | ~Q(state=FigureState.VALUE) | Q(value__isnull=False),
                _("This kind of target needs a number, or a state that says why there is none."),
            ),
            check(
                "target_number_only_with_value",
                Q(state=FigureState.VALUE) | Q(value__isnull=True),
                _("Give a number only with the state “value”."),
            ),
            check(
                "target_baseline_number_only_with_value",
                Q(baseline_state=FigureState.VALUE, baseline_value__isnull=False)
                | (~Q(baseline_state=FigureState.VALUE) & Q(baseline_value__isnull=True)),
                _("Give a baseline number only with the state “value”."),
            ),
            check(
                "target_has_indicator",
                Q(kind=TargetKind.WORDS) | ~Q(state=FigureState.VALUE) | Q(indicator__isnull=False),
                _("Say which indicator the target is for."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a change in the wrong unit, a target against the direction of its indicator, and per cent of a
        percentage until somebody says that points are not meant."""
        if self.indicator is None:
            return
        in_percent = self.indicator.unit == Unit.PERCENT
        if self.kind == TargetKind.CHANGE and in_percent:
            words = _("This indicator is in per cent: choose a change in percentage points or in per cent.")
            raise ValidationError({"kind": words})
        if self.kind == TargetKind.POINTS and not in_percent:
            words = _("This indicator is not in per cent: choose a change in numbers or in per cent.")
            raise ValidationError({"kind": words})
        if not self.area_id:
            return
        on = self.due_end
        vars(self)["direction"] = direction_at(self.plan.partnership_id, self.indicator, on) if on else ""
        content = self._in_numbers()
        if wrong := against_itself(content):
            raise ValidationError({"value" if self.value is not None else "kind": wrong})
        if question := points_meant(content):
            raise ValidationError({"per_cent_meant": question})

    @property
    def baseline_period(self) -> Period | None:
        return Period(self.baseline_start, self.baseline_end) if self.baseline_start else None

    @property
    def due_period(self) -> Period | None:
        return Period(self.due_start, self.due_end) if self.due_start else None

    @property
    def reference(self) -> str:
        """How actions of a document name it."""
        return target_reference(self.name, str(self.due_period or ""))

    def copy_to(self, plan: Plan, priority: Priority | None, *, keep: bool = False) -> "Target":
        """The target in the next plan: its periods move as many years as the plan does, one for a yearly roll-forward.

        Its number is to be confirmed, unless `keep`, with the values on the way to it; its baseline, where it has one,
        always is. Not carried: what the old plan printed as target and baseline, its note, the locator and its actions.
        """
        years = plan.period_start.year - self.plan.period_start.year
        periods = ("baseline_start", "baseline_end", "due_start", "due_end")
        changes = {name: years_later(getattr(self, name), years) for name in periods}
        if not keep:
            changes |= {"state": FigureState.TO_BE_CONFIRMED, "value": None, "as_printed": ""}
        if self.baseline_start or self.baseline_state == FigureState.VALUE:
            changes["baseline_state"] = FigureState.TO_BE_CONFIRMED
        changes |= {"baseline_value": None, "baseline_as_printed": "", "note": ""}
        made = self.copy(plan=plan, priority=priority, **changes)
        for point in self.trajectory.all() if keep else ():
            point.copy_to(made, years)
        return made

    def to_document(self, audience: Visibility) -> TargetDocument:
        """The target as the document of a plan stores it; the same for every audience."""
        points = self.trajectory.all() if self.pk else ()
        ways = [point.to_document(audience) for point in points]
        found = self._in_numbers(wording=self.get_kind_display(), trajectory=ways)
        if self.indicator and (words := sentence(found, self.indicator.name, self.area.name)):
            found["sentence"] = words
        return found

    def _in_numbers(self, wording: str = "", **given: Any) -> TargetDocument:
        """The target as a document has it, without its words."""
        indicator = self.indicator
        return as_document(
            TargetDocument,
            self,
            indicator=indicator.slug if indicator else "",
            indicator_code=indicator.code if indicator else "",
            area=self.area.code,
            wording=wording,
            value=exact(self.value),
            unit=indicator.unit if indicator else "",
            baseline=exact(self.baseline_value),
            baseline_period=str(self.baseline_period or ""),
            due_period=str(self.due_period or ""),
            better=(vars(self).get("direction") or indicator.better) if indicator else Better.NEITHER,
            data_source=indicator.data_source if indicator else "",
            per_cent_meant=self.per_cent_meant,
            **given,
        )

    @property
    def sentence(self) -> str:
        """What readers will see of the target, in one sentence; empty while too little is known."""
        return self.to_document(Visibility.PUBLIC).get("sentence", "") if self.indicator and self.area_id else ""


class TrajectoryValue(Copyable, Editable):
    """What a target aims at in one period before it is due, such as a quarter: a level in the unit of the indicator.

    Where values are set, an outturn is judged by them in place of the straight line to the target.
    """

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="trajectory")
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    value = models.DecimalField(
        _("value to be reached"),
        max_digits=18,
        decimal_places=4,
        help_text=_("The level itself, such as 240 crimes or 12.5%, not the change"),
    )

    class Meta:
        ordering = ["target", "period_end", "period_start"]
        constraints = [
            not_after("trajectory_value", "period_start", "period_end"),
            unique(
                "trajectory_value_once",
                ["target", "period_start", "period_end"],
                _("The target already has a value for this period."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.period}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    def clean(self) -> None:
        """Refuse a value that would judge nothing: of a target without a way, or outside the time on the way. On the
        page of a new target this is asked once the target is stored."""
        if not self.target_id or not self.period_start or not self.period_end or self.period_start > self.period_end:
            return
        target, start, due = self.target, self.target.baseline_period, self.target.due_period
        if target.kind not in NUMERIC or target.rule != status.DEFAULT or due is None:
            words = _(
                "Values on the way need a target for a change, or for at most or at least a number, that has a due "
                "period and whose test is “%(rule)s”."
            )
            raise ValidationError(words % {"rule": RULE_NAMES[status.DEFAULT]})
        if self.period == due:
            raise ValidationError({"period_end": _("For the due period, the value is that of the target itself.")})
        if (start and self.period_end <= start.end) or self.period_end > due.end:
            words = _("Choose a period that ends after the baseline period and not after %(day)s.")
            raise ValidationError({"period_end": words % {"day": day(due.end)}})

    def copy_to(self, target: Target, years: int) -> "TrajectoryValue":
        """The value for the period so many years later."""
        periods = {name: years_later(getattr(self, name), years) for name in ("period_start", "period_end")}
        return self.copy(target=target, **periods)

    def to_document(self, _audience: Visibility) -> WayPointDocument:
        return {
            "period": str(self.period),
            "start": self.period_start.isoformat(),
            "end": self.period_end.isoformat(),
            "value": exact(self.value) or "",
        }
