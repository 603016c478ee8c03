"""Who changed what, from what to what, and when."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import one_of

from .people import User
from .places import Partnership
from .plans import Plan
from .rows import Visibility, about, visible


class ChangeKind(TextChoices):
    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    REMOVED = "removed", _("Removed")
    MOVED = "moved", _("Moved")
    RESTORED = "restored", _("Restored")


class Change(models.Model):
    """One field of one row, before and after. Rows are named in words, so that the history outlives them.

    What was said of a row while it was withheld stays withheld, and what was said before becomes so with the row, also
    after it was removed: `about` holds the keys of the rows that are spoken of and of all that they were a part of.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="changes")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="changes", null=True, blank=True)
    kind = models.CharField(max_length=10, choices=ChangeKind)
    row_kind = models.CharField(max_length=60, help_text=_("The kind of row in one word, e.g. milestone"))
    row_id = models.PositiveBigIntegerField()
    row_name = models.CharField(max_length=300)
    field = models.CharField(max_length=60, blank=True)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="changes", null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC, editable=False)
    about = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [one_of("change", "kind", ChangeKind), one_of("change", "visibility", Visibility)]
        indexes = [
            models.Index(fields=["row_kind", "row_id"], name="change_of_row"),
            models.Index(fields=["partnership", "id"], name="change_of_partnership"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.row_name}{f', {self.field}' if self.field else ''}"


class WorkedOut(models.Model):
    """Something that was worked out from the working rows of a partnership; `made_from` names the state they were in.

    It can be worked out again at any time, and is after every change.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="worked_out")
    name = models.CharField(max_length=60)
    made_from = models.CharField(max_length=200)
    result = models.JSONField()

    class Meta:
        ordering = ["partnership", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name"],
                name="worked_out_once_a_name",
                violation_error_message=_("This has already been worked out."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.partnership}"


def log_change(
    owner: Partnership | Plan,
    row_kind: str,
    row: models.Model,
    kind: ChangeKind,
    fields: Iterable[tuple[str, str, str]] = (("", "", ""),),
    **said: Any,
) -> None:
    """Put into the history of a plan or partnership what was done with a row, as `changes_to_log` says. One query."""
    Change.objects.bulk_create(changes_to_log(owner, row_kind, row, kind, fields, **said))


def changes_to_log(
    owner: Partnership | Plan,
    row_kind: str,
    row: models.Model,
    kind: ChangeKind,
    fields: Iterable[tuple[str, str, str]] = (("", "", ""),),
    *,
    by: User | None,
    name: str = "",
    withheld: Collection[str] = (),
    naming: Mapping[str, Collection[models.Model]] | None = None,
) -> list[Change]:
    """What was done with a row, each field with its old and new words. Nothing is stored.

    `row_kind` is the slug of its table, or one word for what the desk edits otherwise; `name` stands for the words of
    the row itself; `naming` gives the rows that a field names, with which its words are withheld; the words of the
    fields in `withheld` are not for the public in any case.
    """
    subjects = [row, *getattr(row, "rows_named", ())]
    plan = owner if isinstance(owner, Plan) else None
    return [
        Change(
            partnership_id=plan.partnership_id if plan else owner.pk,
            plan=plan,
            kind=kind,
            row_kind=row_kind,
            row_id=row.pk,
            row_name=(name or str(row))[:300],
            field=field,
            old=old,
            new=new,
            by=by,
            visibility=Visibility.MEMBERS if field in withheld else _visibility(spoken_of),
            about=about(spoken_of),
        )
        for field, old, new in fields
        for spoken_of in [[*subjects, *(naming or {}).get(field, ())]]
    ]


def _visibility(rows: Iterable[models.Model]) -> Visibility:
    return Visibility.PUBLIC if all(visible(row, Visibility.PUBLIC) for row in rows) else Visibility.MEMBERS
