"""What is looked up: the wards of every district, the ward of a postcode, and what a search of the portal finds."""

from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, one_of

from .places import Area, Partnership


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
                _("Enter the postcode in capitals with one space, like PE1 1AA."),
            ),
        ]

    def __str__(self) -> str:
        return self.postcode


class SearchKind(TextChoices):
    PARTNERSHIP = "partnership", _("Partnership")
    PLAN = "plan", _("Plan")
    PRIORITY = "priority", _("Priority")
    ACTION = "action", _("Action")
    INDICATOR = "indicator", _("Indicator")
    AREA = "area", _("Area")
    REPORT = "report", _("Progress report")
    RECOMMENDATION = "recommendation", _("Recommendation")


class SearchEntry(models.Model):
    """Something published that a search finds: its name, its words and its address.

    It can be made again at any time. `state` names the published state of the partnership that it was made from.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=20, choices=SearchKind)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=300)
    state = models.CharField(max_length=100)

    class Meta:
        constraints = [one_of("search_entry", "kind", SearchKind)]

    def __str__(self) -> str:
        return self.title
