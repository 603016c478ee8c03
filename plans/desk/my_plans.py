"""The plans of a person's desk: where each stands, what blocks its next move, and what that asks of this person.

What the checklist says of the documents of the plans in work is kept, and worked out again after every change.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from csp_portal.operation.reading import Reader
from plans.access.permissions import Permission, permissions_of, where_may
from plans.access.tasks import Task, in_order
from plans.documents.document import checksum, plan_documents
from plans.documents.worked_out import LongWork, worked_out
from plans.models import Change, Membership, Organisation, Partnership, Plan, PlanState, SignOff
from plans.publishing import workflow
from plans.publishing.approval import SIGNING
from plans.publishing.checklist.checklist import problems
from plans.publishing.fix_links import fix_links
from plans.schemas.problems import errors

SHOWN = 3  # errors named on the desk home; the checklist names all of them
NEAREST = [PlanState.APPROVAL, PlanState.CONSULTATION, PlanState.DRAFT]  # nearest to publication first


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


def standings(memberships: list[Membership], today: dt.date) -> Reader:
    """Every plan in work that this person may read, nearest to publication first."""
    owners = where_may(memberships, Permission.READ_DESK)
    said = yield from worked_out(CHECKLISTS, owners, today)
    plans = _in_work(owners)
    moves = Change.objects.filter(plan__in=plans, row_kind="plan", field="state")
    rows, signatories, signed, moved = yield [
        plans.select_related("partnership"),
        Plan.signatories.through.objects.filter(plan__in=plans).select_related("organisation").order_by("organisation"),
        SignOff.objects.filter(plan__in=plans),
        moves.order_by("pk").values_list("plan", "by"),
    ]
    senders = dict(moved)
    for plan in sorted(rows, key=_nearest_first):
        checklist = said[plan.partnership_id].get(str(plan.pk), {"text": "", "count": 0, "errors": []})
        yield _standing(
            plan,
            memberships,
            checklist,
            [one.organisation for one in signatories if one.plan_id == plan.pk],
            [one for one in signed if (one.plan_id, one.checksum) == (plan.pk, checklist["text"])],
            senders.get(plan.pk),
        )


def _checklists(owners: list[Partnership]) -> dict[int, dict[str, Any]]:
    """Of the plans in work of these partnerships the checksum of the text, how many errors it has, and the first of
    them with the pages where they are fixed. As many queries for many plans as for one."""
    plans = list(_in_work([owner.pk for owner in owners]).select_related("partnership"))
    documents = plan_documents(plans)
    found = {plan: errors(problems(content)) for plan, content in zip(plans, documents, strict=True)}
    pages = fix_links({plan: wrong[:SHOWN] for plan, wrong in found.items()})
    said: dict[int, dict[str, Any]] = {owner.pk: {} for owner in owners}
    for plan, content in zip(plans, documents, strict=True):
        named = [[problem.sentence, page] for problem, page in zip(found[plan], pages[plan], strict=False)]
        said[plan.partnership_id][str(plan.pk)] = {
            "text": checksum(content),
            "count": len(found[plan]),
            "errors": named,
        }
    return said


CHECKLISTS = LongWork("plans", _checklists)


def published(memberships: list[Membership]) -> Reader:
    """The published plans of every partnership in which this person has a role, newest first."""
    owners = {row.partnership_id for row in memberships}
    plans = Plan.objects.filter(partnership__in=owners, state=PlanState.PUBLISHED).select_related("partnership")
    (found,) = yield [plans.order_by("-period_start", "partnership__name", "slug")]
    yield from found


def all_tasks(in_work: Iterable[PlanStatus], found: Iterable[Iterable[Task]], today: dt.date) -> list[Task]:
    """What the plans in work ask of a person and what the rooms found, in order."""
    own = (line for standing in in_work for line in waiting_lines(standing, today))
    return in_order([*own, *chain.from_iterable(found)])


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


def _in_work(owners: Iterable[int]) -> QuerySet[Plan]:
    return Plan.objects.filter(partnership__in=owners, state__in=NEAREST).order_by()


def _nearest_first(plan: Plan) -> tuple[int, int, str, str]:
    return NEAREST.index(PlanState(plan.state)), -plan.period_start.toordinal(), plan.partnership.name, plan.slug


def _standing(
    plan: Plan,
    memberships: list[Membership],
    checklist: dict[str, Any],
    signatories: list[Organisation],
    signed: list[SignOff],
    sender: int | None,
) -> PlanStatus:
    """One plan for this person: `checklist` says what is wrong with it and where that is fixed.

    `signed`: who approved the text as it is; `sender`: the key of who moved the plan last.
    """
    here = [row for row in memberships if row.partnership_id == plan.partnership_id]
    seats = {row.organisation_id for row in here if row.role in SIGNING and row.organisation_id}
    unsigned = [one for one in signatories if one.pk not in {sign_off.organisation_id for sign_off in signed}]
    me = memberships[0].user_id
    may, waits = permissions_of({row.role for row in here}, plan.partnership), plan.state == PlanState.APPROVAL
    approvers = {sign_off.by_id for sign_off in signed}
    others = bool(approvers - {me}) or sender not in (None, me) or plan.partnership.one_person_may_publish
    return PlanStatus(
        plan=plan,
        permissions=may,
        next=[move for move in workflow.TRANSITIONS.values() if move.clean and plan.state in move.from_],
        errors=[(sentence, page) for sentence, page in checklist["errors"]],
        count=checklist["count"],
        unsigned=unsigned if waits else [],
        mine=[one for one in unsigned if one.pk in seats],
        my_approval=waits and Permission.SIGN_OFF in may and me not in approvers,
        needs_another=waits and not others,
    )
