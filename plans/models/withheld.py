"""What is withheld from the public, and the reason that the public is shown."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices

from csp_portal.constraints import one_of

from .rows import Visibility


class Withheld(TextChoices):
    """Why something is withheld from the public: Local Government Act 1972, Schedule 12A, Part 1, by paragraph."""

    INDIVIDUAL = "1", "Information about an individual (paragraph 1)"
    IDENTITY = "2", "Information likely to reveal who an individual is (paragraph 2)"
    BUSINESS = "3", "Financial or business affairs of a person or body (paragraph 3)"
    LABOUR = "4", "Consultations or negotiations on labour relations (paragraph 4)"
    LEGAL = "5", "Legal professional privilege (paragraph 5)"
    NOTICE = "6", "A notice, order or direction that is proposed (paragraph 6)"
    CRIME = "7", "Prevention, investigation or prosecution of crime (paragraph 7)"


class MayBeWithheld(models.Model):
    """A row that is public, or withheld from the public with a reason that it is shown."""

    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    withheld = models.CharField("reason for withholding", max_length=1, choices=Withheld, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.visibility != Visibility.PUBLIC and not self.withheld:
            raise ValidationError(
                {"withheld": "Give the reason why this is withheld from the public; readers are shown it."}
            )


def withheld_constraints(model: str) -> list[models.BaseConstraint]:
    """What is withheld has a reason, and what is public has none."""
    return [
        one_of(model, "visibility", Visibility),
        models.CheckConstraint(
            condition=Q(withheld__in=["", *Withheld.values]),
            name=f"{model}_withheld_known",
            violation_error_message="The reason for withholding must be a paragraph of Schedule 12A.",
        ),
        models.CheckConstraint(
            condition=Q(visibility=Visibility.PUBLIC, withheld="")
            | ~(Q(visibility=Visibility.PUBLIC) | Q(withheld="")),
            name=f"{model}_withheld_with_reason",
            violation_error_message="Give a reason for what is withheld from the public, and none for what is public.",
        ),
    ]
