"""People and the bodies they work for."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q, TextChoices
from django.db.models.functions import Lower

from csp_portal.constraints import one_of

from .rows import Editable


class User(AbstractUser):
    """A person who signs in. What they may do follows from their memberships."""

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="email_once",
                violation_error_message="Another person has this e-mail address.",
            )
        ]


class OrganisationKind(TextChoices):
    COUNCIL = "council", "Council"
    POLICE = "police", "Police"
    FIRE = "fire", "Fire and rescue"
    HEALTH = "health", "Health"
    PROBATION = "probation", "Probation"
    OVERSIGHT = "oversight", "Police oversight"
    PRISON = "prison", "Prison"
    JUSTICE = "justice", "Criminal justice"
    HOUSING = "housing", "Housing"
    VOLUNTARY = "voluntary", "Voluntary or community"
    BUSINESS = "business", "Business"
    PARTNERSHIP = "partnership", "Partnership or group"
    OTHER = "other", "Other"


class Organisation(Editable):
    """A body that takes part in a partnership: as a member, a lead, a partner or a holder of money.

    `partnership` keeps the row and may change it; an organisation without one is shared by all.
    """

    partnership = models.ForeignKey(
        "plans.Partnership", on_delete=models.SET_NULL, related_name="organisations_kept", null=True, blank=True
    )
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind, default=OrganisationKind.OTHER)
    aliases = models.JSONField(default=list, blank=True, help_text="Other names as printed, e.g. CFRS, Fire Service")
    url = models.URLField(max_length=400, blank=True)

    NATURAL_KEY = "name"

    class Meta:
        ordering = ["name"]
        constraints = [one_of("organisation", "kind", OrganisationKind)]

    def __str__(self) -> str:
        return self.name


class Role(TextChoices):
    ADMINISTRATOR = "administrator", "Administrator"
    OFFICER = "officer", "Partnership officer"
    LEAD = "lead", "Lead for an action"
    APPROVER = "approver", "Approver"
    SCRUTINY_MEMBER = "scrutiny member", "Scrutiny member"


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
            models.UniqueConstraint(
                fields=["user", "partnership", "role"],
                name="membership_once",
                violation_error_message="This person already has this role in this partnership.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} of {self.partnership}"
