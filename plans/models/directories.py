"""What published directories say: the wards of every district, and which ward a postcode lies in."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check

from .places import Area


class PublishedWard(models.Model):
    """A ward as its publisher lists it, before any partnership looks after it.

    `year` is that of the list; of a district the wards of its newest year count. Residents and outline come from files
    of their own and may be missing.
    """

    code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=150)
    district = models.CharField(max_length=9, db_index=True)
    year = models.PositiveSmallIntegerField()
    residents = models.PositiveIntegerField(null=True, blank=True)
    residents_in = models.CharField(max_length=40, blank=True, help_text=_("When they were counted, e.g. Mid-2020"))
    outline = models.JSONField(null=True, blank=True)

    NATURAL_KEY = "code"

    class Meta:
        ordering = ["district", "name"]
        constraints = [
            check(
                "published_ward_code",
                Q(code__regex=r"^[EW]05[0-9]{6}$"),
                _("A ward has a code such as E05010805."),
            ),
            check(
                "published_ward_residents_dated",
                Q(residents__isnull=True, residents_in="") | (Q(residents__isnull=False) & ~Q(residents_in="")),
                _("Say when the residents were counted."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PostcodeDirectory(models.Model):
    """One loading of a postcode directory for one district. The next one for the district replaces it."""

    district = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="postcode_directory")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = _("postcode directories")
        ordering = ["district"]

    def __str__(self) -> str:
        return f"Postcodes of {self.district}"


class Postcode(models.Model):
    """A postcode in use and the code of its ward, as the directory gives it: a ward of the directory's own date."""

    postcode = models.CharField(max_length=8, unique=True)
    ward_code = models.CharField(max_length=9)
    directory = models.ForeignKey(PostcodeDirectory, on_delete=models.CASCADE, related_name="postcodes")

    NATURAL_KEY = "postcode"

    class Meta:
        ordering = ["postcode"]
        constraints = [
            check(
                "postcode_written_one_way",
                Q(postcode__regex=r"^[A-Z0-9]{2,4} [0-9][A-Z]{2}$"),
                _("Write the postcode in capitals with one blank, like PE1 1AA."),
            ),
        ]

    def __str__(self) -> str:
        return self.postcode
