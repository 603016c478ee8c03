"""Rolling a plan forward on the desk: choose for each row, see what would become of it, make the new plan."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from csp_portal.forms.layout import PortalForm
from csp_portal.forms.limits import IN_ADDRESSES, DayField
from csp_portal.pages.live_pages import NotFound
from plans.access.decorators import desk, plan_of
from plans.access.permissions import Permission, audience_of
from plans.editing import pages
from plans.editing.outline import KEEP, LEVELS, Choice, ImpossibleOutline, Key, OldRow, RowFate, every
from plans.editing.renumbering import numbered
from plans.editing.tables import editable_tables
from plans.models import Partnership, Plan, Visibility
from plans.models.rows import seen_by

from .copying import Report, preview, roll_forward

FATES = {
    RowFate.KEEP: gettext_lazy("Keep"),
    RowFate.COMPLETE: gettext_lazy("Completed: not carried over"),
    RowFate.DROP: gettext_lazy("Drop"),
    RowFate.MERGE: gettext_lazy("Merge into…"),
}
_YEARS = re.compile(r"\b((?:19|20)\d\d)(?:([/–-])(\d\d))?(?!\d)")


class RollForwardForm(PortalForm):
    """The head of the new plan, and what is taken along beside the rows."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    period_start = DayField(label=gettext_lazy("Start date"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    period_end = DayField(label=gettext_lazy("End date"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=50,
        required=False,
        help_text=gettext_lazy("If left empty, it is made from the years, e.g. 2026-2029."),
        error_messages={"invalid": IN_ADDRESSES},
    )
    keep_targets = forms.BooleanField(
        label=gettext_lazy("Keep the target numbers. Otherwise each needs to be confirmed again."), required=False
    )
    carry_funding = forms.BooleanField(
        label=gettext_lazy("Carry over the funding lines, without their amounts."), required=False
    )

    def clean(self):
        given = super().clean()
        if not given.get("slug") and {"period_start", "period_end"} <= given.keys():
            given["slug"] = f"{given['period_start'].year}-{given['period_end'].year}"
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.EDIT_PLAN)
def roll(request: HttpRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """Choose, preview and make the next plan. Sent twice, the second finds the address taken and says so."""
    old = plan_of(partnership, plan)
    rows = numbered(old)
    form = RollForwardForm(request.POST or None, initial=_next_year(old))
    choices = _choices(rows, request.POST)
    problems, report, taken = [], None, None
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("title", "slug", "period_start", "period_end")}
        given |= {"choices": choices | _beside(old, form.cleaned_data), "by": request.user}
        try:
            if "preview" in request.POST:
                report = preview(old, **given)
            else:
                made, _report = roll_forward(old, **given)
                messages.success(request, _("Created: %(title)s, a draft.") % {"title": made.title})
                return redirect("rolled-forward", partnership.slug, made.slug)
        except ImpossibleOutline as impossible:
            problems = [(f"{kind}-{pk}", sentence) for (kind, pk), sentence in impossible.problems]
        except ValidationError as wrong:
            form.add_error(None, wrong)
            taken = partnership.plans.filter(slug=given["slug"]).first()
    context = {
        "crumbs": [*pages.trail(old), (_("Roll forward"), "")],
        "plan": old,
        "form": form,
        "rows": rows,
        "fates": FATES,
        "recommendations": _recommendations(old, audience_of(request.permissions)),
        "chosen": {f"{row.kind}-{row.pk}": choices.get(row.key, row.usual).fate for row in every(rows)},
        "entered": request.POST,
        "problems": problems,
        "wrong": {name for name, _sentence in problems},
        "report": report and _by_fate(report),
        "taken": taken,
    }
    return render(request, "rollforward/choose.html", context)


@require_safe
@desk(Permission.READ_DESK)
def rolled(request: HttpRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """What became of each row when this plan was made from the one before."""
    new = plan_of(partnership, plan)
    if not new.rolled_report:
        raise NotFound(_("This plan was not rolled forward from another."))
    crumbs = [*pages.trail(new), (_("Rolled forward"), "")]
    readable = _readable(new, audience_of(request.permissions))
    context = {"crumbs": crumbs, "plan": new, "report": _by_fate(readable)}
    return render(request, "rollforward/rolled_forward.html", context)


def _readable(new: Plan, audience: Visibility) -> Report:
    """The stored report as an audience may read it. Where a row is left out, so are the sums, which would tell it."""
    report: Report = new.rolled_report
    before, now = _hidden_refs(new.rolled_from, audience), _hidden_refs(new, audience)
    rows = [row for row in report["rows"] if (row["kind"], row["ref"]) not in before]
    rows = [row for row in rows if (row["kind"], row["new_ref"]) not in now]
    if len(rows) == len(report["rows"]):
        return report
    named = {row["new_ref"] for row in rows}
    cleared = [row for row in report["due_cleared"] if row["ref"] in named]
    return {"rows": rows, "due_cleared": cleared, "carried": [], "left_out": [], "warnings": []}


def _hidden_refs(plan: Plan | None, audience: Visibility) -> set[tuple[str, str]]:
    """The kind and number of every row of a plan that an audience may not read."""
    hidden: set[tuple[str, str]] = set()
    for kind in LEVELS if plan else ():
        rows = editable_tables()[kind].rows_of(plan)
        seen = seen_by(audience, rows).values("pk")
        hidden |= {(kind, ref) for ref in rows.exclude(pk__in=seen).values_list("ref", flat=True)}
    return hidden


def _recommendations(plan: Plan, audience: Visibility) -> dict[int | None, list[Any]]:
    """The issues for which the strategic assessment recommends something, by the key of the priority that deals with
    them; under None those that no priority deals with. Costs one query."""
    found: dict[int | None, list[Any]] = {}
    for issue in seen_by(audience, plan.issues.exclude(recommendation="not stated")):
        found.setdefault(issue.priority_id, []).append(issue)
    return found


def _by_fate(report: Report) -> dict:
    """What a roll-forward did as a page shows it: its rows by what becomes of them, and how many of each kind."""
    rows = report["rows"]
    kinds = {
        kind: [sum(row["kind"] == kind and row["fate"] == fate for row in rows) for fate in FATES] for kind in LEVELS
    }
    return {
        **report,
        "counts": kinds,
        "by_fate": {fate.value: [row for row in rows if row["fate"] == fate] for fate in FATES},
        "renumbered": [row for row in rows if row["fate"] == RowFate.KEEP and row["new_ref"] != row["ref"]],
    }


def years_later(words: str, years: int) -> str:
    """A title with every year in it moved: 2009 to 2012, 2011/12."""

    def moved(found: re.Match) -> str:
        year, stroke, short = found.groups()
        second = f"{stroke}{(int(short) + years) % 100:02d}" if short else ""
        return f"{int(year) + years}{second}"

    return _YEARS.sub(moved, words)


def _next_year(plan: Plan) -> dict:
    """The head of the plan that usually follows: the same length, a year later."""
    start, end = (_year_later(day) for day in (plan.period_start, plan.period_end))
    return {"title": years_later(plan.title, 1), "period_start": start, "period_end": end}


def _year_later(day):
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _choices(rows: list[OldRow], entered: Mapping[str, str]) -> dict[Key, Choice]:
    """What was chosen for each row. The row that another is merged into is named by its number."""
    everything = list(every(rows))
    choices = {}
    for row in everything:
        name = f"{row.kind}-{row.pk}"
        fate = entered.get(name, "")
        if fate not in FATES:
            continue
        into = None
        if fate == RowFate.MERGE:
            into = _numbered(everything, row, entered.get(f"{name}-into", "").strip())
        choices[row.key] = Choice(RowFate(fate), into)
    return choices


def _numbered(rows: list[OldRow], row: OldRow, ref: str) -> int | None:
    """The row of the same kind with this number; of several, one that stands beside `row`."""
    found = [one for one in rows if one.kind == row.kind and one.ref.casefold() == ref.casefold()]
    beside = next((owner.below for owner in rows if row in owner.below), [])
    near = [one for one in found if one in beside]
    return near[0].pk if near else found[0].pk if len(found) == 1 else None


def _beside(plan: Plan, given: Mapping) -> dict[Key, Choice]:
    """What was chosen for all targets and all funding lines."""
    chosen = [name for name, wanted in (("targets", "keep_targets"), ("funding", "carry_funding")) if given[wanted]]
    return {(name, row.pk): KEEP for name in chosen for row in getattr(plan, name).all()}
