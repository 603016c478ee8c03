"""What a partnership says itself on top of the page of an indicator or of an area."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, exactly_one, unique
from plans.models import PLAIN_ANSWER, Area, Partnership
from plans.models.rows import Editable

from .indicators import Indicator


class PlainAnswer(Editable):
    """An officer's sentence in place of the one that is made from the figures. It is public as soon as it is stored."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="plain_answers")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="plain_answers", null=True, blank=True
    )
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="plain_answers", null=True, blank=True)
    sentence = models.CharField(max_length=400, help_text=PLAIN_ANSWER)

    class Meta:
        ordering = ["partnership", "indicator", "area"]
        constraints = [
            exactly_one("plain_answer", "one_subject", "indicator", "area"),
            unique(
                "plain_answer_once_for_indicator",
                ["partnership", "indicator"],
                _("This indicator already has a plain answer."),
            ),
            unique("plain_answer_once_for_area", ["partnership", "area"], _("This area already has a plain answer.")),
            check("plain_answer_says_something", ~models.Q(sentence=""), _("Enter a sentence.")),
        ]

    def __str__(self) -> str:
        return f"{self.indicator or self.area}: {self.sentence[:60]}"
