"""Which areas are like which."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.constraints import check, not_after, unique
from plans.models import Area, Partnership
from plans.models.rows import Editable


class SimilarGroup(Editable):
    """The areas that are most like one area, as published at one time.

    `partnership` keeps the group and may change it; a group without one is shared by all.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.SET_NULL, related_name="similar_groups_kept", null=True, blank=True
    )
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="similar_groups")
    members = models.ManyToManyField(
        Area, through="SimilarMember", verbose_name=gettext_lazy("similar areas"), related_name="similar_to"
    )
    name = models.CharField(
        max_length=200, help_text=gettext_lazy("Who published it, e.g. ONS statistical nearest neighbours")
    )
    starts_on = models.DateField(help_text=gettext_lazy("From when it applies: the day it was published"))
    ends_on = models.DateField(null=True, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    import_run = models.ForeignKey(
        "performance.ImportRun", on_delete=models.SET_NULL, related_name="groups", null=True, blank=True, editable=False
    )

    OWN_AREAS_ONLY = ("area",)
    TYPED_AREAS = ("members",)

    class Meta:
        ordering = ["area", "-starts_on"]
        constraints = [
            not_after("similar_group", "starts_on", "ends_on"),
            unique(
                "similar_group_once",
                ["area", "starts_on"],
                gettext_lazy("This area already has a group from that day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.area}"

    def clean(self) -> None:
        """A partnership says which areas are like its own area, and like no other."""
        own = list(self.partnership.areas.all()) if self.partnership else []
        if own and self.area_id and self.area not in own:
            words = _("Choose the partnership’s own area: %(areas)s.")
            raise ValidationError({"area": words % {"areas": ", ".join(one.name for one in own)}})

    def clean_link(self, name: str, new: list[Area]) -> None:
        """Refuse the area itself among those that are like it."""
        if name == "members" and self.area_id in {one.pk for one in new}:
            raise ValidationError({"members": _("Leave out %(area)s itself.") % {"area": self.area}})


class SimilarMember(models.Model):
    """One of the similar areas: its number in the order of nearness and its distance, where they are published."""

    group = models.ForeignKey(SimilarGroup, on_delete=models.CASCADE, related_name="nearness")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="nearness")
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    distance = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["group", "position", "pk"]
        constraints = [
            unique("similar_member_once", ["group", "area"], gettext_lazy("This area is in the group already.")),
            unique(
                "similar_member_position_once",
                ["group", "position"],
                gettext_lazy("Another area of the group is at this position."),
            ),
            check(
                "similar_member_distance_not_negative",
                Q(distance__isnull=True) | Q(distance__gte=0),
                gettext_lazy("A distance cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} in {self.group}"
