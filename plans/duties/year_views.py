"""The desk page of the partnership's own year: what is late, due or done, and the usual dates to begin with."""

import datetime as dt
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from csp_portal.formats.numbers import whole_number
from csp_portal.pages.live_pages import NotFound
from plans.access.decorators import DeskRequest, desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission
from plans.editing.save import add_row, save_row
from plans.editing.tables import editable_tables
from plans.models import EditConflict, KeyDate, Partnership
from plans.schemas.usual_year import USUAL_YEAR


class DateLine(NamedTuple):
    """One date of the list and the day that waits; None when it came once and is done."""

    row: KeyDate
    due: dt.date | None
    today: dt.date

    @property
    def state(self) -> str:
        if self.due is None:
            return _("done")
        if self.due < self.today:
            return _("late")
        return _("due soon") if self.row.is_due_soon(self.today) else _("not yet due")

    @property
    def css(self) -> str:
        if self.due is None:
            return "on"
        return "wrong" if self.due < self.today else "behind" if self.row.is_due_soon(self.today) else "none"


@require_safe
@desk(Permission.READ_DESK)
def year(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """All dates in the order in which they wait, and those of the usual year that the list lacks. One query."""
    today = timezone.localdate()
    lines = [DateLine(row, row.due(today), today) for row in partnership.key_dates.all()]
    titles = {line.row.title for line in lines}
    context = {
        "crumbs": [first_crumb(partnership, request.permissions), (_("The partnership's year"), "")],
        "lines": sorted(lines, key=lambda line: line.due or dt.date.max),
        "usual": [
            (one, date_format(dt.date(2001, one.month, one.day), "j F"), one.why(partnership.jurisdiction))
            for one in USUAL_YEAR
            if str(one.title) not in titles
        ],
    }
    return render(request, "duties/year.html", context)


@require_POST
@desk(Permission.EDIT_PARTNERSHIP)
def add_usual(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Store the dates of the usual year that were ticked and are not in the list yet."""
    kind, ticked = editable_tables()["key-dates"], request.POST.getlist("date")
    with transaction.atomic():
        Partnership.objects.select_for_update().get(pk=partnership.pk)
        there = set(partnership.key_dates.values_list("title", flat=True))
        new = [one for one in USUAL_YEAR if one.key in ticked and str(one.title) not in there]
        for one in new:
            values = {"title": str(one.title), "month": one.month, "day": one.day}
            add_row(kind, partnership, values, by=request.user)
    words = ngettext("Added: %(num)s date. Change its day, title or lead below.",
                     "Added: %(num)s dates. Change their days, titles and leads below.", len(new))  # fmt: skip
    messages.success(request, words % {"num": len(new)} if new else _("No date was ticked, so nothing was added."))
    return redirect("desk-year", partnership.slug)


@require_POST
@desk(Permission.EDIT_PARTNERSHIP)
def mark_done(request: DeskRequest, partnership: Partnership, pk: int) -> HttpResponse:
    """Mark the day that waits as done; the date comes back next year. A day marked already stays as it is."""
    row = partnership.key_dates.filter(pk=pk).first()
    if row is None:
        raise NotFound(_("This date is not in the list any more."))
    due = row.due(timezone.localdate())
    if due is None or due.isoformat() != request.POST.get("due", ""):
        messages.info(request, _("“%(title)s” was marked already, or its date was changed.") % {"title": row})
        return redirect("desk-year", partnership.slug)
    try:
        seen = whole_number(request.POST.get("row_version", ""))
        save_row(editable_tables()["key-dates"], row, {"done_for": due}, seen=seen, by=request.user)
    except (EditConflict, ValidationError):
        messages.error(request, _("Someone changed “%(title)s” in the meantime. Look again first.") % {"title": row})
    else:
        said = _("“%(title)s” is done for %(day)s.") % {"title": row, "day": f"{due:%-d %B %Y}"}
        row.done_for = due
        if after := row.due(timezone.localdate()):
            said += " " + _("It is next due on %(day)s.") % {"day": f"{after:%-d %B %Y}"}
        messages.success(request, said)
    return redirect("desk-year", partnership.slug)
