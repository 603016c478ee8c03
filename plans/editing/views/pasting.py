"""The desk's page for rows from a spreadsheet: paste, say what the columns are, look at every cell, store or undo."""

from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.numbers import whole_number
from csp_portal.pages.live_pages import NotFound
from plans.access.resume import pending_data
from plans.editing import pages, pasting
from plans.editing.pages import Root
from plans.editing.pasting import UNUSED, Layout, NotATable, PasteColumn, PastedTable, PasteOutcome
from plans.editing.save import NotEditable
from plans.editing.tables import EditableTable
from plans.models import EditConflict, User

from .rows import desk_page, find_place, messages_of

UNDO = "paste"


def paste(request: HttpRequest, root: Root, kind: str, above: str = "", pk: int = 0) -> HttpResponse:
    """Rows from a spreadsheet: nothing is stored before every column is known and what it changes was shown."""
    above_kind, owner, row_kind = find_place(request, root, kind, above, pk)
    layout = pasting.paste_layouts().get(kind)
    if layout is None:
        raise NotFound(_("Rows of this kind cannot be pasted."))
    listed_on = pages.address(root, above_kind or row_kind, owner if above_kind else None)
    by = request.user if isinstance(request.user, User) else None
    if "undo" in request.POST:
        _undo(request, by)
        return redirect(request.path)
    typed = pending_data(request)
    posted = typed or request.POST.copy()
    table, rows, outcome, wrong, sheets = None, [], PasteOutcome(), [], {}
    marks: list[tuple[PasteColumn, str]] = []
    if typed or request.method == "POST":
        try:
            if file := request.FILES.get("file"):
                sheets = pasting.texts_of_file(file.read(pasting.MOST_BYTES + 1))
                posted["text"] = next(iter(sheets.values())) if len(sheets) == 1 else ""
            if len(sheets) < 2:
                table = _table(posted, layout)
                rows = _rows(posted, layout, table, owner)
                if table and (marks := pasting.marks_in(rows, layout)):
                    rows = []
            if "save" in request.POST and rows:
                seen = [str(state) for state in posted.getlist("seen")] or None
                stored = pasting.store_all(layout, owner, rows, by=by, seen=seen)
                if not stored.wrong:
                    return _stored(request, row_kind, stored, rows)
                wrong = stored.wrong
            if rows:
                outcome = pasting.preview_all(layout, owner, rows, by=by)
                wrong = wrong or outcome.wrong
        except (NotATable, NotEditable) as problem:
            wrong = [str(problem)]
    crumbs = [*pages.trail(root, above_kind, owner), (_("Paste %(kinds)s") % {"kinds": row_kind.plural}, "")]
    return desk_page(
        request,
        "editing/paste.html",
        root,
        crumbs,
        kind=row_kind,
        layout=layout,
        used=_used(rows, table, layout),
        columns=_columns(table, layout) if table else [],
        table=table,
        rows=_shown(rows, outcome, layout),
        wrong=wrong,
        text=posted.get("text", ""),
        marks=[(column, mark, _choices(column)) for column, mark in marks],
        sheets=sheets if len(sheets) > 1 else {},
        most_characters=pasting.MOST_CHARACTERS,
        unsaved=typed,
        undo=request.session.get(UNDO, {}).get("page") == request.path and not rows,
        listed_on=listed_on,
    )


def _table(posted: QueryDict, layout: Layout) -> PastedTable | None:
    """The pasted table, with what was said of its columns; none where only its cells came back. Raises NotATable."""
    if "text" not in posted and posted.getlist(f"cell-{layout.columns[0].name}"):
        return None
    table = pasting.look(posted.get("text", ""), layout)
    if "last" not in posted:
        return table
    first, last = whole_number(posted.get("first", "")), whole_number(posted.get("last", ""))
    if not (0 <= first <= last < len(table.lines) or (first == 0 and 0 <= last < len(table.lines))):
        raise NotATable(_("The headings are in rows 1 to %(most)s.") % {"most": len(table.lines) - 1})
    if (first, last) != (table.first, table.last):
        table = pasting.settle(table.lines, layout, first, last)
    if posted.get("headings") != f"{first}-{last}":  # the roles that came along are of other headings
        return table
    known = {UNUSED, *(column.name for column in layout.columns)}
    roles = [posted.get(f"role-{number}", "") for number in range(len(table.roles))]
    filled = {number for number in range(len(table.roles)) if f"fill-{number}" in posted}
    return pasting.PastedTable(
        table.lines, first, last, tuple(role if role in known else "" for role in roles), frozenset(filled)
    )


def _rows(posted: QueryDict, layout: Layout, table: PastedTable | None, owner: models.Model) -> list[dict[str, str]]:
    """The cells as they were corrected, or as they are in the table; none before every column is known."""
    if "read" not in posted and (cells := pages.pasted_cells(posted, layout)):
        return cells
    if not (table and table.is_settled):
        return []
    given = zip(posted.getlist("mark"), posted.getlist("means"), strict=False)
    meanings = {}
    for mark, word in given:
        if word:
            column, _colon, cell = mark.partition(":")
            meanings[column, cell] = "" if word == UNUSED else word
    return pasting.with_meanings(pasting.rows_of(table, layout, owner), meanings)


def _choices(column: PasteColumn) -> list[tuple[str, str]]:
    """What a mark in this column can mean."""
    return [("", _("choose")), *((word, word) for word in column.values), (UNUSED, _("nothing: leave it out"))]


def _columns(table: PastedTable, layout: Layout) -> list[dict[str, object]]:
    """What the page shows of each column."""
    choices = [("", _("choose")), (UNUSED, _("not used")), *((one.name, one.label) for one in layout.columns)]
    return [
        {
            "number": number,
            "heading": table.heading(number),
            "samples": table.samples(number),
            "role": role,
            "choices": choices,
            "has_gaps": table.has_gaps(number),
            "filled": number in table.filled,
        }
        for number, role in enumerate(table.roles)
    ]


def _used(rows: list[dict[str, str]], table: PastedTable | None, layout: Layout) -> list[PasteColumn]:
    """The columns that are shown: those that hold something, and the number, which every row needs."""
    held = {layout.columns[0].name, *(table.roles if table else ())}
    held |= {name for row in rows for name, cell in row.items() if cell}
    return [column for column in layout.columns if column.name in held]


def _shown(rows: list[dict[str, str]], outcome: PasteOutcome, layout: Layout) -> list[dict[str, object]]:
    """Each row with what its cells were read as and what it would change."""
    empty = [""] * len(rows)
    return [
        {"cells": cells, "read": _read(cells, layout), "changes": changes, "seen": seen}
        for cells, changes, seen in zip(
            rows, outcome.changes or [[] for _row in rows], outcome.seen or empty, strict=True
        )
    ]


def _read(cells: dict[str, str], layout: Layout) -> dict[str, str]:
    """How the words of a row are read: dates and cadences, or why they cannot be."""
    read = {}
    for column in layout.columns:
        if column.reading and cells[column.name]:
            try:
                read[column.name] = column.reading(cells[column.name])
            except ValueError as problem:
                read[column.name] = str(problem)
    return read


def _stored(
    request: HttpRequest, kind: EditableTable, stored: PasteOutcome, rows: list[dict[str, str]]
) -> HttpResponse:
    request.session[UNDO] = {"page": request.path, "steps": stored.undo}
    messages.success(request, ngettext("Saved: %(num)s row", "Saved: %(num)s rows", len(rows)) % {"num": len(rows)})
    return redirect(request.path)


def _undo(request: HttpRequest, by: User | None) -> None:
    """Take the last paste of this page back, if nobody changed its rows since."""
    kept = request.session.get(UNDO, {})
    if kept.get("page") != request.path:
        messages.error(request, _("There is no paste to undo here."))
        return
    if undo_steps(request, kept["steps"], by):
        del request.session[UNDO]
        messages.success(request, _("The paste was undone."))


def undo_steps(request: HttpRequest, steps: list[dict[str, Any]], by: User | None) -> bool:
    """Take back what was stored together. False, with the reason on the next page, where a row was edited since."""
    try:
        pasting.undo(steps, by=by)
    except (EditConflict, NotEditable) as problem:
        messages.error(request, " ".join(messages_of(problem)))
        return False
    return True
