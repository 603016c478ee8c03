"""How figures came into the portal: the runs, and the look-ups that put small areas into wards."""

from collections import defaultdict

from django.db import models
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, one_of
from plans.models import AreaSet, Partnership, User

from .figures import Disclosure, Source


class RunState(TextChoices):
    """Where an import stands. Only a stored one has figures."""

    READING = "reading", _("Being read")
    READ = "read", _("Read, not yet saved")
    REFUSED = "refused", _("Rejected")
    STORING = "storing", _("Being saved")
    STORED = "stored", _("Saved")
    UNDONE = "undone", _("Undone")
    LEFT = "left", _("Left without saving")


class ImportRun(models.Model):
    """One loading of figures: which file, by whom, when, and what became of its rows.

    `sha256` and `size` are those of the file. `report` is what reading and storing it gave, for people: columns,
    skipped, refused, findings, counts. `made_source`: the source did not exist before. `pasted`: it came as cells,
    which may be corrected before they are stored. `mapping`: what an officer said of the columns of a table.
    `source` or, for a new one, `source_title` says where the figures go; without both the file itself says it.
    `disclosure`: what was chosen for the source, empty where nothing was. `left_out`: rows that are left out, each with
    the reason. `answered`: what was asked about the file, and somebody said that it is right. `reason`: why it
    corrects published figures; readers see it beside the old and the new ones, as `undone_because`
    when it is taken back.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="import_runs")
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, related_name="import_runs", null=True, blank=True)
    area_set = models.ForeignKey(AreaSet, on_delete=models.SET_NULL, related_name="import_runs", null=True, blank=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.STORED)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0, help_text=_("Bytes"))
    layout = models.CharField(max_length=30, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    stored = models.PositiveIntegerField(default=0)
    made_source = models.BooleanField(default=False)
    report = models.JSONField(default=dict, blank=True)
    pasted = models.BooleanField(default=False)
    mapping = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=dict, blank=True)
    answered = models.JSONField(default=list, blank=True)
    source_title = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    disclosure = models.CharField(max_length=10, choices=Disclosure, blank=True, default="")
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="import_runs", null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_because = models.CharField(max_length=300, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="undone_import_runs", null=True, blank=True
    )

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            one_of("import_run", "state", RunState),
            one_of("import_run", "disclosure", Disclosure, or_empty=True),
            check(
                "import_run_counts_what_is_stored",
                Q(state=RunState.STORED) | Q(stored=0),
                _("Only a saved import has figures."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.started_at:%d %B %Y}"


class SmallAreas(TextChoices):
    """The census whose small areas (LSOA) a look-up knows."""

    OF_2011 = "2011", _("Census 2011")
    OF_2021 = "2021", _("Census 2021")


class SmallAreaLookup(models.Model):
    """Which ward each small census area (LSOA) fits best, as the statistics office gives it. `fits`: code to code."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    small = models.CharField(max_length=4, choices=SmallAreas)
    fits = models.JSONField()
    attribution = models.CharField(max_length=400, blank=True)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(default=timezone.now)

    NATURAL_KEY = "slug"

    class Meta:
        ordering = ["slug"]
        constraints = [one_of("small_area_lookup", "small", SmallAreas)]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def by_ward(self) -> dict[str, list[str]]:
        """The small areas that fit each ward best."""
        found = defaultdict(list)
        for small, ward in self.fits.items():
            found[ward].append(small)
        return dict(found)
