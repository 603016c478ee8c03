"""Who oversees a partnership, who its plans were sent to, which steps of a year were done, and its own dates."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.constraints import check, not_after, one_of, unique
from plans.schemas.duties import DutyStep, year_of

from .places import Partnership
from .plans import Plan
from .rows import Editable, Named

HALF_A_YEAR = dt.timedelta(days=182)


class OversightKind(TextChoices):
    COMMISSIONER = "commissioner", gettext_lazy("Police and crime commissioner")
    MAYOR = "mayor", gettext_lazy("Mayor with policing powers")
    BOARD = "board", gettext_lazy("Policing and crime board")
    AUTHORITY = "authority", gettext_lazy("Police authority")
    OTHER = "other", gettext_lazy("Other")


class OversightBody(Editable, Named):
    """The local policing body of a partnership while it had or has the duty. Open dates mean: not stated."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="oversight_bodies")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OversightKind)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = gettext_lazy("oversight bodies")
        ordering = ["partnership", "-starts_on", "name"]
        constraints = [
            one_of("oversight_body", "kind", OversightKind),
            not_after("oversight_body", "starts_on", "ends_on"),
        ]


class Recipient(TextChoices):
    POLICING_BODY = "policing body", gettext_lazy("Policing body")
    COUNTY = "county", gettext_lazy("County group")
    PARTNER = "partner", gettext_lazy("Partner")
    OTHER = "other", gettext_lazy("Someone else")


class SentCopy(Editable):
    """A published version of a plan that was sent to somebody: who, when, and what shows that it arrived."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="sent_copies")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sent_copies")
    version = models.PositiveIntegerField(help_text=gettext_lazy("Number of the published version"))
    recipient = models.CharField(max_length=20, choices=Recipient)
    name = models.CharField(max_length=200, help_text=gettext_lazy("The office it was sent to"))
    sent_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    receipt = models.CharField(max_length=300, blank=True, help_text=gettext_lazy("Proof of receipt"))

    class Meta:
        verbose_name_plural = gettext_lazy("sent copies")
        ordering = ["partnership", "-sent_on", "pk"]
        constraints = [
            one_of("sent_copy", "recipient", Recipient),
            check(
                "sent_copy_received_after_sent",
                models.Q(received_on__isnull=True) | models.Q(received_on__gte=models.F("sent_on")),
                gettext_lazy("A copy cannot arrive before it is sent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, version {self.version}, to {self.name}"

    def clean(self) -> None:
        """A copy is of a published version, and is not sent before the day of its publication."""
        if not self.plan_id or self.version is None:
            return
        published = self.plan.versions.filter(number=self.version).values_list("published_at", flat=True).first()
        if published is None:
            raise ValidationError({"version": _("This plan has no published version of this number.")})
        day = timezone.localdate(published)
        if self.sent_on and self.sent_on < day:
            raise ValidationError(
                {"sent_on": _("This version was published later, on %(day)s.") % {"day": f"{day:%-d %B %Y}"}}
            )


class DoneStep(Editable):
    """A step of the statutory year that was done, on this day."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="done_steps")
    year = models.DateField(gettext_lazy("financial year"), help_text=gettext_lazy("Its first day, 1 April"))
    step = models.CharField(max_length=20, choices=DutyStep)
    done_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["partnership", "-year", "step"]
        constraints = [
            one_of("done_step", "step", DutyStep),
            unique(
                "done_step_once",
                ["partnership", "year", "step"],
                gettext_lazy("This step of this year is already recorded."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}, {self.year.year}/{(self.year.year + 1) % 100:02d}"

    def clean(self) -> None:
        if self.year and self.year != year_of(self.year):
            raise ValidationError({"year": _("A financial year begins on 1 April.")})


class KeyDate(Editable):
    """A date of the partnership's own year, such as “budget bids”, with a reminder some days before.

    It comes every year on a day of a month, or once on one day. `done_for` is the day that was last marked done. A day
    before `counts_from` is not asked for: the list begins when it is written.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="key_dates")
    title = models.CharField(max_length=200)
    month = models.PositiveSmallIntegerField(choices=MONTHS, null=True, blank=True)
    day = models.PositiveSmallIntegerField(
        gettext_lazy("day of the month"), null=True, blank=True, help_text=gettext_lazy("It comes every year")
    )
    once_on = models.DateField(
        gettext_lazy("once, on this day"),
        null=True,
        blank=True,
        help_text=gettext_lazy("In place of a month and a day"),
    )
    lead = models.CharField(
        max_length=200, blank=True, help_text=gettext_lazy("The person or organisation who sees to it")
    )
    remind_days = models.PositiveSmallIntegerField(gettext_lazy("days before to remind"), default=14)
    done_for = models.DateField(
        gettext_lazy("done for"),
        null=True,
        blank=True,
        help_text=gettext_lazy("The day that was last marked done; empty it to take that back"),
    )
    counts_from = models.DateField(default=timezone.localdate, editable=False)

    class Meta:
        ordering = ["partnership", "month", "day", "once_on", "pk"]
        constraints = [
            check("key_date_month_known", models.Q(month__in=list(MONTHS)), gettext_lazy("The month is 1 to 12.")),
            check(
                "key_date_yearly_or_once",
                models.Q(month__isnull=True, day__isnull=True, once_on__isnull=False)
                | models.Q(month__isnull=False, day__isnull=False, once_on__isnull=True),
                gettext_lazy("Give a month and a day for every year, or one day that comes once."),
            ),
            check(
                "key_date_in_every_year",
                models.Q(month__isnull=True)
                | models.Q(month__in=[1, 3, 5, 7, 8, 10, 12], day__range=(1, 31))
                | models.Q(month__in=[4, 6, 9, 11], day__range=(1, 30))
                | models.Q(month=2, day__range=(1, 28)),
                gettext_lazy("The month does not have this day every year. February counts to 28."),
            ),
            check(
                "key_date_reminded_within_a_year",
                models.Q(remind_days__lte=366),
                gettext_lazy("Remind at most 366 days before."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def due(self, today: dt.date) -> dt.date | None:
        """The day that waits: the last that went by and was not done, else the next; None when all is done.

        What is marked done covers the half year after its day, so that moving the date a little brings nothing back.
        """
        if self.once_on or not (self.month and self.day):
            return None if self.done_for else self.once_on
        covered = self.done_for + HALF_A_YEAR if self.done_for else self.counts_from - dt.timedelta(days=1)
        days = [dt.date(year, self.month, self.day) for year in range(today.year - 1, today.year + 3)]
        gone = [day for day in days if day < today and day > covered and day >= self.counts_from]
        return gone[-1] if gone else next((day for day in days if day >= today and day > covered), None)

    def is_due_soon(self, today: dt.date) -> bool:
        """Whether it is time to remind: it is late, or due within its days."""
        due = self.due(today)
        return due is not None and (due - today).days <= self.remind_days
