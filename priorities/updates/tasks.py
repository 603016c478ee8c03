"""What this room says on the desk home and the page of all tasks: questions, steps that are due, missing answers."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from django.db.models import Count
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _, ngettext

from csp_portal.operation.reading import Reader
from plans.access.permissions import Permission, where_may
from plans.access.tasks import PartnerTask, Task
from plans.models import Membership, Partnership, Plan, PlanVersion, User, VersionKind
from priorities.models import Action, LeadRequest, Milestone, PartRole, Round

from .answers import asked_leads, with_further
from .progress import SOON_DAYS, MilestoneTiming, due

OVER_FOR = dt.timedelta(days=365)


def questions(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """The rounds that ask an organisation this person leads for."""
    (leads,) = yield [asked_leads(user)]
    for lead, actions, figures in with_further(leads):
        asked = [
            ngettext("%(num)s action", "%(num)s actions", actions) % {"num": actions} if actions else "",
            ngettext("%(num)s figure", "%(num)s figures", figures) % {"num": figures} if figures else "",
        ]
        plan = lead.round.plan
        page = reverse("round-answer", args=[plan.partnership.slug, plan.slug, lead.round_id, lead.pk])
        words = {
            "name": lead.name,
            "asked": _(" and ").join(filter(None, asked)),
            "label": lead.round.label,
            "day": _day(lead.round.answer_by),
        }
        sentence = _("%(name)s is asked about %(asked)s: %(label)s, answer by %(day)s.") % words
        yield Task(plan.partnership, sentence, page, actions + figures, urgent=today > lead.round.answer_by)


def missing_answers(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Rounds whose day is over and that some leads have not answered, for those who send rounds."""
    owners = where_may(memberships, Permission.SEND_ROUNDS)
    silent = LeadRequest.objects.filter(
        round__plan__partnership__in=owners, round__closed_at=None, round__answer_by__lt=today, answered_at=None
    )
    rounds = Round.objects.filter(leads__in=silent).annotate(silent=Count("leads"))
    (found,) = yield [rounds.select_related("plan__partnership").order_by("answer_by", "pk")]
    for round_ in found:
        words = ngettext(
            "%(num)s lead has not answered: %(label)s.", "%(num)s leads have not answered: %(label)s.", round_.silent
        )
        yield Task(
            round_.plan.partnership,
            words % {"num": round_.silent, "label": round_.label},
            _page(round_),
            round_.silent,
            urgent=True,
        )


def late_steps(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Actions and milestones that are late or due soon, for those who send rounds. What a plan left open whose period
    ended over a year ago is no task any more."""
    owners = where_may(memberships, Permission.SEND_ROUNDS)
    plans = Plan.objects.filter(partnership__in=owners, period_end__gte=today - OVER_FOR)
    steps = [
        model.objects.filter(
            **{f"{path}__in": plans}, completed_on=None, due_on__lte=today + dt.timedelta(days=SOON_DAYS)
        )
        .order_by()
        .values_list(path, "due_on")
        .annotate(Count("pk"))
        for model, path in ((Action, "priority__plan"), (Milestone, "action__priority__plan"))
    ]
    found, *rows = yield [plans.select_related("partnership"), *steps]
    counts: Counter[tuple[bool, int]] = Counter()
    for key, day, count in chain(*rows):
        counts[due(day, None, today) is MilestoneTiming.LATE, key] += count
    by_key = {plan.pk: plan for plan in found}
    for (is_late, key), count in counts.items():
        plan = by_key[key]
        words = _late(count) if is_late else _due_soon(count)
        page = reverse("rounds", args=[plan.partnership.slug, plan.slug]) + "#due"
        yield Task(plan.partnership, words % {"num": count, "title": plan.title}, page, count, urgent=is_late)


def _late(count: int) -> str:
    return ngettext(
        "%(num)s action or milestone of “%(title)s” is late.",
        "%(num)s actions and milestones of “%(title)s” are late.",
        count,
    )


def _due_soon(count: int) -> str:
    return ngettext(
        "%(num)s action or milestone of “%(title)s” is due within 30 days.",
        "%(num)s actions and milestones of “%(title)s” are due within 30 days.",
        count,
    )


def to_read(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """What leads answered in the open rounds of published plans, for those who read it and have no other way there."""
    owners = where_may(memberships, Permission.READ_PROGRESS)
    for key in where_may(memberships, Permission.READ_DESK):
        owners.pop(key, None)
    answered = LeadRequest.objects.filter(
        round__plan__partnership__in=owners, round__closed_at=None, answered_at__isnull=False
    )
    published = PlanVersion.objects.filter(plan__partnership__in=owners, kind=VersionKind.FINAL).values("plan")
    rounds = Round.objects.filter(leads__in=answered, plan__in=published).annotate(answered=Count("leads"))
    (found,) = yield [rounds.select_related("plan__partnership").order_by("-sent_at", "pk")]
    for round_ in found:
        words = ngettext(
            "%(num)s lead has answered how the actions are going: %(label)s.",
            "%(num)s leads have answered how the actions are going: %(label)s.",
            round_.answered,
        )
        names = {"num": round_.answered, "label": round_.label}
        plan = round_.plan
        page = reverse("rounds", args=[plan.partnership.slug, plan.slug])
        yield Task(plan.partnership, words % names, page, round_.answered)


def steps_of_partners(partnership: Partnership, today: dt.date) -> Iterator[PartnerTask]:
    """Actions and milestones that are late or due within 30 days, once for each of their leads; a milestone without
    leads has those of its action. Seven queries."""
    for model, plan in ((Action, "priority__plan"), (Milestone, "action__priority__plan")):
        rows = model.objects.filter(
            **{f"{plan}__partnership": partnership, f"{plan}__period_end__gte": today - OVER_FOR},
            completed_on=None,
            due_on__lte=today + dt.timedelta(days=SOON_DAYS),
        )
        of_action = ("action__parts__organisations",) if model is Milestone else ()
        for row in rows.select_related(plan).prefetch_related("parts__organisations", *of_action):
            action = row if isinstance(row, Action) else row.action
            assert row.due_on is not None
            late = due(row.due_on, row.completed_on, today) is MilestoneTiming.LATE
            words = _("%(step)s was due on %(day)s.") if late else _("%(step)s is due on %(day)s.")
            sentence = words % {"step": str(row)[:200], "day": _day(row.due_on)}
            kind = "actions" if row is action else "milestones"
            page = reverse("desk-row", args=[partnership.slug, action.priority.plan.slug, kind, row.pk])
            for name in _leads(row) or (_leads(action) if row is not action else []) or [""]:
                yield PartnerTask(name, sentence, page, row.due_on, late)


def answers_of_partners(partnership: Partnership, today: dt.date) -> Iterator[PartnerTask]:
    """Leads who were asked in an open round and have not answered. One query."""
    asked = LeadRequest.objects.filter(
        round__plan__partnership=partnership, round__closed_at=None, answered_at=None
    ).select_related("round__plan")
    for lead in asked:
        day, plan = lead.round.answer_by, lead.round.plan
        words = {"label": lead.round.label, "day": _day(day)}
        page = reverse("asked-lead", args=[partnership.slug, plan.slug, lead.round_id, lead.pk])
        yield PartnerTask(lead.name, _("Answer for %(label)s by %(day)s.") % words, page, day, day < today)


def _leads(row: Action | Milestone) -> list[str]:
    """The organisations that lead a step, or the words of the plan in place of them."""
    parts = [part for part in row.parts.all() if part.role == PartRole.LEAD]
    return [name for part in parts for name in [one.name for one in part.organisations.all()] or [part.as_printed]]


def _page(round_: Round) -> str:
    return reverse("round", args=[round_.plan.partnership.slug, round_.plan.slug, round_.pk])


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")
