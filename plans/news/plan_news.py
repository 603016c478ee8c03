"""The news of plans, of the scrutiny register, of residents and of what was decided after them."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from plans.models import Partnership, PlanVersion, PublishedFeedback
from plans.schemas.scrutiny import ScrutinyDocument

from .news import News, priority_key, recommendation_key


def plan_versions(partnership: Partnership) -> Iterator[News]:
    """Each version of each plan, about the priorities that are new or read otherwise than in the version before."""
    versions = PlanVersion.objects.filter(plan__partnership=partnership).order_by("plan", "number")
    for _plan, group in groupby(versions, key=lambda version: version.plan_id):
        before: dict[str, Any] = {}
        for version in group:
            head = version.content["plan"]
            now = {one["ref"]: one for one in version.content["priorities"]}
            words = {"title": head["title"], "period": head["period"], "number": version.number}
            yield News(
                at=version.published_at,
                title=_("%(title)s (%(period)s): version %(number)s") % words,
                address=reverse("version", args=[partnership.slug, head["slug"], version.number]),
                name=f"plans/{head['slug']}/v{version.number}",
                text=version.note,
                about=frozenset(
                    priority_key(head["slug"], ref) for ref in {*before, *now} if before.get(ref) != now.get(ref)
                ),
            )
            before = now


def scrutiny_versions(partnership: Partnership) -> Iterator[News]:
    """Each version of the register, about recommendations that are new or changed; its new meetings in words."""
    recommendations: dict[str, Any] = {}
    meetings: set[tuple[str, str]] = set()
    for version in partnership.scrutiny_versions.defer("for_members").order_by("number"):
        now = {one["ref"]: one for one in version.content["recommendations"]}
        held = _meetings(version.content)
        new = sorted((day, name) for name, day in held - meetings)
        told = "; ".join(_("%(name)s meets on %(day)s") % {"name": name, "day": day} for day, name in new[:20])
        yield News(
            at=version.published_at,
            title=_("Scrutiny register: version %(number)s") % {"number": version.number},
            address=reverse("scrutiny", args=[partnership.slug]),
            name=f"scrutiny/v{version.number}",
            text=" ".join(filter(None, (version.note, told and f"{told}."))),
            about=frozenset(
                recommendation_key(ref) for ref in {*recommendations, *now} if recommendations.get(ref) != now.get(ref)
            ),
        )
        recommendations, meetings = now, held


def _meetings(content: ScrutinyDocument) -> set[tuple[str, str]]:
    return {
        (committee["name"], meeting["held_on"])
        for committee in content["committees"]
        for meeting in committee["meetings"]
        if not meeting["cancelled"]
    }


def feedback(partnership: Partnership) -> Iterator[News]:
    """What residents said and what was replied, about the priority it stands beside."""
    for one in PublishedFeedback.objects.filter(partnership=partnership).select_related("plan"):
        slug = one.plan.slug if one.plan else ""
        yield News(
            at=one.published_at,
            title=_("A resident’s comment about: %(about)s") % {"about": one.about},
            address=f"{reverse('have-your-say', args=[partnership.slug])}",
            name=f"feedback/{one.pk}",
            text=one.text,
            about=frozenset([priority_key(slug, one.priority)] if slug and one.priority else []),
        )


def you_said_versions(partnership: Partnership) -> Iterator[News]:
    """Each version of “You said, we did”, about the priorities of entries that were not in the version before."""
    before: list[Any] = []
    for version in partnership.you_said_versions.order_by("number"):
        entries = version.content["entries"]
        named = [entry["about"] for entry in entries if entry not in before and entry["about"]]
        yield News(
            at=version.published_at,
            title=_("You said, we did: version %(number)s") % {"number": version.number},
            address=reverse("you-said", args=[partnership.slug]),
            name=f"you-said/v{version.number}",
            text=version.note,
            about=frozenset(priority_key(one["slug"], one["priority"]) for one in named if one["priority"]),
        )
        before = entries
