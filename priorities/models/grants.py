"""Grants and the projects that they pay for. What is left of the money is derived from it, never stored."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from csp_portal.constraints import check, not_after, unique
from plans.models import Organisation, Plan, Visibility
from plans.models.rows import Editable, InOrder, Located, Named, as_document, visible
from plans.models.withheld import MayBeWithheld, withheld_constraints
from plans.schemas.grants import quarter_name, quarters_between
from plans.schemas.plan import GrantDocument, OutputDocument, ProjectDocument, SpendDocument, exact

from .priorities import Action
from .quarters import QuarterColumn


class Grant(InOrder, Located, MayBeWithheld):
    """Money (pounds) that a funder gave for a purpose, a period and on conditions. It stays with its plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="grants")
    funder = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    conditions = models.TextField(blank=True)

    class Meta(InOrder.Meta):
        constraints = [
            *withheld_constraints("grant"),
            not_after("grant", "starts_on", "ends_on"),
            check("grant_not_negative", Q(amount__gte=0), gettext_lazy("A grant cannot be less than £0.")),
        ]

    def __str__(self) -> str:
        return f"{self.funder}: {self.purpose}"

    @property
    def quarters(self) -> list[dt.date]:
        """The first days of the quarters of its period; none where its start or end is not known."""
        return quarters_between(self.starts_on, self.ends_on) if self.starts_on and self.ends_on else []

    def to_document(self, audience: Visibility) -> GrantDocument:
        projects = [project.to_document(audience) for project in self.projects.all()]
        return as_document(GrantDocument, self, amount=exact(self.amount), projects=projects)


class Project(InOrder, Named):
    """What is done with a part of a grant: by which organisation, and for which action of the plan."""

    grant = models.ForeignKey(Grant, on_delete=models.CASCADE, related_name="projects")
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="projects_led",
        null=True,
        blank=True,
        verbose_name=gettext_lazy("lead organisation"),
    )
    action = models.ForeignKey(
        Action,
        on_delete=models.SET_NULL,
        related_name="projects",
        null=True,
        blank=True,
        verbose_name=gettext_lazy("action it serves"),
    )
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text=gettext_lazy("Its part of the grant, in £")
    )

    class Meta(InOrder.Meta):
        constraints = [
            check(
                "project_not_negative",
                Q(amount__gte=0),
                gettext_lazy("The amount for a project cannot be less than £0."),
            ),
            unique("project_once", ["grant", "name"], gettext_lazy("This grant already has a project of this name.")),
        ]

    def to_document(self, audience: Visibility) -> ProjectDocument:
        """The project as a plan states it. An action that the audience may not see is left out."""
        return as_document(
            ProjectDocument,
            self,
            organisation=self.organisation.name if self.organisation else "",
            action=self.action.ref if self.action and visible(self.action, audience) else "",
            amount=exact(self.amount),
            outputs=[output.to_document() for output in self.outputs.all()],
            spend=[quarter.to_document() for quarter in self.spend.all()],
        )


class ProjectOutput(InOrder):
    """Something that a project promised to deliver, and how much of it was. An empty number is not known, not none."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="outputs")
    text = models.CharField(max_length=200, help_text=gettext_lazy("What is counted, e.g. People trained"))
    promised = models.PositiveIntegerField(null=True, blank=True)
    delivered = models.PositiveIntegerField(null=True, blank=True)
    delivered_in_words = models.CharField(max_length=300, blank=True)

    class Meta(InOrder.Meta):
        constraints = [
            unique("project_output_once", ["project", "text"], gettext_lazy("This project already has this output.")),
        ]

    def __str__(self) -> str:
        return self.text

    def to_document(self) -> OutputDocument:
        return as_document(OutputDocument, self)


class ProjectSpend(Editable):
    """What a project spent (pounds) in one quarter."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="spend")
    quarter = QuarterColumn(help_text=gettext_lazy("Like Q1 2026/27 or April to June 2026"))
    spent = models.DecimalField(max_digits=12, decimal_places=2, help_text=gettext_lazy("In £; write 0 for nothing"))

    class Meta:
        ordering = ["project", "quarter"]
        verbose_name_plural = gettext_lazy("project spend")
        constraints = [
            unique("project_spend_once", ["project", "quarter"], gettext_lazy("This quarter already has its spend.")),
            check("project_spend_not_negative", Q(spent__gte=0), gettext_lazy("Spend cannot be less than £0.")),
        ]

    def __str__(self) -> str:
        return f"{self.project}, {quarter_name(self.quarter)}"

    def to_document(self) -> SpendDocument:
        return as_document(SpendDocument, self, spent=exact(self.spent))
