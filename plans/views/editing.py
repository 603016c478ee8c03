"""The desk's pages for rows: one level of rows a page, with forms and links alone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csp_portal.live_pages import NotFound

from .. import desk_pages, editing, pasting
from ..editing import NotEditable, Stale
from ..forms import form_for, preview
from ..kept import typed_here
from ..models import Change, Partnership, Plan
from ..permissions import Permission
from ..row_kinds import KINDS, RowKind, below, of_plan
from .access import desk, plan_of

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk(Permission.READ_DESK)
def rows(request: HttpRequest, partnership: Partnership, plan: str, kind: str) -> HttpResponse:
    """All rows of one kind that belong to the plan itself."""
    owner, row_kind = plan_of(partnership, plan), find_kind(kind, of_plan())
    crumbs = [*desk_pages.trail(owner), (row_kind.plural.capitalize(), "")]
    listed = desk_pages.Listed(row_kind, list(row_kind.rows_of(owner)), desk_pages.address(owner), owner)
    return desk_page(request, "desk/rows.html", owner, crumbs, listed=listed)


@read_or_write
@desk(Permission.EDIT_PLAN)
def add(request, partnership: Partnership, plan: str, kind: str, above: str = "", pk: int = 0) -> HttpResponse:
    """A new row, of the plan or of one of its rows."""
    owner_plan = plan_of(partnership, plan)
    above_kind = find_kind(above, KINDS.values()) if above else None
    owner = find_row(above_kind, owner_plan, pk) if above_kind else owner_plan
    row_kind = find_kind(kind, below(above_kind) if above_kind else of_plan())
    unsaved = _unsaved(request)
    form = form_for(row_kind, owner_plan, None if unsaved else request.POST or None, typed=unsaved)
    preview(form, request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            row = editing.add_row(row_kind, owner, form.cleaned_data, by=request.user)
        except (ValidationError, NotEditable) as problem:
            _say(form, problem)
        else:
            messages.success(request, _("Added: %(row)s") % {"row": row})
            another = "another" in request.POST
            return redirect(request.path if another else desk_pages.address(owner_plan, row_kind, row))
    crumbs = [*desk_pages.trail(owner_plan, above_kind, owner), (_("Add a %(kind)s") % {"kind": row_kind.name}, "")]
    return desk_page(request, "desk/edit.html", owner_plan, crumbs, kind=row_kind, form=form, row=None, unsaved=unsaved)


@read_or_write
@desk(Permission.EDIT_PLAN)
def paste(request, partnership: Partnership, plan: str, kind: str, above: str = "", pk: int = 0) -> HttpResponse:
    """Rows from a spreadsheet: paste, see what was understood cell by cell, correct it, then save all or nothing."""
    owner_plan = plan_of(partnership, plan)
    above_kind = find_kind(above, KINDS.values()) if above else None
    owner = find_row(above_kind, owner_plan, pk) if above_kind else owner_plan
    row_kind = find_kind(kind, below(above_kind) if above_kind else of_plan())
    layout = pasting.LAYOUTS.get(kind)
    if layout is None:
        raise NotFound(_("Rows of this kind cannot be pasted."))
    rows, wrong = [], []
    typed = typed_here(request)
    posted = typed or request.POST
    text = posted.get("text", "")
    if typed or request.method == "POST":
        try:
            rows = desk_pages.pasted_cells(posted, layout) or pasting.read(text, layout)
            if "save" in request.POST and not (wrong := pasting.store_all(layout, owner, rows, by=request.user)):
                messages.success(
                    request, _("Stored: %(count)s %(kinds)s") % {"count": len(rows), "kinds": row_kind.plural}
                )
                back = desk_pages.address(owner_plan, above_kind or row_kind, owner if above_kind else None)
                return redirect(back)
        except (pasting.NotATable, NotEditable) as problem:
            wrong = [str(problem)]
    crumbs = [*desk_pages.trail(owner_plan, above_kind, owner), (_("Paste %(kinds)s") % {"kinds": row_kind.plural}, "")]
    context = {"kind": row_kind, "layout": layout, "rows": rows, "wrong": wrong, "text": text, "unsaved": typed}
    return desk_page(request, "desk/paste.html", owner_plan, crumbs, **context)


@read_or_write
@desk(Permission.EDIT_PLAN)
def edit(request, partnership: Partnership, plan: str, kind: str, pk: int) -> HttpResponse:
    """One row with the rows that belong to it. What somebody else saved first is shown, never overwritten."""
    owner, row_kind = plan_of(partnership, plan), find_kind(kind, KINDS.values())
    row = find_row(row_kind, owner, pk)
    unsaved = _unsaved(request)
    name, seen = str(row), (unsaved or request.POST).get("row_version", "")
    version, conflict = row.row_version, None
    form = form_for(row_kind, owner, None if unsaved else request.POST or None, typed=unsaved, instance=row)
    preview(form, request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            number = int(seen) if seen.isdecimal() else 0
            saved = editing.save_row(row_kind, row, form.cleaned_data, seen=number, by=request.user)
        except (ValidationError, NotEditable) as problem:
            _say(form, problem)
        except Stale as problem:
            if problem.current is None:
                raise NotFound(_("Somebody removed this row meanwhile.")) from None
            version = problem.current.row_version
            conflict = desk_pages.conflict(row_kind, problem.current, form)
        else:
            messages.success(request, _("Saved: %(row)s") % {"row": saved})
            return redirect(desk_pages.address(owner, row_kind, saved))
    here = desk_pages.address(owner, row_kind, row)
    children = [
        desk_pages.Listed(child, list(child.model._default_manager.filter(**{child.owner: row})), here, owner)
        for child in below(row_kind)
    ]
    return desk_page(
        request,
        "desk/edit.html",
        owner,
        [*desk_pages.trail(owner, row_kind, row)[:-1], (name, "")],
        kind=row_kind,
        row=row,
        name=name,
        form=form,
        row_version=seen if unsaved or (form.errors and not conflict) else version,
        unsaved=unsaved,
        conflict=conflict,
        children=children,
        here=here,
    )


@read_or_write
@desk(Permission.EDIT_PLAN)
def remove(request, partnership: Partnership, plan: str, kind: str, pk: int) -> HttpResponse:
    """Ask, then take a row away with all that belongs to it."""
    owner, row_kind = plan_of(partnership, plan), find_kind(kind, KINDS.values())
    row = find_row(row_kind, owner, pk)
    if request.method == "POST":
        seen = request.POST.get("row_version", "")
        try:
            editing.remove_row(row_kind, row, seen=int(seen) if seen.isdecimal() else 0, by=request.user)
        except NotEditable as problem:
            messages.error(request, str(problem))
            return redirect(desk_pages.address(owner, row_kind, row))
        except Stale:
            messages.error(request, _("Somebody changed this row while you were looking at it. Look again first."))
            return redirect(desk_pages.address(owner, row_kind, row))
        messages.success(request, _("Removed: %(row)s. It can be found in the history.") % {"row": row})
        return redirect(desk_pages.owner_address(owner, row_kind, row))
    crumbs = [*desk_pages.trail(owner, row_kind, row), (_("Remove"), "")]
    belongings = [
        (child.plural, child.model._default_manager.filter(**{child.owner: row}).count()) for child in below(row_kind)
    ]
    return desk_page(request, "desk/remove.html", owner, crumbs, kind=row_kind, row=row, belongings=belongings)


@require_POST
@desk(Permission.EDIT_PLAN)
def move(request, partnership: Partnership, plan: str, kind: str, pk: int) -> HttpResponse:
    """One place up or down."""
    owner, row_kind = plan_of(partnership, plan), find_kind(kind, KINDS.values())
    row = find_row(row_kind, owner, pk)
    try:
        editing.move_row(row_kind, row, up=request.POST.get("to") == "up", by=request.user)
    except NotEditable as problem:
        messages.error(request, str(problem))
    return redirect(f"{desk_pages.owner_address(owner, row_kind, row)}#{row_kind.slug}-{row.pk}")


@require_safe
@desk(Permission.READ_DESK)
def history(request, partnership: Partnership, plan: str) -> HttpResponse:
    """Who changed what in a plan, newest first; one row's history with ?kind=…&row=…"""
    owner = plan_of(partnership, plan)
    changes = Change.objects.filter(plan=owner).select_related("by")
    kind, row = request.GET.get("kind", ""), request.GET.get("row", "")
    if kind:
        changes = changes.filter(row_kind=kind)
    if row.isdecimal():
        changes = changes.filter(row_id=row)
    if request.GET.get("format") == "csv":
        return desk_pages.changes_csv(changes, f"{partnership.slug}-{owner.slug}-history.csv")
    table = desk_pages.ChangeTable(changes, request=request)
    crumbs = [*desk_pages.trail(owner), (_("History"), "")]
    return desk_page(request, "desk/history.html", owner, crumbs, table=table, kinds=KINDS.values(), chosen=kind)


@read_or_write
@desk(Permission.EDIT_PLAN)
def bring_back(request, partnership: Partnership, plan: str, pk: int) -> HttpResponse:
    """Show an old text beside today's, and put it back when asked to."""
    owner = plan_of(partnership, plan)
    change = Change.objects.filter(plan=owner, pk=pk).first()
    row_kind = KINDS.get(change.row_kind) if change else None
    if row_kind is None or not editing.can_bring_back(row_kind, change.field):
        raise NotFound(_("There is no text to bring back here."))
    row = find_row(row_kind, owner, change.row_id)
    if request.method == "POST":
        try:
            editing.bring_back(row_kind, row, change, by=request.user)
        except (Stale, NotEditable, ValidationError) as problem:
            messages.error(request, " ".join(getattr(problem, "messages", [str(problem)])))
        else:
            messages.success(request, _("The old text stands again. The text it replaced is in the history."))
        return redirect(desk_pages.address(owner, row_kind, row))
    crumbs = [*desk_pages.trail(owner, row_kind, row), (_("Bring back"), "")]
    today = getattr(row, change.field)
    return desk_page(request, "desk/bring_back.html", owner, crumbs, change=change, row=row, today=today)


def find_kind(slug: str, among) -> RowKind:
    for kind in among:
        if kind.slug == slug:
            return kind
    raise NotFound(_("There is no such page on your desk."))


def find_row(kind: RowKind, plan: Plan, pk: int) -> models.Model:
    row = kind.rows_of(plan).filter(pk=pk).first()
    if row is None:
        raise NotFound(
            _("This plan has no such %(kind)s.") % {"kind": kind.name}, [(plan.title, desk_pages.address(plan))]
        )
    return row


def _say(form, problem: ValidationError | NotEditable) -> None:
    for message in getattr(problem, "messages", [str(problem)]):
        form.add_error(None, message)


def _unsaved(request: HttpRequest) -> QueryDict | None:
    """What stands in the form without the wish to store it: for a preview, or because it was kept."""
    return request.POST if "preview" in request.POST else typed_here(request)


def desk_page(request, template: str, plan: Plan, crumbs, **context) -> HttpResponse:
    context |= {"partnership": plan.partnership, "plan": plan, "messages": messages.get_messages(request)}
    return render(request, template, context | desk_pages.furniture(crumbs))
