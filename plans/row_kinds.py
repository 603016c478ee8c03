"""The kinds of rows that the desk edits: what they are called, which fields they have, to what they belong.

Each room registers its own kinds when it is ready, so that one set of pages edits them all.
"""

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True)
class RowKind:
    """`slug` stands in addresses. `owner` is the foreign key to the row that a row belongs to, `plan` the lookup that
    leads to its plan. `fields` are edited, in this order; `name` and `plural` are the words on the page."""

    slug: str
    model: type[models.Model]
    name: str
    plural: str
    owner: str
    plan: str
    fields: tuple[str, ...]
    help: str = ""

    @property
    def in_order(self) -> bool:
        return any(field.name == "position" for field in self.model._meta.fields)

    def rows_of(self, plan: models.Model) -> models.QuerySet:
        """All rows of this kind in a plan."""
        return self.model._default_manager.filter(**{self.plan: plan})

    def plan_of(self, row: models.Model) -> models.Model:
        """The plan a row belongs to."""
        for step in self.plan.split("__"):
            row = getattr(row, step)
        return row


KINDS: dict[str, RowKind] = {}


def register(*kinds: RowKind) -> None:
    """Add kinds of rows to the desk."""
    KINDS.update({kind.slug: kind for kind in kinds})


def below(kind: RowKind) -> list[RowKind]:
    """The kinds whose rows belong to rows of this kind."""
    return [one for one in KINDS.values() if one.model._meta.get_field(one.owner).related_model is kind.model]


def of_plan() -> list[RowKind]:
    """The kinds whose rows belong to the plan itself."""
    return [kind for kind in KINDS.values() if kind.owner == kind.plan]
