"""The history of a plan or partnership as a list, filtered by person, kind of row or days, and as CSV."""

import django_tables2 as tables
from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy
from django_tables2 import RequestConfig

from csp_portal.formats.spreadsheets.one_table import TableFile
from csp_portal.forms.layout import PortalForm
from csp_portal.pages.level_names import upper_first
from csp_portal.pages.table_files import csv_stream, table_response
from csp_portal.tables import PortalTable
from plans.models import Change, ChangeKind, Partnership, Plan, User, Visibility
from plans.models.rows import seen_by

from .save import can_bring_back
from .tables import editable_tables


def changes_of(root: Plan | Partnership, audience: Visibility) -> models.QuerySet[Change]:
    """What an audience may read of all that was changed in a plan; of a partnership, what belongs to no plan of it."""
    of_root = {"plan": root} if isinstance(root, Plan) else {"partnership": root, "plan": None}
    return seen_by(audience, Change.objects.filter(**of_root)).select_related("by")


class HistoryForm(PortalForm):
    """Which changes to show. Everything may be left open."""

    who = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Who"), required=False, empty_label=gettext_lazy("Anyone")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of row"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"}))
    row = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)

    def __init__(self, changes: models.QuerySet[Change], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.changes = changes
        self.fields["who"].queryset = User.objects.filter(pk__in=changes.order_by().values("by")).order_by("username")
        known = {*changes.order_by().values_list("row_kind", flat=True).distinct()}
        known |= {self.data.get("kind", "")} & set(editable_tables())  # a row that nobody changed has an empty history
        self.fields["kind"].choices = [("", _("All")), *((slug, name_of_kind(slug)) for slug in sorted(known))]

    def clean(self):
        given = super().clean()
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            raise forms.ValidationError(_("“From” is after “To”. Enter a start date that is not after the end date."))
        return given

    def found(self) -> models.QuerySet[Change]:
        """The changes that were asked for; none while something in the form is wrong."""
        if not self.is_valid():
            return self.changes.none()
        given = self.cleaned_data
        lookups = {"by": "who", "row_kind": "kind", "at__date__gte": "since", "at__date__lte": "until", "row_id": "row"}
        return self.changes.filter(**{lookup: given[name] for lookup, name in lookups.items() if given[name]})


def name_of_kind(slug: str) -> str:
    """A kind of row in the words of the page."""
    return upper_first(str(editable_tables()[slug].plural if slug in editable_tables() else slug))


class ChangeTable(PortalTable):
    """The history as a list."""

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
        kind = editable_tables().get(record.row_kind)
        if record.kind not in (ChangeKind.CHANGED, ChangeKind.RESTORED) or not (kind and can_bring_back(kind, value)):
            return value
        return format_html('<a href="{}/">{}</a>', record.pk, value)

    def __init__(self, changes: models.QuerySet, *, request: HttpRequest) -> None:
        super().__init__(changes, order_by="-at")
        RequestConfig(request, paginate={"per_page": 50}).configure(self)


def changes_file(changes: models.QuerySet, name: str, title: str, form: str, csv_address: str) -> HttpResponse:
    """The history as a file; as CSV it is read and sent bit by bit, as it may be very long."""
    columns = ["when", "who", "what", "kind", "row", "field", "from", "to"]
    table = TableFile(name, title, columns, map(_cells, changes.iterator()))
    return csv_stream(table) if form == "csv" else table_response(table, form, csv_address)


def _cells(change: Change) -> list[str]:
    who = str(change.by) if change.by else ""
    row = [change.row_kind, change.row_name, change.field, change.old, change.new]
    return [change.at.isoformat(), who, change.kind, *row]
