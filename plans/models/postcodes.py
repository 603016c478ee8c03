"""Which ward a postcode lies in, from the directory of the statistics office."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check

from .places import Area


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
