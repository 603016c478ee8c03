"""What the desk's pages show beside their forms: addresses, trails, lists of rows, conflicts, the history."""

import csv
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig

from csp_portal.tables import PortalTable

from .editing import can_bring_back
from .models import Change, ChangeKind, Plan
from .pasting import LAYOUTS, MOST_ROWS, Layout, NotATable
from .row_kinds import KINDS, RowKind


def address(plan: Plan, kind: RowKind | None = None, row: models.Model | None = None) -> str:
    """The desk page of a plan, of one kind of its rows, or of one row."""
    here = reverse("desk-plan", args=[plan.partnership.slug, plan.slug])
    if kind is None:
        return here
    return f"{here}rows/{kind.slug}/{row.pk}/" if row is not None else f"{here}{kind.slug}/"


def owner_address(plan: Plan, kind: RowKind, row: models.Model) -> str:
    """The page on which a row is listed."""
    if kind.owner == kind.plan:
        return address(plan, kind)
    owner = getattr(row, kind.owner)
    return address(plan, _kind_of(owner), owner)


def trail(plan: Plan, kind: RowKind | None = None, row: models.Model | None = None) -> list[tuple[str, str]]:
    """From the plan down to a row, through the rows it belongs to."""
    crumbs: list[tuple[str, str]] = []
    while kind is not None and row is not None:
        crumbs.insert(0, (str(row)[:60], address(plan, kind, row)))
        if kind.owner == kind.plan:
            crumbs.insert(0, (kind.plural.capitalize(), address(plan, kind)))
            break
        row = getattr(row, kind.owner)
        kind = _kind_of(row)
    return [
        (plan.partnership.name, reverse("desk-partnership", args=[plan.partnership.slug])),
        (plan.title, address(plan)),
        *crumbs,
    ]


def _kind_of(row: models.Model) -> RowKind:
    return next(kind for kind in KINDS.values() if kind.model is type(row))


def furniture(crumbs: list[tuple[str, str]]) -> dict[str, Any]:
    """What stands around every page of the desk: its links and its breadcrumb."""
    everything = [(_("Desk"), reverse("desk")), *crumbs]
    return {
        "desk": True,
        "breadcrumbs": [{"text": text, "href": href} for text, href in everything[:-1]]
        + [{"text": everything[-1][0], "href": ""}],
    }


@dataclass(frozen=True)
class Listed:
    """Rows of one kind on the page of their owner."""

    kind: RowKind
    rows: list[models.Model]
    owner_page: str
    plan: Plan

    @property
    def add(self) -> str:
        return f"{self.owner_page}{self.kind.slug}/add/"

    @property
    def paste(self) -> str:
        return f"{self.owner_page}{self.kind.slug}/paste/" if self.kind.slug in LAYOUTS else ""

    def page(self, row: models.Model) -> str:
        return address(self.plan, self.kind, row)


def conflict(kind: RowKind, current: models.Model, form) -> dict[str, Any]:
    """The stored text beside the editor's, field by field where they differ, and who saved it when."""
    last = Change.objects.filter(row_kind=kind.slug, row_id=current.pk).select_related("by").first()
    fields = []
    for name in kind.fields:
        bound = form[name]
        stored = _words(current, name)
        mine = _typed_words(bound, form.cleaned_data.get(name))
        if stored != mine:
            fields.append({"label": bound.label, "stored": stored, "mine": mine})
    return {"fields": fields, "by": last and last.by, "at": last and last.at}


def _words(row: models.Model, name: str) -> str:
    field = row._meta.get_field(name)
    if field.many_to_many:
        return ", ".join(str(one) for one in getattr(row, name).all())
    return _plain(getattr(row, name))


def _typed_words(bound, value: Any) -> str:
    if isinstance(value, models.QuerySet):
        return ", ".join(str(one) for one in value)
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def pasted_cells(posted: QueryDict, layout: Layout) -> list[dict[str, str]]:
    """The cells that were shown after a paste and may have been corrected; empty before they were shown."""
    columns = [posted.getlist(f"cell-{column.name}") for column in layout.columns]
    if len({len(column) for column in columns}) != 1 or len(columns[0]) > MOST_ROWS:
        raise NotATable("The table came back incomplete. Paste it again.")
    names = [column.name for column in layout.columns]
    return [dict(zip(names, map(str.strip, cells), strict=True)) for cells in zip(*columns, strict=True)]


class ChangeTable(PortalTable):
    """The history of a plan."""

    at = tables.Column(verbose_name=gettext_lazy("When"))
    by = tables.Column(verbose_name=gettext_lazy("Who"), empty_values=())
    kind = tables.Column(verbose_name=gettext_lazy("What"))
    row_name = tables.Column(verbose_name=gettext_lazy("Row"))
    field = tables.Column(verbose_name=gettext_lazy("Field"))
    old = tables.Column(verbose_name=gettext_lazy("From"), orderable=False)
    new = tables.Column(verbose_name=gettext_lazy("To"), orderable=False)
    caption = gettext_lazy("Changes, newest first")

    class Meta:
        sequence = ("at", "by", "kind", "row_name", "field", "old", "new")

    def render_at(self, value):
        return formats.date_format(timezone.localtime(value), "j F Y, H:i")

    def render_by(self, value):
        return value or ""

    def render_field(self, value, record):
        """The field, as a link to bring its old text back where that is possible."""
        kind = KINDS.get(record.row_kind)
        if record.kind not in (ChangeKind.CHANGED, ChangeKind.RESTORED) or not (kind and can_bring_back(kind, value)):
            return value
        return format_html('<a href="{}/">{}</a>', record.pk, value)

    def __init__(self, changes: models.QuerySet, *, request: HttpRequest) -> None:
        super().__init__(changes, order_by="-at")
        RequestConfig(request, paginate={"per_page": 50}).configure(self)


def changes_csv(changes: models.QuerySet, name: str) -> HttpResponse:
    """The history as CSV. A cell that a spreadsheet would run as a formula gets an apostrophe in front."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(response)
    writer.writerow(["when", "who", "what", "kind", "row", "field", "from", "to"])
    for change in changes.iterator():
        cells = [change.row_kind, change.row_name, change.field, change.old, change.new]
        who = str(change.by) if change.by else ""
        writer.writerow([change.at.isoformat(), _harmless(who), change.kind, *map(_harmless, cells)])
    return response


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
