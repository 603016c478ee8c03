"""The desk's pages for rows, one level a page; `desk_urls` says who may open the views of a plan or partnership."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from csp_portal.contributions import contributed
from csp_portal.formats.numbers import whole_number
from csp_portal.pages.live_pages import NotFound
from csp_portal.pages.table_files import TABLE_FORMS
from plans.access.permissions import audience_of
from plans.access.resume import pending_data
from plans.editing import history, pages, save
from plans.editing.forms import folded, form_for, people_named, preview
from plans.editing.inline import NotStored, tables_on_page
from plans.editing.pages import Root
from plans.editing.save import NotEditable
from plans.editing.tables import EditableTable, below, called, editable_tables, top_kinds
from plans.models import EditConflict, Partnership, PlanState
from plans.models.rows import seen_by

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


def rows(request: HttpRequest, root: Root, kind: str) -> HttpResponse:
    """All rows of one kind that belong to the plan or partnership itself, below what other rooms say of them.

    LIST_NOTES are functions of a plan or partnership and the slug of a table: a piece of HTML, or empty.
    """
    row_kind = find_kind(kind, top_kinds(root), root)
    crumbs = [*pages.trail(root), (row_kind.heading_of_several, "")]
    shown = seen_by(audience_of(request.permissions), row_kind.rows_of(root))
    listed = pages.RowList(row_kind, list(shown), pages.address(root), root)
    notes = [note(root, row_kind.slug) for note in contributed("LIST_NOTES")]
    return desk_page(request, "editing/rows.html", root, crumbs, listed=listed, notes=notes)


def add(request: HttpRequest, root: Root, kind: str, above: str = "", pk: int = 0) -> HttpResponse:
    """A new row, of the plan or partnership or of one of its rows."""
    above_kind, owner, row_kind = find_place(request, root, kind, above, pk)
    unsaved = _unsaved(request)
    new = save.row_below(row_kind, owner)
    given = {"instance": new, "initial": row_kind.completed(new, {})}
    form = form_for(row_kind, root, None if unsaved else request.POST or None, typed=unsaved, **given)
    inline = tables_on_page(row_kind, root, None, request.POST or None, unsaved)
    preview(form, root, request.POST)
    pages.lead_to_missing(form, root, request.path)
    if _to_be_stored(request) and all([form.is_valid(), *(table.is_valid() for table in inline)]):
        try:
            with transaction.atomic():
                row = save.add_row(row_kind, owner, form.cleaned_data, by=request.user)
                for table in inline:
                    table.store(row, by=request.user)
        except (ValidationError, NotEditable) as problem:
            form.add_error(None, messages_of(problem))
        except NotStored:
            pass
        else:
            messages.success(request, _("Added: %(row)s") % {"row": row})
            another = "another" in request.POST
            if another:
                _warn_of_people(request, people_named(form, row_kind, root))
            after = _back(request) or pages.after_saving(root, row_kind, row)
            return redirect(request.get_full_path() if another else after)
    crumbs = [*pages.trail(root, above_kind, owner), (_("Add %(kind)s") % {"kind": row_kind.one}, "")]
    context = {"kind": row_kind, "heading": crumbs[-1][0], "form": form, "row": None, "unsaved": unsaved}
    context |= {"people": people_named(form, row_kind, root), "inline": inline, "parts": folded(form, row_kind)}
    return desk_page(request, "editing/edit.html", root, crumbs, **context)


def edit(request: HttpRequest, root: Root, kind: str, pk: int) -> HttpResponse:
    """One row with the rows that belong to it. What somebody else saved first is shown, never overwritten."""
    row_kind = find_kind(kind, editable_tables().values(), root)
    row = find_row(request, row_kind, root, pk)
    unsaved = _unsaved(request)
    name, seen = str(row), (unsaved or request.POST).get("row_version", "")
    version, conflict = row.row_version, None
    form = form_for(row_kind, root, None if unsaved else request.POST or None, typed=unsaved, instance=row)
    inline = tables_on_page(row_kind, root, row, request.POST or None, unsaved)
    preview(form, root, request.POST)
    pages.lead_to_missing(form, root, request.path)
    if _to_be_stored(request) and all([form.is_valid(), *(table.is_valid() for table in inline)]):
        try:
            with transaction.atomic():
                saved = save.save_row(row_kind, row, form.cleaned_data, seen=whole_number(seen), by=request.user)
                for table in inline:
                    table.store(saved, by=request.user)
        except (ValidationError, NotEditable) as problem:
            form.add_error(None, messages_of(problem))
        except EditConflict as problem:
            if problem.current is None:
                raise NotFound(_("Someone removed this row in the meantime.")) from None
            version = problem.current.row_version
            conflict = pages.conflict(row_kind, problem.current, form)
        except NotStored:
            pass
        else:
            messages.success(request, _("Saved: %(row)s") % {"row": saved})
            return redirect(pages.after_saving(root, row_kind, saved))
    here = pages.address(root, row_kind, row)
    in_form = {table.kind.slug: table.stored for table in inline}
    children = []
    for child in below(row_kind):
        listed = in_form[child.slug] if child.slug in in_form else list(child.rows_below(row))
        children.append(pages.RowList(called(child, root), listed, here, root))
    return desk_page(
        request,
        "editing/edit.html",
        root,
        [*pages.trail(root, row_kind, row)[:-1], (name, "")],
        kind=row_kind,
        row=row,
        name=name,
        heading=row_kind.heading(name),
        form=form,
        people=people_named(form, row_kind, root),
        row_version=seen if unsaved or (request.method == "POST" and not conflict) else version,
        inline=inline,
        parts=folded(form, row_kind),
        unsaved=unsaved,
        conflict=conflict,
        children=children,
        here=here,
    )


def _to_be_stored(request: HttpRequest) -> bool:
    """Whether a form was sent to be stored, and not only to see what it says."""
    return request.method == "POST" and "check" not in request.POST


def remove(request: HttpRequest, root: Root, kind: str, pk: int) -> HttpResponse:
    """Ask, then take a row away with all that belongs to it."""
    row_kind = find_kind(kind, [kind for kind in editable_tables().values() if kind.owner], root)
    row = find_row(request, row_kind, root, pk)
    if request.method == "POST":
        seen = request.POST.get("row_version", "")
        try:
            save.remove_row(row_kind, row, seen=whole_number(seen), by=request.user)
        except NotEditable as problem:
            messages.error(request, str(problem))
            return redirect(pages.address(root, row_kind, row))
        except EditConflict:
            messages.error(request, _("Someone changed this row while you were looking at it. Look again first."))
            return redirect(pages.address(root, row_kind, row))
        messages.success(request, _("Removed: %(row)s. You can find it in the history.") % {"row": row})
        return redirect(pages.owner_address(root, row_kind, row))
    crumbs = [*pages.trail(root, row_kind, row), (_("Remove"), "")]
    counts = [(called(child, root).plural, child.rows_below(row).count()) for child in below(row_kind)]
    belongings = [f"{plural} ({count})" for plural, count in counts if count]
    return desk_page(request, "editing/remove.html", root, crumbs, kind=row_kind, row=row, belongings=belongings)


def move(request: HttpRequest, root: Root, kind: str, pk: int) -> HttpResponse:
    """One place up or down."""
    row_kind = find_kind(kind, [kind for kind in editable_tables().values() if kind.in_order], root)
    row = find_row(request, row_kind, root, pk)
    try:
        save.move_row(row_kind, row, up=request.POST.get("to") == "up", by=request.user)
    except NotEditable as problem:
        messages.error(request, str(problem))
    return redirect(f"{pages.owner_address(root, row_kind, row)}#{row_kind.slug}-{row.pk}")


def changes(request: HttpRequest, root: Root) -> HttpResponse:
    """Who changed what, newest first; narrowed to a person, a kind of row, one row, or some days."""
    form = history.HistoryForm(history.changes_of(root, audience_of(request.permissions)), request.GET)
    found = form.found()
    files = {}
    for one in TABLE_FORMS:
        wanted = request.GET.copy()
        wanted["format"] = one
        files[one] = f"?{wanted.urlencode()}"
    if request.GET.get("format") in TABLE_FORMS:
        name = "-".join(filter(None, pages.address(root).split("/")[2:]))
        title = _("History of %(name)s") % {"name": pages.name_of(root)}
        return history.changes_file(found, f"{name}-history", title, request.GET["format"], request.path + files["csv"])
    context = {"table": history.ChangeTable(found, request=request), "form": form, "files": files}
    crumbs = [*pages.trail(root), (_("History"), "")]
    return desk_page(request, "editing/history.html", root, crumbs, **context)


def bring_back(request: HttpRequest, root: Root, pk: int) -> HttpResponse:
    """Show an old text beside today's, and put it back when asked to."""
    change = history.changes_of(root, audience_of(request.permissions)).filter(pk=pk).first()
    row_kind = editable_tables().get(change.row_kind) if change else None
    if row_kind is None or not save.can_bring_back(row_kind, change.field):
        raise NotFound(_("There is no earlier text to restore here."))
    row = find_row(request, row_kind, root, change.row_id)
    if request.method == "POST":
        try:
            save.bring_back(row_kind, row, change, by=request.user)
        except (EditConflict, NotEditable, ValidationError) as problem:
            messages.error(request, " ".join(messages_of(problem)))
        else:
            messages.success(request, _("The earlier text has been restored. The text it replaced is in the history."))
        return redirect(pages.address(root, row_kind, row))
    crumbs = [*pages.trail(root, row_kind, row), (_("Restore"), "")]
    today = getattr(row, change.field)
    return desk_page(request, "editing/bring_back.html", root, crumbs, change=change, row=row, today=today)


def find_place(
    request: HttpRequest, root: Root, kind: str, above: str, pk: int
) -> tuple[EditableTable | None, models.Model, EditableTable]:
    """Where new rows go: the kind of the row above them, if there is one, their owner, and their own kind."""
    if not above:
        return None, root, find_kind(kind, top_kinds(root), root)
    above_kind = find_kind(above, editable_tables().values(), root)
    return above_kind, find_row(request, above_kind, root, pk), find_kind(kind, below(above_kind), root)


def find_kind(slug: str, among: Iterable[EditableTable], root: Root) -> EditableTable:
    """The table of this slug, in the words of the partnership. Raises NotFound."""
    if kind := next((kind for kind in among if kind.slug == slug), None):
        return called(kind, root)
    raise NotFound(_("There is no such page on your desk."))


def find_row(request: HttpRequest, kind: EditableTable, root: Root, pk: int) -> models.Model:
    """A row of this kind that the person may read; 404 when there is none."""
    rows = seen_by(audience_of(request.permissions), kind.rows_of(root))
    row = (rows.select_related(kind.root) if kind.root else rows).filter(pk=pk).first()
    if row is None:
        words = _("There is no such %(kind)s here.") % {"kind": kind.name}
        raise NotFound(words, [(pages.name_of(root), pages.address(root))])
    return row


def messages_of(problem: Exception) -> list[str]:
    return getattr(problem, "messages", [str(problem)])


def _warn_of_people(request: HttpRequest, people: list) -> None:
    """Say on the next page what looks personal in a row that was stored, where that page shows another row."""
    for label, match in people:
        words = {"field": label, "piece": match.piece, "what": match.what}
        messages.warning(request, _("%(field)s: “%(piece)s” looks like %(what)s.") % words)


def _back(request: HttpRequest) -> str:
    """The page of the portal that asked for this row; empty when there is none."""
    wanted = request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_safe else ""


def _unsaved(request: HttpRequest) -> QueryDict | None:
    """What stands in the form without the wish to store it: for a preview or more rows, or because it was kept."""
    return request.POST if {"preview", "more"} & set(request.POST) else pending_data(request)


def desk_page(request: HttpRequest, template: str, root: Root, crumbs, **context) -> HttpResponse:
    """Draw a page about a plan or partnership; it says when the plan is locked for what the page edits."""
    of_partnership = isinstance(root, Partnership)
    kind = context.get("kind") or (context["listed"].kind if "listed" in context else None)
    beside_the_text = kind is not None and kind.beside_the_text
    context |= {
        "crumbs": crumbs,
        "plan": None if of_partnership else root,
        "stands_still": not (of_partnership or beside_the_text) and root.state != PlanState.DRAFT,
        "root_page": pages.address(root),
        "root_name": pages.name_of(root),
    }
    return render(request, template, context)
