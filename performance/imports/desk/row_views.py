"""Rows of a file that are left out of an import by choice, each with the reason, which is kept."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from csp_portal.forms.layout import PortalForm
from csp_portal.pages.live_pages import NotFound
from performance.imports import worker
from performance.models import ImportRun
from plans.access.decorators import DeskRequest, desk
from plans.access.permissions import Permission
from plans.models import Partnership

from .views import WITH_FILE, crumb_of, run_of, trail

MOST_ROWS = 200


class LeaveOutForm(PortalForm):
    """Which rows give no figure, and why."""

    rows = forms.CharField(
        label=gettext_lazy("Rows to leave out"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy("Row numbers as a spreadsheet shows them, such as 4, 9. Empty: use every row."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why they are left out"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("The reason is kept with the import."),
    )

    def clean_rows(self) -> list[int]:
        """The numbers of the rows, each once."""
        numbers = [one.strip() for one in self.cleaned_data["rows"].split(",") if one.strip()]
        if not all(one.isdecimal() and 0 < int(one) < 10**9 for one in numbers):
            raise forms.ValidationError(_("Write row numbers with commas between them, such as 4, 9."))
        rows = sorted({int(one) for one in numbers})
        if len(rows) > MOST_ROWS:
            raise forms.ValidationError(
                _("At most %(most)s rows can be left out; correct the file.") % {"most": MOST_ROWS}
            )
        return rows

    def clean(self) -> None:
        if self.cleaned_data.get("rows") and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", _("Say why these rows are left out."))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.LOAD_FIGURES)
def leave_out(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """Choose the rows that give no figure; the file is then read again."""
    found = run_of(partnership, run)
    if found.state not in WITH_FILE:
        raise NotFound(_("The file of this import is no longer kept."))
    form = LeaveOutForm(request.POST if request.method == "POST" else None, initial=_now(found))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"].strip()
        found.left_out = {str(row): reason for row in form.cleaned_data["rows"]}
        found.save(update_fields=["left_out"])
        worker.read_again(found)
        return redirect("import", partnership.slug, found.pk)
    context = {"crumbs": trail(request, crumb_of(found), (_("Leave rows out"), "")), "run": found, "form": form}
    return render(request, "imports/leave_out.html", context, status=422 if form.errors else 200)


def _now(run: ImportRun) -> dict[str, str]:
    """What is left out now, or, where nothing is, the rows that cannot be taken."""
    refused = {row for one in run.report.get("refused", []) for row in (one["row"], *one.get("more", ()))}
    rows = sorted(run.left_out, key=lambda row: (len(row), row)) or sorted(refused)[:MOST_ROWS]
    return {"rows": ", ".join(map(str, rows)), "reason": next(iter(run.left_out.values()), "")}
