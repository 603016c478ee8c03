"""The desk page on which a partnership ticks the standard indicators that it uses."""

from collections.abc import Iterable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from performance.models import Indicator
from plans.access.decorators import DeskRequest, desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission
from plans.models import Partnership, log_change
from plans.models.audit import ChangeKind

from .lists import GROUPS, StandardIndicator, add_standard, standard_indicators


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.EDIT_PARTNERSHIP)
def standard(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """The list in groups, with a tick at each that the partnership uses. Ticks are stored together."""
    listed = standard_indicators()
    used = set(partnership.indicators_used.values_list("slug", flat=True))
    if request.method == "POST":
        offered = {one.slug for group in listed.values() for one in group}
        added, removed = _store(partnership, used & offered, offered & set(request.POST.getlist("use")), request)
        messages.success(request, _("Saved: %(added)s ticked, %(removed)s no longer ticked.")
                         % {"added": added, "removed": removed})  # fmt: skip
        return redirect("standard-indicators", partnership.slug)
    groups = [(name, _rows(listed[file], used)) for name, file, _only in GROUPS]
    crumbs = [first_crumb(partnership, request.permissions), (_("Standard indicators"), "")]
    return render(request, "indicators/standard.html", {"crumbs": crumbs, "groups": groups})


def _rows(group: Iterable[StandardIndicator], used: set[str]) -> list[dict[str, object]]:
    """Each indicator of a group in the words of its own model, with whether it is used."""
    rows = []
    for one in group:
        words = Indicator(unit=one.record["unit"], better=one.record.get("better", "neither"))
        rows.append({
            "slug": one.slug,
            "name": one.record["name"],
            "about": ". ".join(
                filter(None, [words.get_unit_display(), words.get_better_display(), one.record.get("data_source", "")])
            ),
            "used": one.slug in used,
        })  # fmt: skip
    return rows


@transaction.atomic
def _store(partnership: Partnership, before: set[str], ticked: set[str], request: DeskRequest) -> tuple[int, int]:
    """Make what is missing, and remember who uses what; how many were ticked, and how many no longer are."""
    new, gone = ticked - before, before - ticked
    add_standard(sorted(new))
    changes = [*((slug, ChangeKind.ADDED) for slug in new), *((slug, ChangeKind.REMOVED) for slug in gone)]
    rows = {row.slug: row for row in Indicator.objects.filter(slug__in=new | gone)}
    for slug, kind in sorted(changes):
        log_change(partnership, "standard-indicators", rows[slug], kind, by=request.user)
    partnership.indicators_used.add(*(rows[slug] for slug in new))
    partnership.indicators_used.remove(*(rows[slug] for slug in gone))
    return len(new), len(gone)
