"""Moves: who may make which, what blocks them, and that nothing happens twice."""

import datetime as dt
import re
import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from plans.access.permissions import ROLES, Permission
from plans.documents.document import checksum, plan_document
from plans.models import Change, Organisation, Plan, PlanState, PlanVersion, Role, SignOff, Unchangeable
from plans.publishing import transitions
from plans.publishing.transitions import NotAllowed, TransitionError, make_transition
from plans.publishing.workflow import TRANSITIONS, open_moves
from tests import builders

pytestmark = pytest.mark.django_db
START = {  # a state from which each move can be made
    "consult": "draft",
    "submit": "draft",
    "return": "approval",
    "send-back": "approval",
    "publish": "approval",
    "amend": "published",
    "withdraw": "published",
    "reinstate": "published",
}


@pytest.mark.anywhere
def test_a_move_that_publishes_needs_a_clean_checklist_and_one_that_turns_back_a_reason():
    moves = TRANSITIONS.items()
    assert {name for name, move in moves if move.clean} == {"consult", "submit", "publish"}
    assert {name for name, move in moves if move.needs_note} == {"send-back", "amend", "withdraw", "reinstate"}


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("state", "role", "moves"),
    [
        ("draft", "officer", {"consult", "submit", "withdraw", "reinstate"}),
        ("consultation", "officer", {"submit", "return", "withdraw", "reinstate"}),
        ("approval", "officer", {"return", "publish", "withdraw", "reinstate"}),
        ("published", "officer", {"amend", "withdraw", "reinstate"}),
        ("draft", "approver", set()),
        ("approval", "approver", {"send-back"}),
        ("approval", "lead", set()),
    ],
)
def test_a_role_is_offered_what_its_permissions_and_the_state_allow(state, role, moves):
    assert set(open_moves(PlanState(state), ROLES[Role(role)])) == moves


@pytest.fixture
def plan():
    return builders.rich_plan(1)


@pytest.fixture
def officer(plan):
    return builders.person("officer", plan.partnership, "officer")


def in_state(plan, state: str, officer):
    """The plan brought to a state by moves alone."""
    ways = {
        "draft": (),
        "consultation": ("consult",),
        "approval": ("submit",),
        "published": ("submit", "publish"),
    }
    for name in ways[state]:
        plan = make_transition(plan, name, by=officer, note="Agreed.")
    return plan


def mover(name: str, plan, officer):
    """Somebody who may make this move."""
    if TRANSITIONS[name].permission == Permission.SIGN_OFF:
        return builders.person("mover", plan.partnership, "approver")
    return officer


def text_of(plan) -> str:
    return checksum(plan_document(Plan.objects.get(pk=plan.pk)))


def test_every_state_can_reach_published():
    reach = {PlanState.PUBLISHED}
    for _state in PlanState:
        reach |= {state for one in TRANSITIONS.values() if one.to in reach for state in one.from_}
    assert reach == set(PlanState)


@pytest.mark.anywhere
@pytest.mark.parametrize("state", PlanState)
def test_a_move_starts_only_where_the_table_says(plan, officer, state):
    plan = in_state(plan, state, officer)
    versions = plan.versions.count()
    for name in TRANSITIONS:
        with transaction.atomic():
            plan = Plan.objects.get(pk=plan.pk)
            if name == "reinstate" and versions:
                plan = make_transition(plan, "withdraw", by=officer, note="Replaced.")
            plan.priorities.update(title="A new wording")
            by = mover(name, plan, officer)
            if state in TRANSITIONS[name].from_ and (name not in ("withdraw", "reinstate") or versions):
                after = make_transition(plan, name, by=by, note="Because.")
                assert (name, after.state) == (name, TRANSITIONS[name].to or state)
            else:
                with pytest.raises(TransitionError):
                    make_transition(plan, name, by=by, note="Because.")
                plan.refresh_from_db()
                assert (name, plan.state, plan.versions.count()) == (name, state, versions)
            transaction.set_rollback(True)


@pytest.mark.anywhere
@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_move_is_open_to_the_roles_that_have_its_permission(plan, officer, name):
    plan = in_state(plan, START[name], officer)
    if name == "reinstate":
        plan = make_transition(plan, "withdraw", by=officer, note="Replaced.")
    able = set()
    for role in Role:
        somebody = builders.person(f"somebody {role}", plan.partnership, role)
        with transaction.atomic():
            try:
                make_transition(Plan.objects.get(pk=plan.pk), name, by=somebody, note="Because.")
                able.add(role)
            except NotAllowed:
                pass
            transaction.set_rollback(True)
    assert able == {role for role in Role if TRANSITIONS[name].permission in ROLES[role]}


def test_a_stranger_and_an_officer_of_another_partnership_may_not_move_a_plan(plan):
    stranger = builders.person("stranger", builders.partnership("elsewhere"), "administrator")
    with pytest.raises(NotAllowed):
        make_transition(plan, "submit", by=stranger)


def test_a_move_is_remembered_with_its_note(plan, officer):
    make_transition(plan, "submit", by=officer, note="For the board of May")
    assert list(Change.objects.filter(row_kind="plan").order_by("pk").values_list("field", "old", "new", "by")) == [
        ("state", "Draft", "Waiting for approval", officer.pk),
        ("note", "", "For the board of May", officer.pk),
    ]


@pytest.mark.parametrize("name", ["consult", "submit", "publish"])
def test_an_error_of_the_checklist_blocks_a_move_onward(plan, officer, name):
    plan = in_state(plan, START[name], officer)
    plan.priorities.all().delete()
    with pytest.raises(TransitionError, match="1 error in the checklist") as refused:
        make_transition(plan, name, by=officer, note="Now.")
    assert [problem.sentence for problem in refused.value.problems] == ["The plan has no priorities."]
    assert plan.versions.count() == 0


@pytest.mark.parametrize("name", TRANSITIONS)
def test_the_same_move_twice_happens_once(plan, officer, name):
    plan = in_state(plan, START[name], officer)
    if name == "reinstate":
        plan = make_transition(plan, "withdraw", by=officer, note="Replaced.")
    make_transition(plan, name, by=mover(name, plan, officer), note="Because.")
    before = (PlanVersion.objects.count(), Change.objects.count())
    with pytest.raises(TransitionError, match="already|not withdrawn"):
        make_transition(plan, name, by=mover(name, plan, officer), note="Because.")
    assert (PlanVersion.objects.count(), Change.objects.count()) == before


def test_what_changed_since_it_was_read_is_not_published(plan, officer):
    plan = in_state(plan, "approval", officer)
    seen = text_of(plan)
    plan.priorities.update(title="Slipped in")
    with pytest.raises(TransitionError, match="changed since you opened"):
        make_transition(plan, "publish", by=officer, seen=seen)
    assert plan.versions.count() == 0


def test_a_move_that_needs_a_note_says_so(plan, officer):
    plan = in_state(plan, "published", officer)
    with pytest.raises(TransitionError, match="Add a note first: why the plan is being amended"):
        make_transition(plan, "amend", by=officer, note=" ")


def test_an_unknown_move_is_refused(plan, officer):
    with pytest.raises(TransitionError, match="no such step"):
        make_transition(plan, "explode", by=officer)


# Sign-offs


@pytest.fixture
def police(plan):
    return Organisation.objects.get(name="Police")


@pytest.fixture
def approver(plan, police):
    plan.signatories.add(police)
    return builders.person("approver", plan.partnership, "approver", organisation=police)


def test_a_plan_is_published_when_every_signatory_has_signed_this_text(plan, officer, approver, police):
    plan = in_state(plan, "approval", officer)
    with pytest.raises(TransitionError, match="still has to be signed by: Police"):
        make_transition(plan, "publish", by=officer)
    signed = transitions.sign_off(plan, police, by=approver, seen=text_of(plan), note="With thanks")
    after = make_transition(plan, "publish", by=officer)
    assert after.versions.get().checksum == signed.checksum


EDITS = {
    "a title": lambda plan: plan.priorities.update(title="Other"),
    "a milestone": lambda plan: plan.priorities.first().actions.first().milestones.update(text="Other"),
    "an amount": lambda plan: plan.funding.update(allocated=11),
    "a section": lambda plan: plan.sections.update(body="Other", body_html="<p>Other</p>"),
    "a row removed": lambda plan: plan.glossary.all().delete(),
    "a row added": lambda plan: plan.contacts.create(office="New office"),
    "the period": lambda plan: Plan.objects.filter(pk=plan.pk).update(period_end=dt.date(2022, 3, 31)),
    "a member": lambda plan: plan.partnership.members.create(organisation=Organisation.objects.get(name="Police")),
    "the partnership's name": lambda plan: type(plan.partnership).objects.update(name="Renamed"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_any_edit_voids_a_sign_off(plan, officer, approver, police, edit):
    plan = in_state(plan, "approval", officer)
    transitions.sign_off(plan, police, by=approver, seen=text_of(plan))
    assert transitions.missing_signatories(plan, text_of(plan)) == []
    EDITS[edit](plan)
    assert transitions.missing_signatories(plan, text_of(plan)) == [police]
    with pytest.raises(TransitionError, match="still has to be signed by: Police"):
        make_transition(plan, "publish", by=officer)


def test_a_sign_off_is_of_the_text_that_was_read_by_somebody_who_may_and_once(plan, officer, approver, police):
    with pytest.raises(TransitionError, match="while it is waiting for approval"):
        transitions.sign_off(plan, police, by=approver, seen=text_of(plan))
    plan = in_state(plan, "approval", officer)
    with pytest.raises(TransitionError, match="changed since you opened"):
        transitions.sign_off(plan, police, by=approver, seen="0" * 64)
    with pytest.raises(NotAllowed):
        transitions.sign_off(plan, police, by=officer, seen=text_of(plan))
    other = builders.person(
        "other", plan.partnership, "approver", organisation=Organisation.objects.create(name="Fire")
    )
    with pytest.raises(NotAllowed, match="cannot sign this plan for Police"):
        transitions.sign_off(plan, police, by=other, seen=text_of(plan))
    transitions.sign_off(plan, police, by=approver, seen=text_of(plan))
    with pytest.raises(TransitionError, match="already signed this text"):
        transitions.sign_off(plan, police, by=approver, seen=text_of(plan))
    assert SignOff.objects.count() == 1


def test_a_sign_off_never_changes(plan, officer, approver, police):
    plan = in_state(plan, "approval", officer)
    signed = transitions.sign_off(plan, police, by=approver, seen=text_of(plan))
    for change in (signed.save, signed.delete, SignOff.objects.all().delete, plan.sign_offs.all().delete):
        with pytest.raises(Unchangeable):
            change()


def test_who_must_sign_stands_still_while_a_plan_waits_for_approval(plan, officer, police):
    transitions.require_signatories(plan, [police], by=officer)
    plan = in_state(plan, "approval", officer)
    with pytest.raises(TransitionError, match="Return it to draft first"):
        transitions.require_signatories(plan, [], by=officer)
    assert list(plan.signatories.all()) == [police]


# Withdrawal


def test_a_withdrawn_plan_says_so_on_its_pages_and_in_every_list(plan, officer, client):
    plan = in_state(plan, "published", officer)
    before = client.get("/anytown/plans/")["ETag"]
    make_transition(plan, "withdraw", by=officer, note="Replaced by the county's plan.")
    for address in ("", "v1/", "priorities/1/", "v1/changes/"):
        page = client.get(f"/anytown/plans/2020-2023/{address}").content.decode()
        assert "Withdrawn on" in page
        assert "because: Replaced by the county&#39;s plan." in page
    for address in ("/", "/anytown/", "/anytown/plans/", "/data/"):
        assert "ithdrawn" in client.get(address).content.decode()
    assert client.get("/anytown/plans/")["ETag"] != before


def test_a_withdrawal_is_taken_back_or_ended_by_a_new_version(plan, officer, client):
    plan = in_state(plan, "published", officer)
    make_transition(plan, "withdraw", by=officer, note="By mistake.")
    plan = make_transition(plan, "reinstate", by=officer, note="It was the wrong plan.")
    assert "Withdrawn on" not in client.get("/anytown/plans/2020-2023/").content.decode()
    make_transition(plan, "withdraw", by=officer, note="Wrong figures.")
    plan = make_transition(plan, "amend", by=officer, note="Figures")
    plan.funding.update(allocated=11)
    plan = make_transition(plan, "submit", by=officer)
    plan = make_transition(plan, "publish", by=officer, note="Figures mended.")
    assert (plan.withdrawn_at, plan.withdrawn_reason) == (None, "")
    assert "Withdrawn on" not in client.get("/anytown/plans/2020-2023/").content.decode()


# Scheduled publication


def later(**parts) -> dt.datetime:
    return timezone.now() + dt.timedelta(**parts)


def make_due(plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(publish_at=later(minutes=-1))


def test_a_plan_is_published_when_its_time_has_come_and_not_before(plan, officer, capsys):
    plan = in_state(plan, "approval", officer)
    transitions.schedule(plan, later(hours=1), by=officer, note="Agreed in May.")
    call_command("publish_due")
    assert plan.versions.count() == 0
    make_due(plan)
    call_command("publish_due")
    call_command("publish_due")
    version = plan.versions.get()
    assert (version.published_by, version.note) == (officer, "Agreed in May.")
    assert capsys.readouterr().out == f"{plan}: published.\n"
    plan.refresh_from_db()
    assert (plan.state, plan.publish_at, plan.publish_by, plan.publish_note) == ("published", None, None, "")


def test_a_plan_that_is_due_but_not_signed_or_not_clean_is_not_published(plan, officer, police, capsys):
    transitions.require_signatories(plan, [police], by=officer)
    plan = in_state(plan, "approval", officer)
    transitions.schedule(plan, later(hours=1), by=officer)
    make_due(plan)
    with pytest.raises(SystemExit):
        call_command("publish_due")
    plan.priorities.all().delete()
    with pytest.raises(SystemExit):
        call_command("publish_due")
    assert plan.versions.count() == 0
    said = capsys.readouterr().err
    assert "still has to be signed by: Police" in said
    assert "1 error in the checklist" in said


def test_a_schedule_needs_a_time_to_come_and_the_state_and_falls_with_the_next_move(plan, officer):
    with pytest.raises(TransitionError, match="not possible while"):
        transitions.schedule(plan, later(hours=1), by=officer)
    plan = in_state(plan, "approval", officer)
    with pytest.raises(TransitionError, match="This time has passed"):
        transitions.schedule(plan, later(hours=-1), by=officer)
    transitions.schedule(plan, later(hours=1), by=officer)
    plan = make_transition(plan, "return", by=officer)
    assert plan.publish_at is None
    with pytest.raises(TransitionError, match="No publication is scheduled"):
        transitions.unschedule(plan, by=officer)


# Twice at once


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_once_publish_one_version():
    if connection.vendor != "postgresql":
        pytest.skip("the tests' SQLite is one connection; run with PostgreSQL")
    plan = builders.rich_plan(1)
    officer = builders.person("officer", plan.partnership, "officer")
    plan = in_state(plan, "approval", officer)
    start, answers = threading.Barrier(2), []

    def press():
        start.wait()
        try:
            make_transition(Plan.objects.get(pk=plan.pk), "publish", by=officer)
            answers.append("published")
        except TransitionError as problem:
            answers.append(str(problem))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _press in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert plan.versions.count() == 1
    assert sorted(answers) == ["This plan is already “published”. Nothing was changed.", "published"]


# The desk page


@pytest.fixture
def desk(client, plan, officer):
    client.force_login(officer)
    return client


HERE = "/desk/anytown/plans/2020-2023/publish/"


def test_the_page_says_what_blocks_and_where_to_mend_it(desk, plan):
    plan.sections.update(body="", body_html="")
    page = desk.get(HERE).content.decode()
    assert "The section “Section 1” is empty." in page
    assert f'href="/desk/anytown/plans/2020-2023/rows/sections/{plan.sections.get().pk}/"' in page
    plan.priorities.all().delete()
    page = desk.get(HERE).content.decode()
    assert "1 error in the checklist below blocks the next step." in page


def test_publishing_with_an_error_open_is_refused_with_the_list(desk, plan):
    builders.action(builders.priority(plan, "9"), 1, ref="1.1")
    Plan.objects.filter(pk=plan.pk).update(state="approval")
    response = desk.post(HERE + "publish/", {"note": "New words"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "1 error in the checklist must be fixed first." in page
    assert "2 actions have the reference 1.1: a link to it would lead to only one of them." in page
    assert not plan.versions.exists()


def test_a_plan_goes_from_draft_to_published_by_the_buttons(desk, plan, officer):
    assert "Send for approval" in desk.get(HERE).content.decode()
    assert desk.post(HERE + "submit/", {"seen": text_of(plan)}).status_code == 302
    assert "is never changed or deleted" in desk.get(HERE + "publish/").content.decode()
    answer = desk.post(HERE + "publish/", {"seen": text_of(plan)}, follow=True)
    assert "Published." in answer.content.decode()
    again = desk.post(HERE + "publish/", {"seen": text_of(plan), "note": "My long note"})
    assert again.status_code == 409
    assert "This plan is already “published”. Nothing was changed." in again.content.decode()
    assert "My long note" in again.content.decode()
    assert plan.versions.count() == 1


def sign_in_twice(client, user) -> None:
    """Sign in with the second factor, which an approver must show."""
    client.force_login(user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.create(user=user, name="app").persistent_id
    session.save()


def test_an_approver_signs_on_the_page(client, plan, officer, approver, police):
    plan = in_state(plan, "approval", officer)
    sign_in_twice(client, approver)
    assert "Approve for Police" in client.get(HERE).content.decode()
    form = {"organisation": police.pk, "seen": text_of(plan), "note": "Agreed"}
    assert client.post(HERE + "sign-off/", form).status_code == 302
    page = client.get(HERE).content.decode()
    assert "Approve for" not in page
    assert "approver" in page
    assert client.post(HERE + "sign-off/", form).status_code == 409
    assert client.post(HERE + "sign-off/", {"organisation": "no"}).status_code == 409


def test_who_must_sign_and_when_to_publish_are_set_on_the_page(desk, plan, police):
    plan.partnership.members.create(organisation=police)
    assert desk.post(HERE + "signatories/", {"organisations": [police.pk, "x"]}).status_code == 302
    assert list(plan.signatories.all()) == [police]
    nobody = "Nobody can sign for Police yet. Give an approver this organisation."
    assert nobody in desk.get(HERE).content.decode()
    builders.person("sergeant", plan.partnership, "approver", organisation=police)
    assert nobody not in desk.get(HERE).content.decode()
    desk.post(HERE + "submit/")
    assert desk.post(HERE + "schedule/", {"at": "next Tuesday"}).status_code == 422
    assert desk.post(HERE + "schedule/", {"at": "2001-01-01 09:00"}).status_code == 409
    assert desk.post(HERE + "schedule/", {"at": "2099-04-01 09:00"}).status_code == 302
    assert "1 April 2099, 09:00" in desk.get(HERE).content.decode()
    assert desk.post(HERE + "schedule/", {"cancel": "1"}).status_code == 302
    plan.refresh_from_db()
    assert plan.publish_at is None


def test_somebody_without_the_permission_is_told_so(client, plan):
    client.force_login(builders.person("lead", plan.partnership, "lead"))
    assert "There is nothing for you to do at this stage." in client.get(HERE).content.decode()
    assert client.post(HERE + "submit/").status_code == 403
    assert client.get(HERE + "publish/").status_code == 403
    assert client.post(HERE + "schedule/").status_code == 403
    assert client.get(HERE + "explode/").status_code == 404
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_committee_meetings_are_noted_while_the_text_stands_still_and_void_no_signature(desk, plan, approver, police):
    plan.signatories.add(police)
    plan = make_transition(plan, "submit", by=plan.partnership.memberships.get(role="officer").user, note="Agreed.")
    transitions.sign_off(plan, police, by=approver, seen=text_of(plan))
    here = f"/desk/anytown/plans/{plan.slug}/"
    given = {"body": "Cabinet", "meets_on": "2026-03-09", "decision": "Agreed without changes."}
    assert desk.post(f"{here}route/add/", given).status_code == 302
    page = desk.get(f"{here}publish/").content.decode()
    assert re.search("Cabinet</th><td[^>]*>9 March 2026</td>", page)
    assert "Agreed without changes." in page
    assert not transitions.missing_signatories(plan, text_of(plan))
    again = desk.post(f"{here}route/add/", given).content.decode()
    assert "The plan already goes to this body on this day." in again
    assert desk.post(f"{here}sections/add/", {"heading": "New"}).status_code == 200
    assert "locked in this state" in desk.get(f"{here}sections/").content.decode()
    assert "locked in this state" not in desk.get(f"{here}route/").content.decode()
