"""A published plan beside another plan of the same partnership: what goes on, what is new, what was dropped."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from csp_portal.pages.level_names import upper_first
from csp_portal.pages.live_pages import NotFound
from plans.documents import compare
from plans.documents.newest_versions import newest_ids
from plans.documents.succession import Succession, aligned, count_fates, successions
from plans.models import Partnership, PlanVersion

from .drawing import public_page
from .live import partnership_page

# The parts of a plan whose wordings are compared.
LASTING = ("sections", "priorities", "targets", "themes", "funding", "alignments")


class OtherPlan(NamedTuple):
    """What a page says of another published plan."""

    title: str
    period: str
    address: str
    slug: str


class OtherPlans(NamedTuple):
    """The published plans beside one: the newest that began before it, those of its kind that cover some of its time,
    and the newest that began after it."""

    earlier: OtherPlan | None = None
    overlapping: tuple[OtherPlan, ...] = ()
    newer: OtherPlan | None = None


def other_plans(version: PlanVersion) -> OtherPlans:
    """The other published plans of the partnership, as a plan's page names them. Costs one query."""
    head = version.content["plan"]
    rows = (
        PlanVersion.objects.filter(plan__partnership=version.plan.partnership_id, pk__in=newest_ids())
        .exclude(plan=version.plan_id)
        .filter(plan__withdrawn_at=None)
        .annotate(
            title=KT("content__plan__title"),
            period=KT("content__plan__period"),
            start=KT("content__plan__period_start"),
            end=KT("content__plan__period_end"),
            sort=KT("content__plan__kind"),
            slug=KT("content__plan__slug"),
        )
        .values("title", "period", "start", "end", "sort", "slug", "plan")
        .order_by("-start", "slug")
    )
    partnership = version.content["partnership"]["slug"]
    alike = [row for row in rows if row["sort"] == head["kind"]]
    earlier = [row for row in alike if row["start"] < head["period_start"]]
    rolled = [row for row in earlier if row["plan"] == version.plan.rolled_from_id]
    found = [_other(row, partnership) for row in (rolled or earlier)[:1]]
    overlapping = [row for row in alike if row["start"] <= head["period_end"] and row["end"] >= head["period_start"]]
    newer = [_other(row, partnership) for row in alike if row["start"] > head["period_start"]][:1]
    return OtherPlans(
        found[0] if found else None,
        tuple(_other(row, partnership) for row in overlapping),
        newer[0] if newer else None,
    )


def _other(row: dict[str, Any], partnership: str) -> OtherPlan:
    return OtherPlan(row["title"], row["period"], reverse("plan", args=[partnership, row["slug"]]), row["slug"])


@partnership_page(takes=())
def since_earlier_plan(request: HttpRequest, partnership: Partnership, plan: str, earlier: str) -> HttpResponse:
    """What a plan keeps, changes, merges, drops and adds beside an earlier one, and the wordings that changed."""
    return HttpResponse(_page(_newest(partnership, plan), _newest(partnership, earlier), request.path))


def _newest(partnership: Partnership, plan: str) -> PlanVersion:
    versions = PlanVersion.objects.filter(plan__partnership=partnership, plan__slug=plan)
    found: PlanVersion | None = versions.select_related("plan__partnership").first()
    if found:
        return found
    raise NotFound(_("There is no such published plan."), [(_("All plans"), reverse("plans", args=[partnership.slug]))])


def _page(version: PlanVersion, before: PlanVersion, path: str) -> str:
    """The page that compares two plans."""
    new, old = version.content, before.content
    rolled = version.plan.rolled_from_id == before.plan_id
    rows = successions(old, new, rolled=rolled)
    parts = compare.by_part(list(_worth_reading(compare.compare(aligned(old, new, rolled=rolled), new))))
    partnership = new["partnership"]
    address = reverse("plan", args=[partnership["slug"], new["plan"]["slug"]])
    return public_page(
        "public/earlier_plan.html",
        {
            "doc": new,
            "earlier": old["plan"],
            "earlier_page": reverse("plan", args=[partnership["slug"], old["plan"]["slug"]]),
            "path": address,
            "answer": answer(rows),
            "rows": rows,
            "parts": parts,
            "redline": compare.redline,
            "partnership": partnership,
            "crumbs": [
                (partnership["name"], reverse("partnership", args=[partnership["slug"]])),
                (_("Plans"), reverse("plans", args=[partnership["slug"]])),
                (new["plan"]["title"], address),
                (_("Compared with the plan for %(period)s") % {"period": old["plan"]["period"]}, ""),
            ],
        },
        path,
    )


def _worth_reading(differences: list[compare.Difference]) -> Iterator[compare.Difference]:
    """Changed words of what goes on; what came or went in other parts by its name; nothing of what each plan has of
    its own time, such as its figures, meetings and contacts, or of priorities and actions in the table of rows."""
    shown = {upper_first(compare.label(name)) for name in LASTING}
    for one in differences:
        if one.place[:1] and one.place[0] in shown and one.kind != "moved":
            if one.kind == "changed":
                yield one
            elif one.place[0] != upper_first(compare.label("priorities")):
                yield replace(one, old="", new="")


def answer(rows: list[Succession]) -> str:
    """How many priorities and actions go on and how many do not, in two sentences."""
    sentences = []
    for kind in ("priorities", "actions"):
        counts = count_fates(rows, kind)
        if parts := [words for fate, count in counts.items() if (words := _counted(fate, count))]:
            name = _("Priorities") if kind == "priorities" else _("Actions")
            sentences.append(f"{name}: {', '.join(parts)}.")
    return " ".join(sentences) or _("Neither plan lists a priority.")


def _counted(fate: str, count: int) -> str:
    """How many rows had a fate, in words."""
    words = {
        "kept": ngettext("%(num)s kept as it was", "%(num)s kept as they were", count),
        "changed": ngettext("%(num)s kept and changed", "%(num)s kept and changed", count),
        "merged": ngettext("%(num)s merged with another", "%(num)s merged with others", count),
        "completed": ngettext("%(num)s completed", "%(num)s completed", count),
        "dropped": ngettext("%(num)s not carried over", "%(num)s not carried over", count),
        "new": ngettext("%(num)s new", "%(num)s new", count),
    }
    return words[fate] % {"num": count}
