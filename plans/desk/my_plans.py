"""The plans of a person's desk: where each stands, what blocks its next move, and what that asks of this person.

The checklist reads the document of every plan in work; the documents of all of them cost as many queries as one.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from plans.access.permissions import Permission, permissions_of, where_may
from plans.access.tasks import Task
from plans.documents.document import checksum, plan_documents
from plans.models import Change, Membership, Organisation, Plan, PlanState, SignOff
from plans.publishing import workflow
from plans.publishing.approval import SIGNING
from plans.publishing.checklist.checklist import problems
from plans.publishing.fix_links import fix_links
from plans.schemas.problems import Problem, errors

SHOWN = 3  # errors named on the desk home; the checklist names all of them


@dataclass
class PlanStatus:
    """A plan in work. `errors` pairs sentences with pages to fix them; `unsigned` must sign, `mine` I may sign for.

    `my_approval`: I can approve it for the partnership; `needs_another`: somebody else has to approve or publish it.
    """

    plan: Plan
    permissions: frozenset[Permission]
    next: list[workflow.Transition] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0
    unsigned: list[Organisation] = field(default_factory=list)
    mine: list[Organisation] = field(default_factory=list)
    my_approval: bool = False
    needs_another: bool = False

    @property
    def moves_page(self) -> str:
        return reverse("desk-moves", args=[self.plan.partnership.slug, self.plan.slug])

    @property
    def next_words(self) -> str:
        return _(" or ").join(str(move.label) for move in self.next)

    @property
    def more(self) -> int:
        """The errors that are not named."""
        return self.count - len(self.errors)

    @property
    def is_free(self) -> bool:
        """Whether nothing stands between the plan and its next move."""
        return not self.count and not self.unsigned and not self.needs_another


def standings(memberships: list[Membership]) -> list[PlanStatus]:
    """Every plan in work that this person may read, nearest to publication first, at a constant number of queries."""
    plans = list(_in_work(memberships).prefetch_related("signatories"))
    documents = plan_documents(plans)
    texts = [checksum(content) for content in documents]
    signed = defaultdict(list)
    for sign_off in SignOff.objects.filter(plan__in=plans, checksum__in=texts):
        signed[sign_off.plan_id, sign_off.checksum].append(sign_off)
    senders = dict(
        Change.objects.filter(plan__in=plans, row_kind="plan", field="state").order_by("pk").values_list("plan", "by")
    )
    found = {plan: errors(problems(content)) for plan, content in zip(plans, documents, strict=True)}
    pages = fix_links({plan: wrong[:SHOWN] for plan, wrong in found.items()})
    return [
        _standing(plan, memberships, found[plan], pages[plan], signed[plan.pk, text], senders.get(plan.pk))
        for plan, text in zip(plans, texts, strict=True)
    ]


def published(memberships: list[Membership]) -> QuerySet[Plan]:
    """The published plans of every partnership in which this person has a role, newest first."""
    owners = {row.partnership_id for row in memberships}
    plans = Plan.objects.filter(partnership__in=owners, state=PlanState.PUBLISHED).select_related("partnership")
    return plans.order_by("-period_start", "partnership__name", "slug")


def waiting_lines(standing: PlanStatus, today: dt.date) -> Iterator[Task]:
    """What the state of a plan asks of this person."""
    plan, may = standing.plan, standing.permissions
    title = {"title": plan.title}
    if plan.state == PlanState.APPROVAL and standing.mine and not standing.count:
        names = ", ".join(organisation.name for organisation in standing.mine)
        words = _("“%(title)s” is ready for approval: it still needs to be signed by %(names)s.")
        page = f"{standing.moves_page}#sign-offs"
        yield Task(plan.partnership, words % (title | {"names": names}), page, len(standing.mine))
    elif standing.my_approval and not standing.count:
        yield Task(plan.partnership, _("“%(title)s” needs your approval.") % title, standing.moves_page)
    if standing.count and Permission.EDIT_PLAN in may:
        words = ngettext(
            "%(num)s error in the checklist of “%(title)s” blocks its next step.",
            "%(num)s errors in the checklist of “%(title)s” block its next step.",
            standing.count,
        )
        page = f"{standing.moves_page}#checklist"
        yield Task(plan.partnership, words % (title | {"num": standing.count}), page, standing.count)
    free = plan.state == PlanState.APPROVAL and standing.is_free and plan.publish_at is None
    if free and Permission.PUBLISH in may:
        words = _("“%(title)s” is ready and approved: it can be published.")
        yield Task(plan.partnership, words % title, standing.moves_page)


def _in_work(memberships: list[Membership]) -> QuerySet[Plan]:
    nearest = [PlanState.APPROVAL, PlanState.CONSULTATION, PlanState.DRAFT]
    order = Case(*(When(state=state, then=Value(place)) for place, state in enumerate(nearest)))
    plans = Plan.objects.filter(partnership__in=where_may(memberships, Permission.READ_DESK), state__in=nearest)
    return plans.select_related("partnership").order_by(order, "-period_start", "partnership__name", "slug")


def _standing(
    plan: Plan,
    memberships: list[Membership],
    found: list[Problem],
    pages: list[str],
    signed: list[SignOff],
    sender: int | None,
) -> PlanStatus:
    """One plan for this person: `found` are all its errors, `pages` where the first of them are fixed.

    `signed`: who approved the text as it is; `sender`: the key of who moved the plan last.
    """
    here = [row for row in memberships if row.partnership_id == plan.partnership_id]
    seats = {row.organisation_id for row in here if row.role in SIGNING and row.organisation_id}
    unsigned = [
        one for one in plan.signatories.all() if one.pk not in {sign_off.organisation_id for sign_off in signed}
    ]
    me = memberships[0].user_id
    may, waits = permissions_of({row.role for row in here}, plan.partnership), plan.state == PlanState.APPROVAL
    approvers = {sign_off.by_id for sign_off in signed}
    others = bool(approvers - {me}) or sender not in (None, me) or plan.partnership.one_person_may_publish
    return PlanStatus(
        plan=plan,
        permissions=may,
        next=[move for move in workflow.TRANSITIONS.values() if move.clean and plan.state in move.from_],
        errors=[(problem.sentence, page) for problem, page in zip(found, pages, strict=False)],
        count=len(found),
        unsigned=unsigned if waits else [],
        mine=[one for one in unsigned if one.pk in seats],
        my_approval=waits and Permission.SIGN_OFF in may and me not in approvers,
        needs_another=waits and not others,
    )
