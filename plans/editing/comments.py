"""Remarks of colleagues on a row of a plan. They are never published; an open one is a warning before publication."""

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from plans.models import Comment, Plan, User, Visibility
from plans.models.rows import about, seen_by, visible

from .tables import EditableTable


def comment(kind: EditableTable, row: models.Model, text: str, *, by: User) -> Comment:
    """Remark on a row. Raises ValidationError when there are no words or too many."""
    made = Comment(
        plan=kind.root_of(row),
        row_kind=kind.slug,
        row_id=row.pk,
        row_name=str(row)[:300],
        text=text.strip(),
        by=by,
        visibility=Visibility.PUBLIC if visible(row, Visibility.PUBLIC) else Visibility.MEMBERS,
        about=about([row]),
    )
    made.full_clean()
    made.save()
    return made


@transaction.atomic
def resolve(remark: Comment, *, by: User) -> Comment:
    """Say that a comment is dealt with. Who resolved it first stays named."""
    stored = Comment.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if stored.resolved_at is None:
        stored.resolved_at, stored.resolved_by = timezone.now(), by
        stored.save(update_fields=["resolved_at", "resolved_by"])
    return stored


def comments_on(kind: EditableTable, row: models.Model) -> QuerySet[Comment]:
    """All comments on a row, oldest first."""
    return Comment.objects.filter(row_kind=kind.slug, row_id=row.pk).select_related("by", "resolved_by")


def open_comments(plan: Plan, audience: Visibility) -> QuerySet[Comment]:
    """The comments of a plan that an audience may read and nobody resolved, oldest first."""
    return seen_by(audience, plan.comments.filter(resolved_at__isnull=True)).select_related("by")
