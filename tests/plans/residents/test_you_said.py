"""You said, we did, or did not, because: what readers see is what was published, and nothing else."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from plans.documents.versions import NotPublishable
from plans.models import YouSaid
from plans.publishing.versions import publish
from plans.residents.feedback import publish_feedback, take_back
from plans.residents.you_said import publish_you_said
from plans.scrutiny.document import publish_register
from tests import builders

pytestmark = pytest.mark.django_db
PAGE = "/anytown/you-said/"
NOW = builders.at(2020, 6, 1)


@pytest.fixture
def plan():
    made = builders.rich_plan(2)
    publish(made, kind="final")
    return made


def entry(of, **fields) -> YouSaid:
    given = {"said": "Set up lamps.", "heard_from": "feedback", "decided": "did", "what": "set up ten lamps."}
    return of.partnership.you_said.create(**given | fields)


def test_an_entry_leads_from_the_words_of_a_resident_to_the_decision_and_the_action(client, plan):
    officer = builders.person("officer", plan.partnership, "officer")
    said = publish_feedback(builders.feedback(plan), text="It is dark.", reply="", by=officer, now=NOW)
    one = entry(plan, plan=plan, action="1.1", because="It was dark.", decided_on=dt.date(2020, 7, 1))
    one.feedback.add(said)
    assert "Set up lamps." not in client.get(PAGE).content.decode()
    version = publish_you_said(plan.partnership, by=officer)
    assert version.content["entries"][0]["about"]["priority"] == "1"
    page = client.get(PAGE).content.decode()
    for words in ("Set up lamps.", "It is dark.", "We did", "set up ten lamps.", "It was dark.", "1 July 2020"):
        assert words in page
    assert 'href="/anytown/plans/2020-2023/#action-1.1"' in page
    assert 'href="/anytown/plans/2020-2023/priorities/1/"' in page
    assert "People said 1 thing: we acted on 1." in page
    take_back(said, reasons="It names a street.", by=officer)
    assert "It is dark." not in client.get(PAGE).content.decode()
    call_command("verify_versions")


def test_a_later_edit_is_not_read_before_it_is_published(client, plan):
    one = entry(plan)
    publish_you_said(plan.partnership)
    one.what = "nothing at all."
    one.save()
    assert "nothing at all" not in client.get(PAGE).content.decode()
    with pytest.raises(NotPublishable, match="Say what changed"):
        publish_you_said(plan.partnership)
    publish_you_said(plan.partnership, note="Corrected")
    assert "nothing at all" in client.get(PAGE).content.decode()
    with pytest.raises(NotPublishable, match="Nothing has changed"):
        publish_you_said(plan.partnership, note="Again")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"priority": "9"}, "refers to the priority “9”, which the published plan 2020-2023 does not have"),
        ({"action": "9.9"}, "refers to the action “9.9”, which the published plan 2020-2023 does not have"),
    ],
)
def test_what_no_published_plan_has_cannot_be_named(plan, fields, sentence):
    entry(plan, plan=plan, **fields)
    with pytest.raises(NotPublishable, match=sentence):
        publish_you_said(plan.partnership)


def test_a_draft_cannot_be_named(client, plan):
    draft = builders.rich_plan(1, plan.partnership, slug="2023-2026", title="Secret draft")
    entry(plan, consultation=draft.consultations.get())
    with pytest.raises(NotPublishable, match="refers to the plan 2023-2026, which is not published"):
        publish_you_said(plan.partnership)
    plan.consultations.filter(title="Survey 1").update(title="Renamed since")
    YouSaid.objects.update(consultation=plan.consultations.get(title="Renamed since"))
    with pytest.raises(NotPublishable, match="Renamed since"):
        publish_you_said(plan.partnership)


def test_a_question_is_named_only_when_the_published_register_has_it(client, plan):
    body = plan.partnership.organisations_kept.create(name="Fire service")
    builders.scrutiny_rows(plan.partnership, body)
    question = plan.partnership.member_questions.get()
    one = entry(plan, heard_from="question", member_question=question)
    with pytest.raises(NotPublishable, match="not in the published register"):
        publish_you_said(plan.partnership)
    publish_register(plan.partnership)
    publish_you_said(plan.partnership)
    assert "“Why?”" in client.get(PAGE).content.decode()
    question.visibility, question.withheld = "members", "7"
    question.save()
    one.what = "other words"
    one.save()
    publish_you_said(plan.partnership, note="Left out")
    assert "“Why?”" not in client.get(PAGE).content.decode()


def test_what_was_not_done_has_a_reason(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(plan, decided="did not")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(plan, priority="1")


def test_results_of_consultations_stand_with_counts_base_and_method(demo, client):
    page = client.get("/norwich/you-said/").content.decode()
    assert "Results from public consultation" in page
    assert "People were asked whether they agreed or disagreed with the emerging priorities." in page
    assert "56 (96.6%)" in page
    assert 'data-label="Base">58</td>' in page


def test_the_page_costs_the_same_with_one_and_with_three(client, plan):
    officer = builders.person("officer", plan.partnership, "officer")

    def add() -> None:
        said = publish_feedback(builders.feedback(plan), text="Dark.", reply="", by=officer, now=NOW)
        entry(plan, plan=plan, priority="1").feedback.add(said)

    def queries() -> list[int]:
        found = []
        for address in (PAGE, "/desk/anytown/you-said/publish/"):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
        return found

    builders.sign_in(client, officer)
    add()
    publish_you_said(plan.partnership)
    before = queries()
    add()
    add()
    publish_you_said(plan.partnership, note="More")
    assert queries() == before


def test_a_register_without_entries_is_not_offered_for_publication(client, plan):
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    page = client.get("/desk/anytown/you-said/publish/").content.decode()
    assert "It has no entries yet" in page
    assert "Publish the register</button>" not in page


def test_the_desk_publishes_and_offers_only_rows_of_the_partnership(client, plan):
    elsewhere = builders.rich_plan(1, builders.partnership("elsewhere"), title="Plan of elsewhere")
    officer = builders.person("officer", plan.partnership, "officer")
    publish_feedback(builders.feedback(elsewhere, about="Of elsewhere"), text="x", reply="", by=officer, now=NOW)
    builders.sign_in(client, officer)
    form = client.get("/desk/anytown/about/you-said/add/").content.decode()
    assert "Community Safety Plan" in form
    assert "elsewhere" not in form.lower()
    fields = {"said": "More buses", "heard_from": "meeting", "decided": "did not", "what": "run buses.", "because": ""}
    assert "Say why it was not done." in client.post("/desk/anytown/about/you-said/add/", fields).content.decode()
    client.post("/desk/anytown/about/you-said/add/", fields | {"because": "The county runs them."})
    assert "More buses" in client.get("/desk/anytown/you-said/publish/").content.decode()
    client.post("/desk/anytown/you-said/publish/")
    assert "The county runs them." in client.get(PAGE).content.decode()
