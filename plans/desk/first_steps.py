"""The first steps of a new partnership, on the desk home until its first plan is published."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from csp_portal.contributions import contributed
from csp_portal.operation.reading import Reader
from csp_portal.pages.languages import Words
from plans.access.permissions import Permission, where_may
from plans.access.tasks import FirstStep
from plans.models import Membership, Partnership, PartnershipMember, Plan, PlanVersion


@dataclass(frozen=True)
class StepOfPartnership:
    """A first step as one person sees it; without a page where they cannot do it, or not yet, and then why not."""

    words: Words
    is_done: bool
    page: str
    why_not: Words = ""


def first_steps(memberships: list[Membership]) -> Reader:
    """The first steps in every partnership for which this person writes and which has published no plan yet."""
    steps = sorted(contributed("FIRST_STEPS"), key=lambda step: step.place)
    owners = where_may(memberships, Permission.EDIT_PLAN)
    plans, *rows = yield [
        Plan.objects.filter(partnership__in=owners).order_by("period_start"),
        *(_done(step, owners) for step in steps),
    ]
    done = {(step.place, key) for step, keys in zip(steps, rows, strict=True) for key in keys}
    newest = {plan.partnership_id: plan for plan in plans}
    may = [where_may(memberships, step.permission) for step in steps]
    for key, owner in owners.items():
        if (steps[-1].place, key) not in done:
            yield (
                owner,
                [
                    _step(step, owner, newest.get(key), is_done=(step.place, key) in done, may=key in allowed)
                    for step, allowed in zip(steps, may, strict=True)
                ],
            )


def _done(step: FirstStep, keys: Collection[int]) -> QuerySet[Any]:
    """The keys of the partnerships in which a step is done."""
    rows = step.rows.filter(**{f"{step.partnership}__in": keys}).order_by()
    return rows.values_list(step.partnership, flat=True).distinct()


def _step(step: FirstStep, owner: Partnership, plan: Plan | None, *, is_done: bool, may: bool) -> StepOfPartnership:
    if plan is not None:
        plan.partnership = owner
    page = step.page(owner, plan) if may else ""
    why_not = "" if page or is_done else _("once the plan is started") if may else _("an administrator does this")
    return StepOfPartnership(step.words, is_done, page, why_not)


def _moves(owner: Partnership, plan: Plan | None) -> str:
    return reverse("desk-moves", args=[owner.slug, plan.slug]) if plan else ""


FIRST_STEPS = (
    FirstStep(
        3,
        _("Add the members: the authorities that must or may take part"),
        Permission.EDIT_PARTNERSHIP,
        PartnershipMember.objects.all(),
        "partnership",
        lambda owner, _plan: reverse("desk-about-rows", args=[owner.slug, "standing-members"]),
    ),
    FirstStep(
        4,
        _("Start the plan: its title and period"),
        Permission.EDIT_PLAN,
        Plan.objects.all(),
        "partnership",
        lambda owner, _plan: reverse("desk-new-plan", args=[owner.slug]),
    ),
    FirstStep(
        9,
        _("Consult: publish the draft for comment"),
        Permission.PUBLISH,
        PlanVersion.objects.filter(kind="consultation"),
        "plan__partnership",
        _moves,
    ),
    FirstStep(
        10,
        _("Publish the plan"),
        Permission.PUBLISH,
        PlanVersion.objects.filter(kind="final"),
        "plan__partnership",
        _moves,
    ),
)
