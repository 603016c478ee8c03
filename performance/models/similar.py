"""Which areas are like which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import not_after, unique
from plans.models import Area


class SimilarGroup(models.Model):
    """The areas that are most like one area, as published at one time."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="similar_groups")
    members = models.ManyToManyField(Area, related_name="similar_to")
    name = models.CharField(max_length=200)
    starts_on = models.DateField(help_text=_("From when it holds: the day it was published"))
    ends_on = models.DateField(null=True, blank=True)
    licence = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["area", "-starts_on"]
        constraints = [
            not_after("similar_group", "starts_on", "ends_on"),
            unique("similar_group_once", ["area", "starts_on"], _("This area already has a group from that day.")),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.area}"
