"""The columns and the cells of a table that is being loaded, corrected by an officer and read again."""

import csv
import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from csp_portal.formats.numbers import whole_number
from csp_portal.pages.live_pages import NotFound
from performance.imports import worker
from performance.imports.area_table.reading import CHOICE
from performance.imports.context import import_context
from performance.imports.sheets import CannotRead, column_name, column_number, read_sheets
from performance.models import ImportRun
from plans.access.decorators import DeskRequest, desk
from plans.access.permissions import Permission
from plans.models import Partnership

from .columns import ColumnsForm, TablePlace, seen, unknown_names
from .views import TABLES, WITH_FILE, crumb_of, run_of, trail

MOST_CELLS = 2_000
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
@desk(Permission.LOAD_FIGURES)
def columns(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """What the columns of a table are taken for, and the way to say otherwise."""
    found = run_of(partnership, run)
    known = import_context(partnership, found.area_set, found.mapping)
    place = _place(request)
    try:
        sheets, look = seen(_content(found), known, place)
    except CannotRead as problem:
        messages.error(request, _("The columns cannot be shown: %(why)s.") % {"why": problem.why.rstrip(".")})
        return redirect("import", partnership.slug, found.pk)
    unknown = unknown_names(found.report, found.mapping)
    form = ColumnsForm(look, known, unknown, request.POST or None)
    if request.method == "POST" and form.is_valid():
        found.mapping, found.layout = form.mapping().as_json(), "area-table"
        found.save(update_fields=["mapping", "layout"])
        worker.read_again(found)
        return redirect("import", partnership.slug, found.pk)
    context = {
        "crumbs": trail(request, crumb_of(found), (_("Columns"), "")),
        "form": form,
        "sheets": sheets,
        "look": look,
        "run": found,
    }
    return render(request, "imports/columns.html", context, status=422 if form.is_bound else 200)


@read_or_write
@desk(Permission.LOAD_FIGURES)
def cells(request: DeskRequest, partnership: Partnership, run: int) -> HttpResponse:
    """The cells that were pasted, one by one, to be corrected before they are stored."""
    found = run_of(partnership, run)
    if not found.pasted:
        raise NotFound(_("Only cells that were pasted can be corrected here; correct the file and send it again."))
    try:
        sheet = read_sheets(_content(found))[0]
    except CannotRead as problem:
        messages.error(request, _("The cells cannot be shown: %(why)s.") % {"why": problem.why})
        return redirect("import", partnership.slug, found.pk)
    if len(sheet.rows) * sheet.width > MOST_CELLS:
        messages.error(request, _("There are too many cells to show; correct the table and paste it again."))
        return redirect("import", partnership.slug, found.pk)
    if request.method == "POST":
        rows = [request.POST.getlist(f"row-{number}") for number in range(len(sheet.rows))]
        if all(len(row) == sheet.width for row in rows):
            worker.replace_content(found, _as_text(rows))
            worker.read_again(found)
        else:
            messages.error(request, _("Nothing was done: the table has changed since it was shown."))
        return redirect("import", partnership.slug, found.pk)
    letters = [column_name(column) for column in range(sheet.width)]
    crumbs = trail(request, crumb_of(found), (_("Cells"), ""))
    context = {"crumbs": crumbs, "run": found, "sheet": sheet, "letters": letters, "wrong": _wrong(found)}
    return render(request, "imports/cells.html", context)


def _content(run: ImportRun) -> bytes:
    """The file of a table that waits. Raises NotFound."""
    if run.state not in WITH_FILE or run.layout not in TABLES:
        raise NotFound(_("There is no table here waiting to be saved."))
    try:
        return worker.content(run)
    except OSError:
        raise NotFound(_("The file of this import is no longer kept.")) from None


def _place(request: DeskRequest) -> TablePlace:
    asked = request.GET
    rows = [min(whole_number(text), 10**6) for text in (asked.get("first", ""), asked.get("last", ""))]
    return TablePlace(asked.get("sheet", ""), *rows)


def _as_text(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, dialect="excel-tab").writerows(rows)
    return text.getvalue().encode()


def _wrong(run: ImportRun) -> dict[tuple[int, int], str]:
    """Why a cell was refused, by its row and column counted from 0."""
    wrong = {}
    for one in run.report.get("refused", []):
        if one["accepted"] == CHOICE:
            continue  # the columns have to be said, not a cell
        for row in (one["row"], *one["more"]):
            wrong[row - 1, column_number(one["column"])] = one["why"]
    return wrong
