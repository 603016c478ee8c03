"""Moving a plan: every move is checked, done and remembered here, once, whatever the browser sends twice."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.forms.local_time import in_words
from plans.access.permissions import Permission
from plans.documents.document import checksum, plan_document
from plans.documents.versions import NotPublishable
from plans.editing.comments import comment
from plans.editing.tables import editable_tables
from plans.models import ChangeKind, Membership, Organisation, Plan, PlanState, SignOff, User, VersionKind, log_change
from plans.schemas.plan import PlanDocument

from .approval import (
    SIGNING,
    NotAllowed,
    TransitionError,
    approvers_in,
    require_no_errors,
    require_permission,
    require_same_text,
    require_short,
    second_person_needed,
)
from .checklist.checklist import problems
from .versions import SCHEDULE, publish, reinstate, store_sign_off, withdraw
from .workflow import TRANSITIONS, Transition, open_moves


@transaction.atomic
def make_transition(plan: Plan, name: str, *, by: User, note: str = "", seen: str = "") -> Plan:
    """Make one move of the table, and remember it. Gives back the plan as it stands then.

    `seen` is the checksum of the text that the person had in front of them; a move onward is refused when the text
    has changed since. Raises TransitionError, and then nothing has happened.
    """
    chosen = TRANSITIONS.get(name)
    if chosen is None:
        raise TransitionError(_("There is no such step."))
    plan = _locked(plan)
    require_permission(plan.partnership, by, chosen.permission)
    require_short(note)
    if sentence := obstacle(plan, name, note):
        raise TransitionError(sentence)
    before = _standing(plan)
    try:
        _carry_out(plan, name, chosen, by, note, seen)
    except NotPublishable as problem:
        raise TransitionError(str(problem)) from None
    plan.refresh_from_db()
    fields = [("state", before, _standing(plan))]
    if note.strip():
        fields.append(("note", "", note.strip()))
    log_change(plan, "plan", plan, ChangeKind.CHANGED, fields, by=by)
    return plan


def _carry_out(plan: Plan, name: str, chosen: Transition, by: User, note: str, seen: str) -> None:
    """Make a move that the state of the plan allows; one that needs a clean plan, only with a text that is ready."""
    content = plan_document(plan) if chosen.clean else None
    if content is not None:
        _fit_to_go_on(plan, name, content, seen, by)
    if name in ("consult", "publish"):
        kind = VersionKind.CONSULTATION if name == "consult" else VersionKind.FINAL
        publish(plan, kind=kind, by=by, note=note, content=content)
    elif name == "withdraw":
        withdraw(plan, note)
    elif name == "reinstate":
        reinstate(plan)
    else:
        if name == "send-back":
            comment(editable_tables()["plan"], plan, note, by=by)
        plan.state = chosen.to or plan.state
        plan.publish_at, plan.publish_by, plan.publish_note = None, None, ""
        plan.save(update_fields=["state", *SCHEDULE])


def obstacle(plan: Plan, name: str, note: str = "x") -> str:
    """Why the state of a plan does not allow a move, in a sentence; empty when it does."""
    chosen, state = TRANSITIONS[name], PlanState(plan.state).label.lower()
    if chosen.to == plan.state:
        return _("This plan is already “%(state)s”. Nothing was changed.") % {"state": state}
    if plan.state not in chosen.from_:
        return _("“%(move)s” is not possible while a plan is “%(state)s”.") % {"move": chosen.label, "state": state}
    if name == "withdraw" and plan.withdrawn_at:
        return _("This plan has already been withdrawn. Nothing was changed.")
    if name == "reinstate" and not plan.withdrawn_at:
        return _("This plan is not withdrawn. Nothing was changed.")
    if name == "withdraw" and not plan.versions.exists():
        return _("Only a plan that was published can be withdrawn.")
    if chosen.needs_note and not note.strip():
        return _("Add a note first: %(words)s.") % {"words": chosen.note[0].lower() + chosen.note[1:]}
    return ""


def moves_for(plan: Plan, permissions: frozenset[Permission]) -> dict[str, Transition]:
    """The moves to offer to somebody with these permissions."""
    return {
        name: chosen
        for name, chosen in open_moves(PlanState(plan.state), permissions).items()
        if not obstacle(plan, name)
    }


def _fit_to_go_on(plan: Plan, name: str, content: PlanDocument, seen: str, by: User) -> None:
    """Raise TransitionError unless the text is the one that was seen, without errors and, to publish it, approved."""
    text = checksum(content)
    if seen:
        require_same_text(seen, text)
    require_no_errors(problems(content))
    if name == "publish" and (missing := missing_signatories(plan, text)):
        names = ", ".join(organisation.name for organisation in missing)
        raise TransitionError(_("This text still has to be signed by: %(names)s.") % {"names": names})
    if name == "publish" and (sentence := missing_person(plan, text, by)):
        raise TransitionError(sentence)


# Approval


def sent_by(plan: Plan) -> User | None:
    """Who sent a plan for approval; None for a plan that does not wait for it."""
    if plan.state != PlanState.APPROVAL:
        return None
    sent = plan.changes.filter(row_kind="plan", field="state").select_related("by").first()
    return sent.by if sent else None


def missing_person(plan: Plan, text: str, by: User) -> str:
    """Why this person may not publish the text with this checksum alone, in a sentence; empty when they may."""
    approvers = [one.by for one in sign_offs_of(plan, text)]
    return second_person_needed(plan.partnership, by, sent_by(plan), approvers)


def approvers_of(plan: Plan) -> list[User]:
    """Who is asked to approve a plan."""
    return approvers_in(plan.partnership_id, plan.signatories.all())


def sign_offs_of(plan: Plan, text: str) -> QuerySet[SignOff]:
    """The sign-offs of the text with this checksum."""
    return SignOff.objects.filter(plan=plan, checksum=text).select_related("organisation", "by")


def missing_signatories(plan: Plan, text: str) -> list[Organisation]:
    """Who must still sign the text with this checksum."""
    signed = set(sign_offs_of(plan, text).values_list("organisation", flat=True))
    return [organisation for organisation in plan.signatories.all() if organisation.pk not in signed]


def organisations_signed_for(user: User, plan: Plan) -> list[Organisation]:
    """The organisations for which a person may sign this plan."""
    seats = Membership.objects.filter(
        user=user, partnership=plan.partnership_id, role__in=SIGNING, organisation__isnull=False
    )
    mine = set(seats.values_list("organisation", flat=True))
    return [organisation for organisation in plan.signatories.all() if organisation.pk in mine]


@transaction.atomic
def sign_off(plan: Plan, organisation: Organisation | None, *, by: User, seen: str, note: str = "") -> SignOff:
    """Approve the text with the checksum `seen`, which must be the plan's text still, for a signatory or, without
    one, for the partnership. Raises TransitionError.
    """
    plan = _locked(plan)
    require_permission(plan.partnership, by, Permission.SIGN_OFF)
    require_short(note)
    if organisation and organisation not in organisations_signed_for(by, plan):
        raise NotAllowed(_("You cannot sign this plan for %(name)s.") % {"name": organisation})
    if plan.state != PlanState.APPROVAL:
        words = _("A plan is signed while it is waiting for approval; this one is “%(state)s”.")
        raise TransitionError(words % {"state": plan.get_state_display().lower()})
    require_same_text(seen, checksum(plan_document(plan)))
    if organisation is None and sign_offs_of(plan, seen).filter(organisation=None, by=by).exists():
        raise TransitionError(_("You have already approved this text."))
    if organisation and sign_offs_of(plan, seen).filter(organisation=organisation).exists():
        raise TransitionError(_("%(name)s has already signed this text.") % {"name": organisation})
    signed = store_sign_off(plan, organisation, text=seen, by=by, note=note)
    name = str(organisation or by)
    said = f"{name}: {note.strip()}" if note.strip() else name
    log_change(plan, "plan", plan, ChangeKind.CHANGED, [("sign-off", "", said)], by=by)
    return signed


def possible_signatories(plan: Plan) -> QuerySet[Organisation]:
    """Who can be asked to sign: the members of the partnership, and the organisations of its approvers."""
    return Organisation.objects.filter(
        Q(seats__partnership=plan.partnership_id)
        | Q(memberships__partnership=plan.partnership_id, memberships__role__in=SIGNING)
        | Q(plans_to_sign=plan)
    ).distinct()


@transaction.atomic
def require_signatories(plan: Plan, organisations: list[Organisation], *, by: User) -> None:
    """Set who must sign. While a plan waits for approval the list stands still. Raises TransitionError."""
    plan = _locked(plan)
    require_permission(plan.partnership, by, Permission.PUBLISH)
    if plan.state == PlanState.APPROVAL:
        raise TransitionError(
            _("Who must sign cannot be changed while the plan is waiting for approval. Return it to draft first.")
        )
    before = ", ".join(organisation.name for organisation in plan.signatories.all())
    plan.signatories.set(organisations)
    after = ", ".join(organisation.name for organisation in plan.signatories.all())
    if before != after:
        log_change(plan, "plan", plan, ChangeKind.CHANGED, [("signatories", before, after)], by=by)


# Scheduled publication


@transaction.atomic
def schedule(plan: Plan, at: dt.datetime, *, by: User, note: str = "") -> None:
    """Publish later, if the plan is clean and signed then; other moves cancel it. Raises TransitionError."""
    plan = _locked(plan)
    require_permission(plan.partnership, by, TRANSITIONS["publish"].permission)
    if sentence := obstacle(plan, "publish"):
        raise TransitionError(sentence)
    if at <= timezone.now():
        raise TransitionError(_("This time has passed. Choose a later time, or publish now."))
    if plan.versions.exists() and not note.strip():
        raise TransitionError(_("Say what changed since the last version; readers see this note."))
    before = when(plan.publish_at)
    plan.publish_at, plan.publish_by, plan.publish_note = at, by, note.strip()
    plan.save(update_fields=SCHEDULE)
    log_change(plan, "plan", plan, ChangeKind.CHANGED, [("publish at", before, when(at))], by=by)


@transaction.atomic
def unschedule(plan: Plan, *, by: User) -> None:
    """Cancel a scheduled publication. Raises TransitionError."""
    plan = _locked(plan)
    require_permission(plan.partnership, by, TRANSITIONS["publish"].permission)
    if plan.publish_at is None:
        raise TransitionError(_("No publication is scheduled. Nothing was changed."))
    before = when(plan.publish_at)
    plan.publish_at, plan.publish_by, plan.publish_note = None, None, ""
    plan.save(update_fields=SCHEDULE)
    log_change(plan, "plan", plan, ChangeKind.CHANGED, [("publish at", before, "")], by=by)


def due_plans(now: dt.datetime | None = None) -> QuerySet[Plan]:
    """The plans whose time of publication has come."""
    return Plan.objects.filter(publish_at__lte=now or timezone.now()).select_related("publish_by", "partnership")


def when(at: dt.datetime | None) -> str:
    """A moment in words, in the time of the partnership; empty when there is none."""
    return in_words(at) if at else ""


# What all of them share


def _locked(plan: Plan) -> Plan:
    """The plan as it stands now, held until the end of the transaction."""
    return Plan.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=plan.pk)


def _standing(plan: Plan) -> str:
    state = plan.get_state_display()
    return _("%(state)s, withdrawn") % {"state": state} if plan.withdrawn_at else state
