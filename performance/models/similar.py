"""Which areas are like which."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.constraints import not_after, unique
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
    members = models.ManyToManyField(Area, verbose_name=gettext_lazy("similar areas"), related_name="similar_to")
    name = models.CharField(
        max_length=200, help_text=gettext_lazy("Who published it, e.g. ONS statistical nearest neighbours")
    )
    starts_on = models.DateField(help_text=gettext_lazy("From when it holds: the day it was published"))
    ends_on = models.DateField(null=True, blank=True)
    licence = models.CharField(max_length=300, blank=True)

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
