"""What is withheld: what members read of a plan, what the public is told of it, and that it is told no more."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, models, transaction
from django.test import Client

from plans.documents.document import canonical, checksum, plan_document
from plans.documents.versions import NotPublishable
from plans.models import PlanVersion, Visibility
from plans.publishing.versions import publish
from tests import builders

HERE = "/anytown/plans/2020-2023/"
FOR_MEMBERS = "/desk/anytown/plans/2020-2023/withheld/"
KEPT = {"visibility": "members", "withheld": "7"}


@pytest.fixture
def plan(db):
    """A plan with a section, a priority and a funding line for members, and a section for partners alone."""
    made = builders.rich_plan(2)
    made.sections.create(heading="Raids", slug="raids", body="At DAWN in Mill Road.", **KEPT)
    made.sections.create(heading="Names", slug="names", body="NAMES_OF_PEOPLE", visibility="members", withheld="1")
    made.priorities.filter(ref="2").update(title="COVERT work", **KEPT)
    made.funding.filter(priority__ref="1").update(purpose="INFORMANTS", visibility="members", withheld="3")
    return made


@pytest.fixture
def member(plan):
    client = Client()
    builders.sign_in(client, builders.person("member", plan.partnership, "scrutiny member"))
    return client


def rewrite(plan, words: str) -> None:
    section = plan.sections.get(slug="raids")
    section.body = words
    section.save()


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_members_read_what_is_marked_for_them_set_apart(plan, member):
    publish(plan, kind="final")
    page = text(member.get(FOR_MEMBERS))
    for words in ("At DAWN in Mill Road.", ": COVERT work</h3>", "INFORMANTS<"):
        before, found, _after = page.partition(words)
        assert found
        assert "Not public" in before[-900:]
    assert "2 COVERT work (not public)" in page
    assert page.count('<div class="app-not-public">') == 3
    assert page.count(">Not public<") == 5
    assert "NAMES_OF_PEOPLE" in page
    assert 'href="/anytown/plans/2020-2023/priorities/2/"' not in page


def test_the_public_is_told_that_something_is_withheld_and_why(plan, client):
    publish(plan, kind="final")
    page = text(client.get(HERE))
    for words in ("DAWN", "Raids", "COVERT", "INFORMANTS", "NAMES_OF_PEOPLE", "Names"):
        assert words not in page
    assert "some of the text: Prevention, investigation or prosecution of crime (paragraph 7)" in page
    assert "some of the text: Information about an individual (paragraph 1)" in page
    assert "some of the priorities: Prevention" in page
    assert "some of the funding: Financial or business affairs of a person or body (paragraph 3)" in page
    assert f'href="{FOR_MEMBERS}"' in page
    assert client.get(f"{HERE}priorities/2/").status_code == 404


def test_how_much_is_withheld_shows_nowhere(plan):
    """One short section, or three long ones: the public gets the same bytes."""
    before = canonical(plan_document(plan))
    plan = type(plan).objects.get(pk=plan.pk)
    rewrite(plan, "LONG " * 4000)
    plan.sections.create(heading="More", slug="more", body="More.", position=9, **KEPT)
    plan.priorities.create(ref="3", title="Another", **KEPT).achievements.create(plan=plan, text="Done.", **KEPT)
    assert canonical(plan_document(plan)) == before


def test_the_page_for_members_is_kept_by_no_cache_and_for_nobody_else(plan, member, client):
    publish(plan, kind="final")
    kept = member.get(FOR_MEMBERS)["Cache-Control"]
    assert "private" in kept
    assert "no-store" in kept
    assert client.get(FOR_MEMBERS)["Location"].startswith("/desk/sign-in/")
    builders.sign_in(client, builders.person("lead", plan.partnership, "lead"))
    assert client.get(FOR_MEMBERS).status_code == 403
    elsewhere = builders.partnership("elsewhere")
    builders.sign_in(client, builders.person("other", elsewhere, "scrutiny member"))
    assert client.get(FOR_MEMBERS).status_code == 404


def test_members_read_the_published_text_and_not_the_draft(plan, member):
    assert member.get(FOR_MEMBERS).status_code == 404
    publish(plan, kind="final")
    rewrite(plan, "WRITTEN LATER")
    assert "WRITTEN LATER" not in text(member.get(FOR_MEMBERS))
    publish(plan, kind="final", note="For members")
    assert "WRITTEN LATER" in text(member.get(FOR_MEMBERS))


def test_a_change_for_members_alone_is_a_new_version_with_the_same_public_text(plan):
    first = publish(plan, kind="final")
    with pytest.raises(NotPublishable, match="Nothing has changed"):
        publish(plan, kind="final", note="Again")
    rewrite(plan, "At dusk.")
    second = publish(plan, kind="final", note="For members")
    assert (second.number, second.content) == (2, first.content)
    assert "At dusk." in canonical(second.for_members).decode()


def test_a_plan_that_keeps_nothing_back_says_and_stores_nothing_of_it(db, client):
    plan = builders.rich_plan(1)
    version = publish(plan, kind="final")
    assert (version.for_members, version.members_checksum) == (None, "")
    assert "withheld" not in version.content
    assert "Not everything is public" not in text(client.get(HERE))
    builders.sign_in(client, builders.person("member", plan.partnership, "scrutiny member"))
    assert "Nothing in this version is restricted to members." in text(client.get(FOR_MEMBERS))


def test_a_text_for_members_that_was_changed_in_the_database_is_found(plan, capsys):
    version = publish(plan, kind="final")
    call_command("verify_versions")
    changed = {**version.for_members, "sections": []}
    models.QuerySet(PlanVersion).filter(pk=version.pk).update(for_members=changed)
    with pytest.raises(SystemExit):
        call_command("verify_versions")
    assert "the text is not what was published" in capsys.readouterr().out


def test_what_is_withheld_needs_a_reason_and_what_is_public_has_none(plan):
    section = plan.sections.get(slug="raids")
    section.withheld = ""
    with pytest.raises(ValidationError) as refused:
        section.full_clean()
    assert refused.value.message_dict == {
        "withheld": ["Give the reason why this is withheld from the public; readers will see it."]
    }
    for row in (section, plan.priorities.get(ref="2"), plan.funding.get(visibility="members")):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(visibility="public", withheld="7")


def test_the_signed_text_is_the_public_one(plan):
    version = publish(plan, kind="final")
    assert version.checksum == checksum(plan_document(type(plan).objects.get(pk=plan.pk), Visibility.PUBLIC))
