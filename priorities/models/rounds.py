"""Rounds of progress: whom an officer asked how the actions go, by which link, and what they answered.

What leads answer stands beside the actions: a published text is not amended for it.
"""

import datetime as dt

from django.db import models
from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import both_or_neither, check, not_after, unique
from plans.models import Organisation, Plan, User

from .priorities import Action
from .status import NEED_A_NEXT_STEP, ProgressStatus


class Round(models.Model):
    """One time that the leads of a plan are asked, for one period such as a quarter.

    A lead who has not answered is reminded `remind_days` after the last email; `escalate_days` after the day by which
    to answer, the officer is told instead. `portal` is where the portal stood when the round was sent: the links of
    later emails begin with it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rounds")
    label = models.CharField(_("Name of the period"), max_length=100)
    period_start = models.DateField(_("First day of the period"))
    period_end = models.DateField(_("Last day of the period"))
    answer_by = models.DateField(_("Answer by"))
    remind_days = models.PositiveSmallIntegerField(_("Days until a reminder"), default=7)
    escalate_days = models.PositiveSmallIntegerField(_("Days late until the officer is emailed"), default=5)
    portal = models.CharField(max_length=300)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rounds_sent")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="rounds_closed", null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            not_after("round", "period_start", "period_end"),
            both_or_neither("round", "closed_at", "closed_by"),
            unique(
                "round_label_once",
                ["plan", "label"],
                _("The leads of this plan were already asked for a period of this name."),
            ),
            check(
                "round_reminds_after_a_day",
                Q(remind_days__gte=1),
                _("There must be at least one day between two emails."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.plan}"


class Through(TextChoices):
    LINK = "link", _("By the link")
    ACCOUNT = "account", _("Signed in")
    OFFICER = "officer", _("Entered by an officer")


class LeadRequest(models.Model):
    """A lead who is asked in a round: an organisation, or somebody known only by the words in the plan.

    Without an address there is nobody to ask. `written_on` is the day of the last email, `emails` how many went out.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="leads")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="asked", null=True, blank=True
    )
    name = models.CharField(max_length=250)
    email = models.EmailField(_("Email address"), blank=True)
    written_on = models.DateField(null=True, blank=True)
    emails_sent = models.PositiveSmallIntegerField(default=0)
    escalated_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="answers_of_leads", null=True, blank=True
    )
    through = models.CharField(max_length=10, choices=Through, blank=True)

    class Meta:
        ordering = ["round", "name"]
        constraints = [
            check(
                "asked_lead_through_known",
                Q(answered_at__isnull=True, answered_by__isnull=True, through="")
                | Q(answered_at__isnull=False, through__in=Through.values),
                _("An answer needs a time and how it was given; without an answer there is neither."),
            ),
            check(
                "asked_lead_answered_by_somebody",
                ~Q(through__in=[Through.ACCOUNT, Through.OFFICER]) | Q(answered_by__isnull=False),
                _("An answer without a link needs the name of who gave it."),
            ),
            unique("asked_lead_once", ["round", "name"], _("This lead has already been asked in this round.")),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.round.label}"


class UpdateLink(models.Model):
    """The link in one email. It works once and for a time; only the SHA-256 of its token is stored."""

    lead = models.ForeignKey(LeadRequest, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            check("update_link_lasts", Q(made_at__lt=F("expires_at")), _("A link must expire after it is made.")),
            check(
                "update_link_used_or_replaced",
                Q(used_at__isnull=True) | Q(replaced_at__isnull=True),
                _("A link is either used or replaced by a newer one."),
            ),
        ]

    def __str__(self) -> str:
        return f"Link for {self.lead}"


class ProgressUpdate(models.Model):
    """What one lead says of one action in one round; without a status, what is still to be answered.

    `name` and `steps` are the action and the milestones of this lead in the words in which they were asked about;
    they outlive the action.
    """

    lead = models.ForeignKey(LeadRequest, on_delete=models.CASCADE, related_name="updates")
    action = models.ForeignKey(Action, on_delete=models.SET_NULL, related_name="updates", null=True)
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=330)
    steps = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=20, choices=ProgressStatus, blank=True)
    happened = models.TextField(_("What happened"), blank=True)
    next = models.TextField(_("What is next, or what is needed"), blank=True)
    unchanged = models.BooleanField(default=False)

    class Meta:
        ordering = ["lead", "position"]
        constraints = [
            check(
                "progress_update_status_known",
                Q(status="", happened="", next="", unchanged=False) | Q(status__in=ProgressStatus.values),
                _("Choose one of the given words for how the action is going."),
            ),
            check(
                "progress_update_risk_says_next",
                ~Q(status__in=NEED_A_NEXT_STEP) | ~Q(next=""),
                _("An action at risk or off track needs what is next or what is needed."),
            ),
            unique(
                "progress_update_once",
                ["lead", "action"],
                _("This lead has already been asked about this action in this round."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_status_display() or 'not answered'}"

    @property
    def told_at(self) -> dt.datetime | None:
        """When the lead answered."""
        return self.lead.answered_at

    @property
    def status_kind(self) -> str:
        return ProgressStatus(self.status).kind if self.status else "none"
