"""The moves of a plan, as one table on one screen."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from plans.access.permissions import Permission
from plans.models import PlanState

DRAFT, CONSULTATION, APPROVAL, PUBLISHED = PlanState


@dataclass(frozen=True)
class Transition:
    """From which states a plan may go where, who may move it, and whether its checklist must have no errors.

    `done` says afterwards what happened. `to` is None when the state stays as it is. `note` asks for the note in words;
    without `needs_note` it may be empty. `confirm` names what cannot be taken back: the desk asks once
    more.
    """

    label: str
    done: str
    from_: frozenset[PlanState]
    to: PlanState | None
    permission: Permission
    clean: bool = False
    needs_note: bool = False
    note: str = _("Note for the history")
    confirm: str = ""


ANY = frozenset(PlanState)

TRANSITIONS: dict[str, Transition] = {
    "consult": Transition(
        _("Open consultation"),
        _("The consultation is open."),
        frozenset({DRAFT}),
        CONSULTATION,
        Permission.PUBLISH,
        clean=True,
        note=_("What changed since the last version; readers will see it"),
        confirm=_("Everyone can read the consultation draft at once, and it keeps its address for good."),
    ),
    "submit": Transition(
        _("Send for approval"),
        _("Sent for approval."),
        frozenset({DRAFT, CONSULTATION}),
        APPROVAL,
        Permission.EDIT_PLAN,
        clean=True,
    ),
    "return": Transition(
        _("Return to draft"), _("Returned to draft."), frozenset({CONSULTATION, APPROVAL}), DRAFT, Permission.EDIT_PLAN
    ),
    "send-back": Transition(
        _("Send back"),
        _("Sent back to the officers. Your reason is saved as a comment on the plan."),
        frozenset({APPROVAL}),
        DRAFT,
        Permission.SIGN_OFF,
        needs_note=True,
        note=_("What needs to change"),
    ),
    "publish": Transition(
        _("Publish"),
        _("Published."),
        frozenset({APPROVAL}),
        PUBLISHED,
        Permission.PUBLISH,
        clean=True,
        note=_("What changed since the last version; readers will see it"),
        confirm=_("Everyone can read the plan at once. A published version is never changed or deleted."),
    ),
    "amend": Transition(
        _("Start an amendment"),
        _("The plan is a draft again. What is published stays as it is until you publish the next version."),
        frozenset({PUBLISHED}),
        DRAFT,
        Permission.PUBLISH,
        needs_note=True,
        note=_("Why the plan is being amended"),
    ),
    "withdraw": Transition(
        _("Withdraw"),
        _("Withdrawn."),
        ANY,
        None,
        Permission.PUBLISH,
        needs_note=True,
        note=_("Why the plan is being withdrawn; readers will see it"),
        confirm=_("Every public page of the plan will say that it is withdrawn, and why. It stays readable."),
    ),
    "reinstate": Transition(
        _("Reverse the withdrawal"),
        _("The withdrawal has been reversed."),
        ANY,
        None,
        Permission.PUBLISH,
        needs_note=True,
        note=_("Why the withdrawal is being reversed"),
    ),
}


def open_moves(state: PlanState, permissions: frozenset[Permission]) -> dict[str, Transition]:
    """The moves that a plan in this state offers to someone with these permissions."""
    return {name: move for name, move in TRANSITIONS.items() if state in move.from_ and move.permission in permissions}
