"""What the desk's pages show beside their forms: addresses, trails, lists of rows, conflicts, the history."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from plans.models import Change, Partnership, Plan

from .pasting import MOST_ROWS, Layout, NotATable, paste_layouts
from .tables import EditableTable, called, editable_tables

Root = Plan | Partnership


def address(root: Root, kind: EditableTable | None = None, row: models.Model | None = None) -> str:
    """The desk page of a plan or partnership, of one kind of its rows, or of one row."""
    if isinstance(root, Partnership):
        here = reverse("desk-about", args=[root.slug])
    else:
        here = reverse("desk-plan", args=[root.partnership.slug, root.slug])
    if kind is None:
        return here
    return f"{here}rows/{kind.slug}/{row.pk}/" if row is not None else f"{here}{kind.slug}/"


def owner_address(root: Root, kind: EditableTable, row: models.Model) -> str:
    """The page on which a row is listed."""
    if not kind.owner:
        return address(root)
    if kind.is_top:
        return address(root, kind)
    owner = getattr(row, kind.owner)
    return address(root, _kind_of(owner), owner)


def after_saving(root: Root, kind: EditableTable, row: models.Model) -> str:
    """Where its editor goes on: to the list, if the page of the row holds all that belongs to it; else to the row."""
    return f"{owner_address(root, kind, row)}#{kind.slug}-{row.pk}" if kind.on_page else address(root, kind, row)


def trail(root: Root, kind: EditableTable | None = None, row: models.Model | None = None) -> list[tuple[str, str]]:
    """From the plan or partnership down to a row, through the rows it belongs to."""
    crumbs: list[tuple[str, str]] = []
    while kind is not None and row is not None:
        crumbs.insert(0, (called(kind, root).row_name(str(row))[:60], address(root, kind, row)))
        if not kind.owner:
            break
        if kind.is_top:
            crumbs.insert(0, (called(kind, root).heading_of_several, address(root, kind)))
            break
        row = getattr(row, kind.owner)
        kind = _kind_of(row)
    partnership = root if isinstance(root, Partnership) else root.partnership
    return [
        (partnership.name, reverse("desk-partnership", args=[partnership.slug])),
        (name_of(root), address(root)),
        *crumbs,
    ]


def name_of(root: Root) -> str:
    """What a plan or partnership is called on its own pages."""
    return _("About the partnership") if isinstance(root, Partnership) else root.title


def lead_to_missing(form: forms.BaseForm, root: Root, here: str) -> None:
    """Say at each list to choose from that is empty what is missing, and at each from which one must be chosen that
    others can be added, with a link that adds a row and comes back `here`."""
    for field in form.fields.values():
        if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
            continue
        choices: list[Any] = [*field.choices]  # type: ignore[misc]  # read once, for this question and for the page
        field.choices = choices
        is_empty = not any(value for value, _label in choices)
        must = field.required and not isinstance(field, forms.ModelMultipleChoiceField)
        if (is_empty or must) and (found := link_to_add(field.queryset.model, root, here)):
            kind, link = found
            missing = _("No %(plural)s yet.") % {"plural": kind.plural} if is_empty else _("Not in the list?")
            field.help_text = mark_safe(  # noqa: S308  (each part is escaped)
                f"{escape(field.help_text)} " * bool(field.help_text)
                + f'{escape(missing)} <a href="{escape(link)}">{escape(_("Add %(kind)s") % {"kind": kind.one})}</a>'
            )


def link_to_add(model: type[models.Model], root: Root, here: str) -> tuple[EditableTable, str] | None:
    """The kind of the rows of a model, as the partnership calls it, and the page that adds one and comes back."""
    if found := page_to_add(model, root):
        return called(found[0], root), f"{found[1]}?{urlencode({'next': here})}"
    return None


def page_to_add(model: type[models.Model], root: Root) -> tuple[EditableTable, str] | None:
    """Where rows of a model are added for this plan or its partnership: their kind and the page; for rows that belong
    to others, the list of these others. None for what the desk does not edit."""
    partnership = root if isinstance(root, Partnership) else root.partnership
    for kind in editable_tables().values():
        if kind.model is model and kind.owner:
            above = kind if kind.is_top else _above(kind)
            owner = root if isinstance(root, above.root_model) else partnership
            if isinstance(owner, above.root_model):
                page = address(owner, above)
                return kind, f"{page}add/" if above is kind else page
    return None


def _above(kind: EditableTable) -> EditableTable:
    """The kind of the plan's or partnership's own rows to which rows of a kind belong."""
    while not kind.is_top:
        model = kind.model._meta.get_field(kind.owner).related_model
        kind = next(one for one in editable_tables().values() if one.model is model)
    return kind


def _kind_of(row: models.Model) -> EditableTable:
    return next(kind for kind in editable_tables().values() if kind.model is type(row))


@dataclass(frozen=True)
class RowList:
    """Rows of one kind on the page of their owner."""

    kind: EditableTable
    rows: list[models.Model]
    owner_page: str
    root: Root

    @property
    def add(self) -> str:
        return f"{self.owner_page}{self.kind.slug}/add/"

    @property
    def paste(self) -> str:
        return f"{self.owner_page}{self.kind.slug}/paste/" if self.kind.slug in paste_layouts() else ""

    @property
    def table(self) -> str:
        """The page on which these rows are edited as one table."""
        of = self.owner_page.rstrip("/").rpartition("/")[2] if not self.kind.is_top else ""
        return f"{address(self.root, self.kind)}table/{f'?of={of}' if of else ''}"

    @property
    def is_commented(self) -> bool:
        return isinstance(self.root, Plan)

    def page(self, row: models.Model) -> str:
        return address(self.root, self.kind, row)


def conflict(kind: EditableTable, current: models.Model, form: forms.BaseForm) -> dict[str, Any]:
    """The stored text beside the editor's, field by field where they differ, and who saved it when."""
    last = Change.objects.filter(row_kind=kind.slug, row_id=current.pk).select_related("by").first()
    fields = []
    for name in form.fields:
        bound = form[name]
        stored, mine = _words(getattr(current, name)), _words(form.cleaned_data.get(name))
        if stored != mine:
            fields.append({"label": bound.label, "stored": stored, "mine": mine})
    return {"fields": fields, "by": last and last.by, "at": last and last.at}


def _words(value: Any) -> str:
    """A value as its editor reads it: the names of several rows, or a list with one entry a line."""
    if isinstance(value, models.Manager | models.QuerySet):
        return ", ".join(map(str, value.all()))
    if value is None:
        return ""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def pasted_cells(posted: QueryDict, layout: Layout) -> list[dict[str, str]]:
    """The cells that were shown after a paste and may have been corrected; empty before they were shown."""
    columns = [posted.getlist(f"cell-{column.name}") for column in layout.columns]
    if len({len(column) for column in columns}) != 1 or len(columns[0]) > MOST_ROWS:
        raise NotATable(_("The table was incomplete when it arrived. Paste it again."))
    names = [column.name for column in layout.columns]
    return [
        dict(zip(names, (" ".join(cell.split()) for cell in cells), strict=True))
        for cells in zip(*columns, strict=True)
    ]
