"""What a partnership says about figures that do not agree."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, unique
from plans.models import Partnership, User
from plans.models.rows import Editable


class Explanation(Editable):
    """An officer explains a finding of a check.

    `key` names the finding by what it is about, without its figures; `figures` is a checksum of them, so that an
    explanation is never shown for figures it was not written for. `sentence` is the finding in the words of that day,
    and `places` names its sources and figures. `public`: readers could see these figures when it was written, so that
    it may still be shown to them, as being about other figures, once they have changed.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="explanations")
    key = models.CharField(max_length=300)
    figures = models.CharField(max_length=64)
    sentence = models.TextField()
    places = models.JSONField(default=list, help_text=_("Source and figure of each place, as slugs"))
    public = models.BooleanField(default=False)
    text = models.TextField(validators=[MaxLengthValidator(5000)])
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="explanations")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["partnership", "key"]
        constraints = [
            unique("explanation_once", ["partnership", "key"], _("This finding has already been explained.")),
            check("explanation_says_something", ~Q(text=""), _("Enter an explanation.")),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.text[:60]}"
