"""Publishing: a version is stored once, never changes, and is seen at once."""

import pytest
from django.db import IntegrityError, transaction

from csp_portal.models import StoredPage
from plans.documents.document import checksum
from plans.documents.versions import NotPublishable
from plans.models import Partnership, PlanState, PlanVersion, Unchangeable
from plans.publishing.versions import publish
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_version_keeps_its_text_when_the_rows_go_on():
    plan = builders.rich_plan(1)
    version = publish(plan, kind="final")
    plan.priorities.update(title="Changed")
    stored = PlanVersion.objects.get(pk=version.pk)
    assert stored.content["priorities"][0]["title"] == "Priority 1"
    assert stored.checksum == checksum(stored.content)


@pytest.mark.parametrize(
    "change",
    [
        lambda version: version.save(),
        lambda version: version.delete(),
        lambda version: PlanVersion.objects.update(note="x"),
        lambda version: PlanVersion.objects.all().delete(),
        lambda version: PlanVersion.objects.bulk_update([version], ["note"]),
        lambda version: version.plan.versions.all().update(note="x"),
    ],
    ids=["save", "delete", "update", "delete all", "bulk update", "update through the plan"],
)
def test_a_published_version_refuses_every_change(change):
    version = publish(builders.plan(), kind="final")
    with pytest.raises(Unchangeable):
        change(version)


def test_a_plan_with_versions_cannot_be_deleted():
    version = publish(builders.plan(), kind="final")
    with pytest.raises(IntegrityError), transaction.atomic():
        version.plan.delete()


def test_from_the_second_version_on_a_note_says_what_changed():
    plan = builders.rich_plan(1)
    publish(plan, kind="consultation")
    with pytest.raises(NotPublishable, match="Say what changed"):
        publish(plan, kind="final", note=" ")
    version = publish(plan, kind="final", note="Agreed by the board.")
    assert (version.number, version.kind, version.note) == (2, "final", "Agreed by the board.")


def test_publishing_the_same_text_again_is_refused():
    plan = builders.plan()
    publish(plan, kind="final")
    with pytest.raises(NotPublishable, match="Nothing has changed"):
        publish(plan, kind="final", note="Again.")
    assert plan.versions.count() == 1


def test_a_publication_is_seen_at_once_and_raises_the_public_revision(client):
    plan = builders.rich_plan(1)
    publish(plan, kind="final")
    before = client.get("/anytown/plans/2020-2023/")
    plan.priorities.update(title="A corrected title")
    publish(plan, kind="final", note="Title corrected.")
    after = client.get("/anytown/plans/2020-2023/")
    assert "A corrected title" not in before.content.decode()
    assert "A corrected title" in after.content.decode()
    assert before["ETag"] != after["ETag"]
    assert Partnership.objects.get().public_revision == 2


def test_an_older_version_stays_readable_and_says_that_it_is_older(client):
    plan = builders.rich_plan(1)
    publish(plan, kind="final")
    plan.priorities.update(title="Second wording")
    publish(plan, kind="final", note="Reworded.")
    page = client.get("/anytown/plans/2020-2023/v1/").content.decode()
    assert "This is not the newest version." in page
    assert "Priority 1" in page
    assert "Second wording" not in page


def test_a_consultation_draft_says_so(client):
    plan = builders.plan()
    publish(plan, kind="consultation")
    plan.refresh_from_db()
    assert plan.state == PlanState.CONSULTATION
    assert "Consultation draft." in client.get("/anytown/plans/2020-2023/").content.decode()


def test_nothing_is_stored_when_publishing_fails(drawn_ahead, monkeypatch):
    plan = builders.plan()
    monkeypatch.setattr("plans.publishing.versions.store_pages", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(plan, kind="final")
    plan.refresh_from_db()
    assert (PlanVersion.objects.count(), StoredPage.objects.count(), plan.state) == (0, 0, "draft")


def test_a_second_version_has_its_pages_and_what_changed_before_anybody_asks(drawn_ahead):
    plan = builders.rich_plan(1)
    publish(plan, kind="final")
    plan.priorities.update(title="Second wording")
    publish(plan, kind="final", note="Reworded.")
    now = Partnership.objects.get().public_revision
    pages = {one.path: bytes(one.plain).decode() for one in StoredPage.objects.filter(owner="anytown", stamp=now)}
    assert "Second wording" in pages["/anytown/plans/2020-2023/"]
    changes = pages["/anytown/plans/2020-2023/v2/changes/"]
    assert "Reworded." in changes
    assert "Second wording" in changes


def test_pages_of_another_release_are_made_anew(client, monkeypatch):
    publish(builders.plan(), kind="final")
    StoredPage.objects.update(release="an older release", plain=b"stale", gzip=b"stale", brotli=b"stale")
    page = client.get("/anytown/plans/2020-2023/")
    assert b"stale" not in page.content
    assert "Community Safety Plan" in page.content.decode()
