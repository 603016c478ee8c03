"""A report on its way to publication: sent for approval, approved or sent back, published."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from performance.models import ApprovalMove, ProgressReport
from plans.access.decorators import DeskRequest, of_plan
from plans.access.permissions import Permission
from plans.models import Plan, User
from plans.publishing.approval import NotAllowed, TransitionError, approvers_in
from plans.publishing.emails import ApprovalEmail, ask_approvers, report_decision

from .. import approval
from .page import desk_page, report_of


@require_POST
@of_plan(Permission.EDIT_PARTNERSHIP)
def send(request: DeskRequest, plan: Plan, report: str) -> HttpResponse:
    """Send the text that was on the page for approval, and email the approvers."""
    return _move(request, report_of(plan, report), ApprovalMove.SENT, _("Sent for approval."))


@require_POST
@of_plan(Permission.SIGN_OFF)
def approve(request: DeskRequest, plan: Plan, report: str) -> HttpResponse:
    """Approve the text that was on the page, and email who sent it."""
    return _move(request, report_of(plan, report), ApprovalMove.APPROVED, _("Approved."))


@require_POST
@of_plan(Permission.SIGN_OFF)
def send_back(request: DeskRequest, plan: Plan, report: str) -> HttpResponse:
    """Send the text that was on the page back with the reason, and email who sent it."""
    return _move(request, report_of(plan, report), ApprovalMove.SENT_BACK, _("Sent back to the officers."))


@require_POST
@of_plan(Permission.PUBLISH)
def publish(request: DeskRequest, plan: Plan, report: str) -> HttpResponse:
    """Publish the text that was on the page."""
    owner = report_of(plan, report)
    seen, note = request.POST.get("seen", ""), request.POST.get("note", "")

    def act() -> str:
        version = approval.publish_approved(owner, by=request.user, seen=seen, note=note)
        return _("Published: version %(number)s of the report.") % {"number": version.number}

    return _done(request, owner, act, note)


def _move(request: DeskRequest, report: ProgressReport, kind: ApprovalMove, words: str) -> HttpResponse:
    """Make a move, and email the people it concerns."""
    seen, note = request.POST.get("seen", ""), request.POST.get("note", "")

    def act() -> str:
        sent = approval.state_of(report, seen).sent
        approval.move(report, kind, by=request.user, seen=seen, note=note)
        _email(request, report, kind, note, sent.by if sent else None)
        return words

    return _done(request, report, act, note)


def _done(request: DeskRequest, report: ProgressReport, act: Callable[[], str], note: str) -> HttpResponse:
    """Act, and go back to the page; or show it again with the reason why not, and with what was typed."""
    try:
        words = act()
    except TransitionError as problem:
        status = 403 if isinstance(problem, NotAllowed) else 409
        return desk_page(request, report, refused=str(problem), note=note, status=status)
    messages.success(request, words)
    return redirect(report.desk_page)


def _email(request: DeskRequest, report: ProgressReport, kind: ApprovalMove, note: str, sender: User | None) -> None:
    """Email those who are asked to approve a report, or its `sender` what became of it; say who was not reached."""
    link = request.build_absolute_uri(f"{report.desk_page}#publish")
    about = ApprovalEmail(report.title, report.partnership, request.user, link, note.strip())
    unsent: list[str] = []
    if kind == ApprovalMove.SENT:
        unsent = ask_approvers(approvers_in(report.partnership_id), about)
    elif sender and sender != request.user:
        unsent = [report_decision(sender, about, approved=kind == ApprovalMove.APPROVED)]
    for sentence in filter(None, unsent):
        messages.warning(request, sentence)
