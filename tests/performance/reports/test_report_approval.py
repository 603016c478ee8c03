"""A report is approved before it is published: who is asked, what they can say, who hears of it, what voids it."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from performance.models import ApprovalMove, ReportApproval
from performance.reports.approval import approval_state, move, publish_approved, texts_of
from performance.reports.desk.tasks import approvals, reports
from plans.documents.document import checksum
from plans.models import Unchangeable
from plans.publishing.approval import NotAllowed, TransitionError
from tests import builders
from tests.performance.indicators.test_pages import words
from tests.performance.reports.test_desk_reports import plan, year  # noqa: F401
from tests.plans.publishing.test_transitions import sign_in_twice

SENT, APPROVED, BACK = ApprovalMove.SENT, ApprovalMove.APPROVED, ApprovalMove.SENT_BACK
DESK = "/desk/anytown/plans/2020-2023/reports/year/"


@pytest.fixture
def report(plan):  # noqa: F811
    """A report without errors, in a partnership where two people take part."""
    plan.partnership.one_person_may_publish = False
    plan.partnership.save()
    return builders.explain(year(plan))


@pytest.fixture
def officer(report):
    return builders.person("officer", report.partnership, "officer", email="officer@example.org", first_name="Olga",
                           last_name="Officer")  # fmt: skip


@pytest.fixture
def approver(report):
    return builders.person("approver", report.partnership, "approver", email="chair@example.org", first_name="Chris",
                           last_name="Chair")  # fmt: skip


def text_of(report) -> str:
    return checksum(texts_of(type(report).objects.get(pk=report.pk)))


def edit(report) -> None:
    report.decisions.create(text="Note it.")


def sent(report, officer) -> str:
    """Sends the report and gives the checksum of the text that was sent."""
    seen = text_of(report)
    move(report, SENT, by=officer, seen=seen)
    return seen


def test_the_same_person_may_not_send_and_publish_a_report(report, officer):
    seen = text_of(report)
    with pytest.raises(TransitionError, match=r"^Send the report for approval first\.$"):
        publish_approved(report, by=officer, seen=seen)
    sent(report, officer)
    with pytest.raises(TransitionError, match="A second person has to approve or publish this text"):
        publish_approved(report, by=officer, seen=seen)
    assert report.versions.count() == 0
    publish_approved(report, by=builders.person("second", report.partnership, "officer"), seen=seen)
    assert report.versions.count() == 1


def test_where_the_settings_say_so_one_person_is_enough_and_the_page_says_it(client, report, officer):
    client.force_login(officer)
    assert "Two people take part in publishing: one sends the text for approval" in words(client.get(DESK))
    report.partnership.one_person_may_publish = True
    report.partnership.save()
    assert "One person can publish alone: the partnership’s settings allow it." in words(client.get(DESK))
    publish_approved(report, by=officer, seen=sent(report, officer))
    assert report.versions.count() == 1


def test_who_approves_for_themselves_is_not_a_second_person(report):
    both = builders.person("both", report.partnership, "officer", "approver")
    seen = sent(report, both)
    move(report, APPROVED, by=both, seen=seen)
    with pytest.raises(TransitionError, match="A second person"):
        publish_approved(report, by=both, seen=seen)


def test_an_edit_after_the_approval_voids_it(client, report, officer, approver):
    seen = sent(report, officer)
    move(report, APPROVED, by=approver, seen=seen)
    edit(report)
    with pytest.raises(TransitionError, match="has changed since you opened this page"):
        publish_approved(report, by=officer, seen=seen)
    with pytest.raises(TransitionError, match="Send the report for approval first"):
        publish_approved(report, by=officer, seen=text_of(report))
    client.force_login(officer)
    assert "when Chris Chair last sent or approved it. That no longer counts: send it for approval again." in words(
        client.get(DESK)
    )
    again = sent(report, officer)
    with pytest.raises(TransitionError, match="A second person"):
        publish_approved(report, by=officer, seen=again)
    move(report, APPROVED, by=approver, seen=again)
    publish_approved(report, by=officer, seen=again)
    assert "That no longer counts" not in words(client.get(DESK))


def test_new_figures_of_a_source_void_the_approval_too(report, officer, approver):
    seen = sent(report, officer)
    move(report, APPROVED, by=approver, seen=seen)
    source = report.partnership.sources.get(slug="crime-figures")
    source.observations.filter(period_start="2020-04-01").update(value=300)
    assert text_of(report) != seen


def test_sent_back_with_a_reason_the_report_is_a_draft_again(client, report, officer, approver, mailoutbox):
    client.force_login(officer)
    client.post(DESK + "send/", {"seen": text_of(report)})
    sign_in_twice(client, approver)
    refused = client.post(DESK + "send-back/", {"seen": text_of(report), "note": " "})
    assert (refused.status_code, report.approvals.count()) == (409, 1)
    assert "Write a note first: what has to change." in words(refused)
    client.post(DESK + "send-back/", {"seen": text_of(report), "note": "The cause of crime is missing."})
    email = mailoutbox[-1]
    assert (email.to, email.subject) == (["officer@example.org"], "Sent back: Report year")
    assert email.body.split("\n\n") == [
        "Chris Chair has sent this text back to you:",
        "Report year\nSafer Anytown",
        "The cause of crime is missing.",
        f"It is a draft again. The reason is on its page too:\nhttp://testserver{DESK}#publish\n",
    ]
    client.force_login(officer)
    text = words(client.get(DESK))
    assert "Sent back by Chris Chair on" in text
    assert "The cause of crime is missing." in text
    assert "chair@example.org" not in text
    assert [
        one.sentence for one in builders.read(reports(officer, memberships(officer), builders.at(2021, 6, 1).date()))
    ] == [
        "The report “Report year” is not published: Chris Chair has sent it back: The cause of crime is missing. "
        "It names no meeting."
    ]
    with pytest.raises(TransitionError, match="Send the report for approval first"):
        publish_approved(report, by=officer, seen=text_of(report))
    sent(report, officer)
    assert approval_of(report).sent.by == officer


def test_who_is_asked_gets_an_email_with_a_link_and_the_page_names_them(client, report, officer, approver, mailoutbox):
    builders.person("other", builders.partnership("elsewhere"), "approver", email="other@example.org")
    client.force_login(officer)
    client.post(DESK + "send/", {"seen": text_of(report), "note": "For the board"})
    (email,) = mailoutbox
    assert (email.to, email.subject) == (["chair@example.org"], "Please approve: Report year")
    assert [line for line in email.body.splitlines() if line] == [
        "Olga Officer asks you to approve this text before it is published:",
        "Report year",
        "Safer Anytown",
        "Note: For the board",
        "Read it, then approve it or send it back with the reason:",
        f"http://testserver{DESK}#publish",
        "If the text changes after you approve it, your approval no longer counts and you will be asked again.",
    ]
    text = words(client.get(DESK))
    assert "Sent for approval by Olga Officer. Asked to approve: Chris Chair." in text
    assert "@example.org" not in text
    assert client.post(DESK + "send/", {"seen": text_of(report)}).status_code == 409


def test_an_approver_approves_and_the_officer_hears_of_it_and_publishes(client, report, officer, approver, mailoutbox):
    sent(report, officer)
    sign_in_twice(client, approver)
    waiting = "The report “Report year” is waiting for your approval."
    assert waiting in words(client.get("/desk/"))
    seen = re.search(r'name="seen" value="(\w+)"', client.get(DESK).content.decode())[1]
    answer = client.post(DESK + "approve/", {"seen": seen, "note": "Good"}, follow=True)
    assert "Approved by Chris Chair on" in words(answer)
    assert waiting not in words(client.get("/desk/"))
    assert client.post(DESK + "approve/", {"seen": seen}).status_code == 409
    assert (mailoutbox[-1].to, mailoutbox[-1].subject) == (["officer@example.org"], "Approved: Report year")
    client.force_login(officer)
    assert "is not published: it is ready to be published." in words(client.get("/desk/"))
    published = client.post(DESK + "publish/", {"seen": seen}, follow=True)
    assert 'href="http://testserver/anytown/scrutiny/year/"' in published.content.decode()
    assert Client().get("/anytown/scrutiny/year/").status_code == 200


def test_an_officer_cannot_approve_and_an_approver_neither_sends_nor_publishes(report, officer, approver):
    seen = text_of(report)
    with pytest.raises(NotAllowed):
        move(report, SENT, by=approver, seen=seen)
    sent(report, officer)
    for kind in (APPROVED, BACK):
        with pytest.raises(NotAllowed):
            move(report, kind, by=officer, seen=seen, note="No")
    with pytest.raises(NotAllowed):
        publish_approved(report, by=approver, seen=seen)
    assert report.versions.count() == 0


def test_only_a_report_without_errors_is_sent_and_only_what_was_sent_is_approved(report, officer, approver):
    with pytest.raises(TransitionError, match="is not waiting for approval"):
        move(report, APPROVED, by=approver, seen=text_of(report))
    report.lines.update(cause="")
    with pytest.raises(TransitionError, match="2 errors in the checklist must be fixed first"):
        sent(report, officer)
    assert report.approvals.count() == 0


def test_the_same_text_is_not_sent_again_after_it_was_published(report, officer, approver):
    seen = sent(report, officer)
    publish_approved(report, by=builders.person("second", report.partnership, "officer"), seen=seen)
    with pytest.raises(TransitionError, match=r"Nothing has changed since the last version\."):
        sent(report, officer)
    assert builders.read(approvals(approver, memberships(approver), builders.at(2021, 6, 1).date())) == []


def test_what_was_approved_is_stored_for_good(report, officer):
    sent(report, officer)
    made = report.approvals.get()
    for change in (made.save, made.delete, report.approvals.all().delete, ReportApproval.objects.all().delete):
        with pytest.raises(Unchangeable):
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        report.approvals.create(move=BACK, checksum="0", by=officer, note="")


def memberships(person):
    return list(person.memberships.select_related("partnership"))


def approval_of(report):
    return approval_state(list(report.approvals.select_related("by")), text_of(report))


def moves(*said: tuple[ApprovalMove, str]) -> list[ReportApproval]:
    return [ReportApproval(move=kind, checksum=text) for kind, text in said]


def test_what_the_moves_say_of_a_text():
    assert approval_state([], "a").sent is None
    assert approval_state([], "a").before is None
    state = approval_state(moves((SENT, "a"), (APPROVED, "a")), "a")
    assert (state.sent.move, [one.move for one in state.approved]) == ("sent", ["approved"])
    other = approval_state(moves((SENT, "a"), (APPROVED, "a")), "b")
    assert (other.sent, other.approved, other.before.move) == (None, [], "approved")
    back = approval_state(moves((SENT, "a"), (APPROVED, "a"), (BACK, "a")), "a")
    assert (back.sent, back.before.move) == (None, "sent back")
    again = approval_state(moves((SENT, "a"), (APPROVED, "a"), (BACK, "a"), (SENT, "a")), "a")
    assert (again.sent.move, again.approved) == ("sent", [])
