"""When something is due: a day, a month, again and again, so many times, or not given."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, one_of
from plans.schemas.plan import DueDocument, iso

from .due_words import DueReading, ImpossibleDate, read_due


class DueKind(TextChoices):
    NONE = "none", _("Not given")
    DATE = "date", _("By a date")
    MONTH = "month", _("By the end of a month")
    CADENCE = "cadence", _("At regular intervals")
    QUOTA = "quota", _("A number of times a year")


class Due(models.Model):
    """A due date as plans really print them.

    `due_on` holds the date, or the last day of the month; `due_every_months` the cadence; `due_times` how many
    times a year.
    """

    due_kind = models.CharField(max_length=10, choices=DueKind, default=DueKind.NONE)
    due_on = models.DateField(null=True, blank=True)
    due_every_months = models.PositiveSmallIntegerField(null=True, blank=True)
    due_times = models.PositiveSmallIntegerField(null=True, blank=True)
    due_as_printed = models.CharField(
        max_length=100,
        blank=True,
        help_text=_("e.g. March 2028, Q4 2027/28 or quarterly; it is read where no date is given"),
    )

    READ_FROM = {"due_as_printed": ("due_kind", "due_on", "due_every_months", "due_times")}

    class Meta:
        abstract = True

    def clean(self) -> None:
        """A day alone is a date, and without a day there is none; where nothing else was said, the words are read.

        Raises ValidationError.
        """
        super().clean()
        if self.due_on and self.due_kind == DueKind.NONE:
            self.due_kind = DueKind.DATE
        elif not self.due_on and self.due_kind in (DueKind.DATE, DueKind.MONTH):
            self.due_kind = DueKind.NONE
        if self.due_kind != DueKind.NONE or self.due_on or self.due_every_months or self.due_times:
            return
        try:
            read = read_due(self.due_as_printed)
        except ImpossibleDate as problem:
            raise ValidationError({"due_as_printed": str(problem)}) from None
        self.due_kind, self.due_on = DueKind(read.kind), read.on
        self.due_every_months, self.due_times = read.every_months, read.times

    def words_read(self, _field: str) -> str:
        """The words of the due date; where none were given, words that are read as the same date or cadence."""
        if self.due_as_printed or self.due_kind == DueKind.NONE:
            return self.due_as_printed
        return DueReading(self.due_kind, self.due_on, self.due_every_months, self.due_times).in_words()

    def due(self) -> DueDocument:
        return {
            "kind": self.due_kind,
            "on": iso(self.due_on),
            "every_months": self.due_every_months,
            "times": self.due_times,
            "as_printed": self.due_as_printed,
        }

    def due_of_copy(self, start: dt.date, end: dt.date) -> dict[str, Any]:
        """The due fields of a copy in a plan for these days: a date or month outside them is cleared with its words,
        all else stays."""
        if self.due_on is None or start <= self.due_on <= end:
            return {}
        return {"due_kind": DueKind.NONE, "due_on": None, "due_as_printed": ""}


def due_constraints(model: str) -> list[models.BaseConstraint]:
    """The due kind is known and has exactly the column that it needs."""
    nothing = {"due_on__isnull": True, "due_every_months__isnull": True, "due_times__isnull": True}

    def only(column: str) -> Q:
        return Q(**{**nothing, f"{column}__isnull": False})

    return [
        one_of(model, "due_kind", DueKind),
        check(
            f"{model}_due_fits_kind",
            Q(due_kind="none", **nothing)
            | (Q(due_kind__in=["date", "month"]) & only("due_on"))
            | (Q(due_kind="cadence", due_every_months__gte=1) & only("due_every_months"))
            | (Q(due_kind="quota", due_times__gte=1) & only("due_times")),
            _(
                "A date or month needs a day, a regular interval the months between repeats, a quota how many times "
                "a year; nothing else may be filled in."
            ),
        ),
    ]
