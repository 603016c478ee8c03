"""How an action goes: five words for the whole portal, with the day and what is said of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check


class ProgressStatus(TextChoices):
    """How an action goes. “Cannot say” is an answer that a lead may give, never the status of an action."""

    NOT_STARTED = "not started", _("Not started")
    ON_TRACK = "on track", _("On track")
    AT_RISK = "at risk", _("At risk")
    OFF_TRACK = "off track", _("Off track")
    COMPLETE = "complete", _("Complete")
    NOT_KNOWN = "not known", _("Cannot say")

    @property
    def kind(self) -> str:
        """The shape and colour in which the word is shown."""
        shapes = {"on track": "on", "at risk": "behind", "off track": "wrong", "complete": "ahead"}
        return shapes.get(self.value, "none")


OF_ACTIONS = [choice for choice in ProgressStatus.choices if choice[0] != ProgressStatus.NOT_KNOWN]
NEED_A_NEXT_STEP = (ProgressStatus.AT_RISK, ProgressStatus.OFF_TRACK)


class WithStatus(models.Model):
    """A row of which somebody said how it goes. Without a status nothing was reported.

    `status_on` is the day that the status is of. What is complete has the day on which it was completed, and only that.
    """

    status = models.CharField(max_length=20, choices=OF_ACTIONS, blank=True)
    status_on = models.DateField(_("Date of the status"), null=True, blank=True, help_text=_("Leave empty for today."))
    status_comment = models.TextField(_("Comment on the status"), blank=True)
    completed_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Take the one of status and day of completion from the other. Raises ValidationError where they disagree."""
        super().clean()
        if self.completed_on and not self.status:
            self.status, self.status_on = ProgressStatus.COMPLETE, self.status_on or self.completed_on
        if not self.status:
            if self.status_on or self.status_comment:
                raise ValidationError({"status": _("Choose the status that the date or the comment is about.")})
            return
        self.status_on = self.status_on or timezone.localdate()
        if self.status == ProgressStatus.COMPLETE:
            self.completed_on = self.completed_on or self.status_on
        elif self.completed_on:
            words = _("This action has a completion date. Choose the status “Complete”, or clear the date.")
            raise ValidationError({"status": words})


def status_constraints(model: str) -> list[models.BaseConstraint]:
    """The status is known and has its day; what is complete has the day of completion, and nothing else does."""
    known = [value for value, _label in OF_ACTIONS]
    return [
        check(f"{model}_status_known", Q(status__in=["", *known]), _("Choose one of the given statuses.")),
        check(
            f"{model}_status_has_day",
            Q(status="", status_on__isnull=True, status_comment="") | (~Q(status="") & Q(status_on__isnull=False)),
            _("A status needs a date; without a status there can be no date and no comment."),
        ),
        check(
            f"{model}_complete_has_day",
            Q(status=ProgressStatus.COMPLETE, completed_on__isnull=False)
            | (~Q(status=ProgressStatus.COMPLETE) & Q(completed_on__isnull=True)),
            _("Anything complete needs a completion date, and nothing else has one."),
        ),
    ]


def status_of_copy() -> dict[str, Any]:
    """The status fields of a copy in the next plan: nothing is reported there yet."""
    return {"status": "", "status_on": None, "status_comment": "", "completed_on": None}
