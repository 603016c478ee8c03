"""What is withheld from the public, and the reason that the public is shown."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, one_of

from .rows import Visibility


class Withheld(TextChoices):
    """Why something is withheld from the public: Local Government Act 1972, Schedule 12A, Part 1, by paragraph."""

    INDIVIDUAL = "1", _("Information about an individual (paragraph 1)")
    IDENTITY = "2", _("Information likely to reveal who an individual is (paragraph 2)")
    BUSINESS = "3", _("Financial or business affairs of a person or body (paragraph 3)")
    LABOUR = "4", _("Consultations or negotiations on labour relations (paragraph 4)")
    LEGAL = "5", _("Legal professional privilege (paragraph 5)")
    NOTICE = "6", _("A notice, order or direction that is proposed (paragraph 6)")
    CRIME = "7", _("Prevention, investigation or prosecution of crime (paragraph 7)")


class MayBeWithheld(models.Model):
    """A row that is public, or withheld from the public with a reason that it is shown."""

    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    withheld = models.CharField(_("reason for withholding"), max_length=1, choices=Withheld, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.visibility != Visibility.PUBLIC and not self.withheld:
            raise ValidationError(
                {"withheld": _("Give the reason why this is withheld from the public; readers will see it.")}
            )


def withheld_constraints(model: str) -> list[models.BaseConstraint]:
    """What is withheld has a reason, and what is public has none."""
    return [
        one_of(model, "visibility", Visibility),
        check(
            f"{model}_withheld_known",
            Q(withheld__in=["", *Withheld.values]),
            _("The reason for withholding must be a paragraph of Schedule 12A."),
        ),
        check(
            f"{model}_withheld_with_reason",
            Q(visibility=Visibility.PUBLIC, withheld="") | ~(Q(visibility=Visibility.PUBLIC) | Q(withheld="")),
            _("Give a reason for what is withheld from the public, and none for what is public."),
        ),
    ]
