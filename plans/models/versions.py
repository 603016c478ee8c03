"""What was published: documents that never change, and the pages made from them."""

import hashlib

from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, one_of, unique

from .people import Organisation, User
from .places import Partnership
from .plans import Plan


class Unchangeable(Exception):
    """Somebody tried to change or delete something that was published or signed."""


class ImmutableQuerySet(models.QuerySet):
    """Rows that are written once. Raw SQL could still change them, which is why each carries a checksum."""

    def _refuse(self, *args, **kwargs):
        raise Unchangeable("What was published or signed is never changed or deleted; publish or sign again.")

    update = delete = bulk_update = update_or_create = _refuse

    def bulk_create(self, objs, *args, update_conflicts=False, **kwargs):
        if update_conflicts:
            self._refuse()
        return super().bulk_create(objs, *args, **kwargs)


class WrittenOnce(models.Model):
    """A row that is stored once and stays as it is."""

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Unchangeable(f"{self}: this is stored for good and never changes; store a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Unchangeable(f"{self}: this is stored for good and is never deleted.")


class VersionKind(TextChoices):
    CONSULTATION = "consultation", _("Consultation draft")
    FINAL = "final", _("Final")


class Version(WrittenOnce):
    """A published document. One number runs over both kinds. From the second on, a note says what changed."""

    kind = models.CharField(max_length=20, choices=VersionKind)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    checksum = models.CharField(max_length=64, help_text=_("SHA-256 of the content as canonical JSON"))
    note = models.TextField(blank=True)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="%(class)ss_published", null=True, blank=True
    )

    class Meta(WrittenOnce.Meta):
        abstract = True
        ordering = ["-number"]


class ForMembers(models.Model):
    """A version with a second text for members, read on the desk only; empty where nothing is kept for them."""

    for_members = models.JSONField(null=True, blank=True)
    members_checksum = models.CharField(
        max_length=64, blank=True, help_text=_("SHA-256 of the text for members as canonical JSON")
    )

    class Meta:
        abstract = True


def version_constraints(model: str, owner: str) -> list[models.BaseConstraint]:
    """What must be true of every kind of version."""
    return [
        one_of(model, "kind", VersionKind),
        unique(f"{model}_number_once", [owner, "number"], _("This version number is taken.")),
        check(f"{model}_number_from_one", Q(number__gte=1), _("Versions are counted from 1.")),
        check(
            f"{model}_note_from_second", Q(number=1) | ~Q(note=""), _("Say what changed since the previous version.")
        ),
    ]


class PlanVersion(Version, ForMembers):
    """One published text of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")

    class Meta(Version.Meta):
        constraints = version_constraints("plan_version", "plan")

    def __str__(self) -> str:
        return f"{self.plan}, version {self.number}"


class VersionFile(WrittenOnce):
    """A file made from one version in one form: made once, and kept as long as the version. `name` is the last part of
    its address, such as plan.xlsx."""

    name = models.CharField(max_length=40)
    content = models.BinaryField()
    checksum = models.CharField(max_length=64, editable=False, help_text=_("SHA-256 of the content"))

    class Meta(WrittenOnce.Meta):
        abstract = True

    def save(self, *args, **kwargs):
        self.checksum = hashlib.sha256(self.content).hexdigest()
        super().save(*args, **kwargs)


def file_constraints(model: str) -> list[models.BaseConstraint]:
    """What must be true of every kind of file."""
    return [unique(f"{model}_once", ["version", "name"], _("This file has already been made for this version."))]


class PlanFile(VersionFile):
    """A file made from a version of a plan."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="files")

    class Meta(VersionFile.Meta):
        constraints = file_constraints("plan_file")

    def __str__(self) -> str:
        return f"{self.name}: {self.version}"


class SignOff(WrittenOnce):
    """Somebody approves one text of a plan, named by its checksum; of any other text it says nothing.

    It is for the organisation of a signatory, or, without one, for the partnership.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sign_offs")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="sign_offs", null=True, blank=True
    )
    checksum = models.CharField(max_length=64, help_text=_("SHA-256 of the text that was signed"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_offs")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)

    class Meta(WrittenOnce.Meta):
        ordering = ["at", "pk"]
        constraints = [
            unique(
                "sign_off_once",
                ["plan", "organisation", "checksum"],
                _("This organisation has already signed this text."),
            ),
            unique(
                "approval_once",
                ["plan", "by", "checksum"],
                _("You have already approved this text."),
                condition=Q(organisation=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.by} signed {self.plan}"


class ScrutinyVersion(Version, ForMembers):
    """The scrutiny register of a partnership as it was published. The public reads `content` of the newest;
    `for_members` is the same register with what is kept for members, and is read on the desk only."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="scrutiny_versions")

    class Meta(Version.Meta):
        constraints = version_constraints("scrutiny_version", "partnership")

    def __str__(self) -> str:
        return f"Scrutiny register of {self.partnership}, version {self.number}"


class YouSaidVersion(Version):
    """The register “You said, we did” of a partnership as it was published. The public reads the newest."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="you_said_versions")

    class Meta(Version.Meta):
        constraints = version_constraints("you_said_version", "partnership")

    def __str__(self) -> str:
        return f"You said, we did of {self.partnership}, version {self.number}"
