"""The desk's page for many rows at once: a table of cells, saved together. It needs no script."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.numbers import whole_number
from plans.access.resume import pending_data
from plans.editing import pages
from plans.editing.grid import (
    MOST_ROWS,
    CannotFill,
    GridColumn,
    GridOutcome,
    GridRow,
    blank_rows,
    fill,
    grid_columns,
    in_order,
    kept_order,
    row_of,
    save_grid,
    stored_rows,
    table_above,
    typed_rows,
)
from plans.editing.pages import Root
from plans.editing.save import NotEditable
from plans.editing.tables import EditableTable, editable_tables
from plans.models import User

from .rows import desk_page, find_kind, find_row

BLANK, MORE = 5, 10


def grid(request: HttpRequest, root: Root, kind: str) -> HttpResponse:
    """All rows of one kind, or with ?of=… those of one row, as a table of cells. A post saves all of them or none."""
    among = [one for one in editable_tables().values() if one.owner and isinstance(root, one.root_model)]
    row_kind = find_kind(kind, among, root)
    above, owner = _owner(request, root, row_kind)
    by = request.user
    assert isinstance(by, User)
    if "usual-order" in request.POST:
        _keep_order(by, row_kind, [])
    columns = in_order(grid_columns(row_kind, root, owner), kept_order(by, row_kind))
    unsaved = pending_data(request)
    posted = unsaved or request.POST
    rows, outcome = typed_rows(posted, columns), GridOutcome()
    problems: list[str] = []
    if "fill" in request.POST:
        columns, rows, problems = _filled(request, row_kind, columns, rows, by)
    elif "more" in request.POST:
        rows += blank_rows(columns, MORE, [row.key for row in rows])
    elif "save" in request.POST:
        outcome, problems = _saved(row_kind, root, columns, rows, by, owner)
        if not problems and outcome.is_stored:
            messages.success(request, _words_of(outcome))
            return redirect(request.get_full_path())
    links: list[tuple[int, bool]] = []
    if not posted:
        rows, links = _page(request, row_kind, root, columns, owner if above else None)
    heading = _("%(kinds)s as a table") % {"kinds": row_kind.heading_of_several}
    return desk_page(
        request,
        "editing/grid.html",
        root,
        [*pages.trail(root, above, owner), (heading, "")],
        kind=row_kind,
        columns=columns,
        rows=[(row, _name(row, row_kind)) for row in rows],
        empty=blank_rows(columns, 1)[0],
        problems=[*problems, *_conflicts(outcome)],
        faults=list(_faults(rows, columns, row_kind)),
        unsaved=unsaved,
        is_typed=bool(posted),
        most=MOST_ROWS,
        has_own_order=bool(kept_order(by, row_kind)),
        pages=links,
        choices=_choices(columns, root, request.get_full_path()),
        of=request.GET.get("of", ""),
    )


def _choices(columns: list[GridColumn], root: Root, here: str) -> list[tuple[EditableTable, str]]:
    """The kinds of the rows that each row must name, with the page that adds one and comes back `here`."""
    named = [column.choice.model for column in columns if column.choice is not None and column.required]
    found = [pages.link_to_add(model, root, here) for model in named]
    return [one for one in found if one is not None]


def _filled(
    request: HttpRequest, kind: EditableTable, columns: list[GridColumn], rows: list[GridRow], by: User
) -> tuple[list[GridColumn], list[GridRow], list[str]]:
    """The table with a pasted block in it, in the order of its headings, which is kept for this person."""
    try:
        filled = fill(request.POST.get("block", ""), rows, columns)
    except CannotFill as problem:
        return columns, rows, [str(problem)]
    if filled.order:
        columns = in_order(columns, filled.order)
        _keep_order(by, kind, [column.name for column in columns])
    if filled.unused:
        words = _("Not filled in, because no column has these headings: %(headings)s.")
        messages.warning(request, words % {"headings": ", ".join(filled.unused)})
    return columns, filled.rows, []


def _saved(
    kind: EditableTable,
    root: Root,
    columns: list[GridColumn],
    rows: list[GridRow],
    by: User,
    owner: models.Model | None,
) -> tuple[GridOutcome, list[str]]:
    """What saving did, and why nothing of it was done."""
    if len([row for row in rows if row.pk or not row.is_blank]) > MOST_ROWS:
        return GridOutcome(), [_("At most %(most)s rows can be saved at a time.") % {"most": MOST_ROWS}]
    try:
        outcome = save_grid(kind, root, columns, rows, by=by, owner=owner)
    except NotEditable as problem:
        return GridOutcome(), [str(problem)]
    return outcome, outcome.problems


def _page(
    request: HttpRequest, kind: EditableTable, root: Root, columns: list[GridColumn], owner: models.Model | None
) -> tuple[list[GridRow], list[tuple[int, bool]]]:
    """One page of the stored rows and some blank ones, and the numbers of all pages where there are several."""
    shown = stored_rows(kind, root)
    found = list(shown.filter(**{kind.owner: owner}) if owner is not None else shown)
    number = max(whole_number(request.GET.get("page", "")), 1)
    last = -(-len(found) // MOST_ROWS)
    rows = [row_of(row, columns) for row in found[(number - 1) * MOST_ROWS : number * MOST_ROWS]]
    links = [(one, one == number) for one in range(1, last + 1)] if last > 1 else []
    return rows + blank_rows(columns, BLANK), links


def _owner(request: HttpRequest, root: Root, kind: EditableTable) -> tuple[EditableTable | None, models.Model | None]:
    """The row whose rows are asked for, with its kind; nothing where all rows are."""
    if kind.is_top or not request.GET.get("of"):
        return None, None
    above = table_above(kind)
    return above, find_row(request, above, root, whole_number(request.GET["of"]))


def _keep_order(user: User, kind: EditableTable, names: list[str]) -> None:
    """Remember the order of the columns of a table for a person; the usual one is not kept."""
    others = {slug: order for slug, order in user.column_orders.items() if slug != kind.slug}
    user.column_orders = others | ({kind.slug: names} if names else {})
    user.save(update_fields=["column_orders"])


def _name(row: GridRow, kind: EditableTable) -> str:
    """What a row is called beside its cells: its reference, or its number among the new ones."""
    if not row.pk:
        return _("New %(number)s") % {"number": row.key[1:]}
    return row.cells.get("ref") or next(iter(row.cells.values()), "")[:40] or str(kind.name)


def _words_of(outcome: GridOutcome) -> str:
    """How many rows were changed and added."""
    if not outcome.changed and not outcome.added:
        return _("Nothing was changed.")
    parts = []
    if outcome.changed:
        parts.append(
            ngettext("%(num)s row changed", "%(num)s rows changed", outcome.changed) % {"num": outcome.changed}
        )
    if outcome.added:
        parts.append(ngettext("%(num)s row added", "%(num)s rows added", outcome.added) % {"num": outcome.added})
    return _("Saved: %(parts)s.") % {"parts": ", ".join(parts)}


def _conflicts(outcome: GridOutcome) -> list[str]:
    """What to do about rows that somebody else changed; nothing where there are none."""
    if not outcome.conflicts:
        return []
    words = ngettext(
        "Someone else changed one of these rows in the meantime. Compare both texts: your next save keeps yours.",
        "Someone else changed %(num)s of these rows in the meantime. Compare both texts: your next save keeps yours.",
        outcome.conflicts,
    )
    return [words % {"num": outcome.conflicts}]


def _faults(rows: Sequence[GridRow], columns: Sequence[GridColumn], kind: EditableTable) -> Any:
    """Each error and conflict with the cell that it is about: for the summary, which links to the cells."""
    labels = {column.name: column.label for column in columns}
    first = columns[0].name
    for row in rows:
        for name, sentence in row.errors.items():
            where = f"{_name(row, kind)}, {labels[name]}" if name else _name(row, kind)
            yield row.name(name or first), f"{where}: {sentence}"
        for name in row.stored:
            yield (
                row.name(name),
                _("%(where)s: changed by someone else") % {"where": f"{_name(row, kind)}, {labels[name]}"},
            )
