"""Every empty list of the desk, and every empty list to choose from, leads to making what it lacks, and back."""

import re
from html import unescape

import pytest
from django.forms import ModelChoiceField

from plans.editing.forms import form_for
from plans.editing.pages import address, page_to_add
from plans.editing.tables import top_kinds
from plans.models import Organisation
from tests import builders

pytestmark = pytest.mark.django_db
MEMBER = "/desk/anytown/about/standing-members/add/"
ORGANISATION = "/desk/anytown/about/organisations/add/"


@pytest.fixture
def roots(client):
    """A new partnership and its new plan, without a row, and an officer who is signed in."""
    plan = builders.plan()
    builders.sign_in(client, builders.person("olive", plan.partnership, "officer"))
    return [plan.partnership, plan]


def words(response) -> str:
    return unescape(response.content.decode())


def test_every_empty_list_has_a_button_that_adds_the_first_row(client, roots):
    """Walks some thirty lists and opens each form: several seconds."""
    walked = 0
    for root in roots:
        for kind in top_kinds(root):
            page = address(root, kind)
            text = words(client.get(page))
            assert f"No {kind.plural} yet." in text
            assert f'href="{page}add/"' in text
            assert client.get(f"{page}add/").status_code == 200
            walked += 1
    assert walked >= 25


def test_every_empty_list_to_choose_from_says_what_is_missing_and_leads_there(client, roots):
    """Opens the form of each kind and follows what it says: several seconds."""
    followed = set()
    for root in roots:
        for kind in top_kinds(root):
            page = f"{address(root, kind)}add/"
            links = re.findall(r'No [^<]* yet\. <a href="([^"]*)\?next=([^"]*)">Add an? ', words(client.get(page)))
            fields = form_for(kind, root).fields.values()
            empty = [one for one in fields if isinstance(one, ModelChoiceField) and not one.queryset.exists()]
            assert (kind.slug, len(links)) == (
                kind.slug,
                len([one for one in empty if page_to_add(one.queryset.model, root)]),
            )
            for link, back in links:
                assert (link, client.get(link).status_code) == (link, 200)
                assert back.replace("%2F", "/") == page
                followed.add(link)
    assert ORGANISATION in followed


def test_what_was_missing_is_added_and_one_is_back_where_it_was_missed(client, roots):
    assert f'<a href="{ORGANISATION}?next=%2F' in words(client.get(MEMBER)).replace("%2Fdesk", "%2F")
    sent = {"name": "Police", "kind": "police"}
    assert client.post(f"{ORGANISATION}?next={MEMBER}", sent)["Location"] == MEMBER
    page = words(client.get(MEMBER))
    assert ">Police</option>" in page
    assert "No organisations yet." not in page
    assert f'Not in the list? <a href="{ORGANISATION}?next=' in page
    assert page.index("As printed in the source") < page.index("Locator")
    table = words(client.get(MEMBER.replace("add/", "table/")))
    assert f'Only organisations that are in the list can be named here. <a href="{ORGANISATION}?next=' in table


def test_one_never_comes_back_to_another_site(client, roots):
    sent = {"name": "Police", "kind": "police"}
    back = client.post(f"{ORGANISATION}?next=https://evil.example/", sent)["Location"]
    assert back == f"/desk/anytown/about/rows/organisations/{Organisation.objects.get().pk}/"
