"""A county group is shown with a partnership, on the pages of either, only once it agreed."""

import pytest
from django.db import IntegrityError, transaction

from plans.editing.save import save_row
from plans.editing.tables import editable_tables
from plans.models import Change, Partnership
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
PAGE = "/desk/county/county-group/"


@pytest.fixture
def county(client) -> Partnership:
    """A county group whose officer has signed in, and that Anytown named as its own."""
    county = builders.partnership("county", name="County Group", kind="county group")
    builders.sign_in(client, builders.person("officer", county, "officer"))
    name(builders.partnership(), county)
    builders.area_set(Partnership.objects.get(slug="anytown"), ["North"])
    return county


def name(member: Partnership, county: Partnership | None) -> None:
    """What the desk of the member does."""
    save_row(editable_tables()["partnership"], member, {"parent": county}, seen=member.row_version, by=None)


def shown(client) -> tuple[bool, bool]:
    """Whether readers see the county on the page of the member, and an area of the member from the county."""
    client.logout()
    found = client.get("/county/my-area/", {"q": "North"})
    return "County Group" in client.get("/anytown/").content.decode(), found.status_code == 302


def test_readers_see_nothing_until_the_county_group_agrees(client, county):
    task = client.get("/desk/").content.decode()
    assert "Safer Anytown names this partnership as its county group. Agree or decline." in task
    assert "Waiting for your answer" in client.get(PAGE).content.decode()
    officer = builders.person("other", county, "officer")
    assert shown(client) == (False, False)
    builders.sign_in(client, officer)
    assert client.post(PAGE, {"member": "anytown", "answer": "agree"})["Location"] == PAGE
    assert "Agree or decline" not in client.get("/desk/").content.decode()
    logged = Change.objects.filter(field="agreed parent").values_list("partnership__slug", "new", "by__username")
    assert set(logged) == {("anytown", "County Group", "other"), ("county", "County Group", "other")}
    assert shown(client) == (True, True)
    member = Partnership.objects.get(slug="anytown")
    name(member, builders.partnership("elsewhere", kind="county group"))
    assert shown(client) == (False, False)
    name(Partnership.objects.get(slug="anytown"), county)  # to name it again is to ask again
    assert shown(client) == (False, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(slug="anytown").update(agreed_parent=Partnership.objects.get(slug="elsewhere"))


@pytest.mark.parametrize("is_agreed", [False, True])
def test_a_county_group_declines_or_ends_it(client, county, is_agreed):
    if is_agreed:
        client.post(PAGE, {"member": "anytown", "answer": "agree"})
    assert client.post(PAGE, {"member": "anytown", "answer": "decline"}).status_code == 302
    member = Partnership.objects.get(slug="anytown")
    assert (member.parent, member.agreed_parent) == (None, None)
    assert Change.objects.filter(partnership=member, field="parent", new="").exists()
    again = client.post(PAGE, {"member": "anytown", "answer": "agree"})
    assert again.status_code == 404
    assert "does not name County Group as its county group any longer" in again.content.decode()
    assert shown(client) == (False, False)


def test_the_partnership_is_shown_that_nobody_has_answered(client, county):
    builders.sign_in(client, builders.person("own", Partnership.objects.get(slug="anytown"), "officer"))
    assert "County Group has not yet agreed" in client.get("/desk/anytown/about/").content.decode()
    assert client.post(PAGE, {"member": "anytown", "answer": "agree"}).status_code == 404  # not on this desk
