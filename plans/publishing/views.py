"""The desk page on which a plan is sent on its way: where it stands, what blocks the next move, who has signed."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csp_portal.formats.numbers import whole_number
from csp_portal.forms.layout import PortalForm
from csp_portal.forms.local_time import LocalTimeField
from csp_portal.pages.live_pages import NotFound
from plans.access.decorators import DeskRequest, desk, plan_of
from plans.access.permissions import Permission, audience_of
from plans.documents import compare
from plans.documents.document import checksum, plan_document
from plans.editing import pages
from plans.editing.comments import open_comments
from plans.models import Organisation, Partnership, Plan, PlanState, User
from plans.public.pages import plan_path
from plans.schemas.problems import errors

from . import emails, transitions
from .approval import NotAllowed, TransitionError, nobody_signs_for
from .checklist.checklist import of_other_rooms, problems
from .fix_links import fix_links
from .workflow import TRANSITIONS


class ScheduleForm(PortalForm):
    at = LocalTimeField(
        label="Publish at",
        help_text=gettext_lazy("Date and time in the United Kingdom, e.g. 2026-04-01 09:00"),
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
    )
    note = forms.CharField(
        label="What changed since the last version; readers will see it",
        required=False,
        widget=forms.Textarea,
        max_length=5000,
    )


@require_safe
@desk(Permission.READ_DESK)
def standing(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """Where a plan stands and what can be done with it now."""
    return _page(request, plan_of(partnership, plan))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.READ_DESK)
def make_move(request: DeskRequest, partnership: Partnership, plan: str, name: str) -> HttpResponse:
    """Ask once more, or make the move."""
    owner = plan_of(partnership, plan)
    chosen = TRANSITIONS.get(name)
    if chosen is None:
        raise NotFound(_("There is no such page on your desk."), [(owner.title, _address(owner))])
    if request.method == "POST":
        note, seen = request.POST.get("note", ""), request.POST.get("seen", "")
        sender = transitions.sent_by(owner)
        return _done(
            request,
            owner,
            lambda: transitions.make_transition(owner, name, by=request.user, note=note, seen=seen),
            str(chosen.done),
            note,
            goal=chosen.to,
            afterwards=lambda: _email(request, owner, name, note, sender),
        )
    if chosen.permission not in request.permissions:
        return _page(
            request, owner, refused=_("Your role does not allow this: %s.") % chosen.permission.label, status=403
        )
    if sentence := transitions.obstacle(owner, name):
        return _page(request, owner, refused=sentence, already=chosen.to == owner.state, status=409)
    context = {
        "crumbs": [*pages.trail(owner), (_("Publish"), _address(owner)), (chosen.label, "")],
        "plan": owner,
        "name": name,
        "move": chosen,
        "seen": checksum(plan_document(owner)),
        "address": _address(owner),
    }
    return render(request, "publishing/transition.html", context)


@require_POST
@desk(Permission.SIGN_OFF)
def sign_off(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """Sign the text that stood on the page."""
    owner = plan_of(partnership, plan)
    organisation = owner.signatories.filter(pk=whole_number(request.POST.get("organisation", ""))).first()
    note, seen = request.POST.get("note", ""), request.POST.get("seen", "")
    sender = transitions.sent_by(owner)

    def sign() -> None:
        if organisation is None and request.POST.get("organisation"):
            raise TransitionError(_("Choose the organisation you sign for."))
        transitions.sign_off(owner, organisation, by=request.user, seen=seen, note=note)

    words = _("Approved for %(name)s.") % {"name": organisation or partnership}
    return _done(request, owner, sign, words, note, afterwards=lambda: _email(request, owner, "approve", note, sender))


@require_POST
@desk(Permission.PUBLISH)
def signatories(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """Set who must sign."""
    owner = plan_of(partnership, plan)
    chosen = [number for text in request.POST.getlist("organisations") if (number := whole_number(text))]
    organisations = list(transitions.possible_signatories(owner).filter(pk__in=chosen))
    return _done(
        request,
        owner,
        lambda: transitions.require_signatories(owner, organisations, by=request.user),
        _("Saved: who must sign."),
    )


@require_POST
@desk(Permission.PUBLISH)
def schedule(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """Set or cancel the time of publication."""
    owner = plan_of(partnership, plan)
    if "cancel" in request.POST:
        return _done(
            request,
            owner,
            lambda: transitions.unschedule(owner, by=request.user),
            _("The publication has been cancelled."),
        )
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return _page(request, owner, form=form, status=422)
    at, note = form.cleaned_data["at"], form.cleaned_data["note"]
    words = _("The plan will be published on %(when)s, if it has no errors and is signed by then.")
    return _done(
        request,
        owner,
        lambda: transitions.schedule(owner, at, by=request.user, note=note),
        words % {"when": transitions.when(at)},
        note,
    )


def _done(
    request: DeskRequest,
    plan: Plan,
    act: Callable[[], object],
    words: str,
    note: str = "",
    goal: PlanState | None = None,
    afterwards: Callable[[], None] | None = None,
) -> HttpResponse:
    """Act, and go back to the page; or show it again with the reason why not, and with what was typed.

    `afterwards` is done once the act is stored. `goal` is the state that the act leads to: who finds it reached
    already pressed twice, and nothing went wrong.
    """
    try:
        act()
    except TransitionError as problem:
        plan.refresh_from_db()
        if isinstance(problem, NotAllowed):
            return _page(request, plan, refused=str(problem), note=note, status=403)
        return _page(request, plan, refused=str(problem), note=note, already=goal == plan.state, status=409)
    messages.success(request, words)
    if afterwards:
        afterwards()
    return redirect(_address(plan))


def _email(request: DeskRequest, plan: Plan, move: str, note: str, sender: User | None) -> None:
    """Email those who are asked to approve a plan, or its `sender` what became of it; say who was not reached."""
    link = request.build_absolute_uri(_address(plan))
    about = emails.ApprovalEmail(plan.title, plan.partnership, request.user, link, note)
    unsent: list[str] = []
    if move == "submit":
        unsent = emails.ask_approvers(transitions.approvers_of(plan), about)
    elif move in ("approve", "send-back") and sender and sender != request.user:
        unsent = [emails.report_decision(sender, about, approved=move == "approve")]
    for sentence in filter(None, unsent):
        messages.warning(request, sentence)


def _page(
    request: DeskRequest,
    plan: Plan,
    *,
    refused: str = "",
    already: bool = False,
    note: str = "",
    form=None,
    status: int = 200,
) -> HttpResponse:
    """Draw the page of a plan's moves, with what was refused just now and why."""
    content = plan_document(plan)
    text = checksum(content)
    latest = plan.versions.first()
    audience = audience_of(request.permissions)
    found = problems(content, open_comments(plan, audience).count(), of_other_rooms(plan, audience))
    differences = compare.compare(latest.content, content) if latest else []
    context = {
        "crumbs": [*pages.trail(plan), (_("Publish"), "")],
        "plan": plan,
        "refused": refused,
        "already": already,
        "note": note,
        "seen": text,
        "latest": latest,
        "blocked": errors(found),
        "problems": list(zip(found, fix_links({plan: found})[plan], strict=True)),
        "moves": transitions.moves_for(plan, request.permissions),
        "route": plan.route.all(),
        "root_page": pages.address(plan),
        "signed": transitions.sign_offs_of(plan, text),
        "missing": (missing := transitions.missing_signatories(plan, text)),
        "unsignable": nobody_signs_for(plan.partnership_id, missing),
        "may_invite": Permission.MANAGE_PEOPLE in request.permissions,
        "approving_for": _approving_for(request, plan, text),
        "second_person": transitions.missing_person(plan, text, request.user),
        "asked": transitions.approvers_of(plan),
        "sender": transitions.sent_by(plan),
        "public_page": request.build_absolute_uri(plan_path(latest.content)) if latest else "",
        "required": plan.signatories.all(),
        "possible": transitions.possible_signatories(plan) if Permission.PUBLISH in request.permissions else [],
        "publish_at": transitions.when(plan.publish_at),
        "can_publish": Permission.PUBLISH in request.permissions,
        "schedule": form or ScheduleForm(),
        "parts": compare.by_part(differences),
        "redline": compare.redline,
    }
    return render(request, "publishing/transitions.html", context, status=status)


def _approving_for(request: DeskRequest, plan: Plan, text: str) -> list[Organisation | None]:
    """For which organisations this person can still approve the text; None is for the partnership."""
    if Permission.SIGN_OFF not in request.permissions or plan.state != PlanState.APPROVAL:
        return []
    missing = transitions.missing_signatories(plan, text)
    mine = [one for one in transitions.organisations_signed_for(request.user, plan) if one in missing]
    has_approved = transitions.sign_offs_of(plan, text).filter(by=request.user).exists()
    return [*mine] or ([] if has_approved else [None])


def _address(plan: Plan) -> str:
    return reverse("desk-moves", args=[plan.partnership.slug, plan.slug])
