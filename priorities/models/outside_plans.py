"""Plans of others that priorities contribute to, each with its dates and the plan that came after it."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.constraints import check, not_after, unique
from plans.models import Partnership
from plans.models.rows import Editable
from plans.schemas.plan import OutsidePlanDocument, iso


class OutsidePlan(Editable):
    """A police and crime plan, county agreement or health strategy. Open dates mean: not stated.

    `replaced_by` is the plan that took its place; objectives that point to this one can then be pointed to that one.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="outside_plans")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=400, blank=True)
    starts_on = models.DateField(gettext_lazy("from"), null=True, blank=True)
    ends_on = models.DateField(gettext_lazy("to"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=gettext_lazy("replaced by"),
        on_delete=models.SET_NULL,
        related_name="replaces",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["partnership", "title", "starts_on", "pk"]
        constraints = [
            not_after("outside_plan", "starts_on", "ends_on"),
            unique(
                "outside_plan_once",
                ["partnership", "title"],
                gettext_lazy("An outside plan of this title is already listed: add its years to the title."),
            ),
            check(
                "outside_plan_not_replaced_by_itself",
                ~Q(replaced_by=F("pk")),
                gettext_lazy("A plan cannot be replaced by itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse two plans that replace each other, directly or through others."""
        later, seen = self.replaced_by, {self.pk}
        while later is not None:
            if later.pk in seen and self.pk is not None:
                words = _("“%(title)s” is itself replaced by this plan.") % {"title": self.replaced_by}
                raise ValidationError({"replaced_by": words})
            seen.add(later.pk)
            later = later.replaced_by

    def is_over(self, today: dt.date) -> bool:
        """Whether it has ended or was replaced."""
        return self.replaced_by_id is not None or bool(self.ends_on and self.ends_on < today)

    def to_document(self) -> OutsidePlanDocument:
        return {
            "title": self.title,
            "link": self.link,
            "starts_on": iso(self.starts_on),
            "ends_on": iso(self.ends_on),
            "replaced_by": self.replaced_by.title if self.replaced_by else "",
        }
