"""A portal that `manage.py demo` filled says so on every page; any other never does."""

import pytest
from django.test import RequestFactory

from csp_portal.models import Demonstration
from csp_portal.views import server_error
from plans.models import VersionKind
from plans.publishing.versions import publish
from tests import builders

WORDS = "This is not the site of any partnership."
PLAN = "/anytown/plans/2020-2023/"
ADDRESSES = ("/", "/help/", "/desk/sign-in/", "/nowhere/", "/anytown/", "/anytown/performance/", PLAN, f"{PLAN}v1/")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("demonstration", [True, False])
def test_every_page_says_so_in_a_demonstration_alone(db, client, address, demonstration):
    if demonstration:
        Demonstration.objects.create()
    publish(builders.plan(), kind=VersionKind.FINAL)
    assert client.get(address).text.count(WORDS) == demonstration


def test_the_page_about_an_error_asks_the_database_for_nothing():
    page = server_error(RequestFactory().get("/cookies/")).content.decode()
    assert "Something went wrong" in page
    assert WORDS not in page
