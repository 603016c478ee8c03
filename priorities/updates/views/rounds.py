"""Rounds on the desk: ask the leads, see who has answered, write again, enter what a lead said, close."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csp_portal.pages.live_pages import NotFound
from plans.access.decorators import DeskRequest, desk, plan_of
from plans.access.permissions import Permission, audience_of
from plans.editing import pages
from plans.models import ChangeKind, EditConflict, Partnership, Plan, Role, Visibility
from priorities.models import LeadRequest, ProgressUpdate, Round, Through
from priorities.updates import pages as progress_pages, rounds
from priorities.updates.answer_page import AnswerPage
from priorities.updates.answers import answer_signed_in, version_of
from priorities.updates.emails import NotSent, send_request
from priorities.updates.forms import AddressForm, RoundForm
from priorities.updates.leads import is_asked, leads_of, readable_by, with_addresses, with_further

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk(Permission.READ_PROGRESS)
def overview(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """The rounds of a plan, the last answers about each action, and the actions that nobody leads."""
    owner = _plan(request, partnership, plan)
    today, on_desk = timezone.localdate(), Permission.READ_DESK in request.permissions
    audience = audience_of(request.permissions)
    context = {
        "crumbs": _trail(request, owner, (_("Progress"), "")),
        "plan": owner,
        "rounds": progress_pages.rounds_of(owner, today),
        "due": progress_pages.steps_due(owner, audience, today) if on_desk else [],
        "priorities": progress_pages.last_by_priority(owner, request.permissions),
        "led_by_nobody": leads_of(owner)[1] if Permission.SEND_ROUNDS in request.permissions else [],
    }
    return render(request, "updates/rounds.html", context)


@read_or_write
@desk(Permission.SEND_ROUNDS)
def new_round(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """Say for which period and until when, look over the addresses, and send."""
    owner = plan_of(partnership, plan)
    now = timezone.now()
    leads, led_by_nobody = leads_of(owner)
    leads = with_further(owner, leads, timezone.localdate(now))
    form = RoundForm(request.POST or None, leads=with_addresses(owner, leads), today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        portal = request.build_absolute_uri("/")
        try:
            made = rounds.open_round(
                owner, form.with_addresses(), terms=form.terms, portal=portal, by=request.user, now=now
            )
        except ValidationError as problem:
            for sentence in problem.messages:
                form.add_error(None, sentence)
        else:
            wrong = rounds.write_to_all(made, now=now)
            _say(request, made, wrong)
            return redirect("round", partnership.slug, owner.slug, made.pk)
    crumbs = _trail(request, owner, _progress(owner), (_("Ask the leads"), ""))
    context = {"crumbs": crumbs, "plan": owner, "form": form, "led_by_nobody": led_by_nobody}
    return render(request, "updates/new_round.html", context)


@require_safe
@desk(Permission.READ_PROGRESS)
def round_page(request: DeskRequest, partnership: Partnership, plan: str, round: int) -> HttpResponse:
    """Who was asked, who has answered and when, who has not, and who is late."""
    owner = _plan(request, partnership, plan)
    found = _round(owner, round)
    lines = progress_pages.lines_of(found, request.permissions, timezone.localdate())
    crumbs = _trail(request, owner, _progress(owner), (found.label, ""))
    context = {"crumbs": crumbs, "plan": owner, "round": found, "lines": lines}
    return render(request, "updates/round.html", context)


@require_POST
@desk(Permission.SEND_ROUNDS)
def close_round(request: DeskRequest, partnership: Partnership, plan: str, round: int) -> HttpResponse:
    """End a round."""
    owner = plan_of(partnership, plan)
    found = _round(owner, round)
    rounds.close(found, by=request.user, now=timezone.now())
    messages.success(request, _("Closed: %(round)s. Its links no longer work.") % {"round": found.label})
    return redirect("round", partnership.slug, owner.slug, found.pk)


@require_safe
@desk(Permission.READ_PROGRESS)
def asked_lead(request: DeskRequest, partnership: Partnership, plan: str, round: int, lead: int) -> HttpResponse:
    """What one lead was asked and has answered; for officers, the address and the next email."""
    owner = _plan(request, partnership, plan)
    return _lead_page(request, owner, _lead(owner, round, lead))


@require_POST
@desk(Permission.SEND_ROUNDS)
def write_again(request: DeskRequest, partnership: Partnership, plan: str, round: int, lead: int) -> HttpResponse:
    """Write to one lead with a fresh link, at the address that was typed."""
    owner = plan_of(partnership, plan)
    found = _lead(owner, round, lead)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _lead_page(request, owner, found, form, status=422)
    seen = request.POST.get("emails", "")
    if seen != str(found.emails_sent) or found.answered_at or found.round.closed_at:
        messages.error(request, _("Nothing was sent: an email or an answer came first. The current position is below."))
        return redirect("asked-lead", partnership.slug, owner.slug, found.round_id, found.pk)
    if found.email != form.cleaned_data["email"]:
        changed = [("e-mail address", found.email, form.cleaned_data["email"])]
        rounds.set_address(found, form.cleaned_data["email"])
        rounds.log_round(found.round, ChangeKind.CHANGED, request.user, changed, about=found.name)
    try:
        if send_request(found, now=timezone.now()):
            messages.success(request, _("Sent to %(address)s. Older links no longer work.") % {"address": found.email})
        else:
            messages.error(request, _("Nothing was sent: leads cannot read any of these actions."))
    except NotSent as problem:
        messages.error(request, str(problem))
    return redirect("asked-lead", partnership.slug, owner.slug, found.round_id, found.pk)


@read_or_write
@desk(Permission.UPDATE_PROGRESS)
def answer(request: DeskRequest, partnership: Partnership, plan: str, round: int, lead: int) -> HttpResponse:
    """Answer for one's own organisation, or enter as an officer what a lead said."""
    owner = plan_of(partnership, plan)
    found = _lead(owner, round, lead)
    through = _through(request, found)
    answering = AnswerPage(found, audience_of(request.permissions), request.POST if request.method == "POST" else None)
    if not answering.forms and not answering.further:
        raise NotFound(_("The partnership no longer asks you about these actions."), [_crumb(found.round)])
    seen, problem, status = version_of(found), "", 200
    if found.round.closed_at is not None:
        problem, status = _("This round is closed; no more answers can be given."), 409
    elif request.method == "POST":
        seen, status = request.POST.get("seen", ""), 422
        if answering.is_valid():
            try:
                answer_signed_in(
                    found,
                    answering.said,
                    further=answering.further,
                    seen=seen,
                    through=through,
                    by=request.user,
                    now=timezone.now(),
                )
            except EditConflict:
                found.refresh_from_db()
                seen, status = version_of(found), 409
                problem = _("An answer was saved while you were writing. Yours is below and has not been saved.")
            else:
                messages.success(request, _("Saved: the answer from %(name)s.") % {"name": found.name})
                return redirect("asked-lead", partnership.slug, owner.slug, found.round_id, found.pk)
    context = {
        "crumbs": _trail(request, owner, _progress(owner), _crumb(found.round), (found.name, "")),
        "plan": owner,
        "lead": found,
        "round": found.round,
        "answering": answering,
        "seen": seen,
        "problem": problem,
        "for_them": through is Through.OFFICER,
    }
    return render(request, "updates/answer.html", context, status=status)


@require_safe
@desk(Permission.READ_PROGRESS)
def of_action(request: DeskRequest, partnership: Partnership, plan: str, action: int) -> HttpResponse:
    """Everything that leads have answered about one action, newest first."""
    owner = _plan(request, partnership, plan)
    found, updates = progress_pages.of_action(owner, action, request.permissions)
    if found is None:
        raise NotFound(_("This plan has no such action."), [(_("Progress"), _progress(owner)[1])])
    crumbs = _trail(request, owner, _progress(owner), (str(found)[:60], ""))
    context = {"crumbs": crumbs, "plan": owner, "action": found, "updates": updates}
    return render(request, "updates/action_updates.html", context)


def _plan(request: DeskRequest, partnership: Partnership, slug: str) -> Plan:
    """A plan whose progress this reader may see: who may not read drafts sees that of published plans alone."""
    owner = plan_of(partnership, slug)
    if not progress_pages.is_open_to(owner, request.permissions):
        raise NotFound(_("%(name)s has no plan at this address.") % {"name": partnership.name})
    return owner


def _round(plan: Plan, pk: int) -> Round:
    found = plan.rounds.select_related("sent_by", "closed_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("This plan has no such round."), [(_("Progress"), _progress(plan)[1])])
    found.plan = plan
    return found


def _lead(plan: Plan, round_pk: int, pk: int) -> LeadRequest:
    round_ = _round(plan, round_pk)
    found = rounds.leads_of_round(round_).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("This lead was not asked in this round."), [(round_.label, _address(round_))])
    return found


def _through(request: DeskRequest, lead: LeadRequest) -> Through:
    """In which capacity this person answers; PermissionDenied for the organisation of somebody else."""
    own = any(
        row.role == Role.LEAD and row.organisation_id and row.organisation_id == lead.organisation_id
        for row in request.memberships
        if row.partnership_id == lead.round.plan.partnership_id
    )
    if own:
        return Through.ACCOUNT
    if Permission.SEND_ROUNDS in request.permissions:
        return Through.OFFICER
    raise PermissionDenied


def _lead_page(
    request: DeskRequest, plan: Plan, lead: LeadRequest, form: AddressForm | None = None, status: int = 200
) -> HttpResponse:
    """How one lead stands, with what was answered; `form` is one that was not taken."""
    form = form or AddressForm(initial={"email": lead.email})
    context = {
        "crumbs": _trail(request, plan, _progress(plan), _crumb(lead.round), (lead.name, "")),
        "plan": plan,
        "round": lead.round,
        "lead": lead,
        "line": progress_pages.line_of(lead, request.permissions, timezone.localdate()),
        "withheld": _withheld(lead),
        "is_asked": is_asked(lead),
        "form": form,
    }
    return render(request, "updates/asked_lead.html", context, status=status)


def _withheld(lead: LeadRequest) -> list[ProgressUpdate]:
    """What of a round its lead does not see."""
    read = readable_by(Visibility.PUBLIC, lead.updates.all())
    return [one for one in lead.updates.all() if one not in read]


def _say(request: DeskRequest, made: Round, wrong: list[str]) -> None:
    """Tell the officer how many emails of a new round went out, who has no address, and what went wrong."""
    sent = made.leads.filter(emails_sent__gt=0).count()
    silent = made.leads.filter(email="").count()
    words = ngettext("%(num)s email was sent.", "%(num)s emails were sent.", sent) % {"num": sent}
    if silent:
        more = ngettext("%(num)s lead has no address.", "%(num)s leads have no address.", silent) % {"num": silent}
        words = f"{words} {more}"
    messages.success(request, words)
    for sentence in wrong:
        messages.error(request, sentence)


def _progress(plan: Plan) -> tuple[str, str]:
    return _("Progress"), reverse("rounds", args=[plan.partnership.slug, plan.slug])


def _address(round_: Round) -> str:
    return reverse("round", args=[round_.plan.partnership.slug, round_.plan.slug, round_.pk])


def _crumb(round_: Round) -> tuple[str, str]:
    return round_.label, _address(round_)


def _trail(request: DeskRequest, plan: Plan, *below: tuple[str, str]) -> list[tuple[str, str]]:
    """From the plan down; without links to the desk for those who may not read it."""
    if Permission.READ_DESK not in request.permissions:
        return [(plan.partnership.name, ""), (plan.title, ""), *below]
    return [*pages.trail(plan), *below]
