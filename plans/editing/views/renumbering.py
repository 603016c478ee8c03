"""The desk page on which numbers are given anew: choose, see what names them, confirm, store."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _, ngettext

from plans.editing import pages, renumbering
from plans.editing.outline import ImpossibleOutline, Key, OldRow, every
from plans.editing.save import NotEditable
from plans.models import EditConflict, Plan

from .rows import desk_page


def renumber(request: HttpRequest, plan: Plan) -> HttpResponse:
    """One number with ?row=…, or all of them. ?all=in-order proposes numbers in the order of the rows."""
    rows = renumbering.numbered(plan)
    only = request.GET.get("row", "")
    shown = [row for row in every(rows) if not only or _name(row) == only]
    wanted = _wanted(request, rows, shown)
    problems: list[tuple[str, str]] = []
    new: dict[Key, str] = {}
    if request.method == "POST":
        try:
            new = renumbering.changed(rows, wanted)
            if "store" in request.POST:
                seen, confirmed = request.POST.get("seen", ""), set(request.POST.getlist("confirmed"))
                count = renumbering.renumber(plan, wanted, seen=seen, confirmed=confirmed, by=request.user)
                words = ngettext("%(num)s row has a new number.", "%(num)s rows have new numbers.", count)
                messages.success(request, words % {"num": count})
                return redirect(request.get_full_path())
        except ImpossibleOutline as impossible:
            problems = [(f"{kind}-{pk}", sentence) for (kind, pk), sentence in impossible.problems]
        except (EditConflict, NotEditable) as problem:
            problems = [("", str(problem))]
            new = {}
    mentions = renumbering.mentioned(plan, renumbering.renamed(rows, new)) if new else []
    context = {
        "rows": [(row, _name(row), wanted.get(row.key, row.ref)) for row in shown],
        "only": only,
        "seen": renumbering.stamp(rows),
        "problems": problems,
        "wrong": {name for name, _sentence in problems},
        "new": [(row, _name(row), new[row.key]) for row in every(rows) if row.key in new],
        "looked": request.method == "POST" and not problems,
        "mentions": [
            (mention, pages.address(plan, mention.kind, mention.row), mention.row._meta.get_field(mention.field))
            for mention in mentions
        ],
    }
    crumbs = [*pages.trail(plan), (_("Renumber"), "")]
    return desk_page(request, "editing/renumber.html", plan, crumbs, **context)


def _name(row: OldRow) -> str:
    return f"{row.kind}-{row.pk}"


def _wanted(request: HttpRequest, rows: list[OldRow], shown: list[OldRow]) -> dict[Key, str]:
    """The numbers that were asked for, for the rows that the page shows."""
    if request.method == "POST":
        return {row.key: request.POST[_name(row)] for row in shown if _name(row) in request.POST}
    proposed = renumbering.in_order(rows) if "all" in request.GET else {}
    return {row.key: proposed[row.key] for row in shown if row.key in proposed}
