"""The moves of a plan, as one table on one screen."""

from dataclasses import dataclass

from .models import PlanState
from .permissions import Permission

DRAFT, CONSULTATION, APPROVAL, PUBLISHED = PlanState


@dataclass(frozen=True)
class Move:
    """From which states a plan may go where, who may move it, and whether its checklist must have no errors."""

    label: str
    from_: frozenset[PlanState]
    to: PlanState
    permission: Permission
    clean: bool = False
    needs_note: bool = False


MOVES: dict[str, Move] = {
    "consult": Move("Open consultation", frozenset({DRAFT}), CONSULTATION, Permission.PUBLISH, clean=True),
    "submit": Move("Send for approval", frozenset({DRAFT, CONSULTATION}), APPROVAL, Permission.EDIT_PLAN, clean=True),
    "return": Move("Return to draft", frozenset({CONSULTATION, APPROVAL}), DRAFT, Permission.EDIT_PLAN),
    "publish": Move("Publish", frozenset({APPROVAL}), PUBLISHED, Permission.PUBLISH, clean=True),
    "amend": Move("Start an amendment", frozenset({PUBLISHED}), DRAFT, Permission.PUBLISH, needs_note=True),
}


def open_moves(state: PlanState, permissions: frozenset[Permission]) -> dict[str, Move]:
    """The moves that a plan in this state offers to someone with these permissions."""
    return {name: move for name, move in MOVES.items() if state in move.from_ and move.permission in permissions}
