"""People and the bodies they work for."""

import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q, TextChoices
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import not_after, one_of, unique

from .rows import Editable, InOrder, Named


class User(AbstractUser):
    """A person who signs in. What they may do follows from their memberships.

    `column_orders`: by the slug of a table, its columns in the order of this person's own spreadsheet.
    """

    column_orders = models.JSONField(default=dict, editable=False)

    weekly_tasks = models.BooleanField(_("Email me my tasks once a week"), default=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="email_once",
                violation_error_message=_("Someone else already uses this email address."),
            )
        ]

    def __str__(self) -> str:
        """The name that people know somebody by."""
        return self.get_full_name() or self.username


class OrganisationKind(TextChoices):
    COUNCIL = "council", _("Council")
    COUNTY = "county council", _("County council")
    POLICE = "police", _("Police")
    FIRE = "fire", _("Fire and rescue")
    HEALTH = "health", _("Health")
    PROBATION = "probation", _("Probation")
    OVERSIGHT = "oversight", _("Police oversight")
    PRISON = "prison", _("Prison")
    JUSTICE = "justice", _("Criminal justice")
    HOUSING = "housing", _("Housing")
    VOLUNTARY = "voluntary", _("Voluntary or community")
    BUSINESS = "business", _("Business")
    PARTNERSHIP = "partnership", _("Partnership or group")
    OTHER = "other", _("Other")


class Organisation(Editable, Named):
    """A body that takes part in a partnership: as a member, a lead, a partner or a holder of money.

    `partnership` keeps the row and may change it; an organisation without one is shared by all.
    """

    partnership = models.ForeignKey(
        "plans.Partnership", on_delete=models.SET_NULL, related_name="organisations_kept", null=True, blank=True
    )
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind, default=OrganisationKind.OTHER)
    aliases = models.JSONField(
        default=list,
        blank=True,
        help_text=_("Other names it is known by, e.g. CFRS, Fire Service"),
    )
    url = models.URLField(max_length=400, blank=True)

    NATURAL_KEY = "name"

    class Meta:
        ordering = ["name"]
        constraints = [one_of("organisation", "kind", OrganisationKind)]


class Role(TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    OFFICER = "officer", _("Partnership officer")
    LEAD = "lead", _("Lead for an action")
    APPROVER = "approver", _("Approver")
    SCRUTINY_MEMBER = "scrutiny member", _("Scrutiny member")


class Membership(models.Model):
    """What one person is in one partnership."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    partnership = models.ForeignKey("plans.Partnership", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", null=True, blank=True
    )

    class Meta:
        ordering = ["partnership", "user", "role"]
        constraints = [
            one_of("membership", "role", Role),
            unique(
                "membership_once",
                ["user", "partnership", "role"],
                _("This person already has this role in this partnership."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} of {self.partnership}"


class CouncillorQuerySet(models.QuerySet["Councillor"]):
    def in_office(self, today: dt.date) -> "CouncillorQuerySet":
        """Those whose term runs on a day; an open date means: not stated."""
        begun = Q(starts_on=None) | Q(starts_on__lte=today)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gte=today))


class Councillor(InOrder, Named):
    """Somebody elected for an area, as the council published it on the day when that was checked."""

    area = models.ForeignKey("plans.Area", on_delete=models.CASCADE, related_name="councillors")
    name = models.CharField(max_length=150)
    party = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=50, blank=True)
    web = models.URLField(_("contact page"), max_length=400, blank=True)
    starts_on = models.DateField(_("in office from"), null=True, blank=True)
    ends_on = models.DateField(_("in office until"), null=True, blank=True)
    source = models.CharField(max_length=200, help_text=_("Where this is published, e.g. the council’s website"))
    checked_on = models.DateField(help_text=_("The day when it was last checked there"))

    objects = CouncillorQuerySet.as_manager()

    class Meta(InOrder.Meta):
        constraints = [not_after("councillor", "starts_on", "ends_on")]

    @property
    def checked(self) -> tuple[str, dt.date]:
        """Where and when it was checked."""
        return self.source, self.checked_on
